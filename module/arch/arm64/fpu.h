/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's FP and SIMD registers. */
#ifndef AIRLOCK_ARM64_FPU_H
#define AIRLOCK_ARM64_FPU_H

#include <linux/types.h>
#include <asm/ptrace.h>

#include "types.h"

/**
 * struct arm64_fpu - registers that only FP and SIMD instructions use.
 * @regs: V0 to V31, FPSR, FPCR
 *
 * They are in the CPU from the guest's first use in a guest context on
 * (el2.fp_live); before it, every use traps.
 */
struct arm64_fpu {
	struct user_fpsimd_state regs;
};

/* The guest uses them. Context: the guest context, interrupts on. */
void arm64_fpu_enter(struct airlock_vcpu *vcpu);

/* Out of the guest context: back into memory, if they are in the CPU. */
void arm64_fpu_leave(struct airlock_vcpu *vcpu);

/* A new vCPU: not in the CPU. */
void arm64_fpu_init(struct airlock_vcpu *vcpu);

/* fpu_regs.S */
void airlock_fpu_load(const struct user_fpsimd_state *regs);
void airlock_fpu_save(struct user_fpsimd_state *regs);

#endif /* AIRLOCK_ARM64_FPU_H */
