/* SPDX-License-Identifier: GPL-2.0 */
/* Stage 2 as a CPU is told of it. */
#ifndef EL2_STAGE2_H
#define EL2_STAGE2_H

#include "types.h"

/* KVM_CREATE_VM's type: bits of guest physical addresses, 0 for 40. */
int airlock_el2_stage2_type(struct airlock_vm *vm, unsigned long type);

/* VTCR_EL2 of a VM. */
u64 airlock_el2_vtcr(const struct airlock_vm *vm);

/* This CPU may have translations that are not true any more; guest context. */
void airlock_el2_flush_vm(struct airlock_vcpu *vcpu);
void airlock_el2_flush_page(struct airlock_vcpu *vcpu, gpa_t gpa);

#endif /* EL2_STAGE2_H */
