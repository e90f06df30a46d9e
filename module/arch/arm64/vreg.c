// SPDX-License-Identifier: GPL-2.0
/* FP and SIMD registers, one at a time: for devices and for userspace. */
#include <linux/nospec.h>
#include <linux/string.h>

#include "airlock.h"
#include "fpu.h"
#include "vreg.h"

static __uint128_t *vreg(struct airlock_vcpu *vcpu, unsigned int n)
{
	struct user_fpsimd_state *regs = &vcpu->arch.fpu.regs;

	arm64_fpu_leave(vcpu);
	return &regs->vregs[array_index_nospec(n, ARRAY_SIZE(regs->vregs))];
}

void arm64_vreg_read(struct airlock_vcpu *vcpu, unsigned int n, u64 v[2])
{
	__uint128_t value = *vreg(vcpu, n);

	v[0] = value;
	v[1] = value >> 64;
}

void arm64_vreg_write(struct airlock_vcpu *vcpu, unsigned int n, const u64 v[2])
{
	*vreg(vcpu, n) = (__uint128_t)v[1] << 64 | v[0];
}

static u32 *fp_status(struct airlock_vcpu *vcpu, bool control)
{
	struct user_fpsimd_state *regs = &vcpu->arch.fpu.regs;

	arm64_fpu_leave(vcpu);
	return control ? &regs->fpcr : &regs->fpsr;
}

u32 arm64_fp_status_read(struct airlock_vcpu *vcpu, bool control)
{
	return *fp_status(vcpu, control);
}

void arm64_fp_status_write(struct airlock_vcpu *vcpu, bool control, u32 value)
{
	*fp_status(vcpu, control) = value;
}
