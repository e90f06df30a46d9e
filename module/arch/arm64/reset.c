// SPDX-License-Identifier: GPL-2.0
/*
 * Reset. Registers whose reset value the architecture leaves unknown are 0.
 * Arm ARM "PE state on reset to AArch64 state".
 */
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "el2/caps.h"
#include "el2/controls.h"
#include "guest_debug.h"
#include "idreg.h"
#include "psci.h"
#include "pstate.h"
#include "reset.h"
#include "sysreg.h"
#include "timer.h"
#include "vgic/vgic.h"

#define RESET_PSTATE	(PSR_MODE_EL1h | PSR_A_BIT | PSR_I_BIT | PSR_F_BIT | \
			 PSR_D_BIT)
#define RESET_PSTATE_32	(PSR_AA32_MODE_SVC | PSR_AA32_A_BIT | \
			 PSR_AA32_I_BIT | PSR_AA32_F_BIT)
/* SCTLR_EL1: its RES1 bits, and what was that in older architectures. */
#define RESET_SCTLR	0x30c50830ULL
#define RESET_SCTLR_32	0x00c50078ULL
#define SCTLR_EE_BIT	BIT_ULL(25)

#define FEATURE(name)	BIT(KVM_ARM_VCPU_##name)

/* What KVM_ARM_VCPU_INIT may ask for. */
static unsigned long reset_features(void)
{
	unsigned long features = FEATURE(POWER_OFF) | FEATURE(PSCI_0_2);

	if (airlock_el2_caps.el1_32bit)
		features |= FEATURE(EL1_32BIT);
	return features;
}

long arm64_preferred_target(struct kvm_vcpu_init __user *user)
{
	const struct kvm_vcpu_init init = {
		.target = KVM_ARM_TARGET_GENERIC_V8,
	};

	return copy_to_user(user, &init, sizeof(init)) ? -EFAULT : 0;
}

bool arm64_reset_big_endian(struct airlock_vcpu *vcpu)
{
	if (arm64_pstate_is_aa32(vcpu->arch.regs.pstate))
		return vcpu->arch.regs.pstate & PSR_AA32_E_BIT;
	return arm64_sys_read(vcpu, ARM64_SYS_SCTLR_EL1) & SCTLR_EE_BIT;
}

/* Affinity of 16 vCPUs to a cluster, as SGIs reach them; and RES1, no MT. */
static u64 reset_mpidr(unsigned int id)
{
	return BIT_ULL(31) | (id & 0xf) | (u64)(id >> 4 & 0xff) << 8 |
	       (u64)(id >> 12 & 0xff) << 16;
}

static void reset_el2(struct airlock_vcpu *vcpu, bool aa32)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	el2->hcr = HCR_GUEST | (airlock_el2_caps.fwb ? HCR_FWB : HCR_TVM);
	el2->setway = false;
	if (airlock_el2_caps.ras)
		el2->hcr |= HCR_GUEST_RAS;
	if (airlock_el2_caps.vhe)
		el2->hcr |= HCR_E2H;
	el2->aa32 = aa32;
	if (!aa32)
		el2->hcr |= HCR_RW;
	if (arm64_cacheid_traps(vcpu))
		el2->hcr |= HCR_TID2;
	el2->cnthctl = airlock_el2_caps.vhe ? CNTHCTL_VHE_GUEST :
					      CNTHCTL_GUEST;
	if (!arm64_timer_traps(vcpu))
		el2->cnthctl |= CNTHCTL_VHE_TIMER;
}

static void reset_vcpu(struct airlock_vcpu *vcpu)
{
	bool aa32 = vcpu->arch.features & FEATURE(EL1_32BIT);
	struct arm64_regs *regs = &vcpu->arch.regs;
	u64 *sys = vcpu->arch.sys;
	unsigned int i;

	memset(regs, 0, sizeof(*regs));
	regs->pstate = aa32 ? RESET_PSTATE_32 : RESET_PSTATE;
	/* Other vCPUs look for this one by its MPIDR at any time. */
	for (i = 0; i < ARM64_SYS_NR; i++)
		if (i != ARM64_SYS_MPIDR_EL1)
			sys[i] = 0;
	sys[ARM64_SYS_SCTLR_EL1] = aa32 ? RESET_SCTLR_32 : RESET_SCTLR;
	memset(&vcpu->arch.fpu.regs, 0, sizeof(vcpu->arch.fpu.regs));
	vcpu->arch.waiting = false;
	vcpu->complete = NULL;
	reset_el2(vcpu, aa32);
	arm64_sysreg_reset(vcpu);
	arm64_guest_debug_reset(vcpu);
	arm64_vgic_vcpu_reset(vcpu);
	arm64_timer_vcpu_reset(vcpu);
}

void arm64_reset_start(struct airlock_vcpu *vcpu, const struct arm64_psci *on)
{
	struct arm64_regs *regs = &vcpu->arch.regs;
	bool aa32 = vcpu->arch.features & FEATURE(EL1_32BIT);

	reset_vcpu(vcpu);
	regs->pc = on->entry;
	/* Bit 0 of an AArch32 address says Thumb. */
	if (aa32 && on->entry & 1) {
		regs->pc &= ~1ULL;
		regs->pstate |= PSR_AA32_T_BIT;
	}
	if (on->big_endian && aa32)
		regs->pstate |= PSR_AA32_E_BIT;
	else if (on->big_endian)
		vcpu->arch.sys[ARM64_SYS_SCTLR_EL1] |= SCTLR_EE_BIT;
	regs->x[0] = on->context;
}

static long init_features(const struct kvm_vcpu_init *init, unsigned long *out)
{
	unsigned long features = init->features[0];
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(init->features); i++)
		if (init->features[i])
			return -ENOENT;
	if (features & ~GENMASK(KVM_ARM_VCPU_PTRAUTH_GENERIC, 0))
		return -ENOENT;
	if (features & ~reset_features())
		return -EINVAL;
	*out = features;
	return 0;
}

/* All vCPUs of a VM have the same, but for whether they start. */
static bool init_agrees(struct airlock_vcpu *vcpu, unsigned long features)
{
	struct airlock_vcpu *other;
	unsigned long id;

	xa_for_each(&vcpu->vm->vcpus, id, other)
		if (other->arch.initialised &&
		    (other->arch.features ^ features) & ~FEATURE(POWER_OFF))
			return false;
	return true;
}

long arm64_vcpu_ioctl_init(struct airlock_vcpu *vcpu,
			   const struct kvm_vcpu_init __user *user)
{
	struct airlock_vm *vm = vcpu->vm;
	struct kvm_vcpu_init init;
	unsigned long features;
	long ret;

	if (copy_from_user(&init, user, sizeof(init)))
		return -EFAULT;
	if (init.target != KVM_ARM_TARGET_GENERIC_V8)
		return -EINVAL;
	ret = init_features(&init, &features);
	if (ret)
		return ret;
	mutex_lock(&vm->lock);
	ret = init_agrees(vcpu, features) ? 0 : -EINVAL;
	if (!ret) {
		vcpu->arch.features = features;
		if (!vm->arch.psci_version)
			vm->arch.psci_version = features & FEATURE(PSCI_0_2) ?
				ARM64_PSCI_1_1 : ARM64_PSCI_0_1;
		if (!vcpu->arch.initialised)
			vcpu->arch.sys[ARM64_SYS_MPIDR_EL1] =
				reset_mpidr(vcpu->id);
		reset_vcpu(vcpu);
		vcpu->arch.has_run = false;
		WRITE_ONCE(vcpu->arch.initialised, true);
	}
	mutex_unlock(&vm->lock);
	if (!ret)
		arm64_psci_set_power(vcpu, !(features & FEATURE(POWER_OFF)));
	return ret;
}
