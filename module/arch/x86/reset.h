/* SPDX-License-Identifier: GPL-2.0 */
/* RESET, INIT and start-up of an x86 vCPU. */
#ifndef AIRLOCK_X86_RESET_H
#define AIRLOCK_X86_RESET_H

#include "types.h"

/**
 * airlock_x86_reset - the state after RESET or INIT.
 * @vcpu: the vCPU, outside the guest context; its thread or vcpu->mutex.
 * @init: INIT, which leaves MSRs, FPU and TSC alone.
 *
 * SDM 3A "Processor State After Reset"
 */
void airlock_x86_reset(struct airlock_vcpu *vcpu, bool init);

/* Real mode at a 4K page, as a start-up IPI has it: CS:IP = vector00:0000. */
void airlock_x86_start_at(struct airlock_vcpu *vcpu, u8 vector);

#endif /* AIRLOCK_X86_RESET_H */
