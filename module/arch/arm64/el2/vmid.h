/* SPDX-License-Identifier: GPL-2.0 */
/* Which VMs may have translations cached, by VMID. */
#ifndef EL2_VMID_H
#define EL2_VMID_H

#include "types.h"

/**
 * airlock_el2_vmid_load - the VMID of a vCPU's VM, one that is in force.
 * @vcpu: the vCPU, about to run on this CPU.
 *
 * Context: preemption off, interrupts on.
 */
u16 airlock_el2_vmid_load(struct airlock_vcpu *vcpu);

/* The vCPU no longer runs on this CPU. */
void airlock_el2_vmid_leave(void);

#endif /* EL2_VMID_H */
