/* SPDX-License-Identifier: GPL-2.0 */
/* A guest in AArch32 state: conditional instructions, and its exceptions. */
#ifndef AIRLOCK_ARM64_AA32_H
#define AIRLOCK_ARM64_AA32_H

#include "types.h"

/**
 * arm64_aa32_condition - would the trapped instruction have been executed?
 * @esr: ESR_EL2 of a class that has CV and COND: 0x01 to 0x0c, 0x11 to 0x13.
 * @pstate: of the guest, in AArch32 state.
 *
 * A CPU may trap an instruction whose condition fails. Return: false for one
 * that has to be stepped over.
 */
bool arm64_aa32_condition(u64 esr, u64 pstate);

/**
 * arm64_aa32_undef - an Undefined Instruction exception, to AArch32 EL1.
 * @vcpu: the vCPU, initialised with KVM_ARM_VCPU_EL1_32BIT.
 *
 * Context: as cpu.h.
 */
void arm64_aa32_undef(struct airlock_vcpu *vcpu);

/* A Prefetch Abort if @fetch, else a Data Abort: a synchronous external one. */
void arm64_aa32_abort(struct airlock_vcpu *vcpu, u32 far, bool fetch);

#endif /* AIRLOCK_ARM64_AA32_H */
