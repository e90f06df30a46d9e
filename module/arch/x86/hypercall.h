/* SPDX-License-Identifier: GPL-2.0 */
/* VMCALL: what a guest may ask of the hypervisor itself. */
#ifndef AIRLOCK_X86_HYPERCALL_H
#define AIRLOCK_X86_HYPERCALL_H

#include "types.h"

/**
 * x86_hypercall - carry out a hypercall.
 * @vcpu: the vCPU; number in RAX, arguments in RBX, RCX, RDX, RSI; the result
 *	goes to RAX.
 * @cpl: privilege level of the guest.
 */
void x86_hypercall(struct airlock_vcpu *vcpu, unsigned int cpl);

#endif /* AIRLOCK_X86_HYPERCALL_H */
