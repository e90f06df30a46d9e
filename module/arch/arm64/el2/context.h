/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest context: the stretch of KVM_RUN in which the CPU is set up for the
 * guest and light exits go round. Preemption is off in it. What it displaces
 * of the host, airlock_el2_context_leave() puts back.
 */
#ifndef EL2_CONTEXT_H
#define EL2_CONTEXT_H

#include "types.h"

/* Into the guest context, and out of it. Context: process, preemptible. */
void airlock_el2_context_enter(struct airlock_vcpu *vcpu);
void airlock_el2_context_leave(struct airlock_vcpu *vcpu);

#endif /* EL2_CONTEXT_H */
