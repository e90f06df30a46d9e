/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's time-stamp counter: the host's plus an offset. */
#ifndef AIRLOCK_X86_TSC_H
#define AIRLOCK_X86_TSC_H

#include <linux/types.h>

struct airlock_vcpu;

/**
 * x86_tsc_init - the TSC of a new vCPU.
 * @vcpu: the vCPU.
 *
 * The first of a VM starts at 0, the others join it. Tells the backend, which
 * must be ready for airlock_x86_tsc_offset_changed().
 */
void x86_tsc_init(struct airlock_vcpu *vcpu);

/**
 * x86_tsc_write - IA32_TIME_STAMP_COUNTER was written.
 * @vcpu: the vCPU.
 * @value: to what.
 * @host: by KVM_SET_MSRS. Values that several vCPUs are given within a second
 *	of each other, less the time passed, are meant to be the same moment:
 *	those vCPUs get one offset. IA32_TSC_ADJUST stays as it is.
 *
 * Context: the vCPU's thread or vcpu->mutex held; does not sleep.
 */
void x86_tsc_write(struct airlock_vcpu *vcpu, u64 value, bool host);

/* IA32_TSC_ADJUST was written: by the guest, it moves the TSC. */
void x86_tsc_write_adjust(struct airlock_vcpu *vcpu, u64 value, bool host);

/* airlock_x86_guest_tsc() and ..._khz() of irqchip.h are in tsc.c. */

#endif /* AIRLOCK_X86_TSC_H */
