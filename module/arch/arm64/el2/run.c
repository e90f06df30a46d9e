// SPDX-License-Identifier: GPL-2.0
/*
 * The trip: into the guest and out again, as long as exits are light. Read it
 * with entry.S and exit.c, in the order of the tags; `make tour` prints it so.
 */
#include <linux/context_tracking.h>
#include <linux/irqflags.h>

#include "airlock.h"
#include "arch.h"
#include "context.h"
#include "exit.h"
#include "exit_reason.h"
#include "request.h"
#include "run_el2.h"
#include "thread.h"
#include "timer.h"
#include "vgic/vgic.h"
#include "workaround.h"

/* Has anybody asked for this thread since step E1 looked? */
static __always_inline bool run_work_pending(struct airlock_vcpu *vcpu)
{
	return READ_ONCE(vcpu->requests) ||
	       airlock_thread_work_pending();
}

/* Steps E2 to X5. Returns false if there was work and no entry was made. */
static __always_inline bool run_trip(struct airlock_vcpu *vcpu)
{
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

	/* [E3] Guest state loaded: what is not in the CPU already. */
	arm64_vgic_flush(vcpu);
	context_tracking_guest_enter();

	/* [E4] Into the stub. */
	el2_call_trip(vcpu);

	/* [X3] The reason read: at EL2, by the switch. */
	arm64_bp_flush();
	airlock_el2_exit_read(vcpu);

	/* [X4] Host state back: what the switch has not restored. */
	context_tracking_guest_exit();
	arm64_vgic_sync(vcpu);
	if (vcpu->arch.el2.reason == EL2_EXIT_IRQ)
		arm64_timer_exit_irq(vcpu);
	WRITE_ONCE(vcpu->mode, AIRLOCK_OUTSIDE);

	/* [X5] Interrupts on: one that made the guest exit is taken here. */
	local_irq_enable();
	return true;
}

int airlock_arch_run(struct airlock_vcpu *vcpu)
{
	int verdict;

	airlock_el2_context_enter(vcpu);
	do {
		/* [E1] Pending work: requests. */
		verdict = airlock_el2_serve_requests(vcpu);
		if (verdict != AIRLOCK_RESUME)
			break;
		if (!run_trip(vcpu)) {
			if (airlock_thread_work_pending())
				break;
			continue;
		}
		verdict = airlock_el2_exit_dispatch(vcpu);
	} while (verdict == AIRLOCK_RESUME);
	airlock_el2_context_leave(vcpu);
	return verdict;
}
