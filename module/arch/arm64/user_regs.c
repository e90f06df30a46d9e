// SPDX-License-Identifier: GPL-2.0
/*
 * One register for userspace, or the list of them. The id says of which kind:
 * core, system, firmware, cache sizes. KVM API documentation "KVM_SET_ONE_REG".
 */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "core_regs.h"
#include "idreg.h"
#include "sysreg.h"
#include "user_regs.h"

/* Of struct kvm_regs, what core_regs.h says of it. */
#ifndef __CHECKER__	/* sparse aligns a 128-bit integer otherwise */
static_assert(KVM_REG_ARM_CORE_REG(regs.sp) == ARM64_CORE_SP_EL0);
static_assert(KVM_REG_ARM_CORE_REG(regs.pc) == ARM64_CORE_PC);
static_assert(KVM_REG_ARM_CORE_REG(regs.pstate) == ARM64_CORE_PSTATE);
static_assert(KVM_REG_ARM_CORE_REG(sp_el1) == ARM64_CORE_SP_EL1);
static_assert(KVM_REG_ARM_CORE_REG(elr_el1) == ARM64_CORE_ELR_EL1);
static_assert(KVM_REG_ARM_CORE_REG(spsr) == ARM64_CORE_SPSR);
static_assert(KVM_REG_ARM_CORE_REG(fp_regs.vregs) == ARM64_CORE_V);
static_assert(KVM_REG_ARM_CORE_REG(fp_regs.fpsr) == ARM64_CORE_FPSR);
static_assert(KVM_REG_ARM_CORE_REG(fp_regs.fpcr) == ARM64_CORE_FPCR);
static_assert(sizeof(struct kvm_regs) / sizeof(u32) == ARM64_CORE_END);
#endif
static_assert(KVM_NR_SPSR == ARM64_NR_SPSR);

#define ID_COPROC(id)	((id) & KVM_REG_ARM_COPROC_MASK)
/* What comes after it. */
#define ID_LOW(id)	((id) & 0xffff)

#define SYSREG_ID	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM64_SYSREG)
#define CCSIDR_ID	(KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_DEMUX | \
			 KVM_REG_ARM_DEMUX_ID_CCSIDR)

static unsigned int id_bytes(u64 id)
{
	return 1U << ((id & KVM_REG_SIZE_MASK) >> KVM_REG_SIZE_SHIFT);
}

/* From KVM_REG_ARM_CORE on, what is left is the offset. */
static u64 core_offset(u64 id)
{
	return id & ~(KVM_REG_ARCH_MASK | KVM_REG_SIZE_MASK | KVM_REG_ARM_CORE);
}

static long get_core(struct airlock_vcpu *vcpu, u64 id, void __user *addr)
{
	u64 data[2] = {};
	int err = arm64_core_reg_check(core_offset(id), id_bytes(id));

	if (err)
		return err;
	arm64_core_reg_get(vcpu, core_offset(id), data);
	return copy_to_user(addr, data, id_bytes(id)) ? -EFAULT : 0;
}

static long set_core(struct airlock_vcpu *vcpu, u64 id, void __user *addr)
{
	u64 data[2] = {};
	int err = arm64_core_reg_check(core_offset(id), id_bytes(id));

	if (err)
		return err;
	if (copy_from_user(data, addr, id_bytes(id)))
		return -EFAULT;
	return arm64_core_reg_set(vcpu, core_offset(id), data);
}

static long get_ccsidr(struct airlock_vcpu *vcpu, u64 id, void __user *addr)
{
	u32 value;
	int err;

	if ((id & ~0xffULL) != CCSIDR_ID)
		return -ENOENT;
	err = arm64_ccsidr_get(vcpu, id & 0xff, &value);
	return err ? err : put_user(value, (u32 __user *)addr);
}

static long set_ccsidr(struct airlock_vcpu *vcpu, u64 id, void __user *addr)
{
	u32 value;

	if ((id & ~0xffULL) != CCSIDR_ID || (id & 0xff) >= ARM64_NR_CACHES)
		return -ENOENT;
	if (get_user(value, (u32 __user *)addr))
		return -EFAULT;
	return arm64_ccsidr_set(vcpu, id & 0xff, value);
}

static int get_u64(struct airlock_vcpu *vcpu, u64 id, u64 *value)
{
	switch (ID_COPROC(id)) {
	case KVM_REG_ARM_FW:
	case KVM_REG_ARM_FW_FEAT_BMAP:
		return arm64_fw_reg_get(vcpu, id, value);
	default:
		if ((id & ~0xffffULL) != SYSREG_ID)
			return -ENOENT;
		return arm64_sysreg_get(vcpu, ID_LOW(id), value);
	}
}

static int set_u64(struct airlock_vcpu *vcpu, u64 id, u64 value)
{
	switch (ID_COPROC(id)) {
	case KVM_REG_ARM_FW:
	case KVM_REG_ARM_FW_FEAT_BMAP:
		return arm64_fw_reg_set(vcpu, id, value);
	default:
		if ((id & ~0xffffULL) != SYSREG_ID)
			return -ENOENT;
		return arm64_sysreg_set(vcpu, ID_LOW(id), value);
	}
}

static long take_id(struct airlock_vcpu *vcpu, struct kvm_one_reg __user *user,
		    struct kvm_one_reg *reg)
{
	if (!vcpu->arch.initialised)
		return -ENOEXEC;
	if (copy_from_user(reg, user, sizeof(*reg)))
		return -EFAULT;
	if ((reg->id & ~KVM_REG_SIZE_MASK) >> 32 != KVM_REG_ARM64 >> 32)
		return -EINVAL;
	return 0;
}

long arm64_reg_ioctl_get(struct airlock_vcpu *vcpu,
			 struct kvm_one_reg __user *user)
{
	struct kvm_one_reg reg;
	void __user *addr;
	u64 value;
	long err = take_id(vcpu, user, &reg);

	if (err)
		return err;
	addr = u64_to_user_ptr(reg.addr);
	switch (ID_COPROC(reg.id)) {
	case KVM_REG_ARM_CORE:
		return get_core(vcpu, reg.id, addr);
	case KVM_REG_ARM_DEMUX:
		return get_ccsidr(vcpu, reg.id, addr);
	default:
		err = get_u64(vcpu, reg.id, &value);
		return err ? err : put_user(value, (u64 __user *)addr);
	}
}

long arm64_reg_ioctl_set(struct airlock_vcpu *vcpu,
			 struct kvm_one_reg __user *user)
{
	struct kvm_one_reg reg;
	void __user *addr;
	u64 value;
	long err = take_id(vcpu, user, &reg);

	if (err)
		return err;
	addr = u64_to_user_ptr(reg.addr);
	switch (ID_COPROC(reg.id)) {
	case KVM_REG_ARM_CORE:
		return set_core(vcpu, reg.id, addr);
	case KVM_REG_ARM_DEMUX:
		return set_ccsidr(vcpu, reg.id, addr);
	default:
		/* Nothing of another size is known here. */
		if (id_bytes(reg.id) != sizeof(value))
			return -ENOENT;
		if (get_user(value, (u64 __user *)addr))
			return -EFAULT;
		return set_u64(vcpu, reg.id, value);
	}
}

/* Core registers, in the order of their offsets. */
static unsigned int list_core(u64 *ids)
{
	unsigned int offset, bytes, nr = 0;

	for (offset = 0; offset < ARM64_CORE_END; offset++) {
		bytes = arm64_core_reg_bytes(offset);
		if (!bytes)
			continue;
		if (ids)
			ids[nr] = KVM_REG_ARM64 | KVM_REG_ARM_CORE | offset |
				  (u64)ilog2(bytes) << KVM_REG_SIZE_SHIFT;
		nr++;
	}
	return nr;
}

/* System registers: by their low bits first, which then become ids in place. */
static unsigned int list_sysregs(struct airlock_vcpu *vcpu, u64 *ids)
{
	unsigned int nr = arm64_sysreg_list(vcpu, NULL), i;
	u16 *regs = (u16 *)ids;

	if (!ids)
		return nr;
	arm64_sysreg_list(vcpu, regs);
	for (i = nr; i-- > 0;)
		ids[i] = SYSREG_ID | regs[i];
	return nr;
}

static unsigned int list_all(struct airlock_vcpu *vcpu, u64 *ids)
{
	unsigned int nr = list_core(ids), i;

	for (i = 0; i < arm64_nr_fw_regs; i++, nr++)
		if (ids)
			ids[nr] = arm64_fw_reg_ids[i];
	nr += list_sysregs(vcpu, ids ? ids + nr : NULL);
	for (i = 0; i < ARM64_NR_CACHES; i++, nr++)
		if (ids)
			ids[nr] = CCSIDR_ID | i;
	return nr;
}

long arm64_reg_ioctl_list(struct airlock_vcpu *vcpu,
			  struct kvm_reg_list __user *user)
{
	struct kvm_reg_list list;
	u64 room, *ids;
	long ret = 0;

	if (!vcpu->arch.initialised)
		return -ENOEXEC;
	if (copy_from_user(&list, user, sizeof(list)))
		return -EFAULT;
	room = list.n;
	list.n = list_all(vcpu, NULL);
	if (copy_to_user(user, &list, sizeof(list)))
		return -EFAULT;
	if (room < list.n)
		return -E2BIG;
	ids = kmalloc_array(list.n, sizeof(*ids), GFP_KERNEL_ACCOUNT);
	if (!ids)
		return -ENOMEM;
	list_all(vcpu, ids);
	if (copy_to_user(user->reg, ids, list.n * sizeof(*ids)))
		ret = -EFAULT;
	kfree(ids);
	return ret;
}
