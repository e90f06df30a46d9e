/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupts of an x86 vCPU, wherever they come from: the chips in the kernel,
 * or KVM_INTERRUPT where the chips are the launcher's.
 */
#ifndef AIRLOCK_X86_IRQ_H
#define AIRLOCK_X86_IRQ_H

#include "airlock.h"

/* No vector queued by KVM_INTERRUPT. */
#define X86_NO_VECTOR	(-1)

/* Is there an interrupt that priorities let through? Owner. */
bool airlock_x86_irq_pending(struct airlock_vcpu *vcpu);

/* Acknowledge it: its vector, or -1. Owner. */
int airlock_x86_irq_take(struct airlock_vcpu *vcpu);

/* Does the launcher wait for the guest to accept interrupts? */
bool airlock_x86_irq_window_wanted(struct airlock_vcpu *vcpu);

/* KVM_INTERRUPT: -ENXIO with chips in the kernel, -EEXIST, -EINVAL. */
int airlock_x86_interrupt(struct airlock_vcpu *vcpu, u32 vector);

/* KVM_NMI. Any context. */
void airlock_x86_nmi(struct airlock_vcpu *vcpu);

/**
 * airlock_x86_init_sipi - serve INIT and SIPI.
 * @vcpu: the vCPU, outside the guest context.
 */
void airlock_x86_init_sipi(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_X86_IRQ_H */
