// SPDX-License-Identifier: GPL-2.0
/*
 * A local APIC's timer: SDM 3A "APIC Timer". Its input clock is 1 GHz, so that
 * an undivided count is in nanoseconds.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "xapic.h"

/*
 * A periodic timer rearms itself in the host's interrupt context; this is as
 * often as a guest can make it do that. (A guest that rearms a one-shot timer
 * pays for it with exits.)
 */
#define PERIOD_MIN_NS		200000ULL

/* About 34 years in milliseconds: later than this is never. */
#define DEADLINE_MAX_MS		BIT_ULL(40)

/* Divide Configuration Register: bits 3, 1 and 0; all set divides by 1. */
static unsigned int divide_shift(const struct xapic *apic)
{
	u32 tdcr = xapic_reg(apic, XAPIC_TDCR);

	return ((tdcr & 3) + (tdcr >> 1 & 4) + 1) & 7;
}

static void set_period(struct xapic *apic)
{
	u64 period = (u64)xapic_reg(apic, XAPIC_TMICT) << divide_shift(apic);

	if (period && xapic_timer_mode(apic) == XAPIC_PERIODIC)
		period = max(period, PERIOD_MIN_NS);
	apic->timer.period = period;
}

static void disarm(struct xapic *apic)
{
	xapic_set_reg(apic, XAPIC_TMICT, 0);
	apic->timer.armed = false;
	apic->timer.period = 0;
	apic->timer.deadline = 0;
}

static bool counts(const struct xapic *apic)
{
	enum xapic_timer_mode mode = xapic_timer_mode(apic);

	return mode == XAPIC_ONE_SHOT || mode == XAPIC_PERIODIC;
}

/*
 * SDM 3A "TSC-Deadline Mode": going into or out of it disarms. From one-shot to
 * periodic and back the count that is running goes on.
 */
static int write_lvt_timer(struct xapic *apic, u32 value)
{
	enum xapic_timer_mode old = xapic_timer_mode(apic);
	enum xapic_timer_mode new;
	int ret = airlock_xapic_write(apic, XAPIC_LVT_TIMER, value);

	if (ret)
		return ret;
	new = xapic_timer_mode(apic);
	if (old == new)
		return 0;
	if (old >= XAPIC_DEADLINE || new >= XAPIC_DEADLINE)
		disarm(apic);
	else
		set_period(apic);
	return 0;
}

static void write_tmict(struct xapic *apic, u32 value, u64 now)
{
	if (!counts(apic))
		return;
	xapic_set_reg(apic, XAPIC_TMICT, value);
	set_period(apic);
	apic->timer.armed = apic->timer.period;
	apic->timer.expires = now + apic->timer.period;
}

/* What is left of the count goes on at the new speed. */
static void write_tdcr(struct xapic *apic, u32 value, u64 now)
{
	unsigned int old = divide_shift(apic);
	u64 left = 0;

	xapic_set_reg(apic, XAPIC_TDCR, value);
	if (!apic->timer.armed || !counts(apic))
		return;
	if (apic->timer.expires > now)
		left = apic->timer.expires - now;
	set_period(apic);
	apic->timer.expires = now + ((left << divide_shift(apic)) >> old);
}

int airlock_xapic_timer_write(struct xapic *apic, unsigned int reg, u32 value,
			      u64 now)
{
	u32 valid;

	switch (reg) {
	case XAPIC_LVT_TIMER:
		return write_lvt_timer(apic, value);
	case XAPIC_TMICT:
		write_tmict(apic, value, now);
		return 0;
	case XAPIC_TDCR:
		valid = airlock_xapic_valid(reg);
		if (apic->x2apic && value & ~valid)
			return -EINVAL;
		write_tdcr(apic, value & valid, now);
		return 0;
	}
	return 0;
}

/* The first end of a period after @now. */
static u64 next_period(const struct xapic *apic, u64 now)
{
	const struct xapic_timer *timer = &apic->timer;
	u64 into;

	if (timer->expires > now)
		return timer->expires;
	div64_u64_rem(now - timer->expires, timer->period, &into);
	return now + timer->period - into;
}

u32 airlock_xapic_timer_count(const struct xapic *apic, u64 now)
{
	const struct xapic_timer *timer = &apic->timer;
	u64 end = timer->expires;

	if (!timer->armed || !counts(apic))
		return 0;
	if (xapic_timer_mode(apic) == XAPIC_PERIODIC)
		end = next_period(apic, now);
	if (end <= now)
		return 0;
	/* A period may be longer than the guest asked for. */
	return min_t(u64, (end - now) >> divide_shift(apic),
		     xapic_reg(apic, XAPIC_TMICT));
}

void airlock_xapic_timer_deadline(struct xapic *apic, u64 tsc)
{
	if (xapic_timer_mode(apic) != XAPIC_DEADLINE)
		return;
	apic->timer.deadline = tsc;
	apic->timer.armed = tsc;
}

bool airlock_xapic_timer_due(struct xapic *apic, u64 now)
{
	struct xapic_timer *timer = &apic->timer;

	if (!timer->armed)
		return false;
	airlock_xapic_local(apic, XAPIC_LVT_TIMER);
	if (xapic_timer_mode(apic) == XAPIC_PERIODIC && timer->period) {
		timer->expires = next_period(apic, now);
		return true;
	}
	timer->armed = false;
	timer->deadline = 0;
	return false;
}

u64 airlock_tsc_to_ns(u64 ticks, u32 khz)
{
	u64 ms, rest;

	if (!khz)
		return KTIME_MAX;
	ms = div64_u64_rem(ticks, khz, &rest);
	if (ms >= DEADLINE_MAX_MS)
		return KTIME_MAX;
	/* Up: at the deadline, not before it. */
	return ms * NSEC_PER_MSEC + DIV_ROUND_UP_ULL(rest * NSEC_PER_MSEC, khz);
}
