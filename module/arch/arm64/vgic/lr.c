// SPDX-License-Identifier: GPL-2.0
/*
 * The list registers. Before a trip the candidates of a vCPU are handed to
 * them, after it all is taken back: between trips nothing is known to the
 * registers alone.
 *
 * GIC architecture specification "Virtual interrupt handling and
 * prioritization", "ICH_LR<n>_EL2".
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "gic.h"
#include "ich.h"

/* An interrupt's place in the order in which it is taken; less is sooner. */
static unsigned int lr_key(const struct gic_bank *bank, unsigned int bit)
{
	unsigned int key = bank->prio[bit] << 1;

	return bank->active & BIT(bit) ? key : key + 1;
}

/* Does it wait to be taken, and no more than that? */
static bool lr_waits(const struct gic_bank *bank, unsigned int bit)
{
	return bank->wanted & ~bank->active & BIT(bit);
}

/*
 * Hand an interrupt to a list register. Returns its value.
 *
 * A level is never active and pending at once: its end is told, and it is
 * looked at again then. Neither is a forwarded one, whose pending state is the
 * host's GIC's to keep.
 */
static __always_inline u64 lr_give(const struct arm64_vgic_cpu *cpu,
				   struct gic_bank *bank, unsigned int bit,
				   u32 intid)
{
	u32 mask = BIT(bit);
	bool pend = bank->wanted & mask;
	u64 lr = intid | (u64)bank->prio[bit] << ICH_LR_PRIO_AT;

	if (bank->group & mask)
		lr |= ICH_LR_GRP1;
	if (bank->active & mask)
		lr |= ICH_LR_IS_ACTIVE;
	if (bank->forwarded & mask) {
		lr |= ICH_LR_FORWARDED |
		      (u64)cpu->host_intid[bit] << ICH_LR_PINTID_AT;
		pend = pend && !(bank->active & mask);
	} else if (!(bank->edge & mask)) {
		lr |= ICH_LR_TELL_EOI;
		pend = pend && !(bank->active & mask);
	}
	if (pend) {
		lr |= ICH_LR_IS_PENDING;
		bank->given |= mask;
		if (bank->edge & mask) {
			bank->latch &= ~mask;
			bank->wanted &= ~mask;
		}
	}
	bank->inflight |= mask;
	return lr;
}

/**
 * struct lr_choice - the candidates that come first.
 * @nr: how many.
 * @max: how many there may be.
 * @intid: in the order in which they would be taken.
 * @key: their lr_key().
 * @waiting: the first that waits.
 * @waiting_key: its key, or ~0 if none does.
 * @nr_waiting: how many wait, of all candidates.
 * @nr_active: how many are active, of all candidates.
 */
struct lr_choice {
	unsigned int nr;
	unsigned int max;
	u16 intid[GIC_MAX_LRS];
	unsigned int key[GIC_MAX_LRS];
	u16 waiting;
	unsigned int waiting_key;
	unsigned int nr_waiting;
	unsigned int nr_active;
};

static void choice_add(struct lr_choice *choice, u16 intid, unsigned int key)
{
	unsigned int at = choice->nr;

	if (at == choice->max) {
		if (choice->key[at - 1] <= key)
			return;
		at--;
	} else {
		choice->nr++;
	}
	for (; at && choice->key[at - 1] > key; at--) {
		choice->key[at] = choice->key[at - 1];
		choice->intid[at] = choice->intid[at - 1];
	}
	choice->key[at] = key;
	choice->intid[at] = intid;
}

static void choice_offer(struct lr_choice *choice, const struct gic_bank *bank,
			 unsigned int bit, u16 intid)
{
	unsigned int key = lr_key(bank, bit);

	if (lr_waits(bank, bit)) {
		choice->nr_waiting++;
		if (key < choice->waiting_key) {
			choice->waiting_key = key;
			choice->waiting = intid;
		}
	} else {
		choice->nr_active++;
	}
	choice_add(choice, intid, key);
}

/*
 * Too many for the list registers: the first of them in order. The best that
 * waits is always among them, else active interrupts that the guest does not
 * end could keep it out for ever.
 *
 * Returns how many; @irqs has what the CPU is to interrupt for, as something
 * that waits, or is active, stays behind.
 */
static unsigned int lr_select(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			      unsigned long banks, u16 *intids, u64 *irqs)
{
	struct lr_choice choice = {
		.max = gic->host.nr_lrs,
		.waiting_key = ~0U,
	};
	unsigned int n, bit, i;

	for_each_set_bit(n, &banks, GIC_MAX_BANKS) {
		struct gic_bank *bank = gic_bank(gic, cpu, n);
		unsigned long cand = cpu->cand[n];

		for_each_set_bit(bit, &cand, GIC_BANK_IRQS)
			choice_offer(&choice, bank, bit,
				     n * GIC_BANK_IRQS + bit);
	}
	if (choice.nr_waiting && choice.waiting_key > choice.key[choice.nr - 1])
		choice.intid[choice.nr - 1] = choice.waiting;

	for (i = 0; i < choice.nr; i++) {
		n = choice.intid[i] / GIC_BANK_IRQS;
		bit = choice.intid[i] % GIC_BANK_IRQS;
		if (lr_waits(gic_bank(gic, cpu, n), bit))
			choice.nr_waiting--;
		else
			choice.nr_active--;
		intids[i] = choice.intid[i];
	}
	if (choice.nr_waiting)
		*irqs |= ICH_HCR_NP_IRQ;
	if (choice.nr_active)
		*irqs |= ICH_HCR_LRENP_IRQ;
	return choice.nr;
}

/* Hand over what was picked. */
static void lr_give_picked(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			   unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		unsigned int n = cpu->picked[i] / GIC_BANK_IRQS;
		unsigned int bit = cpu->picked[i] % GIC_BANK_IRQS;

		cpu->lr[i] = lr_give(cpu, gic_bank(gic, cpu, n), bit,
				     cpu->picked[i]);
		if (n)
			cpu->spi_inflight = true;
	}
	cpu->used = nr;
}

/* Too many, or SPIs among them. */
static noinline void lr_fill_any(struct gic_state *gic,
				 struct arm64_vgic_cpu *cpu,
				 unsigned long banks)
{
	unsigned int nr = 0, n, bit;
	u64 irqs = 0;

	for_each_set_bit(n, &banks, GIC_MAX_BANKS) {
		unsigned long cand = cpu->cand[n];

		for_each_set_bit(bit, &cand, GIC_BANK_IRQS) {
			if (nr < gic->host.nr_lrs)
				cpu->picked[nr] = n * GIC_BANK_IRQS + bit;
			nr++;
		}
	}
	if (unlikely(nr > gic->host.nr_lrs))
		nr = lr_select(gic, cpu, banks, cpu->picked, &irqs);
	lr_give_picked(gic, cpu, nr);
	cpu->hcr = cpu->base | irqs;
	cpu->special = irqs || cpu->watched;
	cpu->spilled = irqs & ICH_HCR_LRENP_IRQ;
	/* Where EOI does not deactivate, the trap of what does. */
	if (unlikely(cpu->spilled))
		cpu->hcr |= gic_dir_trap(gic);
}

/**
 * gic_fill - hand candidates to the list registers.
 * @gic: of the VM; its lock is held if @banks has more than the first.
 * @cpu: of the vCPU; its lock is held, its list registers are empty.
 * @banks: which banks to look at.
 */
void gic_fill(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
	      unsigned long banks)
{
	u32 own = cpu->cand[0];

	banks &= READ_ONCE(cpu->ready) & ~BIT(GIC_READY_HOST);
	/* Most of the time it is one, and the vCPU's own. */
	if (likely(banks == BIT(0) && !(own & (own - 1)))) {
		cpu->lr[0] = lr_give(cpu, &cpu->own, __ffs(own), __ffs(own));
		cpu->used = 1;
		return;
	}
	lr_fill_any(gic, cpu, banks);
}
