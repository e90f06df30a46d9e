// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of 32 interrupts: distributor and redistributors have the same.
 * GIC architecture specification "The GIC Distributor register descriptions".
 */
#include <linux/bitops.h>

#include "gic.h"
#include "regs.h"

/* The bit of ICFGR that says edge; the one below it is reserved. */
#define CFG_EDGE		2

/**
 * gic_bank_read - a register with a bit for each interrupt.
 * @bank: the bank; its lock is held.
 * @reg: the first of the registers of its kind: GIC_REG_*.
 * @who: userspace reads the latch alone in ISPENDR, and nothing in ICPENDR.
 */
u32 gic_bank_read(const struct gic_bank *bank, u32 reg, enum gic_who who)
{
	switch (reg) {
	case GIC_REG_IGROUPR:
		return bank->group;
	case GIC_REG_ISENABLER:
	case GIC_REG_ICENABLER:
		return bank->enabled;
	case GIC_REG_ISPENDR:
		if (who == GIC_USER)
			return bank->latch | (bank->given & bank->edge);
		return gic_bank_pending(bank) | bank->given;
	case GIC_REG_ICPENDR:
		if (who == GIC_USER)
			return 0;
		return gic_bank_pending(bank) | bank->given;
	case GIC_REG_ISACTIVER:
	case GIC_REG_ICACTIVER:
		return bank->active;
	default:
		return 0;
	}
}

/**
 * gic_bank_write - a register with a bit for each interrupt.
 * @bank: the bank; its lock is held. The caller tells of the change.
 * @reg: as with gic_bank_read().
 * @value: what is written.
 * @who: userspace sets the latch as a whole by ISPENDR; its ICPENDR is ignored.
 *
 * Return: interrupts in list registers that this concerns; the vCPUs that have
 * them are to look again.
 */
u32 gic_bank_write(struct gic_bank *bank, u32 reg, u32 value,
		   enum gic_who who)
{
	switch (reg) {
	case GIC_REG_IGROUPR:
		value ^= bank->group;
		bank->group ^= value;
		break;
	case GIC_REG_ISENABLER:
		bank->enabled |= value;
		return 0;
	case GIC_REG_ICENABLER:
		bank->enabled &= ~value;
		break;
	case GIC_REG_ISPENDR:
		if (who == GIC_USER)
			bank->latch = value;
		else
			bank->latch |= value;
		bank->pend_written |= value & bank->inflight;
		return 0;
	case GIC_REG_ICPENDR:
		if (who == GIC_USER)
			return 0;
		bank->latch &= ~value;
		bank->pend_written |= value & bank->inflight;
		break;
	case GIC_REG_ISACTIVER:
		bank->active |= value;
		bank->act_written |= value & bank->inflight;
		break;
	case GIC_REG_ICACTIVER:
		bank->active &= ~value;
		bank->act_written |= value & bank->inflight;
		break;
	default:
		return 0;
	}
	return value & bank->inflight;
}

/* Up to four priorities from @bit on, which is aligned to their number. */
u32 gic_bank_read_prio(const struct gic_bank *bank, unsigned int bit,
		       unsigned int len)
{
	u32 value = 0;

	while (len--)
		value = value << 8 | bank->prio[bit + len];
	return value;
}

void gic_bank_write_prio(struct gic_bank *bank, unsigned int bit,
			 unsigned int len, u32 value)
{
	for (; len--; value >>= 8)
		bank->prio[bit++] = value & GIC_PRIO_MASK;
}

/* ICFGR has two bits for each interrupt: 16 of them in each half. */
u32 gic_bank_read_config(const struct gic_bank *bank, unsigned int half)
{
	u32 edge = bank->edge >> (half * 16);
	u32 value = 0;
	unsigned int i;

	for (i = 0; i < 16; i++)
		if (edge & BIT(i))
			value |= CFG_EDGE << (2 * i);
	return value;
}

void gic_bank_write_config(struct gic_bank *bank, unsigned int half, u32 value)
{
	u32 edge = 0;
	unsigned int i;

	for (i = 0; i < 16; i++)
		if (value & CFG_EDGE << (2 * i))
			edge |= BIT(i);
	bank->edge &= ~(0xffff << (half * 16));
	bank->edge |= edge << (half * 16);
}
