// SPDX-License-Identifier: GPL-2.0
/* Arithmetic of counters. Pure. */
#include <linux/bits.h>
#include <linux/math64.h>
#include <linux/time64.h>

#include "timer.h"

/* Far beyond what anybody waits for, and far from where ktime_t ends. */
#define FOREVER_S		BIT_ULL(31)

u64 arm64_timer_ns_left(u64 cval, u64 count, u32 hz)
{
	u64 left, seconds, rest;

	if (count >= cval)
		return 0;
	left = cval - count;
	seconds = div64_u64_rem(left, hz, &rest);
	if (seconds >= FOREVER_S)
		return FOREVER_S * NSEC_PER_SEC;
	/* Rounded up: to wake too early is to wake twice. */
	return seconds * NSEC_PER_SEC +
	       div64_u64(rest * NSEC_PER_SEC + hz - 1, hz);
}
