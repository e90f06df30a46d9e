// SPDX-License-Identifier: GPL-2.0
/*
 * FP and SIMD, lazily: a guest that does not use them between two visits to
 * userspace pays nothing for them. kernel_neon_begin() keeps what the host's
 * task has there, SVE and SME included; the task gets it back when it returns
 * to userspace.
 */
#include <asm/neon.h>

#include "airlock.h"
#include "el2/caps.h"
#include "el2/controls.h"
#include "fpu.h"

static u64 fpu_cptr(bool allowed)
{
	if (airlock_el2_caps.vhe)
		return CPTR_VHE_GUEST | (allowed ? CPTR_VHE_FPEN : 0);
	return CPTR_GUEST | (allowed ? 0 : CPTR_TFP);
}

void arm64_fpu_enter(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	kernel_neon_begin();
	airlock_fpu_load(&vcpu->arch.fpu.regs);
	el2->cptr = fpu_cptr(true);
	el2->fp_live = true;
}

void arm64_fpu_leave(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	if (likely(!el2->fp_live))
		return;
	el2->fp_live = false;
	el2->cptr = fpu_cptr(false);
	airlock_fpu_save(&vcpu->arch.fpu.regs);
	kernel_neon_end();
}

void arm64_fpu_init(struct airlock_vcpu *vcpu)
{
	vcpu->arch.el2.cptr = fpu_cptr(false);
}
