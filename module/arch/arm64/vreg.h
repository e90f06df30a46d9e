/* SPDX-License-Identifier: GPL-2.0 */
/* One of the guest's FP and SIMD registers, wherever they are now. */
#ifndef AIRLOCK_ARM64_VREG_H
#define AIRLOCK_ARM64_VREG_H

#include "types.h"

/**
 * arm64_vreg_read - a V register.
 * @vcpu: the vCPU of this thread, or one whose mutex is held.
 * @n: 0 to 31.
 * @v: where to: low half, high half.
 *
 * In the guest context, this takes the registers out of the CPU; the guest's
 * next use brings them back.
 */
void arm64_vreg_read(struct airlock_vcpu *vcpu, unsigned int n, u64 v[2]);
void arm64_vreg_write(struct airlock_vcpu *vcpu, unsigned int n,
		      const u64 v[2]);

/* FPSR, or FPCR if @control. */
u32 arm64_fp_status_read(struct airlock_vcpu *vcpu, bool control);
void arm64_fp_status_write(struct airlock_vcpu *vcpu, bool control, u32 value);

#endif /* AIRLOCK_ARM64_VREG_H */
