// SPDX-License-Identifier: GPL-2.0
/* The GIC: which interrupt is taken where and when. */
#include "fake_gic.h"

static void nothing_without_an_enable(struct kunit *test)
{
	struct bench *b = make_bench(test);

	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, b->cpu[0].ready, 0UL);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	KUNIT_EXPECT_EQ(test, kicks[0], 0);
	/* It has waited. */
	enable(b, 0, SPI);
	KUNIT_EXPECT_EQ(test, kicks[0], 1);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
}

static void groups_are_enabled_apart(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, SPI);
	gic_ctlr_write(&b->gic, GICD_CTLR_GRP0);
	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	gic_dist_write(&b->gic, GIC_REG_IGROUPR + 4, 4, 0, GIC_GUEST);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, b->cpu[0].used, 1);
	KUNIT_EXPECT_FALSE(test, b->cpu[0].lr[0] & ICH_LR_GRP1);
	fold(b, 0);
	/* The CPU interface has group 1 alone enabled. */
	KUNIT_EXPECT_FALSE(test, gic_pending(&b->gic, &b->cpu[0]));
	b->cpu[0].vmcr |= ICH_VMCR_ENG0;
	KUNIT_EXPECT_TRUE(test, gic_pending(&b->gic, &b->cpu[0]));
}

static void an_edge_is_taken_once(struct kunit *test)
{
	struct bench *b = make_bench(test);

	set_edge(b, SPI);
	enable(b, 0, SPI);
	KUNIT_EXPECT_EQ(test, set_line(b, 0, SPI, true), 1);
	KUNIT_EXPECT_EQ(test, set_line(b, 0, SPI, true), 0);
	set_line(b, 0, SPI, false);
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISPENDR, SPI));
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	KUNIT_EXPECT_EQ(test, b->cpu[0].ready, 0UL);
}

/* While it is active, another edge makes it pending as well. */
static void an_edge_comes_again_while_active(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[0];

	set_edge(b, SPI);
	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, take(b, 0), SPI);
	kicks[0] = 0;
	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, kicks[0], 1);
	fold(b, 0);
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISACTIVER, SPI));
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, cpu->lr[0] >> 62, 3ULL);
	end(b, 0, SPI);
	KUNIT_EXPECT_EQ(test, take(b, 0), SPI);
	end(b, 0, SPI);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

static void an_edge_not_taken_waits(struct kunit *test)
{
	struct bench *b = make_bench(test);

	set_edge(b, SPI);
	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	fill(b, 0);
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISPENDR, SPI));
	fold(b, 0);
	KUNIT_EXPECT_TRUE(test, read_bit(b, 0, GIC_REG_ISPENDR, SPI));
	write_bits(b, 0, GIC_REG_ICPENDR, SPI);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

/* What another vCPU clears while the guest has it in a list register. */
static void a_cleared_edge_does_not_come_back(struct kunit *test)
{
	struct bench *b = make_bench(test);

	set_edge(b, SPI);
	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	fill(b, 0);
	kicks[0] = 0;
	write_bits(b, 1, GIC_REG_ICPENDR, SPI);
	KUNIT_EXPECT_EQ(test, kicks[0], 1);
	fold(b, 0);
	KUNIT_EXPECT_FALSE(test, read_bit(b, 0, GIC_REG_ISPENDR, SPI));
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

static void a_level_comes_as_long_as_it_is_up(struct kunit *test)
{
	struct bench *b = make_bench(test);
	unsigned int i;

	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	for (i = 0; i < 3; i++) {
		fill(b, 0);
		KUNIT_EXPECT_TRUE(test, b->cpu[0].lr[0] & ICH_LR_TELL_EOI);
		KUNIT_EXPECT_EQ(test, take(b, 0), SPI);
		fold(b, 0);
		/* Never active and pending at once. */
		fill(b, 0);
		KUNIT_EXPECT_EQ(test, b->cpu[0].lr[0] >> 62, 2ULL);
		end(b, 0, SPI);
		fold(b, 0);
	}
	set_line(b, 0, SPI, false);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	KUNIT_EXPECT_EQ(test, b->cpu[0].ready, 0UL);
}

/* ISPENDR on a level: until it is taken, whatever the line does. */
static void a_level_can_be_latched(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, SPI);
	write_bits(b, 0, GIC_REG_ISPENDR, SPI);
	set_line(b, 0, SPI, true);
	set_line(b, 0, SPI, false);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

static void lines_of_several_sources_are_ored(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct gic_bank *bank = bank_of(b, 0, SPI);

	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	gic_bank_line(bank, SPI % 32, 3, true);
	set_line(b, 0, SPI, false);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
	gic_bank_line(bank, SPI % 32, 3, false);
	changed(b, 0, SPI);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
}

static void the_end_of_a_level_is_told(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[0];

	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	trip(b, 0);
	KUNIT_EXPECT_EQ(test, cpu->nr_ended, 0);
	bank_of(b, 0, SPI)->listened = BIT(SPI % 32);
	trip(b, 0);
	KUNIT_ASSERT_EQ(test, cpu->nr_ended, 1);
	KUNIT_EXPECT_EQ(test, cpu->ended[0], SPI);
}

static void a_route_leads_to_one_vcpu(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, SPI);
	gic_dist_write(&b->gic, GICD_IROUTER + 8 * SPI, 8, 2, GIC_GUEST);
	set_line(b, 0, SPI, true);
	KUNIT_EXPECT_EQ(test, kicks[0], 0);
	KUNIT_EXPECT_EQ(test, kicks[2], 1);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	KUNIT_EXPECT_EQ(test, trip(b, 2), SPI);
	/* It still waits, and goes along. */
	gic_dist_write(&b->gic, GICD_IROUTER + 8 * SPI, 4, 1, GIC_GUEST);
	KUNIT_EXPECT_EQ(test, kicks[1], 1);
	KUNIT_EXPECT_EQ(test, trip(b, 2), SPURIOUS);
	KUNIT_EXPECT_EQ(test, trip(b, 1), SPI);
}

/* An active one is ended where it was taken. */
static void a_route_waits_for_the_end(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, SPI);
	set_line(b, 0, SPI, true);
	fill(b, 0);
	KUNIT_EXPECT_EQ(test, take(b, 0), SPI);
	gic_dist_write(&b->gic, GICD_IROUTER + 8 * SPI, 8, 1, GIC_GUEST);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, trip(b, 1), SPURIOUS);
	fill(b, 0);
	end(b, 0, SPI);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPURIOUS);
	KUNIT_EXPECT_EQ(test, trip(b, 1), SPI);
}

static void a_route_to_nobody_waits(struct kunit *test)
{
	static const u64 nobody[] = { 3, 0x10, 0x100, 0xff00000000ULL, 0xf0000 };
	struct bench *b = make_bench(test);
	unsigned int i;

	enable(b, 0, SPI);
	for (i = 0; i < ARRAY_SIZE(nobody); i++) {
		gic_dist_write(&b->gic, GICD_IROUTER + 8 * SPI, 8, nobody[i],
			       GIC_GUEST);
		KUNIT_EXPECT_EQ(test,
				gic_dist_read(&b->gic, GICD_IROUTER + 8 * SPI,
					      8, GIC_GUEST), nobody[i]);
		set_line(b, 0, SPI, true);
		KUNIT_EXPECT_EQ(test, b->cpu[0].ready, 0UL);
	}
	gic_dist_write(&b->gic, GICD_IROUTER + 8 * SPI, 8, 0, GIC_GUEST);
	KUNIT_EXPECT_EQ(test, trip(b, 0), SPI);
}

static void sgis_of_several_senders_are_one(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct gic_bank *own = &b->cpu[1].own;

	enable(b, 1, 3);
	own->latch |= BIT(3);
	changed(b, 1, 3);
	own->latch |= BIT(3);
	changed(b, 1, 3);
	KUNIT_EXPECT_EQ(test, kicks[1], 1);
	KUNIT_EXPECT_EQ(test, trip(b, 1), 3);
	KUNIT_EXPECT_EQ(test, trip(b, 1), SPURIOUS);
}

static void targets_of_an_sgi(struct kunit *test)
{
	unsigned int first;

	KUNIT_EXPECT_EQ(test, gic_ids_of(0x5, &first), 5);
	KUNIT_EXPECT_EQ(test, first, 0);
	KUNIT_EXPECT_EQ(test, gic_ids_of(0x10003, &first), 3);
	KUNIT_EXPECT_EQ(test, first, 16);
	KUNIT_EXPECT_EQ(test, gic_ids_of(0x100000001, &first), 1);
	KUNIT_EXPECT_EQ(test, first, 4096);
	/* Range selector, Aff3. */
	KUNIT_EXPECT_EQ(test, gic_ids_of(BIT_ULL(44) | 1, &first), 0);
	KUNIT_EXPECT_EQ(test, gic_ids_of(BIT_ULL(48) | 1, &first), 0);
}

static void affinities_and_ids_agree(struct kunit *test)
{
	unsigned int id;

	for (id = 0; id < 4096; id++)
		KUNIT_ASSERT_EQ(test, gic_aff_to_id(gic_id_to_aff(id)), id);
}

static void a_priority_mask_keeps_asleep(struct kunit *test)
{
	struct bench *b = make_bench(test);

	enable(b, 0, PPI);
	set_prio(b, 0, PPI, 0x80);
	set_line(b, 0, PPI, true);
	b->cpu[0].vmcr &= ~(0xffULL << ICH_VMCR_PMR_AT);
	b->cpu[0].vmcr |= 0x80ULL << ICH_VMCR_PMR_AT;
	KUNIT_EXPECT_FALSE(test, gic_pending(&b->gic, &b->cpu[0]));
	set_prio(b, 0, PPI, 0x78);
	KUNIT_EXPECT_TRUE(test, gic_pending(&b->gic, &b->cpu[0]));
	write_bits(b, 0, GIC_REG_ISACTIVER, PPI);
	KUNIT_EXPECT_FALSE(test, gic_pending(&b->gic, &b->cpu[0]));
}

/* A host interrupt is the guest's from its coming to its end. */
static void a_forwarded_one_lives_with_the_hosts(struct kunit *test)
{
	struct bench *b = make_bench(test);
	struct arm64_vgic_cpu *cpu = &b->cpu[0];

	cpu->own.forwarded = BIT(PPI);
	cpu->host_intid[PPI] = 26;
	enable(b, 0, PPI);
	gic_bank_line(&cpu->own, PPI, GIC_SOURCE_TIMER, true);
	changed(b, 0, PPI);
	KUNIT_EXPECT_TRUE(test, cpu->ready & BIT(GIC_READY_HOST));
	KUNIT_EXPECT_EQ(test, gic_host_wants(cpu), (u32)BIT(PPI));
	cpu->host_active = BIT(PPI);
	fill(b, 0);
	KUNIT_EXPECT_TRUE(test, cpu->lr[0] & ICH_LR_FORWARDED);
	KUNIT_EXPECT_EQ(test, cpu->lr[0] >> ICH_LR_PINTID_AT & 0x3ff, 26ULL);
	KUNIT_EXPECT_EQ(test, take(b, 0), PPI);
	fold(b, 0);
	/* Taken: what the line does now is the host's GIC's to see. */
	KUNIT_EXPECT_EQ(test, gic_bank_lines(&cpu->own), 0);
	KUNIT_EXPECT_EQ(test, gic_host_wants(cpu), (u32)BIT(PPI));
	fill(b, 0);
	end(b, 0, PPI);
	fold(b, 0);
	KUNIT_EXPECT_EQ(test, cpu->host_active, 0);
	KUNIT_EXPECT_EQ(test, gic_host_wants(cpu), 0);
}

static struct kunit_case gic_cases[] = {
	KUNIT_CASE(nothing_without_an_enable),
	KUNIT_CASE(groups_are_enabled_apart),
	KUNIT_CASE(an_edge_is_taken_once),
	KUNIT_CASE(an_edge_comes_again_while_active),
	KUNIT_CASE(an_edge_not_taken_waits),
	KUNIT_CASE(a_cleared_edge_does_not_come_back),
	KUNIT_CASE(a_level_comes_as_long_as_it_is_up),
	KUNIT_CASE(a_level_can_be_latched),
	KUNIT_CASE(lines_of_several_sources_are_ored),
	KUNIT_CASE(the_end_of_a_level_is_told),
	KUNIT_CASE(a_route_leads_to_one_vcpu),
	KUNIT_CASE(a_route_waits_for_the_end),
	KUNIT_CASE(a_route_to_nobody_waits),
	KUNIT_CASE(sgis_of_several_senders_are_one),
	KUNIT_CASE(targets_of_an_sgi),
	KUNIT_CASE(affinities_and_ids_agree),
	KUNIT_CASE(a_priority_mask_keeps_asleep),
	KUNIT_CASE(a_forwarded_one_lives_with_the_hosts),
	{}
};

static struct kunit_suite gic_suite = {
	.name = "gic",
	.test_cases = gic_cases,
};

kunit_test_suite(gic_suite);
MODULE_DESCRIPTION("KUnit tests of airlock's gic on arm64");
MODULE_LICENSE("GPL");
