// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes of KVM_DEV_TYPE_ARM_VGIC_V3: the kernel's
 * Documentation/virt/kvm/devices/arm-vgic-v3.rst.
 */
#include <linux/nospec.h>
#include <linux/uaccess.h>

#include "host.h"
#include "regs.h"
#include "vgic.h"

#define ATTR_OFFSET(attr)	((u32)(attr))
#define ATTR_AFF(attr)		((u32)((attr) >> 32))
#define ATTR_INSTR(attr)	((attr) & KVM_DEV_ARM_VGIC_SYSREG_INSTR_MASK)
#define ATTR_INFO(attr)		(((attr) & \
				  KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_MASK) >> \
				 KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT)
#define ATTR_VINTID(attr)	((attr) & \
				 KVM_DEV_ARM_VGIC_LINE_LEVEL_INTID_MASK)

/* Registers that have no lock held, which those of vCPUs that run would need. */
static void unlock_vcpus(struct airlock_vm *vm, unsigned long up_to)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu) {
		if (id >= up_to)
			break;
		mutex_unlock(&vcpu->mutex);
	}
}

/* vm->lock is held. Return: 0, or -EBUSY: a vCPU is at work. */
static int lock_vcpus(struct airlock_vm *vm)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu) {
		if (mutex_trylock(&vcpu->mutex))
			continue;
		unlock_vcpus(vm, id);
		return -EBUSY;
	}
	return 0;
}

/* The vCPU that an attribute is of, or NULL. */
static struct arm64_vgic_cpu *attr_cpu(struct airlock_vm *vm, u64 attr)
{
	struct airlock_vcpu *vcpu;

	vcpu = airlock_vcpu_find(vm, gic_aff_to_id(ATTR_AFF(attr)));
	return vcpu ? &vcpu->arch.vgic : NULL;
}

static bool is_in(u32 offset, u32 first, u32 end)
{
	return offset >= first && offset < end;
}

/* The registers that distributor and redistributors have in common. */
static bool is_bank_reg(u32 offset, bool own)
{
	u32 banks = own ? 4 : 0x80;

	if (is_in(offset, GIC_REG_IGROUPR, GIC_REG_IPRIORITYR))
		return (offset & 0x7f) < banks;
	if (is_in(offset, GIC_REG_IGRPMODR, GIC_REG_IGRPMODR + banks))
		return true;
	if (own)
		return is_in(offset, GIC_REG_IPRIORITYR,
			     GIC_REG_IPRIORITYR + GIC_BANK_IRQS) ||
		       is_in(offset, GIC_REG_ICFGR, GIC_REG_ICFGR + 8);
	return is_in(offset, GIC_REG_IPRIORITYR, GIC_REG_ITARGETSR) ||
	       is_in(offset, GIC_REG_ICFGR, GIC_REG_IGRPMODR);
}

/* Return: 0; -ENXIO: there is no such register; -EINVAL: not aligned. */
static int check_dist_reg(u32 offset)
{
	if (offset & 3)
		return -EINVAL;
	if (offset <= GICD_STATUSR || is_bank_reg(offset, false) ||
	    is_in(offset, GICD_IROUTER, GICD_IROUTER_END) ||
	    is_in(offset, 0xffd0, GICD_LEN))
		return 0;
	return -ENXIO;
}

static int check_redist_reg(u32 offset)
{
	if (offset & 3)
		return -EINVAL;
	if (offset <= GICR_WAKER || is_in(offset, 0xffd0, GICR_SGI_FRAME))
		return 0;
	if (offset >= GICR_SGI_FRAME &&
	    is_bank_reg(offset - GICR_SGI_FRAME, true))
		return 0;
	return -ENXIO;
}

/* The revision that was saved has to be ours: there is one. */
static int set_dist_reg(struct arm64_vgic *vgic, u32 offset, u32 value)
{
	if (offset == GICD_IIDR && value != GIC_IIDR)
		return -EINVAL;
	vgic_write_dist(vgic, offset, 4, value, GIC_USER);
	return 0;
}

/* Lines as userspace drives them; who else does tells again after a restore. */
static int level_info(struct arm64_vgic *vgic, u64 attr, u32 *value, bool set)
{
	struct gic_state *gic = &vgic->state;
	unsigned int intid = ATTR_VINTID(attr);
	unsigned int n = intid / GIC_BANK_IRQS;
	struct arm64_vgic_cpu *cpu = attr_cpu(vgic->vm, attr);
	struct gic_bank *bank;
	unsigned long flags;
	u32 mask = n ? ~0U : ~0xffffU;

	if (ATTR_INFO(attr) != VGIC_LEVEL_INFO_LINE_LEVEL ||
	    intid % GIC_BANK_IRQS || !cpu)
		return -EINVAL;
	if (n >= gic->nr_banks) {
		*value = 0;
		return 0;
	}
	n = array_index_nospec(n, gic->nr_banks);
	raw_spin_lock_irqsave(&gic->lock, flags);
	raw_spin_lock(&cpu->lock);
	bank = gic_bank(gic, cpu, n);
	if (!set) {
		*value = gic_bank_lines(bank) & mask;
	} else {
		bank->line[AIRLOCK_IRQ_SOURCE_USER] = *value & mask;
		if (n)
			gic_spis_changed(gic, n);
		else
			gic_own_changed(gic, cpu);
	}
	raw_spin_unlock(&cpu->lock);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
	return 0;
}

/* One register, the vCPUs being locked. 64 bits of the CPU interface alone. */
static int access_reg(struct arm64_vgic *vgic,
		      const struct kvm_device_attr *attr, u64 *value, bool set)
{
	u32 offset = ATTR_OFFSET(attr->attr);
	struct arm64_vgic_cpu *cpu = attr_cpu(vgic->vm, attr->attr);
	u32 word = *value;
	int ret = 0;

	if (!vgic->initialised)
		return -EBUSY;
	switch (attr->group) {
	case KVM_DEV_ARM_VGIC_GRP_DIST_REGS:
		if (set)
			return set_dist_reg(vgic, offset, word);
		*value = vgic_read_dist(vgic, offset, 4, GIC_USER);
		return 0;
	case KVM_DEV_ARM_VGIC_GRP_REDIST_REGS:
		if (set)
			vgic_write_redist(vgic, cpu, offset, 4, word, GIC_USER);
		else
			*value = vgic_read_redist(vgic, cpu, offset, 4,
						  GIC_USER);
		return 0;
	case KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS:
		if (set)
			return gic_cpuif_set(&vgic->state, cpu,
					     ATTR_INSTR(attr->attr), *value);
		return gic_cpuif_get(&vgic->state, cpu, ATTR_INSTR(attr->attr),
				     value);
	default:
		ret = level_info(vgic, attr->attr, &word, set);
		*value = word;
		return ret;
	}
}

/* Is there such a register, and such a vCPU? */
static int check_reg(struct airlock_vm *vm, const struct kvm_device_attr *attr)
{
	u32 offset = ATTR_OFFSET(attr->attr);
	struct gic_state dummy = { .host = arm64_gic_host };
	struct arm64_vgic_cpu *cpu = attr_cpu(vm, attr->attr);
	u64 value;

	switch (attr->group) {
	case KVM_DEV_ARM_VGIC_GRP_DIST_REGS:
		return check_dist_reg(offset);
	case KVM_DEV_ARM_VGIC_GRP_REDIST_REGS:
		return cpu ? check_redist_reg(offset) : -EINVAL;
	case KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS:
		return cpu ? gic_cpuif_get(&dummy, cpu, ATTR_INSTR(attr->attr),
					   &value) : -EINVAL;
	default:
		return ATTR_INFO(attr->attr) == VGIC_LEVEL_INFO_LINE_LEVEL ?
		       0 : -EINVAL;
	}
}

static size_t reg_len(const struct kvm_device_attr *attr)
{
	return attr->group == KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS ? sizeof(u64) :
								sizeof(u32);
}

static int attr_reg(struct airlock_vm *vm, const struct kvm_device_attr *attr,
		    bool set)
{
	void __user *user = u64_to_user_ptr(attr->addr);
	u64 value = 0;
	int ret;

	ret = check_reg(vm, attr);
	if (ret)
		return ret;
	if (set && copy_from_user(&value, user, reg_len(attr)))
		return -EFAULT;
	mutex_lock(&vm->lock);
	ret = lock_vcpus(vm);
	if (!ret) {
		ret = access_reg(vm->arch.vgic, attr, &value, set);
		unlock_vcpus(vm, ULONG_MAX);
	}
	mutex_unlock(&vm->lock);
	if (ret || set)
		return ret;
	return copy_to_user(user, &value, reg_len(attr)) ? -EFAULT : 0;
}

static int attr_addr(struct airlock_vm *vm, const struct kvm_device_attr *attr,
		     bool set)
{
	u64 __user *user = u64_to_user_ptr(attr->addr);
	u64 value;
	int ret;

	if (get_user(value, user))
		return -EFAULT;
	mutex_lock(&vm->lock);
	ret = set ? vgic_set_addr(vm->arch.vgic, attr->attr, value) :
		    vgic_get_addr(vm->arch.vgic, attr->attr, &value);
	mutex_unlock(&vm->lock);
	if (ret || set)
		return ret;
	return put_user(value, user) ? -EFAULT : 0;
}

#define NR_IRQS_MIN		64
#define NR_IRQS_MAX		1024

static int attr_set_nr_irqs(struct airlock_vm *vm,
			    const struct kvm_device_attr *attr)
{
	struct arm64_vgic *vgic = vm->arch.vgic;
	int ret = 0;
	u32 nr;

	if (get_user(nr, (u32 __user *)u64_to_user_ptr(attr->addr)))
		return -EFAULT;
	if (nr < NR_IRQS_MIN || nr > NR_IRQS_MAX || nr % GIC_BANK_IRQS)
		return -EINVAL;
	mutex_lock(&vm->lock);
	if (vgic->nr_irqs || vgic->initialised)
		ret = -EBUSY;
	else
		vgic->nr_irqs = nr;
	mutex_unlock(&vm->lock);
	return ret;
}

static int attr_ctrl(struct airlock_vm *vm, const struct kvm_device_attr *attr)
{
	int ret;

	mutex_lock(&vm->lock);
	switch (attr->attr) {
	case KVM_DEV_ARM_VGIC_CTRL_INIT:
		ret = vgic_init(vm->arch.vgic);
		break;
	case KVM_DEV_ARM_VGIC_SAVE_PENDING_TABLES:
		/* There are no LPIs, and so no tables. */
		ret = vm->arch.vgic->initialised ? 0 : -ENXIO;
		break;
	default:
		ret = -ENXIO;
	}
	mutex_unlock(&vm->lock);
	return ret;
}

static bool is_reg_group(u32 group)
{
	return group == KVM_DEV_ARM_VGIC_GRP_DIST_REGS ||
	       group == KVM_DEV_ARM_VGIC_GRP_REDIST_REGS ||
	       group == KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS ||
	       group == KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO;
}

int vgic_attr_set(struct airlock_vm *vm, const struct kvm_device_attr *attr)
{
	if (is_reg_group(attr->group))
		return attr_reg(vm, attr, true);
	switch (attr->group) {
	case KVM_DEV_ARM_VGIC_GRP_ADDR:
		return attr_addr(vm, attr, true);
	case KVM_DEV_ARM_VGIC_GRP_NR_IRQS:
		return attr_set_nr_irqs(vm, attr);
	case KVM_DEV_ARM_VGIC_GRP_CTRL:
		return attr_ctrl(vm, attr);
	default:
		return -ENXIO;
	}
}

int vgic_attr_get(struct airlock_vm *vm, const struct kvm_device_attr *attr)
{
	u32 nr;

	if (is_reg_group(attr->group))
		return attr_reg(vm, attr, false);
	switch (attr->group) {
	case KVM_DEV_ARM_VGIC_GRP_ADDR:
		return attr_addr(vm, attr, false);
	case KVM_DEV_ARM_VGIC_GRP_NR_IRQS:
		nr = READ_ONCE(vm->arch.vgic->nr_irqs);
		return put_user(nr, (u32 __user *)u64_to_user_ptr(attr->addr)) ?
		       -EFAULT : 0;
	default:
		return -ENXIO;
	}
}

int vgic_attr_has(struct airlock_vm *vm, const struct kvm_device_attr *attr)
{
	if (is_reg_group(attr->group))
		return check_reg(vm, attr);
	switch (attr->group) {
	case KVM_DEV_ARM_VGIC_GRP_ADDR:
		return attr->attr == KVM_VGIC_V3_ADDR_TYPE_DIST ||
		       attr->attr == KVM_VGIC_V3_ADDR_TYPE_REDIST ||
		       attr->attr == KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION ?
		       0 : -ENXIO;
	case KVM_DEV_ARM_VGIC_GRP_NR_IRQS:
		return 0;
	case KVM_DEV_ARM_VGIC_GRP_CTRL:
		return attr->attr == KVM_DEV_ARM_VGIC_CTRL_INIT ||
		       attr->attr == KVM_DEV_ARM_VGIC_SAVE_PENDING_TABLES ?
		       0 : -ENXIO;
	default:
		return -ENXIO;
	}
}
