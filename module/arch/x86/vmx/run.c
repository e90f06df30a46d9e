// SPDX-License-Identifier: GPL-2.0
/*
 * The trip: into the guest and out again, as long as exits are light. Read it
 * with entry.S and exit.c, in the order of the tags; `make tour` prints it so.
 */
#include <linux/context_tracking.h>
#include <linux/irqflags.h>

#include "airlock.h"
#include "arch.h"
#include "entry.h"
#include "exit.h"
#include "context.h"
#include "inject.h"
#include "insn.h"
#include "thread.h"

static_assert(VMCS_HOST_RSP_ENCODING == VMCS_HOST_RSP);

/* CR3 and CR4 may change while the thread is scheduled out or interrupted. */
static __always_inline void run_sync_host(struct vmx_vcpu *vmx)
{
	unsigned long cr3, cr4;

	asm volatile("mov %%cr3, %0" : "=r" (cr3));
	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	if (unlikely(cr3 != vmx->host_cr3)) {
		vmx->host_cr3 = cr3;
		vmcs_write(VMCS_HOST_CR3, cr3);
	}
	if (unlikely(cr4 != vmx->host_cr4)) {
		vmx->host_cr4 = cr4;
		vmcs_write(VMCS_HOST_CR4, cr4);
	}
}

/* CR2 has no VMCS field: a page fault of the host's takes it away. */
static __always_inline void run_load_cr2(struct airlock_vcpu *vcpu)
{
	if (unlikely(native_read_cr2() != vcpu->arch.cr2))
		native_write_cr2(vcpu->arch.cr2);
}

/* Has anybody asked for this thread since step E1 looked? */
static __always_inline bool run_work_pending(struct airlock_vcpu *vcpu)
{
	return READ_ONCE(vcpu->requests) ||
	       airlock_thread_work_pending();
}

/* Steps E2 to X5. Returns false if there was work and no entry was made. */
static __always_inline bool run_trip(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	bool failed;

	/* [E2] Interrupts off and mode published. */
	local_irq_disable();
	/*
	 * A request that comes later sees the mode and sends an interrupt,
	 * which waits until we are in the guest; one that came before is seen
	 * here. Pairs with the barriers of request.c.
	 */
	smp_store_mb(vcpu->mode, AIRLOCK_IN_GUEST);
	if (unlikely(run_work_pending(vcpu))) {
		WRITE_ONCE(vcpu->mode, AIRLOCK_OUTSIDE);
		local_irq_enable();
		return false;
	}

	/* [E3] Guest state loaded: what is not in the VMCS already. */
	run_sync_host(vmx);
	run_load_cr2(vcpu);
	if (unlikely(vmx->event.info))
		airlock_vmx_inject_commit(vcpu);
	context_tracking_guest_enter();

	/* [E4] Into the stub. */
	failed = airlock_vmx_enter_guest(&vcpu->arch.regs, &vmx->host_rsp,
					 vmx->launched);

	/* [X3] The reason read, before anything can overwrite it. */
	vcpu->arch.cr2 = native_read_cr2();
	airlock_vmx_exit_read(vcpu, failed);

	/* [X4] Host state back: what VM exit has not restored. */
	context_tracking_guest_exit();
	if (unlikely(vmx->host.debugctl))
		wrmsrl(MSR_IA32_DEBUGCTLMSR, vmx->host.debugctl);
	WRITE_ONCE(vcpu->mode, AIRLOCK_OUTSIDE);

	/* [X5] Interrupts on: one that made the guest exit is taken here. */
	local_irq_enable();
	return true;
}

int airlock_arch_run(struct airlock_vcpu *vcpu)
{
	int verdict;

	airlock_vmx_context_enter(vcpu);
	do {
		/* [E1] Pending work: requests, and events to inject. */
		verdict = airlock_vmx_serve_requests(vcpu);
		if (verdict != AIRLOCK_RESUME)
			break;
		if (!run_trip(vcpu)) {
			if (airlock_thread_work_pending())
				break;
			continue;
		}
		verdict = airlock_vmx_exit_dispatch(vcpu);
	} while (verdict == AIRLOCK_RESUME);
	airlock_vmx_context_leave(vcpu);
	return verdict;
}
