// SPDX-License-Identifier: GPL-2.0
/* Requests that an arm64 vCPU serves before it enters the guest. */
#include "airlock.h"
#include "exit.h"
#include "psci.h"
#include "setway.h"
#include "stage2.h"

/* Leaving the guest context and entering it again is all that it takes. */
static int serve_again(struct airlock_vcpu *vcpu)
{
	return AIRLOCK_RESUME;
}

int airlock_el2_serve(struct airlock_vcpu *vcpu)
{
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_POWER)) {
		vcpu->deferred = arm64_psci_power;
		return AIRLOCK_DEFER;
	}
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_VMID)) {
		vcpu->deferred = serve_again;
		return AIRLOCK_DEFER;
	}
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_CACHES)) {
		vcpu->deferred = airlock_el2_flush_caches;
		return AIRLOCK_DEFER;
	}
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_TLB_FLUSH))
		airlock_el2_flush_vm(vcpu);
	/* That it looked is all that an event asks: step E3 does the rest. */
	airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_EVENT);
	return AIRLOCK_RESUME;
}
