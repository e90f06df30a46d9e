// SPDX-License-Identifier: GPL-2.0
/* A local APIC: vectors and priorities, destinations, registers. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/x86/irqchip/xapic.c"
#include "../arch/x86/irqchip/xapic_regs.c"
#include "../arch/x86/irqchip/xapic_timer.c"
#include "../arch/x86/irqchip/xapic_state.c"

#define ID		0x25
#define SVR_ON		(XAPIC_SVR_ENABLE | 0xff)
/* A time of day, so that an interval taken for one shows. */
#define T0		1000000000000ULL

/* An APIC with this id, globally and by software enabled. */
static struct xapic *make_apic(struct kunit *test, u32 id, bool x2apic)
{
	struct xapic *apic = kunit_kzalloc(test, sizeof(*apic), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, apic);
	apic->page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, apic->page);
	apic->id = id;
	airlock_xapic_mode(apic, true, x2apic);
	airlock_xapic_reset(apic, false);
	airlock_xapic_write(apic, XAPIC_SVR, SVR_ON);
	return apic;
}

static int accept(struct xapic *apic, u8 vector)
{
	return airlock_xapic_accept(apic, vector, false);
}

static void set_timer_lvt(struct xapic *apic, enum xapic_timer_mode mode,
			  u8 vector)
{
	airlock_xapic_timer_write(apic, XAPIC_LVT_TIMER, mode << 17 | vector,
				  T0);
}

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
	KUNIT_EXPECT_TRUE(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0) &
			  XAPIC_LVT_MASKED);
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

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		KUNIT_EXPECT_EQ(test, airlock_xapic_write(apic, row[i].reg,
							  row[i].good), 0);
		KUNIT_EXPECT_EQ(test, airlock_xapic_write(apic, row[i].reg,
							  row[i].bad),
				-EINVAL);
	}
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_write(apic, XAPIC_TDCR, 4,
							T0), -EINVAL);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_write(apic, XAPIC_LVT_TIMER,
							BIT(19), T0), -EINVAL);
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
			XAPIC_EVENT_INIT | XAPIC_EVENT_SIPI |
			0x34 << XAPIC_EVENT_VECTOR);
}

static void a_one_shot_count_ends_once(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 5000, T0);
	KUNIT_EXPECT_TRUE(test, apic->timer.armed);
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 5000);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0), 5000);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 4999), 1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 5000), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 9000), 0);
	KUNIT_EXPECT_FALSE(test, airlock_xapic_timer_due(apic, T0 + 5000));
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x80);
	KUNIT_EXPECT_FALSE(test, apic->timer.armed);
	/* A second expiry, late from the host, is none. */
	airlock_xapic_eoi(apic);
	airlock_xapic_timer_due(apic, T0 + 6000);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
	/* A count of 0 stops it. */
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 5000, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 0, T0);
	KUNIT_EXPECT_FALSE(test, apic->timer.armed);
}

static void the_divider_divides(struct kunit *test)
{
	static const u8 tdcr[] = { 0xb, 0x0, 0x1, 0x2, 0x3, 0x8, 0x9, 0xa };
	struct xapic *apic = make_apic(test, ID, false);
	unsigned int i;

	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	for (i = 0; i < ARRAY_SIZE(tdcr); i++) {
		airlock_xapic_timer_write(apic, XAPIC_TDCR, tdcr[i], T0);
		airlock_xapic_timer_write(apic, XAPIC_TMICT, 1000, T0);
		KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + (1000 << i));
	}
	/* Changed half-way, the other half goes at the new speed. */
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0x0, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 1000, T0);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0x2, T0 + 1000);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 1000), 500);
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 1000 + 500 * 8);
}

static void a_periodic_count_goes_on(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);
	u64 period = 1000000;

	set_timer_lvt(apic, XAPIC_PERIODIC, 0x80);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, period, T0);
	KUNIT_EXPECT_TRUE(test, airlock_xapic_timer_due(apic, T0 + period));
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 2 * period);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x80);
	/* The host was late: the phase is kept, what was missed is not. */
	KUNIT_EXPECT_TRUE(test, airlock_xapic_timer_due(apic, T0 + 57 * period +
							3));
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 58 * period);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 57 * period +
							100), period - 100);
	/* Turned into a one-shot it ends with this count. */
	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	KUNIT_EXPECT_FALSE(test, airlock_xapic_timer_due(apic, T0 + 58 *
							 period));
}

static void a_guest_cannot_storm_the_host(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	set_timer_lvt(apic, XAPIC_PERIODIC, 0x80);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 1, T0);
	KUNIT_EXPECT_EQ(test, apic->timer.period, PERIOD_MIN_NS);
	KUNIT_EXPECT_LE(test, airlock_xapic_timer_count(apic, T0), 1);
	/* Nor by way of a one-shot or of the divider. */
	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 1, T0);
	set_timer_lvt(apic, XAPIC_PERIODIC, 0x80);
	airlock_xapic_timer_due(apic, T0 + 1);
	KUNIT_EXPECT_GE(test, apic->timer.expires, T0 + PERIOD_MIN_NS);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0x3, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 20000, T0);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	KUNIT_EXPECT_EQ(test, apic->timer.period, PERIOD_MIN_NS);
}

static void deadline_mode_is_apart(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	/* Out of the mode the MSR does nothing. */
	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	airlock_xapic_timer_deadline(apic, 1234);
	KUNIT_EXPECT_EQ(test, apic->timer.deadline, 0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 5000, T0);
	/* Going in disarms the count, and TMICT does nothing. */
	set_timer_lvt(apic, XAPIC_DEADLINE, 0x80);
	KUNIT_EXPECT_FALSE(test, apic->timer.armed);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_TMICT), 0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 5000, T0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_TMICT), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0), 0);

	airlock_xapic_timer_deadline(apic, 1234);
	KUNIT_EXPECT_TRUE(test, apic->timer.armed);
	/* The same mode again changes nothing. */
	set_timer_lvt(apic, XAPIC_DEADLINE, 0x81);
	KUNIT_EXPECT_EQ(test, apic->timer.deadline, 1234);
	KUNIT_EXPECT_FALSE(test, airlock_xapic_timer_due(apic, T0));
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x81);
	KUNIT_EXPECT_EQ(test, apic->timer.deadline, 0);
	/* 0 disarms, and so does leaving. */
	airlock_xapic_timer_deadline(apic, 99);
	airlock_xapic_timer_deadline(apic, 0);
	KUNIT_EXPECT_FALSE(test, apic->timer.armed);
	airlock_xapic_timer_deadline(apic, 99);
	set_timer_lvt(apic, XAPIC_TIMER_RESERVED, 0x80);
	KUNIT_EXPECT_FALSE(test, apic->timer.armed);
}

static void a_masked_timer_counts_in_silence(struct kunit *test)
{
	struct xapic *apic = make_apic(test, ID, false);

	airlock_xapic_timer_write(apic, XAPIC_LVT_TIMER,
				  XAPIC_LVT_MASKED | 0x80, T0);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, 5000, T0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, T0 + 1000), 4000);
	airlock_xapic_timer_due(apic, T0 + 5000);
	KUNIT_EXPECT_EQ(test, airlock_xapic_irr(apic), -1);
}

static void ticks_become_nanoseconds(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(0, 1000000), 0);
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(12345, 1000000), 12345);
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(1, 3000000), 1);
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(3000000000ULL, 3000000),
			NSEC_PER_SEC);
	/* Neither a divide error nor an overflow, whatever a guest writes. */
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(~0ULL, 1), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(~0ULL, 100000), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, airlock_tsc_to_ns(~0ULL, 0), KTIME_MAX);
	KUNIT_EXPECT_LT(test, airlock_tsc_to_ns(1ULL << 60, 5000000),
			KTIME_MAX);
}

static u32 state_reg(const struct kvm_lapic_state *state, unsigned int reg)
{
	return given(state, reg);
}

static void state_survives_a_round_trip(struct kunit *test)
{
	struct kvm_lapic_state *state = kunit_kzalloc(test, sizeof(*state),
						      GFP_KERNEL);
	struct xapic *from = make_apic(test, ID, false);
	struct xapic *to = make_apic(test, ID, false);

	KUNIT_ASSERT_NOT_NULL(test, state);
	accept(from, 0x41);
	airlock_xapic_take(from);
	airlock_xapic_accept(from, 0xc1, true);
	airlock_xapic_write(from, XAPIC_LDR, 0x04000000);
	set_timer_lvt(from, XAPIC_PERIODIC, 0x80);
	airlock_xapic_timer_write(from, XAPIC_TDCR, 0x1, T0);
	airlock_xapic_timer_write(from, XAPIC_TMICT, 1000000, T0);
	airlock_xapic_get(from, state, T0 + 1000000);
	KUNIT_EXPECT_EQ(test, state_reg(state, XAPIC_TMCCT), 750000);

	/* Elsewhere the clock shows another time. */
	KUNIT_EXPECT_EQ(test, airlock_xapic_set(to, state, 77), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_isr(to), 0x41);
	KUNIT_EXPECT_EQ(test, airlock_xapic_pending(to), 0xc1);
	KUNIT_EXPECT_TRUE(test, xapic_test(to, XAPIC_TMR, 0xc1));
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(to, 77), 750000);
	KUNIT_EXPECT_EQ(test, to->timer.expires, 77 + 3000000);
	airlock_xapic_get(to, state, 77);
	KUNIT_EXPECT_EQ(test, state_reg(state, XAPIC_LDR), 0x04000000);
	KUNIT_EXPECT_EQ(test, state_reg(state, XAPIC_TMCCT), 750000);
}

static void the_id_cannot_be_set(struct kunit *test)
{
	struct kvm_lapic_state *state = kunit_kzalloc(test, sizeof(*state),
						      GFP_KERNEL);
	struct xapic *apic = make_apic(test, ID, true);

	KUNIT_ASSERT_NOT_NULL(test, state);
	give(state, XAPIC_ID, 0x77 << 24);
	give(state, XAPIC_LDR, 0x12345678);
	KUNIT_EXPECT_EQ(test, airlock_xapic_set(apic, state, T0), 0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_ID), ID);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LDR),
			2 << 16 | BIT(5));
	/* Without 32-bit ids userspace sees it where the xAPIC has it. */
	airlock_xapic_get(apic, state, T0);
	KUNIT_EXPECT_EQ(test, state_reg(state, XAPIC_ID), ID << 24);
	apic->wide_ids = true;
	airlock_xapic_get(apic, state, T0);
	KUNIT_EXPECT_EQ(test, state_reg(state, XAPIC_ID), ID);
	give(state, XAPIC_ID, ID + 1);
	KUNIT_EXPECT_EQ(test, airlock_xapic_set(apic, state, T0), -EINVAL);
}

static void lint0_may_be_set_while_switched_off(struct kunit *test)
{
	struct kvm_lapic_state *state = kunit_kzalloc(test, sizeof(*state),
						      GFP_KERNEL);
	struct xapic *apic = make_apic(test, 0, false);

	KUNIT_ASSERT_NOT_NULL(test, state);
	airlock_xapic_reset(apic, false);
	airlock_xapic_get(apic, state, T0);
	give(state, XAPIC_LVT_LINT0, 0x700);
	airlock_xapic_set(apic, state, T0);
	KUNIT_EXPECT_EQ(test, airlock_xapic_read(apic, XAPIC_LVT_LINT0), 0x700);
}

static void a_deadline_outlives_set(struct kunit *test)
{
	struct kvm_lapic_state *state = kunit_kzalloc(test, sizeof(*state),
						      GFP_KERNEL);
	struct xapic *apic = make_apic(test, ID, false);

	KUNIT_ASSERT_NOT_NULL(test, state);
	set_timer_lvt(apic, XAPIC_DEADLINE, 0x80);
	airlock_xapic_timer_deadline(apic, 4711);
	airlock_xapic_get(apic, state, T0);
	airlock_xapic_set(apic, state, T0);
	KUNIT_EXPECT_TRUE(test, apic->timer.armed);
	KUNIT_EXPECT_EQ(test, apic->timer.deadline, 4711);
}

static void junk_does_no_harm(struct kunit *test)
{
	struct kvm_lapic_state *state = kunit_kzalloc(test, sizeof(*state),
						      GFP_KERNEL);
	struct rnd_state rnd;
	int round, i;

	KUNIT_ASSERT_NOT_NULL(test, state);
	prandom_seed_state(&rnd, 0xfee00000);
	for (round = 0; round < 200; round++) {
		struct xapic *apic = make_apic(test, ID, round & 1);
		u64 now = T0;

		prandom_bytes_state(&rnd, state, sizeof(*state));
		KUNIT_ASSERT_EQ(test, airlock_xapic_set(apic, state, now), 0);
		for (i = 0; i < 300; i++) {
			u32 dice = prandom_u32_state(&rnd);
			unsigned int reg = dice & 0x3f0;
			u32 value = prandom_u32_state(&rnd) >> (dice >> 27);
			int vector = airlock_xapic_pending(apic);

			now += dice >> 8;
			KUNIT_ASSERT_LT(test, vector, 256);
			if (vector >= 0)
				KUNIT_ASSERT_GE(test, vector, 16);
			airlock_xapic_take(apic);
			airlock_xapic_accept(apic, dice >> 4, dice & 1);
			if (dice & 2)
				airlock_xapic_eoi(apic);
			if (airlock_xapic_readable(apic, reg))
				airlock_xapic_read(apic, reg);
			if (reg == XAPIC_LVT_TIMER || reg == XAPIC_TMICT ||
			    reg == XAPIC_TDCR)
				airlock_xapic_timer_write(apic, reg, value,
							  now);
			else if (airlock_xapic_writable(apic, reg))
				airlock_xapic_write(apic, reg, value);
			airlock_xapic_timer_deadline(apic, value);
			airlock_xapic_timer_count(apic, now);
			if (airlock_xapic_timer_due(apic, now))
				KUNIT_ASSERT_GT(test, apic->timer.expires, now);
		}
		airlock_xapic_get(apic, state, now);
		KUNIT_ASSERT_EQ(test, state_reg(state, XAPIC_ID), ID << 24);
		KUNIT_ASSERT_EQ(test, state_reg(state, XAPIC_VERSION), VERSION);
	}
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
	KUNIT_CASE(a_one_shot_count_ends_once),
	KUNIT_CASE(the_divider_divides),
	KUNIT_CASE(a_periodic_count_goes_on),
	KUNIT_CASE(a_guest_cannot_storm_the_host),
	KUNIT_CASE(deadline_mode_is_apart),
	KUNIT_CASE(a_masked_timer_counts_in_silence),
	KUNIT_CASE(ticks_become_nanoseconds),
	KUNIT_CASE(state_survives_a_round_trip),
	KUNIT_CASE(the_id_cannot_be_set),
	KUNIT_CASE(lint0_may_be_set_while_switched_off),
	KUNIT_CASE(a_deadline_outlives_set),
	KUNIT_CASE(junk_does_no_harm),
	{}
};

static struct kunit_suite lapic_suite = {
	.name = "airlock_lapic",
	.test_cases = lapic_cases,
};

kunit_test_suite(lapic_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's local APIC");
MODULE_LICENSE("GPL");
