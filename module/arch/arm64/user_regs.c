// SPDX-License-Identifier: GPL-2.0
/* Core registers of 64 bits only; the first, small version. */
#include <linux/kvm.h>
#include <linux/uaccess.h>
#include <asm/ptrace.h>

#include "airlock.h"
#include "user_regs.h"

#define CORE(offset)	((offset) / sizeof(u32))
#define CORE_REG(field)	CORE(offsetof(struct kvm_regs, field))
#define CORE_ID		(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE)

static u64 *core_reg(struct airlock_vcpu *vcpu, u64 id)
{
	struct arm64_regs *regs = &vcpu->arch.regs;
	u64 n = id - CORE_ID;

	if (n % 2)
		return NULL;
	if (n <= CORE_REG(regs.regs[30]))
		return &regs->x[n / 2];
	switch (n) {
	case CORE_REG(regs.sp):
		return &regs->sp_el0;
	case CORE_REG(regs.pc):
		return &regs->pc;
	case CORE_REG(regs.pstate):
		return &regs->pstate;
	case CORE_REG(sp_el1):
		return &vcpu->arch.sys[ARM64_SYS_SP_EL1];
	case CORE_REG(elr_el1):
		return &vcpu->arch.sys[ARM64_SYS_ELR_EL1];
	case CORE_REG(spsr[0]):
		return &vcpu->arch.sys[ARM64_SYS_SPSR_EL1];
	}
	return NULL;
}

static bool pstate_ok(u64 value)
{
	switch (value & (PSR_MODE_MASK | PSR_MODE32_BIT)) {
	case PSR_MODE_EL0t:
	case PSR_MODE_EL1t:
	case PSR_MODE_EL1h:
		return true;
	}
	return false;
}

long arm64_reg_ioctl_get(struct airlock_vcpu *vcpu,
			 const struct kvm_one_reg __user *user)
{
	struct kvm_one_reg reg;
	u64 *where;

	if (copy_from_user(&reg, user, sizeof(reg)))
		return -EFAULT;
	where = core_reg(vcpu, reg.id);
	if (!where)
		return -ENOENT;
	return put_user(*where, (u64 __user *)reg.addr);
}

long arm64_reg_ioctl_set(struct airlock_vcpu *vcpu,
			 const struct kvm_one_reg __user *user)
{
	struct kvm_one_reg reg;
	u64 *where, value;

	if (copy_from_user(&reg, user, sizeof(reg)))
		return -EFAULT;
	where = core_reg(vcpu, reg.id);
	if (!where)
		return -ENOENT;
	if (get_user(value, (u64 __user *)reg.addr))
		return -EFAULT;
	if (where == &vcpu->arch.regs.pstate && !pstate_ok(value))
		return -EINVAL;
	*where = value;
	return 0;
}
