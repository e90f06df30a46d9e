// SPDX-License-Identifier: GPL-2.0
/*
 * Exceptions that a guest takes because we say so: its PC, PSTATE and EL1
 * registers become what the CPU would have made of them. Arm ARM "Exception
 * entry", AArch64.TakeException.
 */
#include <asm/esr.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "aa32.h"
#include "controls.h"
#include "cpu.h"
#include "pstate.h"

/* Offsets from VBAR_EL1. */
#define VECTOR_SAME_SP0		0x000
#define VECTOR_SAME_SPX		0x200
#define VECTOR_LOWER_64		0x400
#define VECTOR_LOWER_32		0x600

#define SCTLR_EL1_SPAN_BIT	BIT_ULL(23)
#define SCTLR_EL1_DSSBS_BIT	BIT_ULL(44)

#define FSC_EXTERNAL		0x10

static u64 inject_vector(u64 pstate)
{
	if (arm64_pstate_is_aa32(pstate))
		return VECTOR_LOWER_32;
	if (arm64_pstate_is_el0(pstate))
		return VECTOR_LOWER_64;
	return arm64_pstate_uses_sp_el0(pstate) ? VECTOR_SAME_SP0 :
						  VECTOR_SAME_SPX;
}

static u64 inject_pstate(u64 old, u64 sctlr)
{
	/* Kept: the condition flags, PAN, UAO is cleared, DIT stays. */
	u64 new = old & (PSR_N_BIT | PSR_Z_BIT | PSR_C_BIT | PSR_V_BIT |
			 PSR_PAN_BIT | PSR_DIT_BIT);

	if (!(sctlr & SCTLR_EL1_SPAN_BIT))
		new |= PSR_PAN_BIT;
	if (sctlr & SCTLR_EL1_DSSBS_BIT)
		new |= PSR_SSBS_BIT;
	return new | PSR_MODE_EL1h | PSR_D_BIT | PSR_A_BIT | PSR_I_BIT |
	       PSR_F_BIT;
}

static void inject_sync(struct airlock_vcpu *vcpu, u64 esr)
{
	struct arm64_regs *regs = &vcpu->arch.regs;
	u64 sctlr = arm64_sys_read(vcpu, ARM64_SYS_SCTLR_EL1);
	u64 pstate = regs->pstate;

	arm64_sys_write(vcpu, ARM64_SYS_ESR_EL1, esr);
	arm64_sys_write(vcpu, ARM64_SYS_ELR_EL1, regs->pc);
	arm64_sys_write(vcpu, ARM64_SYS_SPSR_EL1, pstate);
	regs->pc = arm64_sys_read(vcpu, ARM64_SYS_VBAR_EL1) +
		   inject_vector(pstate);
	regs->pstate = inject_pstate(pstate, sctlr);
}

/* The instruction's length, as the exit had it; 4 bytes in AArch64 anyway. */
static u64 inject_il(struct airlock_vcpu *vcpu)
{
	if (!arm64_pstate_is_aa32(vcpu->arch.regs.pstate))
		return ESR_ELx_IL;
	return vcpu->arch.el2.esr & ESR_ELx_IL;
}

/* Is EL1, which takes the exception, AArch32? */
static bool inject_to_aa32(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.features & BIT(KVM_ARM_VCPU_EL1_32BIT);
}

void arm64_inject_undef(struct airlock_vcpu *vcpu)
{
	if (unlikely(inject_to_aa32(vcpu))) {
		arm64_aa32_undef(vcpu);
		return;
	}
	inject_sync(vcpu, ESR_ELx_EC_UNKNOWN << ESR_ELx_EC_SHIFT |
			  inject_il(vcpu));
}

static void inject_abort(struct airlock_vcpu *vcpu, gva_t far, bool fetch)
{
	bool lower = arm64_pstate_is_el0(vcpu->arch.regs.pstate);
	u64 class;

	if (unlikely(inject_to_aa32(vcpu))) {
		arm64_aa32_abort(vcpu, far, fetch);
		return;
	}
	if (fetch)
		class = lower ? ESR_ELx_EC_IABT_LOW : ESR_ELx_EC_IABT_CUR;
	else
		class = lower ? ESR_ELx_EC_DABT_LOW : ESR_ELx_EC_DABT_CUR;
	arm64_sys_write(vcpu, ARM64_SYS_FAR_EL1, far);
	inject_sync(vcpu, class << ESR_ELx_EC_SHIFT | inject_il(vcpu) |
			  FSC_EXTERNAL);
}

void arm64_inject_data_abort(struct airlock_vcpu *vcpu, gva_t far)
{
	inject_abort(vcpu, far, false);
}

void arm64_inject_insn_abort(struct airlock_vcpu *vcpu, gva_t far)
{
	inject_abort(vcpu, far, true);
}

void arm64_inject_serror(struct airlock_vcpu *vcpu, u64 iss)
{
	vcpu->arch.el2.vsesr = iss & ESR_ELx_ISS_MASK;
	vcpu->arch.el2.hcr |= HCR_VSE;
}
