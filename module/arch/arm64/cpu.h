/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What arm64 code asks of the CPU code in el2/: registers, and events for the
 * guest.
 *
 * Context of all: the vCPU's thread in KVM_RUN, outside of steps E2 to X5, or
 * any process context with vcpu->mutex held. None sleeps.
 */
#ifndef AIRLOCK_ARM64_CPU_H
#define AIRLOCK_ARM64_CPU_H

#include "types.h"

/* General register @n of an instruction; 31 reads 0 and ignores writes. */
u64 arm64_reg_read(struct airlock_vcpu *vcpu, unsigned int n);
void arm64_reg_write(struct airlock_vcpu *vcpu, unsigned int n, u64 value);

/* The current instruction is done; PC, PSTATE.BTYPE, .SS and an IT block. */
void arm64_skip(struct airlock_vcpu *vcpu);

/* The current instruction is undefined instead. */
void arm64_inject_undef(struct airlock_vcpu *vcpu);

/* ... is a synchronous external abort: no device, no memory there. */
void arm64_inject_data_abort(struct airlock_vcpu *vcpu, gva_t far);
void arm64_inject_insn_abort(struct airlock_vcpu *vcpu, gva_t far);

/* A physical SError of the guest's own making: with this ESR's ISS. */
void arm64_inject_serror(struct airlock_vcpu *vcpu, u64 iss);

/* The GIC's CPU interface, from the CPU to vcpu->arch.vgic and back. */
void arm64_vgic_regs_out(struct airlock_vcpu *vcpu);
void arm64_vgic_regs_in(struct airlock_vcpu *vcpu);

/* Deferred: sleep until there is an interrupt. In arch.c. */
int arm64_wait(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_CPU_H */
