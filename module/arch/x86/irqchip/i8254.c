// SPDX-License-Identifier: GPL-2.0
/*
 * The 8254 interval timer, after Intel's data sheet "8254 Programmable
 * Interval Timer". Counts are not kept running: what a counter shows follows
 * from the time since it was loaded.
 *
 * As with KVM the gate does not stop a count. Without KVM_PIT_SPEAKER_DUMMY
 * port 0x61 is userspace's and the gate of channel 2 is never heard of here,
 * and guests that calibrate with that channel still expect it to count.
 */
#include <linux/bcd.h>
#include <linux/bits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "i8254.h"

/* Ways to access a count, bits 5:4 of the control word. */
enum {
	ACCESS_LATCH,
	ACCESS_LOW,
	ACCESS_HIGH,
	ACCESS_WORD,
	ACCESS_WORD_HIGH,
};

#define CONTROL_PORT		3
#define READ_BACK		3
#define READ_BACK_NO_COUNT	BIT(5)
#define READ_BACK_NO_STATUS	BIT(4)
#define STATUS_OUT		BIT(7)
#define STATUS_NULL		BIT(6)

/* A count of 0 is the largest: 2^16 in binary, 10^4 in decimal. */
#define COUNT_MAX		0x10000
#define COUNT_MAX_BCD		10000

/* The count that was loaded, as a number. Never 0. */
static u32 initial_count(const struct kvm_pit_channel_state *c)
{
	u32 count;

	if (!c->bcd)
		return c->count;
	if (c->count == COUNT_MAX)
		return COUNT_MAX_BCD;
	count = bcd2bin(c->count >> 8) * 100 + bcd2bin(c->count & 0xff);
	/* Digits above 9 are undefined. */
	return clamp_t(u32, count, 1, COUNT_MAX_BCD);
}

/* A count as the guest reads it. */
static u16 shown_count(const struct kvm_pit_channel_state *c, u64 count)
{
	if (!c->bcd)
		return count;
	count %= COUNT_MAX_BCD;
	return bin2bcd(count / 100) << 8 | bin2bcd(count % 100);
}

/* Clocks since the count was loaded. */
static u64 elapsed(const struct kvm_pit_channel_state *c, u64 now)
{
	u64 start = c->count_load_time;

	if (now <= start)
		return 0;
	return mul_u64_u32_div(now - start, I8254_HZ, NSEC_PER_SEC);
}

/* "Mode 3: Square Wave Mode": the count goes down by two, twice a period. */
static u64 square_count(u64 n, u64 phase)
{
	u64 high = (n + 1) / 2;

	if (phase >= high)
		return n - (n & 1) - 2 * (phase - high);
	return phase ? n + (n & 1) - 2 * phase : n;
}

static u16 current_count(const struct kvm_pit_channel_state *c, u64 now)
{
	u64 wrap = c->bcd ? COUNT_MAX_BCD : COUNT_MAX;
	u64 n = initial_count(c);
	u64 d = elapsed(c, now);
	u64 phase;

	switch (c->mode) {
	case 2:
		div64_u64_rem(d, n, &phase);
		return shown_count(c, n - phase);
	case 3:
		div64_u64_rem(d, n, &phase);
		return shown_count(c, square_count(n, phase));
	default:
		/* Past zero they go on from the largest count. */
		div64_u64_rem(d, wrap, &phase);
		return shown_count(c, n + wrap - phase);
	}
}

/* The OUT pin. */
static bool output(const struct kvm_pit_channel_state *c, u64 now)
{
	u64 n = initial_count(c);
	u64 d = elapsed(c, now);
	u64 phase;

	div64_u64_rem(d, n, &phase);
	switch (c->mode) {
	case 0:			/* "Interrupt on Terminal Count" */
	case 1:			/* "Hardware Retriggerable One-Shot" */
		return d >= n;
	case 2:			/* "Rate Generator": low for the last clock */
		return phase != n - 1;
	case 3:
		return phase < (n + 1) / 2;
	case 4:			/* "Software Triggered Strobe" */
	case 5:			/* "Hardware Triggered Strobe" */
		return d != n;
	default:
		return false;
	}
}

static void load_count(struct i8254 *pit, unsigned int nr, u16 count, u64 now)
{
	struct kvm_pit_channel_state *c = &pit->channel[nr];

	c->count = count ? count : COUNT_MAX;
	c->count_load_time = now;
	pit->null_count[nr] = false;
}

void airlock_i8254_reset(struct i8254 *pit, u64 now)
{
	unsigned int nr;

	memset(pit, 0, sizeof(*pit));
	for (nr = 0; nr < I8254_CHANNELS; nr++) {
		load_count(pit, nr, 0, now);
		pit->channel[nr].mode = I8254_NO_MODE;
		/* Only channel 2 has a gate that is wired to something. */
		pit->channel[nr].gate = nr != 2;
	}
}

static void latch_count(struct kvm_pit_channel_state *c, u64 now)
{
	if (c->count_latched)
		return;
	c->latched_count = current_count(c, now);
	c->count_latched = c->rw_mode;
}

static void latch_status(struct i8254 *pit, unsigned int nr, u64 now)
{
	struct kvm_pit_channel_state *c = &pit->channel[nr];

	if (c->status_latched)
		return;
	c->status = c->rw_mode << 4 | (c->mode & 7) << 1 | c->bcd;
	if (output(c, now))
		c->status |= STATUS_OUT;
	if (pit->null_count[nr])
		c->status |= STATUS_NULL;
	c->status_latched = 1;
}

static void read_back(struct i8254 *pit, u8 value, u64 now)
{
	unsigned int nr;

	for (nr = 0; nr < I8254_CHANNELS; nr++) {
		if (!(value & 2 << nr))
			continue;
		if (!(value & READ_BACK_NO_COUNT))
			latch_count(&pit->channel[nr], now);
		if (!(value & READ_BACK_NO_STATUS))
			latch_status(pit, nr, now);
	}
}

/* "Control Word Format". True if channel 0 was told to stop. */
static bool write_control(struct i8254 *pit, u8 value, u64 now)
{
	unsigned int nr = value >> 6;
	unsigned int access = value >> 4 & 3;
	struct kvm_pit_channel_state *c;

	if (nr == READ_BACK) {
		read_back(pit, value, now);
		return false;
	}
	c = &pit->channel[nr];
	if (access == ACCESS_LATCH) {
		latch_count(c, now);
		return false;
	}
	c->rw_mode = access;
	c->read_state = access;
	c->write_state = access;
	c->count_latched = 0;
	c->status_latched = 0;
	c->mode = value >> 1 & 7;
	/* Bit 2 does not count in modes 2 and 3. */
	if (c->mode > 5)
		c->mode -= 4;
	c->bcd = value & 1;
	pit->null_count[nr] = true;
	return nr == 0;
}

/* True if channel 0 has a new count. */
static bool write_count(struct i8254 *pit, unsigned int nr, u8 value, u64 now)
{
	struct kvm_pit_channel_state *c = &pit->channel[nr];

	switch (c->write_state) {
	case ACCESS_HIGH:
		load_count(pit, nr, value << 8, now);
		break;
	case ACCESS_WORD:
		c->write_latch = value;
		c->write_state = ACCESS_WORD_HIGH;
		return false;
	case ACCESS_WORD_HIGH:
		load_count(pit, nr, c->write_latch | value << 8, now);
		c->write_state = ACCESS_WORD;
		break;
	default:
		load_count(pit, nr, value, now);
		break;
	}
	return nr == 0;
}

bool airlock_i8254_write(struct i8254 *pit, u16 port, u8 value, u64 now)
{
	port &= 3;
	if (port == CONTROL_PORT)
		return write_control(pit, value, now);
	return write_count(pit, port, value, now);
}

static u8 read_latched(struct kvm_pit_channel_state *c)
{
	switch (c->count_latched) {
	case ACCESS_WORD:
		c->count_latched = ACCESS_HIGH;
		return c->latched_count;
	case ACCESS_HIGH:
		c->count_latched = 0;
		return c->latched_count >> 8;
	default:
		c->count_latched = 0;
		return c->latched_count;
	}
}

u8 airlock_i8254_read(struct i8254 *pit, u16 port, u64 now)
{
	struct kvm_pit_channel_state *c;
	u16 count;

	port &= 3;
	/* "No-Operation": there is nothing to read in the control register. */
	if (port == CONTROL_PORT)
		return 0;

	c = &pit->channel[port];
	if (c->status_latched) {
		c->status_latched = 0;
		return c->status;
	}
	if (c->count_latched)
		return read_latched(c);

	count = current_count(c, now);
	switch (c->read_state) {
	case ACCESS_HIGH:
		return count >> 8;
	case ACCESS_WORD:
		c->read_state = ACCESS_WORD_HIGH;
		return count;
	case ACCESS_WORD_HIGH:
		c->read_state = ACCESS_WORD;
		return count >> 8;
	default:
		return count;
	}
}

void airlock_i8254_speaker_write(struct i8254 *pit, u8 value, u64 now)
{
	struct kvm_pit_channel_state *c = &pit->channel[2];
	bool gate = value & BIT(0);

	pit->speaker = value & BIT(1);
	/* A rising gate triggers or restarts what it can. */
	if (gate && !c->gate && c->mode != 0 && c->mode != 4)
		c->count_load_time = now;
	c->gate = gate;
}

u8 airlock_i8254_speaker_read(const struct i8254 *pit, u64 now)
{
	u8 value = pit->channel[2].gate & 1;

	if (pit->speaker)
		value |= BIT(1);
	/* The refresh request toggles every 15 us, which is 2^14 ns or so. */
	if (now & BIT(14))
		value |= BIT(4);
	if (output(&pit->channel[2], now))
		value |= BIT(5);
	return value;
}

bool airlock_i8254_schedule(const struct i8254 *pit, u64 *delay)
{
	const struct kvm_pit_channel_state *c = &pit->channel[0];

	*delay = 0;
	if (pit->null_count[0])
		return false;
	switch (c->mode) {
	case 0:
	case 4:
	case 2:
	case 3:
		/* Rounded up: a guest that looks must find the count gone. */
		*delay = DIV_ROUND_UP_ULL((u64)initial_count(c) * NSEC_PER_SEC,
					  I8254_HZ);
		break;
	default:
		/* Modes 1 and 5 wait for a gate that never rises. */
		break;
	}
	return c->mode == 2 || c->mode == 3;
}

void airlock_i8254_set(struct i8254 *pit,
		       const struct kvm_pit_channel_state *channel, u64 now)
{
	unsigned int nr;

	for (nr = 0; nr < I8254_CHANNELS; nr++) {
		struct kvm_pit_channel_state *c = &pit->channel[nr];

		*c = channel[nr];
		if (!c->count || c->count > COUNT_MAX)
			c->count = COUNT_MAX;
		if (c->count_latched > ACCESS_WORD)
			c->count_latched = ACCESS_WORD;
		c->status_latched = !!c->status_latched;
		c->read_state = min_t(u8, c->read_state, ACCESS_WORD_HIGH);
		c->write_state = min_t(u8, c->write_state, ACCESS_WORD_HIGH);
		c->rw_mode &= 3;
		if (c->mode > 5)
			c->mode = I8254_NO_MODE;
		c->bcd = !!c->bcd;
		c->gate = !!c->gate;
		c->count_load_time = now;
		pit->null_count[nr] = false;
	}
}
