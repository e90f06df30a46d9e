/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The MC146818 real-time clock and its CMOS RAM, showing the host's UTC.
 */
#ifndef LAUNCHER_X86_RTC_H
#define LAUNCHER_X86_RTC_H

#include <pthread.h>
#include <time.h>

#include "../../bus.h"

#define RTC_CMOS_BYTES		128

/**
 * struct rtc - the clock.
 * @lock: guards the fields below.
 * @index: the register that port 0x71 reaches.
 * @offset: seconds that the guest's clock is ahead of the host's.
 * @cmos: the registers. Those that hold the time are only used while the guest
 *	stops the clock (register B, SET).
 */
struct rtc {
	pthread_mutex_t lock;
	u8 index;
	time_t offset;
	u8 cmos[RTC_CMOS_BYTES];
};

/* The registers on a bus: index at offset 0, data at 1. */
extern const struct bus_ops rtc_bus_ops;

/**
 * rtc_init() - a clock that shows the host's UTC.
 * @rtc: the clock.
 */
void rtc_init(struct rtc *rtc);

/**
 * rtc_load_time() - put a time into the time registers, in the format that
 * register B asks for.
 * @rtc: the clock.
 * @now: the time, in UTC.
 */
void rtc_load_time(struct rtc *rtc, time_t now);

/**
 * rtc_store_time() - read the time registers, in the format that register B
 * asks for.
 * @rtc: the clock.
 *
 * Return: the time, in UTC.
 */
time_t rtc_store_time(const struct rtc *rtc);

#endif /* LAUNCHER_X86_RTC_H */
