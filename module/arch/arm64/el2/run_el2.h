/* SPDX-License-Identifier: GPL-2.0 */
/* The switch, in its two forms, and how the rest of the module calls it. */
#ifndef EL2_RUN_EL2_H
#define EL2_RUN_EL2_H

#include "tlb.h"
#include "types.h"

/* In the kernel's address space, on the thread's stack; the kernel is at EL2. */
void airlock_el2_vhe_context_enter(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_context_leave(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_trip(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_tlb(enum el2_tlb_op op, u64 ipa);

static __always_inline void el2_call_context_enter(struct airlock_vcpu *vcpu)
{
	airlock_el2_vhe_context_enter(vcpu);
}

static __always_inline void el2_call_context_leave(struct airlock_vcpu *vcpu)
{
	airlock_el2_vhe_context_leave(vcpu);
}

static __always_inline void el2_call_trip(struct airlock_vcpu *vcpu)
{
	airlock_el2_vhe_trip(vcpu);
}

/* Context: preemption off; the VM that @op is about is this CPU's. */
static __always_inline void el2_call_tlb(enum el2_tlb_op op, u64 ipa)
{
	airlock_el2_vhe_tlb(op, ipa);
}

#endif /* EL2_RUN_EL2_H */
