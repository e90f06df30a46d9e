// SPDX-License-Identifier: GPL-2.0
/* More interrupts than list registers, and the registers that say so. */
#include "fake_gic.h"

#define MANY	16

static void pend_many(struct bench *b, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		set_edge(b, SPI + i);
		enable(b, 0, SPI + i);
		set_line(b, 0, SPI + i, true);
	}
}

static void as_many_as_there_are(struct kunit *test)
{
	struct bench *b = make_bench(test);

	pend_many(b, LRS);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].used, LRS);
	KUNIT_EXPECT_EQ(test, b->cpu[0].hcr, ICH_HCR_ENABLE);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].spilled);
}

/* All come, the most urgent first, and the CPU tells when it has no more. */
static void the_most_urgent_first(struct kunit *test)
{
	struct bench *b = make_bench(test);
	unsigned int i;

	for (i = 0; i < MANY; i++)
		set_prio(b, 0, SPI + i, (MANY - i) * 8);
	pend_many(b, MANY);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].used, LRS);
	KUNIT_EXPECT_TRUE(test, b->cpu[0].hcr & ICH_HCR_NP_IRQ);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].hcr & ICH_HCR_LRENP_IRQ);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].hcr, ICH_HCR_ENABLE);
	for (i = 0; i < MANY; i++)
		KUNIT_EXPECT_EQ(test, trip(b, 0), SPI + MANY - 1 - i);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

/*
 * Active interrupts that the guest does not end fill the list registers: one
 * that waits still gets a place.
 */
static void what_waits_is_not_kept_out(struct kunit *test)
{
	struct bench *b = make_bench(test);
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		set_prio(b, 0, SPI + i, 0x80);
		write_bits(b, 0, GIC_REG_ISACTIVER, SPI + i);
	}
	enable(b, 0, PPI);
	set_prio(b, 0, PPI, 0xf0);
	set_line(b, 0, PPI, true);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].used, LRS);
	KUNIT_EXPECT_TRUE(test, b->cpu[0].spilled);
	KUNIT_EXPECT_TRUE(test, b->cpu[0].hcr & ICH_HCR_LRENP_IRQ);
	KUNIT_EXPECT_TRUE(test, b->cpu[0].hcr & ICH_HCR_TRAP_DIR);
	/* Nothing else waits: no interrupt for want of something pending. */
	KUNIT_EXPECT_FALSE(test, b->cpu[0].hcr & ICH_HCR_NP_IRQ);
	KUNIT_EXPECT_EQ(test, take(b, 0), PPI);
}

/* EOIs of interrupts without a list register: the last taken is meant. */
static void counted_ends(struct kunit *test)
{
	struct bench *b = make_bench(test);
	unsigned int i;

	for (i = 0; i <= LRS; i++) {
		set_prio(b, 0, SPI + i, 0x80 - 8 * i);
		write_bits(b, 0, GIC_REG_ISACTIVER, SPI + i);
	}
	fill(b, 0);
	/* The most urgent are in; the first one taken is not. */
	end(b, 0, SPI);
	fold(b, 0);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISACTIVER, SPI));
	for (i = 1; i <= LRS; i++)
		KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER,
						 SPI + i));
}

/* Where EOI only drops the priority, deactivation is an access of its own. */
static void counted_drops_end_nothing(struct kunit *test)
{
	struct bench *b = make_bench(test);
	unsigned int i;

	b->cpu[0].vmcr |= ICH_VMCR_EOIM;
	for (i = 0; i <= LRS; i++)
		write_bits(b, 0, GIC_REG_ISACTIVER, SPI + i);
	fill(b, 0);
	b->cpu[0].hcr += 1ULL << ICH_HCR_EOICOUNT_AT;
	fold(b, 0);
	for (i = 0; i <= LRS; i++)
		KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER,
						 SPI + i));
	gic_deactivate(&b->gic, &b->cpu[0], SPI);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISACTIVER, SPI));
	/* Numbers that do not exist. */
	gic_deactivate(&b->gic, &b->cpu[0], 1019);
	gic_deactivate(&b->gic, &b->cpu[0], 0xffffff);
}

static void set_and_clear_registers(struct kunit *test)
{
	static const u32 pairs[][2] = {
		{ GIC_REG_ISENABLER, GIC_REG_ICENABLER },
		{ GIC_REG_ISPENDR, GIC_REG_ICPENDR },
		{ GIC_REG_ISACTIVER, GIC_REG_ICACTIVER },
	};
	static const unsigned int intids[] = { 3, PPI, SPI, 127 };
	struct bench *b = make_bench(test);
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		for (k = 0; k < ARRAY_SIZE(intids); k++) {
			write_bits(b, 1, pairs[i][0], intids[k]);
			KUNIT_EXPECT_TRUE(test, read_bit(b, 1, pairs[i][0],
							 intids[k]));
			KUNIT_EXPECT_TRUE(test, read_bit(b, 1, pairs[i][1],
							 intids[k]));
			write_bits(b, 1, pairs[i][1], intids[k]);
			KUNIT_EXPECT_FALSE(test, read_bit(b, 1, pairs[i][0],
							  intids[k]));
		}
	}
	KUNIT_EXPECT_EQ(test, b->cpu[1].ready, 0UL);
	/* Beyond what there is. */
	gic_dist_write(&b->gic, GIC_REG_ISENABLER + 4 * BANKS, 4, ~0U,
		       GIC_GUEST);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, GIC_REG_ISENABLER +
					    4 * BANKS, 4, GIC_GUEST), 0ULL);
	/* SGIs and PPIs are not the distributor's. */
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, GIC_REG_IGROUPR, 4,
					    GIC_GUEST), 0ULL);
}

static void priorities_by_byte_and_word(struct kunit *test)
{
	struct bench *b = make_bench(test);
	u32 at = GIC_REG_IPRIORITYR + SPI;

	gic_dist_write(&b->gic, at, 4, 0x11223347, GIC_GUEST);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at, 4, GIC_GUEST),
			0x10203040ULL);
	gic_dist_write(&b->gic, at + 1, 1, 0xff, GIC_GUEST);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at, 4, GIC_GUEST),
			0x1020f840ULL);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at + 1, 1, GIC_GUEST),
			0xf8ULL);
}

static void configuration_of_sgis_and_ppis_is_fixed(struct kunit *test)
{
	struct bench *b = make_bench(test);
	u32 at = GICR_SGI_FRAME + GIC_REG_ICFGR;

	gic_redist_write(&b->gic, &b->cpu[0], at, 4, 0, GIC_GUEST);
	gic_redist_write(&b->gic, &b->cpu[0], at + 4, 4, ~0U, GIC_GUEST);
	KUNIT_EXPECT_EQ(test, gic_redist_read(&b->gic, &b->cpu[0], at, 4, false,
					      GIC_GUEST), 0xaaaaaaaaULL);
	KUNIT_EXPECT_EQ(test, gic_redist_read(&b->gic, &b->cpu[0], at + 4, 4,
					      false, GIC_GUEST), 0ULL);
}

static void what_the_chip_says_it_is(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[2];

	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, GICD_TYPER, 4, GIC_GUEST) &
			0x1f, (u64)BANKS - 1);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, GICD_CTLR, 4, GIC_GUEST),
			0x52ULL);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, GIC_REG_PIDR2, 4,
					    GIC_GUEST), 0x3bULL);
	KUNIT_EXPECT_EQ(test, gic_redist_read(&b->gic, cpu, GICR_TYPER, 8, true,
					      GIC_GUEST), 0x200000210ULL);
	KUNIT_EXPECT_EQ(test, gic_redist_read(&b->gic, cpu, GICR_TYPER + 4, 4,
					      false, GIC_GUEST), 2ULL);
}

/* Userspace saves and restores the latch, not the line. */
static void the_latch_as_userspace_sees_it(struct kunit *test)
{
	struct bench *b = make_bench(test);
	u32 at = GIC_REG_ISPENDR + SPI / 32 * 4;

	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at, 4, GIC_USER), 0ULL);
	KUNIT_EXPECT_NE(test, gic_dist_read(&b->gic, at, 4, GIC_GUEST), 0ULL);
	gic_dist_write(&b->gic, at, 4, 0xf0, GIC_USER);
	gic_dist_write(&b->gic, at, 4, 0x0f, GIC_USER);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at, 4, GIC_USER), 0x0fULL);
	gic_dist_write(&b->gic, at + 0x80, 4, 0x0f, GIC_USER);
	KUNIT_EXPECT_EQ(test, gic_dist_read(&b->gic, at, 4, GIC_USER), 0x0fULL);
}

static void the_cpu_interface_as_userspace_sees_it(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[0];
	u64 value;

	b->gic.host.vtr = 4U << ICH_VTR_PRIBITS_AT | 1U << ICH_VTR_A3V_AT;
	KUNIT_EXPECT_EQ(test, gic_cpuif_set(&b->gic, cpu, INSTR_PMR, 0xa0), 0);
	KUNIT_EXPECT_EQ(test, cpu->vmcr >> 24, 0xa0ULL);
	KUNIT_EXPECT_EQ(test, gic_cpuif_get(&b->gic, cpu, INSTR_CTLR, &value),
			0);
	KUNIT_EXPECT_EQ(test, value, 0x8400ULL);
	KUNIT_EXPECT_EQ(test, gic_cpuif_set(&b->gic, cpu, INSTR_CTLR,
					    value | CTLR_EOIMODE), 0);
	KUNIT_EXPECT_TRUE(test, cpu->vmcr & ICH_VMCR_EOIM);
	/* More priorities than there are; no such register. */
	KUNIT_EXPECT_EQ(test, gic_cpuif_set(&b->gic, cpu, INSTR_CTLR, 0x8700),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, gic_cpuif_set(&b->gic, cpu, INSTR_SRE, 0),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, gic_cpuif_get(&b->gic, cpu, INSTR_AP1R + 1,
					    &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, gic_cpuif_get(&b->gic, cpu, 0xc000, &value),
			-ENXIO);
}

/*
 * Anything at all, and yet: no interrupt is lost, none is in two places, and
 * what is ready agrees with what the banks say.
 */
static void random_steps(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct rnd_state rnd;
	unsigned int step, i;

	prandom_seed_state(&rnd, 1);
	for (step = 0; step < 20000; step++) {
		u32 r = prandom_u32_state(&rnd);
		unsigned int intid = r >> 8 & 127;
		unsigned int cpu = (r >> 16) % CPUS;

		switch (r % 8) {
		case 0:
			enable(b, cpu, intid);
			break;
		case 1:
			set_line(b, cpu, intid, r >> 24 & 1);
			break;
		case 2:
			write_bits(b, cpu, GIC_REG_ICACTIVER, intid);
			break;
		case 3:
			write_bits(b, cpu, GIC_REG_ISPENDR, intid);
			break;
		case 4:
			if (intid >= GIC_FIRST_SPI)
				gic_route(&b->gic, intid, (r >> 24) % 4);
			break;
		default:
			trip(b, cpu);
		}
		for (i = 1; i < BANKS; i++) {
			u32 sum = 0, all = b->cpu[0].cand[i] |
				  b->cpu[1].cand[i] | b->cpu[2].cand[i];

			sum = b->cpu[0].cand[i] ^ b->cpu[1].cand[i] ^
			      b->cpu[2].cand[i];
			KUNIT_ASSERT_EQ(test, sum, all);
			KUNIT_ASSERT_EQ(test, all & ~b->spis[i - 1].bank.cand,
					0);
			KUNIT_ASSERT_EQ(test, b->spis[i - 1].bank.inflight, 0);
		}
	}
}

static struct kunit_case gic_lr_cases[] = {
	KUNIT_CASE(as_many_as_there_are),
	KUNIT_CASE(the_most_urgent_first),
	KUNIT_CASE(what_waits_is_not_kept_out),
	KUNIT_CASE(counted_ends),
	KUNIT_CASE(counted_drops_end_nothing),
	KUNIT_CASE(set_and_clear_registers),
	KUNIT_CASE(priorities_by_byte_and_word),
	KUNIT_CASE(configuration_of_sgis_and_ppis_is_fixed),
	KUNIT_CASE(what_the_chip_says_it_is),
	KUNIT_CASE(the_latch_as_userspace_sees_it),
	KUNIT_CASE(the_cpu_interface_as_userspace_sees_it),
	KUNIT_CASE(random_steps),
	{}
};

static struct kunit_suite gic_lr_suite = {
	.name = "gic_lr",
	.test_cases = gic_lr_cases,
};

kunit_test_suite(gic_lr_suite);
MODULE_DESCRIPTION("KUnit tests of airlock's gic on arm64");
MODULE_LICENSE("GPL");
