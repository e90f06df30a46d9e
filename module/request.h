/* SPDX-License-Identifier: GPL-2.0 */
/* Asking something of a vCPU from outside. Documentation/requests.rst */
#ifndef AIRLOCK_REQUEST_H
#define AIRLOCK_REQUEST_H

#include <linux/bitops.h>

#include "airlock.h"

/**
 * airlock_vcpu_kick - make a vCPU look at its requests soon.
 * @vcpu: the vCPU; its thread may be in the guest, asleep, or elsewhere.
 *
 * Context: any, interrupts on or off. Does nothing to the calling thread's
 * own vCPU, which looks before it enters anyway.
 */
void airlock_vcpu_kick(struct airlock_vcpu *vcpu);

/**
 * airlock_vcpu_request - ask something of a vCPU without kicking it.
 * @vcpu: the vCPU.
 * @req: bit of enum airlock_request.
 *
 * Context: any. What the request is about must be written before; the
 * atomic orders it.
 */
static inline void airlock_vcpu_request(struct airlock_vcpu *vcpu,
					unsigned int req)
{
	/* What the request is about, before the request. */
	smp_mb__before_atomic();
	set_bit(req, &vcpu->requests);
}

/**
 * airlock_vcpu_take_request - claim a request in the vCPU's own thread.
 * @vcpu: the vCPU of the calling thread.
 * @req: bit of enum airlock_request.
 *
 * Return: true if it was set; it no longer is.
 */
static inline bool airlock_vcpu_take_request(struct airlock_vcpu *vcpu,
					     unsigned int req)
{
	return test_bit(req, &vcpu->requests) &&
	       test_and_clear_bit(req, &vcpu->requests);
}

/**
 * airlock_vm_request_all - ask something of every vCPU and wait until none
 * runs the guest with the request unseen.
 * @vm: the VM.
 * @req: bit of enum airlock_request.
 *
 * Context: interrupts on; may be called under spinlocks.
 */
void airlock_vm_request_all(struct airlock_vm *vm, unsigned int req);

#endif /* AIRLOCK_REQUEST_H */
