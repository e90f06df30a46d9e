/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the interrupt controllers: the 8254. */
#ifndef AIRLOCK_PIT_H
#define AIRLOCK_PIT_H

#include <linux/hrtimer.h>
#include <linux/spinlock.h>

#include "airlock.h"
#include "i8254.h"
#include "irqchip.h"

/* The line that channel 0 drives. */
#define PIT_GSI			0

/**
 * struct airlock_pit - the 8254 of a VM.
 * @lock: of what is not tagged; taken in any context, before the locks of the
 *	other chips
 * @chip: the timer
 * @hrtimer: channel 0
 * @expires: when channel 0 fires next, or U64_MAX for never
 * @period: of channel 0 in nanoseconds, or 0 if it fires once
 * @hpet_legacy: an HPET has taken channel 0's line over
 * @reinject: ticks that the guest could not take yet are kept for it
 * @unacked: the guest has not ended the last tick
 * @pending: ticks that are kept
 * @vm: whose it is [c]
 * @dev: at its ports [c]
 * @speaker_dev: at the speaker's port [c]
 */
struct airlock_pit {
	spinlock_t lock;	/* see above */
	struct i8254 chip;
	struct hrtimer hrtimer;
	u64 expires;
	u64 period;
	bool hpet_legacy;
	bool reinject;
	bool unacked;
	u32 pending;
	struct airlock_vm *vm;
	struct airlock_iodev dev;
	struct airlock_iodev speaker_dev;
};

/**
 * airlock_pit_ended - the interrupt that PIT_GSI leads to may come again.
 * @pit: the timer.
 * @forget: ticks that were kept are no longer wanted.
 *
 * Context: any.
 */
void airlock_pit_ended(struct airlock_pit *pit, bool forget);

/* vm->irq_lock held, and no vCPU exists. */
void airlock_pit_destroy(struct airlock_vm *vm);

#endif /* AIRLOCK_PIT_H */
