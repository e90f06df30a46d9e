// SPDX-License-Identifier: GPL-2.0
/*
 * The real-time clock. It has no interrupts: guests use it to learn the time
 * when they start, and better timers afterwards.
 */
#include "rtc.h"

#define REG_SECONDS		0x00
#define REG_MINUTES		0x02
#define REG_HOURS		0x04
#define REG_WEEKDAY		0x06
#define REG_DAY			0x07
#define REG_MONTH		0x08
#define REG_YEAR		0x09
#define REG_A			0x0a
#define REG_B			0x0b
#define REG_C			0x0c
#define REG_D			0x0d
/* Where PCs keep the century; the FADT says so too. */
#define REG_CENTURY		0x32

#define A_UPDATE		BIT(7)
/* A 32.768 kHz time base and the usual periodic rate. */
#define A_RESET			0x26
#define B_SET			BIT(7)
#define B_INTERRUPTS		(BIT(6) | BIT(5) | BIT(4))
#define B_BINARY		BIT(2)
#define B_24_HOURS		BIT(1)
#define D_VALID			BIT(7)

#define HOUR_PM			BIT(7)

/*
 * The update flag goes up this long before the second changes. MC146818A,
 * "Update Cycle".
 */
#define UPDATE_NS		244000

static u8 encode(const struct rtc *rtc, int value)
{
	if (rtc->cmos[REG_B] & B_BINARY)
		return value;
	return (value / 10) << 4 | value % 10;
}

static int decode(const struct rtc *rtc, u8 value)
{
	if (rtc->cmos[REG_B] & B_BINARY)
		return value;
	return (value >> 4) * 10 + (value & 0xf);
}

static u8 encode_hour(const struct rtc *rtc, int hour)
{
	if (rtc->cmos[REG_B] & B_24_HOURS)
		return encode(rtc, hour);
	return encode(rtc, hour % 12 ? hour % 12 : 12) |
	       (hour >= 12 ? HOUR_PM : 0);
}

static int decode_hour(const struct rtc *rtc, u8 value)
{
	int hour;

	if (rtc->cmos[REG_B] & B_24_HOURS)
		return decode(rtc, value);
	hour = decode(rtc, value & ~HOUR_PM) % 12;
	return value & HOUR_PM ? hour + 12 : hour;
}

void rtc_load_time(struct rtc *rtc, time_t now)
{
	struct tm tm;
	int year;

	gmtime_r(&now, &tm);
	year = tm.tm_year + 1900;
	rtc->cmos[REG_SECONDS] = encode(rtc, tm.tm_sec);
	rtc->cmos[REG_MINUTES] = encode(rtc, tm.tm_min);
	rtc->cmos[REG_HOURS] = encode_hour(rtc, tm.tm_hour);
	rtc->cmos[REG_WEEKDAY] = encode(rtc, tm.tm_wday + 1);
	rtc->cmos[REG_DAY] = encode(rtc, tm.tm_mday);
	rtc->cmos[REG_MONTH] = encode(rtc, tm.tm_mon + 1);
	rtc->cmos[REG_YEAR] = encode(rtc, year % 100);
	/* CMOS RAM, not a time register: in BCD whatever register B says. */
	rtc->cmos[REG_CENTURY] = (year / 1000 % 10) << 4 | year / 100 % 10;
}

time_t rtc_store_time(const struct rtc *rtc)
{
	u8 century = rtc->cmos[REG_CENTURY];
	struct tm tm = {
		.tm_sec = decode(rtc, rtc->cmos[REG_SECONDS]),
		.tm_min = decode(rtc, rtc->cmos[REG_MINUTES]),
		.tm_hour = decode_hour(rtc, rtc->cmos[REG_HOURS]),
		.tm_mday = decode(rtc, rtc->cmos[REG_DAY]),
		.tm_mon = decode(rtc, rtc->cmos[REG_MONTH]) - 1,
		.tm_year = (century >> 4) * 1000 + (century & 0xf) * 100 +
			   decode(rtc, rtc->cmos[REG_YEAR]) - 1900,
	};

	return timegm(&tm);
}

static struct timespec guest_now(const struct rtc *rtc)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += rtc->offset;
	return now;
}

static bool is_time(u8 index)
{
	switch (index) {
	case REG_SECONDS:
	case REG_MINUTES:
	case REG_HOURS:
	case REG_WEEKDAY:
	case REG_DAY:
	case REG_MONTH:
	case REG_YEAR:
	case REG_CENTURY:
		return true;
	default:
		return false;
	}
}

static u8 read_data(struct rtc *rtc)
{
	struct timespec now = guest_now(rtc);
	bool runs = !(rtc->cmos[REG_B] & B_SET);

	if (is_time(rtc->index) && runs)
		rtc_load_time(rtc, now.tv_sec);
	if (rtc->index == REG_A && runs &&
	    now.tv_nsec >= 1000000000 - UPDATE_NS)
		return rtc->cmos[REG_A] | A_UPDATE;
	return rtc->cmos[rtc->index];
}

/* While SET is on the clock stands still; turning it off starts it from there. */
static void write_b(struct rtc *rtc, u8 value)
{
	bool stood = rtc->cmos[REG_B] & B_SET;
	bool stands = value & B_SET;
	struct timespec now = guest_now(rtc);

	if (stands && !stood)
		rtc_load_time(rtc, now.tv_sec);
	/* Store in the old format: the guest wrote the registers under it. */
	if (!stands && stood)
		rtc->offset += rtc_store_time(rtc) - now.tv_sec;
	rtc->cmos[REG_B] = value & ~B_INTERRUPTS;
}

/* A time register written while the clock runs sets the clock at once. */
static void write_time(struct rtc *rtc, u8 value)
{
	struct timespec now = guest_now(rtc);

	if (rtc->cmos[REG_B] & B_SET) {
		rtc->cmos[rtc->index] = value;
		return;
	}
	rtc_load_time(rtc, now.tv_sec);
	rtc->cmos[rtc->index] = value;
	rtc->offset += rtc_store_time(rtc) - now.tv_sec;
}

static void write_data(struct rtc *rtc, u8 value)
{
	if (is_time(rtc->index))
		write_time(rtc, value);
	else if (rtc->index == REG_A)
		rtc->cmos[REG_A] = value & ~A_UPDATE;
	else if (rtc->index == REG_B)
		write_b(rtc, value);
	else if (rtc->index != REG_C && rtc->index != REG_D)
		rtc->cmos[rtc->index] = value;
}

static u64 rtc_read(void *device, u64 offset, unsigned int size)
{
	struct rtc *rtc = device;
	u8 value = 0xff;

	(void)size;
	/* The index register is write-only. */
	if (!offset)
		return value;
	pthread_mutex_lock(&rtc->lock);
	value = read_data(rtc);
	pthread_mutex_unlock(&rtc->lock);
	return value;
}

static void rtc_write(void *device, u64 offset, unsigned int size, u64 value)
{
	struct rtc *rtc = device;

	(void)size;
	pthread_mutex_lock(&rtc->lock);
	/* Bit 7 of the index masks NMI on a PC; there is none to mask here. */
	if (!offset)
		rtc->index = value % RTC_CMOS_BYTES;
	else
		write_data(rtc, value);
	pthread_mutex_unlock(&rtc->lock);
}

const struct bus_ops rtc_bus_ops = {
	.read = rtc_read,
	.write = rtc_write,
};

void rtc_init(struct rtc *rtc)
{
	*rtc = (struct rtc){ .index = 0 };
	pthread_mutex_init(&rtc->lock, NULL);
	rtc->cmos[REG_A] = A_RESET;
	rtc->cmos[REG_B] = B_24_HOURS;
	rtc->cmos[REG_D] = D_VALID;
}
