/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A GIC to test, with a CPU interface behind its list registers that takes and
 * ends interrupts as the architecture says.
 */
#ifndef AIRLOCK_FAKE_GIC_H
#define AIRLOCK_FAKE_GIC_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/arm64/vgic/gic.c"
#include "../arch/arm64/vgic/lr.c"
#include "../arch/arm64/vgic/fold.c"
#include "../arch/arm64/vgic/dir.c"
#include "../arch/arm64/vgic/bank.c"
#include "../arch/arm64/vgic/dist.c"
#include "../arch/arm64/vgic/redist.c"
#include "../arch/arm64/vgic/cpuif.c"

#define CPUS		3
#define BANKS		4		/* SGIs, PPIs and 96 SPIs */
#define LRS		4
#define SPI		40		/* bit 8 of bank 1 */
#define PPI		27
#define SPURIOUS	1023

struct bench {
	struct gic_state gic;
	struct gic_spis spis[BANKS - 1];
	struct arm64_vgic_cpu cpu[CPUS];
	struct arm64_vgic_cpu *table[CPUS];
};

static unsigned int kicks[CPUS];

static void bench_kick(struct arm64_vgic_cpu *cpu)
{
	kicks[cpu->id]++;
}

static struct bench *make_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, b);
	memset(kicks, 0, sizeof(kicks));
	b->gic.nr_banks = BANKS;
	b->gic.spis = b->spis;
	b->gic.nr_ids = CPUS;
	b->gic.cpu = b->table;
	b->gic.kick = bench_kick;
	b->gic.host.nr_lrs = LRS;
	b->gic.host.nr_aprs = 1;
	b->gic.host.has_tdir = true;
	for (i = 0; i < CPUS; i++) {
		b->table[i] = &b->cpu[i];
		b->cpu[i].id = i;
		gic_cpu_reset(&b->cpu[i]);
		gic_dir_reset(&b->gic, &b->cpu[i]);
		b->cpu[i].vmcr |= ICH_VMCR_ENG1 | 0xffULL << ICH_VMCR_PMR_AT;
	}
	for (i = 0; i < BANKS - 1; i++)
		gic_spis_reset(&b->spis[i]);
	gic_ctlr_write(&b->gic, GICD_CTLR_GRP1);
	return b;
}

static inline struct gic_bank *bank_of(struct bench *b, unsigned int cpu,
				       unsigned int intid)
{
	return gic_bank(&b->gic, &b->cpu[cpu], intid / GIC_BANK_IRQS);
}

static inline void changed(struct bench *b, unsigned int cpu,
			   unsigned int intid)
{
	if (intid < GIC_FIRST_SPI)
		gic_own_changed(&b->gic, &b->cpu[cpu]);
	else
		gic_spis_changed(&b->gic, intid / GIC_BANK_IRQS);
}

static inline int set_line(struct bench *b, unsigned int cpu,
			   unsigned int intid, bool level)
{
	int taken = gic_bank_line(bank_of(b, cpu, intid),
				  intid % GIC_BANK_IRQS, 0, level);

	changed(b, cpu, intid);
	return taken;
}

/* As the guest of vCPU @cpu writes them. */
static inline void write_bits(struct bench *b, unsigned int cpu, u32 reg,
			      unsigned int intid)
{
	u32 bit = BIT(intid % GIC_BANK_IRQS);

	if (intid < GIC_FIRST_SPI)
		gic_redist_write(&b->gic, &b->cpu[cpu], GICR_SGI_FRAME + reg, 4,
				 bit, GIC_GUEST);
	else
		gic_dist_write(&b->gic, reg + intid / GIC_BANK_IRQS * 4, 4, bit,
			       GIC_GUEST);
}

static inline bool read_bit(struct bench *b, unsigned int cpu, u32 reg,
			    unsigned int intid)
{
	u64 value;

	if (intid < GIC_FIRST_SPI)
		value = gic_redist_read(&b->gic, &b->cpu[cpu],
					GICR_SGI_FRAME + reg, 4, false,
					GIC_GUEST);
	else
		value = gic_dist_read(&b->gic, reg + intid / GIC_BANK_IRQS * 4,
				      4, GIC_GUEST);
	return value >> (intid % GIC_BANK_IRQS) & 1;
}

static inline void set_prio(struct bench *b, unsigned int cpu,
			    unsigned int intid, u8 prio)
{
	if (intid < GIC_FIRST_SPI)
		gic_redist_write(&b->gic, &b->cpu[cpu],
				 GICR_SGI_FRAME + GIC_REG_IPRIORITYR + intid, 1,
				 prio, GIC_GUEST);
	else
		gic_dist_write(&b->gic, GIC_REG_IPRIORITYR + intid, 1, prio,
			       GIC_GUEST);
}

static inline void set_edge(struct bench *b, unsigned int intid)
{
	u32 at = GIC_REG_ICFGR + intid / 16 * 4;
	u32 value = gic_dist_read(&b->gic, at, 4, GIC_GUEST);

	gic_dist_write(&b->gic, at, 4, value | 2U << (intid % 16 * 2),
		       GIC_GUEST);
}

static inline void enable(struct bench *b, unsigned int cpu, unsigned int intid)
{
	write_bits(b, cpu, GIC_REG_ISENABLER, intid);
}

static inline void fill(struct bench *b, unsigned int cpu)
{
	gic_fill(&b->gic, &b->cpu[cpu], ~0UL);
}

static inline void fold(struct bench *b, unsigned int cpu)
{
	gic_fold(&b->gic, &b->cpu[cpu]);
}

/* The CPU takes the most urgent pending interrupt of its list registers. */
static inline u32 take(struct bench *b, unsigned int id)
{
	struct arm64_vgic_cpu *cpu = &b->cpu[id];
	unsigned int i, best = LRS;
	u8 prio = 0xff;

	for (i = 0; i < cpu->used; i++) {
		u8 this = cpu->lr[i] >> ICH_LR_PRIO_AT;

		if (!(cpu->lr[i] & ICH_LR_IS_PENDING) || this >= prio)
			continue;
		prio = this;
		best = i;
	}
	if (best == LRS)
		return SPURIOUS;
	cpu->lr[best] &= ~ICH_LR_IS_PENDING;
	cpu->lr[best] |= ICH_LR_IS_ACTIVE;
	return cpu->lr[best] & ICH_LR_VINTID;
}

/* The guest ends it; without a list register the CPU counts. */
static inline void end(struct bench *b, unsigned int id, u32 intid)
{
	struct arm64_vgic_cpu *cpu = &b->cpu[id];
	unsigned int i;

	for (i = 0; i < cpu->used; i++) {
		if ((cpu->lr[i] & ICH_LR_VINTID) != intid ||
		    !(cpu->lr[i] & ICH_LR_IS_ACTIVE))
			continue;
		cpu->lr[i] &= ~ICH_LR_IS_ACTIVE;
		return;
	}
	cpu->hcr += 1ULL << ICH_HCR_EOICOUNT_AT;
}

/* A trip in which the guest takes one interrupt and ends it, or none. */
static inline u32 trip(struct bench *b, unsigned int cpu)
{
	u32 intid;

	fill(b, cpu);
	intid = take(b, cpu);
	if (intid != SPURIOUS)
		end(b, cpu, intid);
	fold(b, cpu);
	return intid;
}

#endif /* AIRLOCK_FAKE_GIC_H */
