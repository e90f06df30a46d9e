/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The PL031 real-time clock: the host's time in seconds since 1970.
 */
#ifndef LAUNCHER_ARM64_RTC_H
#define LAUNCHER_ARM64_RTC_H

#include <pthread.h>

#include "../../bus.h"

#define RTC_BYTES		0x1000ULL

/**
 * struct rtc - a PL031.
 * @lock: guards the fields below.
 * @offset: the guest's time less the host's, in seconds.
 * @load: what was last written to RTCLR.
 * @match: RTCMR.
 * @mask: RTCIMSC.
 */
struct rtc {
	pthread_mutex_t lock;
	u32 offset;
	u32 load;
	u32 match;
	u32 mask;
};

/* The clock's registers on a bus: a page. */
extern const struct bus_ops rtc_bus_ops;

/**
 * rtc_init() - a clock that shows the host's time.
 * @rtc: the clock.
 */
void rtc_init(struct rtc *rtc);

#endif /* LAUNCHER_ARM64_RTC_H */
