// SPDX-License-Identifier: GPL-2.0
/*
 * PL031. Arm, "PrimeCell Real Time Clock (PL031) Technical Reference Manual".
 *
 * The clock can be set and its alarm be written, but the interrupt is not
 * wired: nothing happens at the match.
 */
#include "rtc.h"

#include <time.h>

#define RTC_DR			0x000
#define RTC_MR			0x004
#define RTC_LR			0x008
#define RTC_CR			0x00c
#define RTC_IMSC		0x010
#define RTC_ID			0xfe0

#define CR_ENABLED		1
#define IMSC_BIT		1

/* RTCPeriphID0-3, RTCPCellID0-3: a byte in each word. */
static const u8 ids[] = { 0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1 };

static u32 now(const struct rtc *rtc)
{
	return time(NULL) + rtc->offset;
}

static u32 read_register(const struct rtc *rtc, u64 offset)
{
	switch (offset) {
	case RTC_DR:
		return now(rtc);
	case RTC_MR:
		return rtc->match;
	case RTC_LR:
		return rtc->load;
	case RTC_CR:
		return CR_ENABLED;
	case RTC_IMSC:
		return rtc->mask;
	default:
		if (offset >= RTC_ID && offset % 4 == 0)
			return ids[(offset - RTC_ID) / 4];
		return 0;
	}
}

static u64 rtc_read(void *device, u64 offset, unsigned int size)
{
	struct rtc *rtc = device;
	u32 value;

	(void)size;
	pthread_mutex_lock(&rtc->lock);
	value = read_register(rtc, offset);
	pthread_mutex_unlock(&rtc->lock);
	return value;
}

static void rtc_write(void *device, u64 offset, unsigned int size, u64 value)
{
	struct rtc *rtc = device;

	(void)size;
	pthread_mutex_lock(&rtc->lock);
	switch (offset) {
	case RTC_MR:
		rtc->match = value;
		break;
	case RTC_LR:
		rtc->load = value;
		rtc->offset = rtc->load - (u32)time(NULL);
		break;
	case RTC_IMSC:
		rtc->mask = value & IMSC_BIT;
		break;
	default:
		/* The clock cannot be stopped, and no interrupt is pending. */
		break;
	}
	pthread_mutex_unlock(&rtc->lock);
}

const struct bus_ops rtc_bus_ops = {
	.read = rtc_read,
	.write = rtc_write,
};

void rtc_init(struct rtc *rtc)
{
	*rtc = (struct rtc){ .offset = 0 };
	pthread_mutex_init(&rtc->lock, NULL);
}
