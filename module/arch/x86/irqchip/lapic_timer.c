// SPDX-License-Identifier: GPL-2.0
/* The LAPIC's timer on a high-resolution timer of the host. */
#include "compat.h"
#include "lapic.h"

static void wake_for_event(struct airlock_vcpu *vcpu)
{
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	airlock_vcpu_kick(vcpu);
}

/* Host interrupt context, on the CPU where the timer was started. */
static enum hrtimer_restart timer_fired(struct hrtimer *hrtimer)
{
	struct airlock_lapic *lapic = container_of(hrtimer,
						   struct airlock_lapic,
						   hrtimer);
	bool again = airlock_xapic_timer_due(&lapic->apic, ktime_get_ns());

	wake_for_event(lapic->vcpu);
	if (!again)
		return HRTIMER_NORESTART;
	hrtimer_set_expires(hrtimer, ns_to_ktime(lapic->apic.timer.expires));
	return HRTIMER_RESTART;
}

void airlock_lapic_timer_init(struct airlock_lapic *lapic)
{
	airlock_hrtimer_setup(&lapic->hrtimer, timer_fired,
			      HRTIMER_MODE_ABS_HARD);
}

void airlock_lapic_timer_stop(struct airlock_lapic *lapic)
{
	hrtimer_cancel(&lapic->hrtimer);
}

/* When the deadline comes on the host's clock; false if it has passed. */
static bool deadline_to_ns(struct airlock_lapic *lapic)
{
	struct airlock_vcpu *vcpu = lapic->vcpu;
	struct xapic_timer *timer = &lapic->apic.timer;
	u64 tsc = airlock_x86_guest_tsc(vcpu);
	u64 now = ktime_get_ns();
	u64 delay;

	if (timer->deadline <= tsc)
		return false;
	delay = airlock_tsc_to_ns(timer->deadline - tsc,
				  airlock_x86_guest_tsc_khz(vcpu));
	timer->expires = min_t(u64, delay, KTIME_MAX - now) + now;
	return true;
}

void airlock_lapic_timer_start(struct airlock_lapic *lapic)
{
	struct xapic *apic = &lapic->apic;

	if (!apic->timer.armed)
		return;
	if (xapic_timer_mode(apic) == XAPIC_DEADLINE &&
	    !deadline_to_ns(lapic)) {
		airlock_xapic_timer_due(apic, ktime_get_ns());
		wake_for_event(lapic->vcpu);
		return;
	}
	hrtimer_start(&lapic->hrtimer, ns_to_ktime(apic->timer.expires),
		      HRTIMER_MODE_ABS_HARD);
}

void airlock_lapic_tsc_changed(struct airlock_vcpu *vcpu)
{
	struct airlock_lapic *lapic = vcpu->arch.lapic;

	if (!lapic || xapic_timer_mode(&lapic->apic) != XAPIC_DEADLINE)
		return;
	airlock_lapic_timer_stop(lapic);
	airlock_lapic_timer_start(lapic);
}
