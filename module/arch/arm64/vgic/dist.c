// SPDX-License-Identifier: GPL-2.0
/*
 * The distributor's registers. SGIs and PPIs are in the redistributors: their
 * places here read as zero and ignore writes, as with affinity routing.
 */
#include <linux/bitops.h>
#include <linux/nospec.h>

#include "gic.h"
#include "regs.h"

#define TYPER_ID_BITS		(9U << 19)	/* ten bits, minus 1 */
#define TYPER_NO_1_OF_N		BIT(25)

/* No LPIs, no message-based SPIs, no Aff3. */
static u32 dist_typer(const struct gic_state *gic)
{
	return TYPER_NO_1_OF_N | TYPER_ID_BITS | (gic->nr_banks - 1);
}

/* The SPIs at @n, a bank's number, or NULL. */
static struct gic_spis *dist_spis(struct gic_state *gic, unsigned int n)
{
	if (!n || n >= gic->nr_banks)
		return NULL;
	return &gic->spis[array_index_nospec(n, gic->nr_banks) - 1];
}

static u32 dist_read_id(const struct gic_state *gic, u32 offset)
{
	switch (offset) {
	case GICD_CTLR:
		return gic->ctlr | GICD_CTLR_ARE | GICD_CTLR_DS;
	case GICD_TYPER:
		return dist_typer(gic);
	case GICD_IIDR:
		return GIC_IIDR;
	case GIC_REG_PIDR2:
		return GIC_PIDR2;
	default:
		return 0;
	}
}

static u32 dist_read_prio(struct gic_state *gic, u32 offset, unsigned int len)
{
	unsigned int intid = offset - GIC_REG_IPRIORITYR;
	struct gic_spis *spis = dist_spis(gic, intid / GIC_BANK_IRQS);

	if (!spis)
		return 0;
	return gic_bank_read_prio(&spis->bank, intid % GIC_BANK_IRQS, len);
}

static void dist_write_prio(struct gic_state *gic, u32 offset,
			    unsigned int len, u32 value)
{
	unsigned int intid = offset - GIC_REG_IPRIORITYR;
	struct gic_spis *spis = dist_spis(gic, intid / GIC_BANK_IRQS);

	if (spis)
		gic_bank_write_prio(&spis->bank, intid % GIC_BANK_IRQS, len,
				    value);
}

/* GICD_IROUTER<n>, 64 bits each: Aff3 is in the upper half. */
static u64 dist_read_route(struct gic_state *gic, u32 offset, unsigned int len)
{
	unsigned int intid = (offset - GICD_IROUTER) / 8;
	struct gic_spis *spis = dist_spis(gic, intid / GIC_BANK_IRQS);
	u32 aff;

	if (!spis)
		return 0;
	aff = spis->route[intid % GIC_BANK_IRQS];
	if (offset & 4)
		return aff >> 24;
	if (len == 4)
		return aff & 0xffffff;
	return (u64)(aff >> 24) << 32 | (aff & 0xffffff);
}

static void dist_write_route(struct gic_state *gic, u32 offset,
			     unsigned int len, u64 value)
{
	unsigned int intid = (offset - GICD_IROUTER) / 8;
	struct gic_spis *spis = dist_spis(gic, intid / GIC_BANK_IRQS);
	u32 aff;

	if (!spis)
		return;
	aff = spis->route[intid % GIC_BANK_IRQS];
	if (offset & 4)
		aff = (aff & 0xffffff) | (value & 0xff) << 24;
	else
		aff = (aff & 0xff000000) | (value & 0xffffff);
	if (len == 8)
		aff = (aff & 0xffffff) | (value >> 32 & 0xff) << 24;
	gic_route(gic, intid, aff);
}

static bool is_prio(u32 offset)
{
	return offset >= GIC_REG_IPRIORITYR && offset < GIC_REG_ITARGETSR;
}

static bool is_route(u32 offset)
{
	return offset >= GICD_IROUTER && offset < GICD_IROUTER_END;
}

static bool is_config(u32 offset)
{
	return offset >= GIC_REG_ICFGR && offset < GIC_REG_IGRPMODR;
}

/* A register with one bit for each interrupt? */
static bool is_bits(u32 offset)
{
	return offset >= GIC_REG_IGROUPR && offset < GIC_REG_IPRIORITYR;
}

/**
 * gic_dist_read - a read of the distributor.
 * @gic: the GIC; its lock is held.
 * @offset: in it, aligned to @len.
 * @len: 1, 2, 4 or 8. What a register does not take reads as zero.
 * @who: who reads.
 */
u64 gic_dist_read(struct gic_state *gic, u32 offset, unsigned int len,
		  enum gic_who who)
{
	struct gic_spis *spis;

	if (is_prio(offset) && len <= 4)
		return dist_read_prio(gic, offset, len);
	if (is_route(offset) && len >= 4)
		return dist_read_route(gic, offset, len);
	if (len != 4)
		return 0;
	if (is_bits(offset)) {
		spis = dist_spis(gic, (offset & 0x7f) / 4);
		return spis ? gic_bank_read(&spis->bank, offset & ~0x7f, who) :
			      0;
	}
	if (is_config(offset)) {
		spis = dist_spis(gic, (offset - GIC_REG_ICFGR) / 8);
		return spis ? gic_bank_read_config(&spis->bank,
						   offset / 4 % 2) : 0;
	}
	return dist_read_id(gic, offset);
}

/* Have the vCPUs that hold these look again. */
static void dist_kick(struct gic_state *gic, struct gic_spis *spis, u32 mask)
{
	unsigned long held = mask;
	unsigned int i;

	for_each_set_bit(i, &held, GIC_BANK_IRQS) {
		struct arm64_vgic_cpu *cpu = gic_cpu(gic, spis->home[i]);

		if (cpu)
			gic->kick(cpu);
	}
}

static void dist_write_bits(struct gic_state *gic, u32 offset, u32 value,
			    enum gic_who who)
{
	unsigned int n = (offset & 0x7f) / 4;
	struct gic_spis *spis = dist_spis(gic, n);

	if (!spis)
		return;
	/* The architecture ends at 1019. */
	if (n == GIC_MAX_IRQS / GIC_BANK_IRQS)
		value &= GENMASK(GIC_MAX_IRQS % GIC_BANK_IRQS - 1, 0);
	dist_kick(gic, spis,
		  gic_bank_write(&spis->bank, offset & ~0x7f, value, who));
	gic_spis_changed(gic, n);
	gic_rehome(gic, n, ~0U);
}

/**
 * gic_dist_write - a write to the distributor.
 * @gic: the GIC; its lock is held.
 * @offset: in it, aligned to @len.
 * @len: 1, 2, 4 or 8. What a register does not take is ignored.
 * @value: what is written.
 * @who: who writes.
 */
void gic_dist_write(struct gic_state *gic, u32 offset, unsigned int len,
		    u64 value, enum gic_who who)
{
	struct gic_spis *spis;

	if (is_prio(offset) && len <= 4) {
		dist_write_prio(gic, offset, len, value);
	} else if (is_route(offset) && len >= 4) {
		dist_write_route(gic, offset, len, value);
	} else if (len != 4) {
		return;
	} else if (is_bits(offset)) {
		dist_write_bits(gic, offset, value, who);
	} else if (is_config(offset)) {
		spis = dist_spis(gic, (offset - GIC_REG_ICFGR) / 8);
		if (!spis)
			return;
		gic_bank_write_config(&spis->bank, offset / 4 % 2, value);
		gic_spis_changed(gic, (offset - GIC_REG_ICFGR) / 8);
	} else if (offset == GICD_CTLR) {
		gic_ctlr_write(gic, value);
	}
}
