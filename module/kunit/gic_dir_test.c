// SPDX-License-Identifier: GPL-2.0
/* ICC_DIR_EL1: an interrupt that another vCPU has, and when a write traps. */
#include "fake_gic.h"

#define EDGE	(SPI + 1)

/* A level and an edge, taken by vCPU 0, which is still in the guest. */
static struct bench *make_taken(struct kunit *test)
{
	struct bench *b = make_bench(test);

	set_edge(b, EDGE);
	enable(b, 0, SPI);
	enable(b, 0, EDGE);
	set_line(b, 0, SPI, true);
	set_line(b, 0, EDGE, true);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, take(b, 0), SPI);
	KUNIT_EXPECT_EQ(test, take(b, 0), EDGE);
	memset(kicks, 0, sizeof(kicks));
	return b;
}

static void in_a_list_register(struct kunit *test)
{
	struct bench *b = make_taken(test);

	set_line(b, 0, SPI, false);
	gic_deactivate(&b->gic, &b->cpu[1], SPI);
	KUNIT_EXPECT_EQ(test, kicks[0], 1);
	fold(b, 0);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISACTIVER, SPI));
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER, EDGE));
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	/* And it can come again. */
	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
}

/* A level that is up still comes at once. */
static void level_up(struct kunit *test)
{
	struct bench *b = make_taken(test);

	gic_deactivate(&b->gic, &b->cpu[1], SPI);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
}

/* It moves to where it is routed now. */
static void routed_away(struct kunit *test)
{
	struct bench *b = make_taken(test);

	gic_route(&b->gic, EDGE, 1);
	gic_deactivate(&b->gic, &b->cpu[2], EDGE);
	fold(b, 0);
	set_line(b, 0, EDGE, true);
	KUNIT_EXPECT_EQ(test, trip(b, 1), EDGE);
}

/* Of a vCPU that is outside of the guest. */
static void not_in_a_list_register(struct kunit *test)
{
	struct bench *b = make_taken(test);

	fold(b, 0);
	gic_deactivate(&b->gic, &b->cpu[1], EDGE);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISACTIVER, EDGE));
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER, SPI));
}

/* The one who listens is told, once. */
static void told(struct kunit *test)
{
	struct bench *b = make_taken(test);

	b->spis[0].bank.listened = ~0U;
	gic_deactivate(&b->gic, &b->cpu[1], SPI);
	KUNIT_EXPECT_EQ(test, b->cpu[1].nr_ended, 1);
	KUNIT_EXPECT_EQ(test, b->cpu[1].ended[0], SPI);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].nr_ended, 0);
}

/* SGIs and PPIs are the vCPU's own. */
static void private(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, PPI);
	set_line(b, 0, PPI, true);
	fill(b, 0);
	take(b, 0);
	gic_deactivate(&b->gic, &b->cpu[1], PPI);
	fold(b, 0);
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER, PPI));
	gic_deactivate(&b->gic, &b->cpu[0], PPI);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISACTIVER, PPI));
}

static void expect_traps(struct kunit *test, struct bench *b, u64 traps)
{
	KUNIT_EXPECT_EQ(test, b->cpu[0].base, ICH_HCR_ENABLE | traps);
	KUNIT_EXPECT_EQ(test, b->cpu[0].hcr, b->cpu[0].base);
}

/* From reset to the first interrupt that is taken, if there is a choice. */
static void watched(struct kunit *test)
{
	struct bench *b = make_bench(test);

	expect_traps(test, b, 0);
	b->gic.smp = true;
	gic_dir_reset(&b->gic, &b->cpu[0]);
	expect_traps(test, b, ICH_HCR_TRAP_DIR);
	enable(b, 0, PPI);
	set_line(b, 0, PPI, true);
	fill(b, 0);
	KUNIT_EXPECT_TRUE(test, b->cpu[0].special);
	fold(b, 0);
	expect_traps(test, b, ICH_HCR_TRAP_DIR);
	KUNIT_EXPECT_EQ(test, trip(b, 0), PPI);
	expect_traps(test, b, 0);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].special);
}

/* It has chosen that EOI does not deactivate: the trap stays. */
static void eoimode(struct kunit *test)
{
	struct bench *b = make_bench(test);

	b->gic.smp = true;
	gic_dir_reset(&b->gic, &b->cpu[0]);
	b->cpu[0].vmcr |= ICH_VMCR_EOIM;
	enable(b, 0, PPI);
	set_line(b, 0, PPI, true);
	trip(b, 0);
	expect_traps(test, b, ICH_HCR_TRAP_DIR);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].special);
	/* By userspace, back again. */
	KUNIT_EXPECT_EQ(test, gic_cpuif_set(&b->gic, &b->cpu[0], INSTR_CTLR,
					    cpuif_features(&b->gic)), 0);
	expect_traps(test, b, 0);
}

/* Where it costs nothing it is always there; a vCPU alone has nobody else. */
static void free_trap(struct kunit *test)
{
	struct bench *b = make_bench(test);

	b->gic.host.free_tdir = true;
	gic_dir_reset(&b->gic, &b->cpu[0]);
	expect_traps(test, b, 0);
	b->gic.smp = true;
	gic_dir_reset(&b->gic, &b->cpu[0]);
	expect_traps(test, b, ICH_HCR_TRAP_DIR);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].special);
}

/* A CPU that cannot trap it alone: the common registers are ours then. */
static void no_tdir(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[0];
	u64 value;

	b->gic.host.has_tdir = false;
	b->gic.host.pribits = 5;
	/* 5 bits of priority and preemption, 16 of INTIDs, A3V. */
	b->gic.host.vtr = 0x90200003;
	b->gic.smp = true;
	gic_dir_reset(&b->gic, cpu);
	expect_traps(test, b, ICH_HCR_TRAP_COMMON);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_write(&b->gic, cpu, INSTR_PMR,
						   0xf7), 0);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_read(&b->gic, cpu, INSTR_PMR,
						  &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0xf0);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_write(&b->gic, cpu, INSTR_CTLR,
						   ~0ULL), 0);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_read(&b->gic, cpu, INSTR_CTLR,
						  &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x8403);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_read(&b->gic, cpu, INSTR_RPR,
						  &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0xff);
	cpu->ap1r[0] = BIT(20) | BIT(12);
	KUNIT_EXPECT_EQ(test, gic_cpuif_trap_read(&b->gic, cpu, INSTR_RPR,
						  &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x60);
	KUNIT_EXPECT_NE(test, gic_cpuif_trap_write(&b->gic, cpu, INSTR_RPR, 0),
			0);
	KUNIT_EXPECT_NE(test, gic_cpuif_trap_read(&b->gic, cpu, INSTR_BPR1,
						  &value), 0);
}

static struct kunit_case dir_cases[] = {
	KUNIT_CASE(in_a_list_register),
	KUNIT_CASE(level_up),
	KUNIT_CASE(routed_away),
	KUNIT_CASE(not_in_a_list_register),
	KUNIT_CASE(told),
	KUNIT_CASE(private),
	KUNIT_CASE(watched),
	KUNIT_CASE(eoimode),
	KUNIT_CASE(free_trap),
	KUNIT_CASE(no_tdir),
	{}
};

static struct kunit_suite dir_suite = {
	.name = "gic_dir",
	.test_cases = dir_cases,
};

kunit_test_suite(dir_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's gic on arm64");
MODULE_LICENSE("GPL");
