// SPDX-License-Identifier: GPL-2.0
/* A local APIC: vectors and priorities, destinations, registers. */
#include "lapic_test.h"

static void a_vector_goes_through_irr_and_isr(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), -1);
	KUNIT_EXPECT_EQ(test, accept(apic, 0x41), 1);
	KUNIT_EXPECT_EQ(test, accept(apic, 0x41), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_isr(apic), 0x41);
	/* It may be requested again while it is in service. */
	KUNIT_EXPECT_EQ(test, accept(apic, 0x41), 1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), -1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_eoi(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_eoi(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_eoi(apic), -1);
}

static void every_vector_finds_its_way(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);
	int vector;

	for (vector = 16; vector < 256; vector++)
		KUNIT_ASSERT_EQ(test, accept(apic, vector), 1);
	for (vector = 255; vector >= 16; vector--) {
		KUNIT_ASSERT_EQ(test, airlock_xapic_irr(apic), vector);
		KUNIT_ASSERT_EQ(test, airlock_xapic_take(apic), vector);
		KUNIT_ASSERT_EQ(test, airlock_xapic_isr(apic), vector);
		KUNIT_ASSERT_EQ(test, airlock_xapic_eoi(apic), vector);
	}
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
	KUNIT_EXPECT_EQ(test, apic->isr_words, 0);
}

static void only_a_higher_class_interrupts(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	accept(apic, 0x52);
	airlock_xapic_take(apic);
	KUNIT_EXPECT_EQ(test, airlock_xapic_ppr(apic), 0x50);
	accept(apic, 0x5f);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), -1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), 0x5f);
	accept(apic, 0x61);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x61);
	KUNIT_EXPECT_EQ(test, airlock_xapic_eoi(apic), 0x61);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), -1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_eoi(apic), 0x52);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x5f);
}

static void the_task_priority_holds_back(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	accept(apic, 0x41);
	airlock_xapic_write(apic, XAPIC_TPR, 0x4f);
	KUNIT_EXPECT_EQ(test, airlock_xapic_ppr(apic), 0x4f);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), -1);
	airlock_xapic_write(apic, XAPIC_TPR, 0x30);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x41);
	/* PPR is the greater of the two, and all of TPR if that is it. */
	KUNIT_EXPECT_EQ(test, airlock_xapic_ppr(apic), 0x40);
	airlock_xapic_write(apic, XAPIC_TPR, 0x45);
	KUNIT_EXPECT_EQ(test, airlock_xapic_ppr(apic), 0x45);
	airlock_xapic_write(apic, XAPIC_TPR, 0xff);
	accept(apic, 0xff);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), -1);
}

static void tmr_tells_level_from_edge(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	airlock_xapic_accept(apic, 0x71, true);
	KUNIT_EXPECT_TRUE(test, xapic_test(apic, XAPIC_TMR, 0x71));
	airlock_xapic_take(apic);
	airlock_xapic_eoi(apic);
	KUNIT_EXPECT_TRUE(test, xapic_test(apic, XAPIC_TMR, 0x71));
	airlock_xapic_accept(apic, 0x71, false);
	KUNIT_EXPECT_FALSE(test, xapic_test(apic, XAPIC_TMR, 0x71));
}

static void illegal_vectors_are_errors(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	KUNIT_EXPECT_EQ(test, accept(apic, 15), -1);
	/* ESR shows it after a write, once. */
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ESR), 0);
	airlock_xapic_write(apic, XAPIC_ESR, 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ESR),
			XAPIC_ESR_RECV_VECTOR);
	airlock_xapic_write(apic, XAPIC_ESR, 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ESR), 0);

	/* With an error vector it interrupts; a bad one does not recurse. */
	airlock_xapic_write(apic, XAPIC_LVT_ERROR, 0xfe);
	accept(apic, 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0xfe);
	airlock_xapic_write(apic, XAPIC_LVT_ERROR, 0x02);
	accept(apic, 1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
}

static void switched_off_it_takes_nothing(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	accept(apic, 0x41);
	airlock_xapic_write(apic, XAPIC_LVT_LINT0, 0x700);
	airlock_xapic_write(apic, XAPIC_SVR, 0xff);
	KUNIT_EXPECT_EQ(test, accept(apic, 0x42), -1);
	/* What was pending stays so, and the table is masked for good. */
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(apic), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0),
			XAPIC_LVT_MASKED | 0x700);
	airlock_xapic_write(apic, XAPIC_LVT_LINT0, 0x700);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0),
			XAPIC_LVT_MASKED | 0x700);
	airlock_xapic_write(apic, XAPIC_SVR, SVR_ON);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0),
			XAPIC_LVT_MASKED | 0x700);
	airlock_xapic_write(apic, XAPIC_LVT_LINT0, 0x700);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0), 0x700);

	airlock_xapic_mode(apic, false, false);
	KUNIT_EXPECT_EQ(test, accept(apic, 0x42), -1);
}

static bool physical(struct xapic *apic, u32 dest, bool narrow)
{
	const struct apic_msg msg = { .dest = dest, .narrow = narrow };

	return airlock_xapic_match(apic, &msg);
}

static bool logical(struct xapic *apic, u32 dest, bool narrow)
{
	const struct apic_msg msg = {
		.dest = dest,
		.logical = true,
		.narrow = narrow,
	};

	return airlock_xapic_match(apic, &msg);
}

static void physical_destinations(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);
	struct xapic *far = make_apic(test, 0x125, true);

	KUNIT_EXPECT_TRUE(test, physical(apic, ID, true));
	KUNIT_EXPECT_FALSE(test, physical(apic, ID + 1, true));
	KUNIT_EXPECT_TRUE(test, physical(apic, 0xff, true));
	KUNIT_EXPECT_FALSE(test, physical(apic, 0xff, false));
	KUNIT_EXPECT_TRUE(test, physical(apic, ~0U, false));
	/* Eight bits do not name an id above 255. */
	KUNIT_EXPECT_FALSE(test, physical(far, 0x25, true));
	KUNIT_EXPECT_TRUE(test, physical(far, 0x125, false));
	airlock_xapic_mode(apic, false, false);
	KUNIT_EXPECT_FALSE(test, physical(apic, ID, true));
	KUNIT_EXPECT_FALSE(test, physical(apic, ~0U, false));
}

static void flat_and_cluster_destinations(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	airlock_xapic_write(apic, XAPIC_LDR, 0x24 << 24 | 0x123456);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LDR), 0x24 << 24);
	KUNIT_EXPECT_TRUE(test, logical(apic, 0x04, true));
	KUNIT_EXPECT_TRUE(test, logical(apic, 0x20, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0x5b & ~0x24, true));
	KUNIT_EXPECT_TRUE(test, logical(apic, 0xff, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0x2400, false));

	/* Cluster 2, member 2. */
	airlock_xapic_write(apic, XAPIC_DFR, 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_DFR), 0x0fffffff);
	KUNIT_EXPECT_TRUE(test, logical(apic, 0x24, true));
	KUNIT_EXPECT_TRUE(test, logical(apic, 0x2f, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0x28, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0x34, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0x04, true));
	/* Cluster 15 is every cluster. */
	KUNIT_EXPECT_TRUE(test, logical(apic, 0xf4, true));
	KUNIT_EXPECT_FALSE(test, logical(apic, 0xf8, true));
}

static void x2apic_logical_ids_follow_from_the_id(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, true);

	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LDR),
			2 << 16 | BIT(5));
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ID), ID);
	KUNIT_EXPECT_TRUE(test, logical(apic, 2 << 16 | BIT(5), false));
	KUNIT_EXPECT_TRUE(test, logical(apic, 2 << 16 | 0xffff, false));
	KUNIT_EXPECT_FALSE(test, logical(apic, 2 << 16 | BIT(4), false));
	KUNIT_EXPECT_FALSE(test, logical(apic, 3 << 16 | BIT(5), false));
	/* Nothing of it can be written. */
	KUNIT_EXPECT_FALSE(test, airlock_xapic_writable(apic, XAPIC_LDR));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_writable(apic, XAPIC_DFR));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_writable(apic, XAPIC_ID));
	/* Back in xAPIC mode it has none. */
	airlock_xapic_mode(apic, true, false);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LDR), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ID), ID << 24);
}

static void each_mode_has_its_registers(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	KUNIT_EXPECT_TRUE(test, airlock_xapic_readable(apic, XAPIC_DFR));
	KUNIT_EXPECT_TRUE(test, airlock_xapic_readable(apic, XAPIC_ICR_HIGH));
	KUNIT_EXPECT_TRUE(test, airlock_xapic_writable(apic, XAPIC_ICR_HIGH));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_writable(apic, XAPIC_SELF_IPI));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, XAPIC_EOI));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_writable(apic, XAPIC_VERSION));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, 0x2f0));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, 0x400));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, 0xff0));

	airlock_xapic_mode(apic, true, true);
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, XAPIC_DFR));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, XAPIC_ICR_HIGH));
	KUNIT_EXPECT_TRUE(test, airlock_xapic_writable(apic, XAPIC_SELF_IPI));
	KUNIT_EXPECT_FALSE(test, airlock_xapic_readable(apic, XAPIC_SELF_IPI));
	KUNIT_EXPECT_TRUE(test, airlock_xapic_readable(apic, XAPIC_TMCCT));
}

static void x2apic_refuses_reserved_bits(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, true);
	static const struct {
		unsigned int reg;
		u32 good, bad;
	} row[] = {
		{ XAPIC_TPR, 0xff, 0x100 },
		{ XAPIC_SVR, 0x3ff, 0x400 },
		{ XAPIC_ESR, 0, 1 },
		{ XAPIC_LVT_LINT0, 0x1f7ff, 0x800 },
		{ XAPIC_LVT_ERROR, 0x100ff, 0x200 },
		{ XAPIC_LVT_PERF, 0x107ff, 0x20000 },
	};
	unsigned int i;

	int ret;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		ret = airlock_xapic_write(apic, row[i].reg, row[i].good);
		KUNIT_EXPECT_EQ(test, ret, 0);
		ret = airlock_xapic_write(apic, row[i].reg, row[i].bad);
		KUNIT_EXPECT_EQ(test, ret, -EINVAL);
	}
	ret = airlock_xapic_timer_write(apic, XAPIC_TDCR, 4, T0);
	KUNIT_EXPECT_EQ(test, ret, -EINVAL);
	ret = airlock_xapic_timer_write(apic, XAPIC_LVT_TIMER, BIT(19), T0);
	KUNIT_EXPECT_EQ(test, ret, -EINVAL);
	/* In xAPIC mode they are merely ignored. */
	airlock_xapic_mode(apic, true, false);
	KUNIT_EXPECT_EQ(test, airlock_xapic_write(apic, XAPIC_TPR, 0x123), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_TPR), 0x23);
}

static void reset_is_what_the_manual_says(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);
	unsigned int reg;

	accept(apic, 0x41);
	airlock_xapic_take(apic);
	accept(apic, 0x81);
	airlock_xapic_reset(apic, true);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_SVR), 0xff);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_DFR), ~0U);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ID), ID << 24);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_isr(apic), -1);
	for (reg = XAPIC_LVT_TIMER; reg <= XAPIC_LVT_ERROR; reg += 0x10)
		KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, reg),
				reg == XAPIC_LVT_LINT0 ? 0x700 :
							 XAPIC_LVT_MASKED);
}

static void init_and_sipi_are_kept(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	airlock_xapic_sipi(apic, 0x9a);
	airlock_xapic_init(apic);
	/* The SIPI came before the INIT: void. */
	KUNIT_EXPECT_EQ(test, atomic_read(&apic->events), XAPIC_EVENT_INIT);
	airlock_xapic_sipi(apic, 0x12);
	airlock_xapic_sipi(apic, 0x34);
	KUNIT_EXPECT_EQ(test, atomic_read(&apic->events),
			0x3400 | XAPIC_EVENT_INIT | XAPIC_EVENT_SIPI);
}

static struct kunit_case lapic_cases[] = {
	KUNIT_CASE(a_vector_goes_through_irr_and_isr),
	KUNIT_CASE(every_vector_finds_its_way),
	KUNIT_CASE(only_a_higher_class_interrupts),
	KUNIT_CASE(the_task_priority_holds_back),
	KUNIT_CASE(tmr_tells_level_from_edge),
	KUNIT_CASE(illegal_vectors_are_errors),
	KUNIT_CASE(switched_off_it_takes_nothing),
	KUNIT_CASE(physical_destinations),
	KUNIT_CASE(flat_and_cluster_destinations),
	KUNIT_CASE(x2apic_logical_ids_follow_from_the_id),
	KUNIT_CASE(each_mode_has_its_registers),
	KUNIT_CASE(x2apic_refuses_reserved_bits),
	KUNIT_CASE(reset_is_what_the_manual_says),
	KUNIT_CASE(init_and_sipi_are_kept),
	{}
};

static struct kunit_suite lapic_suite = {
	.name = "airlock_lapic",
	.test_cases = lapic_cases,
};

kunit_test_suite(lapic_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's local APIC");
MODULE_LICENSE("GPL");
