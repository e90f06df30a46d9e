/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The 8254 interval timer of a PC. A state machine that is told the time;
 * pit.c connects it to a clock and to the interrupt controllers.
 */
#ifndef AIRLOCK_I8254_H
#define AIRLOCK_I8254_H

#include <linux/kvm.h>
#include <linux/types.h>

#define I8254_HZ		1193182
#define I8254_CHANNELS		3
/* Mode of a counter that nobody has programmed yet. */
#define I8254_NO_MODE		0xff

/**
 * struct i8254 - three counters and what port 0x61 has of the speaker.
 * @channel: the counters, in the form userspace gets and sets.
 *	count_load_time is the time in nanoseconds when the count was loaded.
 * @null_count: counters that have a control word but no count yet.
 * @speaker: bit 1 of port 0x61, the speaker's data.
 */
struct i8254 {
	struct kvm_pit_channel_state channel[I8254_CHANNELS];
	bool null_count[I8254_CHANNELS];
	bool speaker;
};

/*
 * In all of the following @now is a time in nanoseconds that does not run
 * backwards.
 */

void airlock_i8254_reset(struct i8254 *pit, u64 now);

/**
 * airlock_i8254_write - a byte to a port.
 * @pit: the timer.
 * @port: 0x40 to 0x43; only the lowest two bits count.
 * @value: the byte.
 * @now: the time.
 *
 * Return: true if what airlock_i8254_schedule() says has changed.
 */
bool airlock_i8254_write(struct i8254 *pit, u16 port, u8 value, u64 now);

/* A byte from a port, as airlock_i8254_write(). */
u8 airlock_i8254_read(struct i8254 *pit, u16 port, u64 now);

/* Port 0x61: the gate of channel 2 and the speaker. */
void airlock_i8254_speaker_write(struct i8254 *pit, u8 value, u64 now);
u8 airlock_i8254_speaker_read(const struct i8254 *pit, u64 now);

/**
 * airlock_i8254_schedule - when channel 0 raises its output.
 * @pit: the timer.
 * @delay: nanoseconds from the loading of the count to the first time.
 *
 * Return: true if it then happens every @delay nanoseconds.
 */
bool airlock_i8254_schedule(const struct i8254 *pit, u64 *delay);

/**
 * airlock_i8254_set - take the counters from userspace; they start anew.
 * @pit: the timer.
 * @channel: anything at all; what makes no sense is made to.
 * @now: the time.
 */
void airlock_i8254_set(struct i8254 *pit,
		       const struct kvm_pit_channel_state *channel, u64 now);

#endif /* AIRLOCK_I8254_H */
