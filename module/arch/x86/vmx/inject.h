/* SPDX-License-Identifier: GPL-2.0 */
/* Events into the guest: exceptions, NMIs, interrupts; one a VM entry. */
#ifndef VMX_INJECT_H
#define VMX_INJECT_H

#include "airlock.h"

/* Write the queued event into the VMCS. Step E3; interrupts off. */
void airlock_vmx_inject_commit(struct airlock_vcpu *vcpu);

/* Queue again the event whose delivery the exit interrupted. */
void airlock_vmx_requeue(struct airlock_vcpu *vcpu);

/* If an NMI or machine check made the guest exit: hand it to the host. IRQs off. */
void airlock_vmx_host_nmi(struct airlock_vcpu *vcpu);
void airlock_vmx_host_mce(void);

/* Blocking by NMI goes on: the IRET that ended it faulted. */
void airlock_vmx_nmi_block_again(void);

/* Choose what to inject next, and which windows to wait for. */
void airlock_vmx_inject_choose(struct airlock_vcpu *vcpu);

/* Would the guest take an interrupt now? The VMCS is current. */
bool airlock_vmx_interrupt_allowed(void);

/* request.c: step E1, the part that is not merely looking. */
int airlock_vmx_serve(struct airlock_vcpu *vcpu);

/**
 * airlock_vmx_serve_requests - do what was asked of this vCPU.
 * @vcpu: the vCPU.
 *
 * Context: the guest context, interrupts on.
 * Return: a verdict; AIRLOCK_RESUME if there is nothing more to do.
 */
static __always_inline int airlock_vmx_serve_requests(struct airlock_vcpu *vcpu)
{
	if (likely(!READ_ONCE(vcpu->requests)))
		return AIRLOCK_RESUME;
	return airlock_vmx_serve(vcpu);
}

#endif /* VMX_INJECT_H */
