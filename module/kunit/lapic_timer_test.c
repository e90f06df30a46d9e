// SPDX-License-Identifier: GPL-2.0
/* A local APIC's timer. */
#include "lapic_test.h"

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
	u64 now;

	set_timer_lvt(apic, XAPIC_PERIODIC, 0x80);
	airlock_xapic_timer_write(apic, XAPIC_TDCR, 0xb, T0);
	airlock_xapic_timer_write(apic, XAPIC_TMICT, period, T0);
	KUNIT_EXPECT_TRUE(test, airlock_xapic_timer_due(apic, T0 + period));
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 2 * period);
	KUNIT_EXPECT_EQ(test, airlock_xapic_take(apic), 0x80);
	/* The host was late: the phase is kept, what was missed is not. */
	now = T0 + 57 * period;
	KUNIT_EXPECT_TRUE(test, airlock_xapic_timer_due(apic, now + 3));
	KUNIT_EXPECT_EQ(test, apic->timer.expires, T0 + 58 * period);
	KUNIT_EXPECT_EQ(test, airlock_xapic_timer_count(apic, now + 100),
			period - 100);
	/* Turned into a one-shot it ends with this count. */
	set_timer_lvt(apic, XAPIC_ONE_SHOT, 0x80);
	KUNIT_EXPECT_FALSE(test, airlock_xapic_timer_due(apic, now + period));
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

static struct kunit_case lapic_timer_cases[] = {
	KUNIT_CASE(a_one_shot_count_ends_once),
	KUNIT_CASE(the_divider_divides),
	KUNIT_CASE(a_periodic_count_goes_on),
	KUNIT_CASE(a_guest_cannot_storm_the_host),
	KUNIT_CASE(deadline_mode_is_apart),
	KUNIT_CASE(a_masked_timer_counts_in_silence),
	KUNIT_CASE(ticks_become_nanoseconds),
	{}
};

static struct kunit_suite lapic_timer_suite = {
	.name = "airlock_lapic_timer",
	.test_cases = lapic_timer_cases,
};

kunit_test_suite(lapic_timer_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's local APIC timer");
MODULE_LICENSE("GPL");
