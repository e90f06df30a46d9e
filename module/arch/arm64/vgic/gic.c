// SPDX-License-Identifier: GPL-2.0
/*
 * What is pending where. Whoever changes a bank calls gic_own_changed() or
 * gic_spis_changed() after it: that finds out which vCPUs it concerns.
 *
 * GIC architecture specification "Distribution and Routing of Interrupts".
 */
#include <linux/bitops.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "gic.h"
#include "ich.h"
#include "irq_routing.h"

/* SGIs are edges. */
#define OWN_EDGES		0xffff

static void bank_reset(struct gic_bank *bank)
{
	memset(bank, 0, sizeof(*bank));
	bank->group = ~0U;
}

/**
 * gic_cpu_reset - a vCPU's part as it comes out of reset.
 * @cpu: with its id set.
 */
void gic_cpu_reset(struct arm64_vgic_cpu *cpu)
{
	u32 forwarded = cpu->own.forwarded;

	bank_reset(&cpu->own);
	cpu->own.edge = OWN_EDGES;
	cpu->own.forwarded = forwarded;
	cpu->aff = gic_id_to_aff(cpu->id);
	cpu->vmcr = ICH_VMCR_FIQEN;
	memset(cpu->ap0r, 0, sizeof(cpu->ap0r));
	memset(cpu->ap1r, 0, sizeof(cpu->ap1r));
}

/* A bank of SPIs out of reset: all of them to vCPU 0. */
void gic_spis_reset(struct gic_spis *spis)
{
	bank_reset(&spis->bank);
	memset(spis->route, 0, sizeof(spis->route));
	memset(spis->target, 0, sizeof(spis->target));
	memset(spis->home, 0, sizeof(spis->home));
}

/* Pending, enabled, and its group is. */
static __always_inline u32 bank_wanted(const struct gic_bank *bank, u32 ctlr)
{
	u32 groups = 0;

	if (likely(ctlr & GICD_CTLR_GRP1))
		groups = bank->group;
	if (ctlr & GICD_CTLR_GRP0)
		groups |= ~bank->group;
	return gic_bank_pending(bank) & bank->enabled & groups;
}

/* Returns those that have become wanted. */
static __always_inline u32 bank_update(struct gic_bank *bank, u32 ctlr)
{
	u32 wanted = bank_wanted(bank, ctlr);
	u32 new = wanted & ~bank->wanted;

	bank->wanted = wanted;
	bank->cand = wanted | bank->active | bank->inflight;
	return new;
}

static __always_inline void cpu_set_cand(struct arm64_vgic_cpu *cpu,
					 unsigned int n, u32 cand)
{
	u32 before = cpu->cand[n];

	cpu->cand[n] = cand;
	if (!before && cand)
		set_bit(n, &cpu->ready);
	else if (before && !cand)
		clear_bit(n, &cpu->ready);
}

/**
 * gic_own_update - SGIs and PPIs of a vCPU have changed, by its own thread.
 * @gic: of the VM.
 * @cpu: of the vCPU; its lock is held.
 *
 * Return: those that have become wanted. The thread looks before it enters the
 * guest, and need not be told.
 */
u32 gic_own_update(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	struct gic_bank *own = &cpu->own;
	u32 new = bank_update(own, READ_ONCE(gic->ctlr));

	cpu_set_cand(cpu, 0, own->cand);
	if (unlikely(gic_host_wants(cpu) != cpu->host_active))
		set_bit(GIC_READY_HOST, &cpu->ready);
	return new;
}

/* As gic_own_update(), by anybody. */
void gic_own_changed(struct gic_state *gic, struct arm64_vgic_cpu *cpu)
{
	if (gic_own_update(gic, cpu))
		gic->kick(cpu);
}

static void spi_set_cand(struct gic_state *gic, unsigned int id,
			 unsigned int n, u32 mask, bool cand)
{
	struct arm64_vgic_cpu *cpu = gic_cpu(gic, id);

	if (!cpu)
		return;
	if (cand)
		cpu_set_cand(cpu, n, cpu->cand[n] | mask);
	else
		cpu_set_cand(cpu, n, cpu->cand[n] & ~mask);
}

static void spi_kick(struct gic_state *gic, unsigned int id)
{
	struct arm64_vgic_cpu *cpu = gic_cpu(gic, id);

	if (cpu)
		gic->kick(cpu);
}

/**
 * gic_spis_changed - SPIs have changed.
 * @gic: of the VM; its lock is held.
 * @n: their bank.
 */
void gic_spis_changed(struct gic_state *gic, unsigned int n)
{
	struct gic_spis *spis = &gic->spis[n - 1];
	struct gic_bank *bank = &spis->bank;
	unsigned long before = bank->cand;
	unsigned long new = bank_update(bank, gic->ctlr);
	unsigned long changed = before ^ bank->cand;
	unsigned int i;

	for_each_set_bit(i, &changed, GIC_BANK_IRQS)
		spi_set_cand(gic, spis->home[i], n, BIT(i),
			     bank->cand & BIT(i));
	for_each_set_bit(i, &new, GIC_BANK_IRQS)
		spi_kick(gic, spis->home[i]);
}

/**
 * gic_rehome - SPIs that no vCPU holds on to go where they are routed.
 * @gic: of the VM; its lock is held.
 * @n: their bank.
 * @mask: which of it may have to go.
 */
void gic_rehome(struct gic_state *gic, unsigned int n, u32 mask)
{
	struct gic_spis *spis = &gic->spis[n - 1];
	struct gic_bank *bank = &spis->bank;
	unsigned long free = mask & ~(bank->active | bank->inflight);
	unsigned int i;

	for_each_set_bit(i, &free, GIC_BANK_IRQS) {
		if (spis->home[i] == spis->target[i])
			continue;
		spi_set_cand(gic, spis->home[i], n, BIT(i), false);
		spis->home[i] = spis->target[i];
		if (!(bank->cand & BIT(i)))
			continue;
		spi_set_cand(gic, spis->home[i], n, BIT(i), true);
		spi_kick(gic, spis->home[i]);
	}
}

/**
 * gic_route - GICD_IROUTER<n> is written.
 * @gic: of the VM; its lock is held.
 * @intid: an SPI of its.
 * @aff: Aff3 to Aff0 in four bytes. If no vCPU has it, the interrupt waits.
 */
void gic_route(struct gic_state *gic, unsigned int intid, u32 aff)
{
	unsigned int n = intid / GIC_BANK_IRQS;
	unsigned int bit = intid % GIC_BANK_IRQS;
	struct gic_spis *spis = &gic->spis[n - 1];

	spis->route[bit] = aff;
	spis->target[bit] = gic_aff_to_id(aff);
	/* One that only waits in a list register is to come back from there. */
	if (spis->bank.inflight & BIT(bit))
		spi_kick(gic, spis->home[bit]);
	gic_rehome(gic, n, BIT(bit));
}

/**
 * gic_bank_line - an input of a bank goes up or down.
 * @bank: the bank; the caller tells of the change after this.
 * @bit: which interrupt.
 * @source: who drives it. An irqfd's pulse is all that there is of an edge; a
 *	level stays up until userspace lowers it, as with KVM.
 * @level: up or down.
 *
 * Return: 1; 0 if it makes no difference, being up or pending already.
 */
int gic_bank_line(struct gic_bank *bank, unsigned int bit, unsigned int source,
		  bool level)
{
	u32 mask = BIT(bit);
	u32 before = gic_bank_pending(bank);

	source = array_index_nospec(source, GIC_SOURCES);
	if (source == AIRLOCK_IRQ_SOURCE_IRQFD && !(bank->edge & mask)) {
		if (!level)
			return 1;
		source = AIRLOCK_IRQ_SOURCE_USER;
	}
	if (!level) {
		bank->line[source] &= ~mask;
		return 1;
	}
	/* Every call counts as an edge, as with KVM. */
	if (bank->edge & mask)
		bank->latch |= mask;
	bank->line[source] |= mask;
	return !(before & mask);
}

/**
 * gic_ctlr_write - GICD_CTLR.
 * @gic: of the VM; its lock is held.
 * @value: what is written.
 *
 * The caller has the vCPUs' own banks looked at, too.
 */
void gic_ctlr_write(struct gic_state *gic, u32 value)
{
	unsigned int i;

	WRITE_ONCE(gic->ctlr, value & (GICD_CTLR_GRP0 | GICD_CTLR_GRP1));
	for (i = 1; i < gic->nr_banks; i++)
		gic_spis_changed(gic, i);
}
