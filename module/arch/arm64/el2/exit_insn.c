// SPDX-License-Identifier: GPL-2.0
/* Exits of instructions that the guest may not carry out by itself. */
#include <linux/arm-smccc.h>
#include <linux/arm-smccc.h>
#include <asm/esr.h>

#include "airlock.h"
#include "arch.h"
#include "cpu.h"
#include "exit.h"
#include "fpu.h"
#include "psci.h"
#include "smccc.h"
#include "sysreg.h"

int exit_wfx(struct airlock_vcpu *vcpu)
{
	u64 ti = vcpu->arch.el2.esr & ESR_ELx_WFx_ISS_TI;

	arm64_skip(vcpu);
	/* WFE, and WFI with a timeout, which we do not offer: others may run. */
	if (ti != ESR_ELx_WFx_ISS_WFI) {
		vcpu->deferred = airlock_vcpu_spin;
		return AIRLOCK_DEFER;
	}
	vcpu->deferred = arm64_wait;
	return AIRLOCK_DEFER;
}

/* The CPU has stepped over it. */
int exit_hvc(struct airlock_vcpu *vcpu)
{
	return arm64_smccc(vcpu);
}

/* Trapped before it was carried out: nothing of it reaches the secure world. */
int exit_smc(struct airlock_vcpu *vcpu)
{
	u64 imm = vcpu->arch.el2.esr & ESR_ELx_xVC_IMM_MASK;

	arm64_skip(vcpu);
	/* Reserved. Arm DEN 0028 "SMC and HVC immediate value" */
	if (imm) {
		vcpu->arch.regs.x[0] = SMCCC_RET_NOT_SUPPORTED;
		return AIRLOCK_RESUME;
	}
	return arm64_smccc(vcpu);
}

int exit_sysreg(struct airlock_vcpu *vcpu)
{
	return arm64_sysreg_trap(vcpu, vcpu->arch.el2.esr);
}

int exit_cp(struct airlock_vcpu *vcpu)
{
	return arm64_cp_trap(vcpu, vcpu->arch.el2.esr);
}

/* The first use since the guest context was entered. */
int exit_fp(struct airlock_vcpu *vcpu)
{
	arm64_fpu_enter(vcpu);
	return AIRLOCK_RESUME;
}

/* A feature that the guest has not been told of. */
int exit_undefined(struct airlock_vcpu *vcpu)
{
	arm64_inject_undef(vcpu);
	return AIRLOCK_RESUME;
}
