// SPDX-License-Identifier: GPL-2.0
/* Requests that an x86 vCPU serves before it enters the guest. */
#include "airlock.h"
#include "arch.h"
#include "cpu.h"
#include "hw.h"
#include "inject.h"
#include "insn.h"
#include "irq.h"
#include "kvmclock.h"
#include "state.h"

static int serve_clock(struct airlock_vcpu *vcpu)
{
	x86_kvmclock_update(vcpu);
	return AIRLOCK_RESUME;
}

static int serve_start(struct airlock_vcpu *vcpu)
{
	airlock_x86_init_sipi(vcpu);
	return AIRLOCK_RESUME;
}

static int serve_pdptes(struct airlock_vcpu *vcpu)
{
	gpa_t table;
	u64 pdpte[4];
	bool used;

	vmx_get(vcpu);
	used = airlock_vmx_uses_pdptes(&table);
	vmx_put(vcpu);
	if (!used)
		return AIRLOCK_RESUME;
	/* Tables that are not in memory: the first access would fault for ever. */
	if (airlock_guest_read(vcpu->vm, table, pdpte, sizeof(pdpte)))
		return airlock_exit_reason(vcpu, KVM_EXIT_SHUTDOWN);
	vmx_get(vcpu);
	airlock_vmx_write_pdptes(pdpte);
	vmx_put(vcpu);
	return AIRLOCK_RESUME;
}

/* What must wait for a context that may sleep; false if there is nothing. */
static bool serve_defer(struct airlock_vcpu *vcpu)
{
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_CLOCK))
		vcpu->deferred = serve_clock;
	else if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_INIT_SIPI))
		vcpu->deferred = serve_start;
	else if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_PDPTES))
		vcpu->deferred = serve_pdptes;
	else
		return false;
	return true;
}

int airlock_vmx_serve(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;

	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_TRIPLE_FAULT))
		return airlock_exit_reason(vcpu, KVM_EXIT_SHUTDOWN);
	if (serve_defer(vcpu))
		return AIRLOCK_DEFER;
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_TLB_FLUSH))
		vmx_invept(INVEPT_SINGLE, vmx->eptp);
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_GUEST_TLB) && vmx->vpid)
		vmx_invvpid(INVVPID_SINGLE, vmx->vpid);
	if (airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_EVENT) |
	    airlock_vcpu_take_request(vcpu, AIRLOCK_REQ_NMI))
		airlock_vmx_inject_choose(vcpu);
	return AIRLOCK_RESUME;
}
