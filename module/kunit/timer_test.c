// SPDX-License-Identifier: GPL-2.0
/* Arithmetic of the generic timers. */
#include <kunit/test.h>
#include <linux/module.h>

#include "../arch/arm64/timer_math.c"

#define HZ_QEMU		62500000

static void up_or_not(struct kunit *test)
{
	u64 on = TIMER_CTL_ENABLE;

	KUNIT_EXPECT_TRUE(test, arm64_timer_is_up(on, 5, 5));
	KUNIT_EXPECT_FALSE(test, arm64_timer_is_up(on, 6, 5));
	KUNIT_EXPECT_FALSE(test, arm64_timer_is_up(0, 5, 5));
	KUNIT_EXPECT_FALSE(test, arm64_timer_is_up(on | TIMER_CTL_IMASK, 5, 5));
	/* The comparison is not signed. */
	KUNIT_EXPECT_FALSE(test, arm64_timer_is_up(on, U64_MAX, 5));
	KUNIT_EXPECT_TRUE(test, arm64_timer_is_up(on, 0, U64_MAX));
}

static void the_down_counter_is_signed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, arm64_timer_get_tval(1005, 1000), 5ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_get_tval(995, 1000), 0xfffffffbULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_set_tval(5, 1000), 1005ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_set_tval(0xfffffffb, 1000), 995ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_set_tval(0x1fffffffb, 1000), 995ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_set_tval(0x80000000, 0),
			0xffffffff80000000ULL);
}

static void never_too_early(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(5, 5, HZ_QEMU), 0ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(5, 6, HZ_QEMU), 0ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(6, 5, HZ_QEMU), 16ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(1, 0, 24000000), 42ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(HZ_QEMU, 0, HZ_QEMU),
			1000000000ULL);
	KUNIT_EXPECT_EQ(test, arm64_timer_ns_left(1000000001, 0, 1000000000),
			1000000001ULL);
}

/* Linux programs the end of time. It fits a ktime_t. */
static void the_end_of_time(struct kunit *test)
{
	u64 left = arm64_timer_ns_left(U64_MAX, 0, HZ_QEMU);

	KUNIT_EXPECT_GT(test, left, (1ULL << 31) * 999999999);
	KUNIT_EXPECT_LT(test, left, (u64)S64_MAX);
	left = arm64_timer_ns_left(U64_MAX, 0, 1);
	KUNIT_EXPECT_LT(test, left, (u64)S64_MAX);
	left = arm64_timer_ns_left(U64_MAX, 0, U32_MAX);
	KUNIT_EXPECT_LT(test, left, (u64)S64_MAX);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(up_or_not),
	KUNIT_CASE(the_down_counter_is_signed),
	KUNIT_CASE(never_too_early),
	KUNIT_CASE(the_end_of_time),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "arm64_timer",
	.test_cases = timer_cases,
};

kunit_test_suite(timer_suite);
MODULE_DESCRIPTION("KUnit tests of airlock's timer on arm64");
MODULE_LICENSE("GPL");
