// SPDX-License-Identifier: GPL-2.0
/*
 * The 82093AA I/O APIC, after Intel's data sheet "82093AA I/O Advanced
 * Programmable Interrupt Controller (IOAPIC)".
 */
#include <linux/bits.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "i82093.h"

/* Registers behind the window; a pair for each pin from REG_REDIR on. */
#define REG_ID			0x00
#define REG_VERSION		0x01
#define REG_ARBITRATION		0x02
#define REG_REDIR		0x10

/* Version 0x11 has no EOI register; bits 23:16 are the highest entry. */
#define VERSION			(0x11 | (I82093_PINS - 1) << 16)

#define PINS_MASK		GENMASK(I82093_PINS - 1, 0)

/* Delivery Status and Remote IRR are read-only; the rest is reserved. */
#define REDIR_WRITABLE		(GENMASK_ULL(11, 0) | BIT_ULL(13) | \
				 REDIR_LEVEL | REDIR_MASKED | \
				 GENMASK_ULL(63, REDIR_DEST_SHIFT))

/* See @ack_vectors: readers must never miss a bit that stays. */
static void update_ack_vectors(struct i82093 *chip)
{
	DECLARE_BITMAP(new, 256) = {};
	unsigned int pin, word;

	for (pin = 0; pin < I82093_PINS; pin++)
		if (chip->listen & BIT(pin))
			__set_bit(chip->redir[pin] & REDIR_VECTOR, new);
	for (word = 0; word < BITS_TO_LONGS(256); word++)
		WRITE_ONCE(chip->ack_vectors[word], new[word]);
}

void airlock_i82093_reset(struct i82093 *chip)
{
	unsigned int pin;

	chip->id = 0;
	chip->select = 0;
	for (pin = 0; pin < I82093_PINS; pin++)
		chip->redir[pin] = REDIR_MASKED;
	memset(chip->sources, 0, sizeof(chip->sources));
	chip->up = 0;
	chip->sent = 0;
	chip->ended = 0;
	chip->unmasked = 0;
	update_ack_vectors(chip);
}

/* Send the interrupt of an asserted pin, unless it is held back. */
static int service(struct i82093 *chip, unsigned int pin)
{
	u64 redir = chip->redir[pin];
	struct apic_msg msg = {
		.dest = redir >> REDIR_DEST_SHIFT,
		.vector = redir & REDIR_VECTOR,
		.mode = redir >> REDIR_MODE_SHIFT & 7,
		.logical = redir & REDIR_LOGICAL,
		.level = redir & REDIR_LEVEL,
		.narrow = true,
	};
	int taken;

	if (redir & REDIR_MASKED)
		return -1;
	if (msg.level && redir & REDIR_REMOTE_IRR)
		return 0;

	taken = chip->send(chip, &msg);
	if (taken < 0)
		return taken;
	/* "Remote IRR": set as local APICs accept it, cleared by the EOI. */
	if (msg.level)
		chip->redir[pin] |= REDIR_REMOTE_IRR;
	else
		chip->sent |= BIT(pin);
	return taken;
}

int airlock_i82093_line(struct i82093 *chip, unsigned int source,
			unsigned int pin, int level)
{
	u32 bit;

	if (pin >= I82093_PINS)
		return -1;
	pin = array_index_nospec(pin, I82093_PINS);
	bit = BIT(pin);

	if (level)
		chip->sources[pin] |= BIT(source & 7);
	else
		chip->sources[pin] &= ~BIT(source & 7);

	if (!chip->sources[pin]) {
		chip->up &= ~bit;
		chip->sent &= ~bit;
		return 1;
	}
	/*
	 * An edge that meets a masked pin is lost: "edge-sensitive interrupts
	 * signaled on a masked interrupt pin are ignored".
	 */
	if (!(chip->redir[pin] & REDIR_LEVEL) && chip->up & bit)
		return 0;
	chip->up |= bit;
	return service(chip, pin);
}

void airlock_i82093_eoi(struct i82093 *chip, u8 vector)
{
	unsigned int pin;

	for (pin = 0; pin < I82093_PINS; pin++) {
		if ((chip->redir[pin] & REDIR_VECTOR) != vector)
			continue;
		if (chip->listen & BIT(pin))
			chip->ended |= BIT(pin);
		else
			airlock_i82093_retry(chip, BIT(pin));
	}
}

void airlock_i82093_retry(struct i82093 *chip, u32 pins)
{
	unsigned int pin;

	for (pin = 0; pin < I82093_PINS; pin++) {
		if (!(pins & BIT(pin)) || !(chip->redir[pin] & REDIR_LEVEL))
			continue;
		chip->redir[pin] &= ~REDIR_REMOTE_IRR;
		if (chip->up & BIT(pin))
			service(chip, pin);
	}
}

static void write_redir(struct i82093 *chip, unsigned int pin, u64 value)
{
	u64 old = chip->redir[pin];
	u64 new = (value & REDIR_WRITABLE) | (old & REDIR_REMOTE_IRR);

	/*
	 * Guests clear a Remote IRR that is stuck by making the entry edge-
	 * triggered for a moment.
	 */
	if (!(new & REDIR_LEVEL))
		new &= ~REDIR_REMOTE_IRR;
	chip->redir[pin] = new;
	update_ack_vectors(chip);

	if (old & REDIR_MASKED && !(new & REDIR_MASKED))
		chip->unmasked |= BIT(pin);

	if (!(new & REDIR_LEVEL) || !(chip->up & BIT(pin)) ||
	    new & (REDIR_MASKED | REDIR_REMOTE_IRR))
		return;
	/*
	 * The level that has waited for this may be out of date: a device that
	 * is resampled takes it back only when it is asked.
	 */
	if (chip->listen & BIT(pin))
		chip->ended |= BIT(pin);
	else
		service(chip, pin);
}

u32 airlock_i82093_read(const struct i82093 *chip)
{
	unsigned int pin;

	switch (chip->select) {
	case REG_ID:
	case REG_ARBITRATION:
		return chip->id << 24;
	case REG_VERSION:
		return VERSION;
	}
	pin = (chip->select - REG_REDIR) / 2;
	if (chip->select < REG_REDIR || pin >= I82093_PINS)
		return ~0U;
	pin = array_index_nospec(pin, I82093_PINS);
	return chip->select & 1 ? chip->redir[pin] >> 32 : chip->redir[pin];
}

void airlock_i82093_write(struct i82093 *chip, u32 value)
{
	unsigned int pin;
	u64 redir;

	if (chip->select == REG_ID)
		chip->id = value >> 24 & 0xf;
	pin = (chip->select - REG_REDIR) / 2;
	if (chip->select < REG_REDIR || pin >= I82093_PINS)
		return;
	pin = array_index_nospec(pin, I82093_PINS);

	redir = chip->redir[pin];
	if (chip->select & 1)
		redir = (u32)redir | (u64)value << 32;
	else
		redir = (redir & GENMASK_ULL(63, 32)) | value;
	write_redir(chip, pin, redir);
}

void airlock_i82093_listen(struct i82093 *chip, u32 pins)
{
	chip->listen = pins;
	update_ack_vectors(chip);
}

void airlock_i82093_get(const struct i82093 *chip,
			struct kvm_ioapic_state *state)
{
	unsigned int pin;

	memset(state, 0, sizeof(*state));
	state->ioregsel = chip->select;
	state->id = chip->id;
	/* What was sent on is the local APICs' to remember. */
	state->irr = chip->up & ~chip->sent;
	for (pin = 0; pin < I82093_PINS; pin++)
		state->redirtbl[pin].bits = chip->redir[pin];
}

void airlock_i82093_set(struct i82093 *chip,
			const struct kvm_ioapic_state *state)
{
	unsigned int pin;

	chip->select = state->ioregsel;
	chip->id = state->id & 0xf;
	chip->up = state->irr & PINS_MASK;
	chip->sent = 0;
	for (pin = 0; pin < I82093_PINS; pin++) {
		u64 redir = state->redirtbl[pin].bits;

		chip->redir[pin] = redir & REDIR_WRITABLE;
		if (redir & REDIR_LEVEL)
			chip->redir[pin] |= redir & REDIR_REMOTE_IRR;
	}
	update_ack_vectors(chip);
	for (pin = 0; pin < I82093_PINS; pin++)
		if (chip->up & BIT(pin))
			service(chip, pin);
}
