/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The 82093AA I/O APIC. A state machine without locks or vCPUs; ioapic.c
 * connects it.
 */
#ifndef AIRLOCK_I82093_H
#define AIRLOCK_I82093_H

#include <linux/bitmap.h>
#include <linux/kvm.h>
#include <linux/types.h>

#include "apic_msg.h"

#define I82093_PINS		KVM_IOAPIC_NUM_PINS

/* Bits of a redirection entry: "I/O Redirection Table Registers". */
#define REDIR_VECTOR		0xffULL
#define REDIR_MODE_SHIFT	8
#define REDIR_LOGICAL		BIT_ULL(11)
#define REDIR_REMOTE_IRR	BIT_ULL(14)
#define REDIR_LEVEL		BIT_ULL(15)
#define REDIR_MASKED		BIT_ULL(16)
#define REDIR_DEST_SHIFT	56

/**
 * struct i82093 - an I/O APIC.
 * @id: its APIC id, which nothing looks at.
 * @select: the register that the window shows.
 * @redir: the redirection entries.
 * @sources: for each pin a bit per source that asserts it.
 * @up: pins that are asserted.
 * @sent: edge-triggered pins whose present assertion has been sent on.
 * @listen: pins whose end of interrupt somebody waits for.
 * @ended: pins of @listen that may have ended and wait for
 *	airlock_i82093_retry().
 * @unmasked: pins that were unmasked since the caller last cleared this.
 * @ack_vectors: vectors of @listen, whose EOI is wanted even for edges. Read
 *	without a lock, so it is only ever written a whole word at a time.
 * @send: gives a message to the local APICs. Returns how many took it, 0 if it
 *	joined one that was pending, -1 if nobody took it.
 */
struct i82093 {
	u8 id;
	u8 select;
	u64 redir[I82093_PINS];
	u8 sources[I82093_PINS];
	u32 up;
	u32 sent;
	u32 listen;
	u32 ended;
	u32 unmasked;
	DECLARE_BITMAP(ack_vectors, 256);
	int (*send)(struct i82093 *chip, const struct apic_msg *msg);
};

void airlock_i82093_reset(struct i82093 *chip);

/**
 * airlock_i82093_line - a source asserts or releases a pin.
 * @chip: the I/O APIC.
 * @source: below 8.
 * @pin: below I82093_PINS.
 * @level: 0 or 1.
 *
 * Return: how many local APICs took it, 0 if it was coalesced with one
 * pending, -1 if the pin is masked or leads nowhere.
 */
int airlock_i82093_line(struct i82093 *chip, unsigned int source,
			unsigned int pin, int level);

/**
 * airlock_i82093_eoi - a local APIC ended an interrupt.
 * @chip: the I/O APIC.
 * @vector: its vector.
 *
 * Pins in @listen are noted in @ended: the caller tells who listens, with no
 * lock held, and then calls airlock_i82093_retry().
 */
void airlock_i82093_eoi(struct i82093 *chip, u8 vector);

/**
 * airlock_i82093_retry - send again what is still asserted.
 * @chip: the I/O APIC.
 * @pins: level-triggered pins that ended.
 */
void airlock_i82093_retry(struct i82093 *chip, u32 pins);

/* The window: what @select shows, and a write to it. */
u32 airlock_i82093_read(const struct i82093 *chip);
void airlock_i82093_write(struct i82093 *chip, u32 value);

/* Which pins @listen has. */
void airlock_i82093_listen(struct i82093 *chip, u32 pins);

void airlock_i82093_get(const struct i82093 *chip,
			struct kvm_ioapic_state *state);

/* @state may hold anything at all; what makes no sense is made to. */
void airlock_i82093_set(struct i82093 *chip,
			const struct kvm_ioapic_state *state);

#endif /* AIRLOCK_I82093_H */
