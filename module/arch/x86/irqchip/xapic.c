// SPDX-License-Identifier: GPL-2.0
/*
 * A local APIC's vectors: requested, in service, ended; and which messages are
 * for it. SDM 3A "Advanced Programmable Interrupt Controller (APIC)".
 */
#include <linux/string.h>

#include "xapic.h"

#define WORDS			8

/* SDM 3A "Local APIC State After Power-Up or Reset" */
void airlock_xapic_reset(struct xapic *apic, bool extint)
{
	unsigned int reg;

	/* Nobody finds half of the old state: off first. */
	xapic_set_reg(apic, XAPIC_SVR, 0xff);

	for (reg = 0; reg < WORDS * 0x10; reg += 0x10) {
		xapic_set_reg(apic, XAPIC_ISR + reg, 0);
		xapic_set_reg(apic, XAPIC_TMR + reg, 0);
		xapic_set_reg(apic, XAPIC_IRR + reg, 0);
	}
	apic->isr_words = 0;
	WRITE_ONCE(apic->irr_words, 0);

	xapic_set_reg(apic, XAPIC_TPR, 0);
	xapic_set_reg(apic, XAPIC_DFR, ~0U);
	xapic_set_reg(apic, XAPIC_LDR, 0);
	xapic_set_reg(apic, XAPIC_ESR, 0);
	xapic_set_reg(apic, XAPIC_ICR, 0);
	xapic_set_reg(apic, XAPIC_ICR_HIGH, 0);
	for (reg = XAPIC_LVT_TIMER; reg <= XAPIC_LVT_ERROR; reg += 0x10)
		xapic_set_reg(apic, reg, XAPIC_LVT_MASKED);
	/*
	 * KVM's quirk LINT0_REENABLED: launchers without firmware have nobody
	 * else who would connect the 8259 to the boot processor.
	 */
	if (extint)
		xapic_set_reg(apic, XAPIC_LVT_LINT0, APIC_EXTINT << 8);
	xapic_set_reg(apic, XAPIC_TMICT, 0);
	xapic_set_reg(apic, XAPIC_TDCR, 0);

	atomic_set(&apic->errors, 0);
	memset(&apic->timer, 0, sizeof(apic->timer));
	apic->turns = 0;
	/* The id and what follows from it. */
	airlock_xapic_mode(apic, apic->enabled, apic->x2apic);
}

int airlock_xapic_accept(struct xapic *apic, u8 vector, bool level)
{
	if (!READ_ONCE(apic->enabled) || !xapic_software_enabled(apic))
		return -1;
	if (unlikely(vector < 16)) {
		airlock_xapic_error(apic, XAPIC_ESR_RECV_VECTOR);
		return -1;
	}

	/* TMR before IRR: who takes the vector finds how it was triggered. */
	if (level)
		set_bit(vector & 31, xapic_word(apic, XAPIC_TMR, vector));
	else if (xapic_test(apic, XAPIC_TMR, vector))
		clear_bit(vector & 31, xapic_word(apic, XAPIC_TMR, vector));

	if (test_and_set_bit(vector & 31, xapic_word(apic, XAPIC_IRR, vector)))
		return 0;
	set_bit(vector >> 5, &apic->irr_words);
	return 1;
}

int airlock_xapic_local(struct xapic *apic, unsigned int lvt)
{
	u32 value = xapic_reg(apic, lvt);

	if (value & XAPIC_LVT_MASKED)
		return -1;
	return airlock_xapic_accept(apic, value, false);
}

void airlock_xapic_error(struct xapic *apic, u32 bit)
{
	u32 lvt = xapic_reg(apic, XAPIC_LVT_ERROR);

	atomic_or(bit, &apic->errors);
	/* A bad vector in the error entry itself must not come back here. */
	if (!(lvt & XAPIC_LVT_MASKED) && (lvt & 0xff) >= 16)
		airlock_xapic_accept(apic, lvt, false);
}

/*
 * @irr_words may name a register that has become 0, never miss one that has
 * not: senders set it after IRR, and it is cleared here before a last look.
 */
int airlock_xapic_irr(struct xapic *apic)
{
	unsigned long words;

	while ((words = READ_ONCE(apic->irr_words))) {
		unsigned int word = __fls(words);
		u32 irr = xapic_reg(apic, XAPIC_IRR + word * 0x10);

		if (irr)
			return word * 32 + __fls(irr);
		clear_bit(word, &apic->irr_words);
		/* Pairs with the order of bits in airlock_xapic_accept(). */
		smp_mb__after_atomic();
		if (xapic_reg(apic, XAPIC_IRR + word * 0x10))
			set_bit(word, &apic->irr_words);
	}
	return -1;
}

int airlock_xapic_isr(const struct xapic *apic)
{
	unsigned int word;

	if (!apic->isr_words)
		return -1;
	word = __fls(apic->isr_words);
	return word * 32 + __fls(xapic_reg(apic, XAPIC_ISR + word * 0x10));
}

/* SDM 3A "Task and Processor Priorities" */
u8 airlock_xapic_ppr(const struct xapic *apic)
{
	u8 tpr = xapic_reg(apic, XAPIC_TPR);
	int isr = airlock_xapic_isr(apic);

	if (isr < 0 || (tpr & 0xf0) >= (isr & 0xf0))
		return tpr;
	return isr & 0xf0;
}

int airlock_xapic_pending(struct xapic *apic)
{
	int vector = airlock_xapic_irr(apic);

	if (vector < 0 || (vector & 0xf0) <= (airlock_xapic_ppr(apic) & 0xf0))
		return -1;
	return vector;
}

int airlock_xapic_take(struct xapic *apic)
{
	int vector = airlock_xapic_pending(apic);

	if (vector < 0)
		return -1;
	clear_bit(vector & 31, xapic_word(apic, XAPIC_IRR, vector));
	__set_bit(vector & 31, xapic_word(apic, XAPIC_ISR, vector));
	apic->isr_words |= BIT(vector >> 5);
	return vector;
}

int airlock_xapic_eoi(struct xapic *apic)
{
	int vector = airlock_xapic_isr(apic);
	unsigned long *word;

	if (vector < 0)
		return -1;
	word = xapic_word(apic, XAPIC_ISR, vector);
	__clear_bit(vector & 31, word);
	if (!(u32)*word)
		apic->isr_words &= ~BIT(vector >> 5);
	return vector;
}

/* SDM 3A "Logical Destination Mode", and of the x2APIC "Logical x2APIC ID" */
static bool match_logical(const struct xapic *apic, u32 dest)
{
	u32 ldr = xapic_reg(apic, XAPIC_LDR);

	if (READ_ONCE(apic->x2apic))
		return ldr >> 16 == dest >> 16 && ldr & dest & 0xffff;

	if (dest > 0xff)
		return false;
	ldr >>= 24;
	/* Flat model, else cluster model: four bits of each. */
	if (xapic_reg(apic, XAPIC_DFR) >> 28 == 0xf)
		return ldr & dest;
	return (ldr >> 4 == dest >> 4 || dest >> 4 == 0xf) && ldr & dest & 0xf;
}

bool airlock_xapic_match(const struct xapic *apic, const struct apic_msg *msg)
{
	if (!READ_ONCE(apic->enabled))
		return false;
	if (apic_msg_broadcast(msg))
		return true;
	return msg->logical ? match_logical(apic, msg->dest) :
			      apic->id == msg->dest;
}

/* A SIPI that came before it is void. */
void airlock_xapic_init(struct xapic *apic)
{
	atomic_set(&apic->events, XAPIC_EVENT_INIT);
}

void airlock_xapic_sipi(struct xapic *apic, u8 vector)
{
	int old = atomic_read(&apic->events);
	int new;

	do {
		new = (old & XAPIC_EVENT_INIT) | XAPIC_EVENT_SIPI |
		      vector << XAPIC_EVENT_VECTOR;
	} while (!atomic_try_cmpxchg(&apic->events, &old, new));
}
