// SPDX-License-Identifier: GPL-2.0
/*
 * After a trip: what the list registers hold is taken back, and what has become
 * of the interrupts meanwhile.
 */
#include <linux/bitops.h>

#include "gic.h"
#include "ich.h"

/* An edge that was not taken waits again; what was taken waits no more. */
static __always_inline void fold_pending(struct gic_bank *bank, u32 mask,
					 u64 lr)
{
	bool given = bank->given & mask;

	if (lr & ICH_LR_IS_PENDING) {
		if (bank->edge & mask && !(bank->pend_written & mask))
			bank->latch |= mask;
		return;
	}
	if (!given || bank->edge & mask)
		return;
	if (!(bank->pend_written & mask))
		bank->latch &= ~mask;
	/* Its line is looked at by the host's GIC, once it is deactivated. */
	if (bank->forwarded & mask)
		bank->line[GIC_SOURCE_TIMER] &= ~mask;
}

static __always_inline void fold_one(struct arm64_vgic_cpu *cpu,
				     struct gic_bank *bank, u32 intid, u64 lr)
{
	unsigned int n = intid / GIC_BANK_IRQS;
	u32 mask = BIT(intid % GIC_BANK_IRQS);

	fold_pending(bank, mask, lr);
	if (!(bank->act_written & mask)) {
		if (lr & ICH_LR_IS_ACTIVE)
			bank->active |= mask;
		else
			bank->active &= ~mask;
	}
	if (!(lr & (ICH_LR_IS_ACTIVE | ICH_LR_IS_PENDING))) {
		/* The CPU has deactivated the host's as well. */
		if (bank->forwarded & mask)
			cpu->host_active &= ~mask;
		else if (n && bank->listened & ~bank->edge & mask)
			cpu->ended[cpu->nr_ended++] = intid;
	}
	bank->inflight &= ~mask;
	bank->given &= ~mask;
	bank->pend_written &= ~mask;
	bank->act_written &= ~mask;
}

/* The active interrupt that has been taken last: the most urgent of them. */
static int last_taken(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		      const u32 *held)
{
	unsigned long banks = READ_ONCE(cpu->ready) & ~BIT(GIC_READY_HOST);
	unsigned int n, bit, best_prio = ~0U;
	int best = -1;

	for_each_set_bit(n, &banks, GIC_MAX_BANKS) {
		struct gic_bank *bank = gic_bank(gic, cpu, n);
		unsigned long active = bank->active & cpu->cand[n] & ~held[n];

		for_each_set_bit(bit, &active, GIC_BANK_IRQS) {
			if (bank->prio[bit] >= best_prio)
				continue;
			best_prio = bank->prio[bit];
			best = n * GIC_BANK_IRQS + bit;
		}
	}
	return best;
}

/*
 * EOIs of interrupts that had no list register: the CPU has counted them. Where
 * EOI is no more than a drop of priority they end nothing.
 */
static noinline void fold_counted(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	unsigned int count = (cpu->hcr & ICH_HCR_EOICOUNT) >>
			     ICH_HCR_EOICOUNT_AT;
	u32 held[GIC_MAX_BANKS] = {};
	unsigned int i;
	int intid;

	for (i = 0; i < cpu->used; i++) {
		u32 in_lr = cpu->lr[i] & ICH_LR_VINTID;

		held[in_lr / GIC_BANK_IRQS] |= BIT(in_lr % GIC_BANK_IRQS);
	}
	while (count--) {
		intid = last_taken(gic, cpu, held);
		if (intid < 0)
			break;
		gic_deactivate(gic, cpu, intid);
	}
}

/* Several, or SPIs among them, or EOIs that the CPU has counted. */
static noinline void fold_any(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	unsigned long banks = 0;
	unsigned int i, n;

	for (i = 0; i < cpu->used; i++) {
		u32 intid = cpu->lr[i] & ICH_LR_VINTID;

		n = intid / GIC_BANK_IRQS;
		if (!(banks & BIT(n)))
			cpu->touched[n] = 0;
		banks |= BIT(n);
		cpu->touched[n] |= BIT(intid % GIC_BANK_IRQS);
		fold_one(cpu, gic_bank(gic, cpu, n), intid, cpu->lr[i]);
	}
	if (unlikely(cpu->spilled && cpu->hcr & ICH_HCR_EOICOUNT) &&
	    !(cpu->vmcr & ICH_VMCR_EOIM))
		fold_counted(gic, cpu);

	for_each_set_bit(n, &banks, GIC_MAX_BANKS) {
		if (!n) {
			gic_own_update(gic, cpu);
			continue;
		}
		gic_spis_changed(gic, n);
		gic_rehome(gic, n, cpu->touched[n]);
	}
	/* With nothing in the list registers, no interrupt for that. */
	cpu->hcr = cpu->base;
	cpu->special = false;
	if (unlikely(cpu->watched))
		gic_dir_watch(gic, cpu);
	cpu->spi_inflight = false;
	cpu->spilled = false;
}

/**
 * gic_fold - take back what the list registers hold after a trip.
 * @gic: of the VM; its lock is held if @cpu->spi_inflight or @cpu->spilled.
 * @cpu: of the vCPU; its lock is held. @cpu->lr is what the CPU had after the
 *	trip; if @cpu->special, @cpu->hcr and @cpu->vmcr are so, too.
 *
 * Of the level SPIs that have ended, those that are listened to are noted.
 */
void gic_fold(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	u64 lr = cpu->lr[0];
	u32 intid = lr & ICH_LR_VINTID;

	if (likely(cpu->used == 1 && intid < GIC_FIRST_SPI && !cpu->special)) {
		fold_one(cpu, &cpu->own, intid, lr);
		gic_own_update(gic, cpu);
	} else {
		fold_any(gic, cpu);
	}
	cpu->used = 0;
}

/* Does the vCPU let this through: its group's enable, and its priority mask? */
static bool cpu_hears(struct arm64_vgic_cpu *cpu, const struct gic_bank *bank,
		      unsigned int bit)
{
	u64 enable = bank->group & BIT(bit) ? ICH_VMCR_ENG1 : ICH_VMCR_ENG0;

	return cpu->vmcr & enable &&
	       bank->prio[bit] < (cpu->vmcr >> ICH_VMCR_PMR_AT & 0xff);
}

/**
 * gic_pending - is there an interrupt that ends a WFI?
 * @gic: of the VM; its lock is held.
 * @cpu: of the vCPU; its lock is held, it is not in the guest context.
 */
bool gic_pending(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	unsigned long banks = READ_ONCE(cpu->ready) & ~BIT(GIC_READY_HOST);
	unsigned int n, bit;

	for_each_set_bit(n, &banks, GIC_MAX_BANKS) {
		struct gic_bank *bank = gic_bank(gic, cpu, n);
		unsigned long wanted = bank->wanted & ~bank->active &
				       cpu->cand[n];

		for_each_set_bit(bit, &wanted, GIC_BANK_IRQS)
			if (cpu_hears(cpu, bank, bit))
				return true;
	}
	return false;
}
