// SPDX-License-Identifier: GPL-2.0
/* The 8254: counts and outputs over time, and the ways to read and write them. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/x86/irqchip/i8254.c"

/* A start that shows if somebody takes a time for an interval. */
#define T0		1000000000000ULL

/* The first moment when @clocks of the 8254 are over. */
static u64 after(u64 clocks)
{
	return T0 + DIV_ROUND_UP_ULL(clocks * NSEC_PER_SEC, I8254_HZ);
}

static void program(struct i8254 *pit, unsigned int channel, unsigned int mode,
		    u16 count)
{
	airlock_i8254_write(pit, 3, channel << 6 | ACCESS_WORD << 4 | mode << 1,
			    T0);
	airlock_i8254_write(pit, channel, count, T0);
	airlock_i8254_write(pit, channel, count >> 8, T0);
}

static u16 read_word(struct i8254 *pit, unsigned int channel, u64 now)
{
	u16 low = airlock_i8254_read(pit, channel, now);

	return low | airlock_i8254_read(pit, channel, now) << 8;
}

static bool out2(struct i8254 *pit, u64 now)
{
	return airlock_i8254_speaker_read(pit, now) & BIT(5);
}

static void mode_0_counts_down_and_on(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 2, 0, 1000);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, T0), 1000);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(1)), 999);
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(999)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(1000)));
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(1000)), 0);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(1001)), 0xffff);
	/* Round a second time; the output stays. */
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(1000 + 0x10000)), 0);
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(1000 + 0x20000)));
}

static void mode_2_is_a_rate(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 2, 2, 100);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, T0), 100);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(99)), 1);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(100)), 100);
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(98)));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(99)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(100)));
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(100 * 12345 + 7)), 93);
}

static void mode_3_is_a_square_wave(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 2, 3, 100);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, T0), 100);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(1)), 98);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(49)), 2);
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(49)));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(50)));
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(50)), 100);
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(99)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(100)));

	/* An odd count is high for one clock more than low. */
	program(&pit, 2, 3, 5);
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(2)));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(3)));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(4)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(5)));
}

static void modes_1_4_and_5(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 2, 1, 50);
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(49)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(50)));
	/* A rising gate triggers it again. */
	airlock_i8254_speaker_write(&pit, 1, after(60));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(109)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(111)));

	program(&pit, 2, 4, 50);
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(49)));
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(50)));
	KUNIT_EXPECT_TRUE(test, out2(&pit, after(51)));
	KUNIT_EXPECT_EQ(test, read_word(&pit, 2, after(51)), 0xffff);

	program(&pit, 2, 5, 50);
	KUNIT_EXPECT_FALSE(test, out2(&pit, after(50)));
	/* Modes 6 and 7 are 2 and 3. */
	program(&pit, 2, 7, 50);
	KUNIT_EXPECT_EQ(test, pit.channel[2].mode, 3);
}

static void a_count_of_0_is_the_largest(struct kunit *test)
{
	struct i8254 pit;
	u64 delay;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 0, 2, 0);
	KUNIT_EXPECT_TRUE(test, airlock_i8254_schedule(&pit, &delay));
	KUNIT_EXPECT_EQ(test, delay, 54925402);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(1)), 0xffff);
}

static void bcd_counts_in_decimal(struct kunit *test)
{
	struct i8254 pit;
	u64 delay;

	airlock_i8254_reset(&pit, 0);
	airlock_i8254_write(&pit, 3, ACCESS_WORD << 4 | 2 << 1 | 1, T0);
	airlock_i8254_write(&pit, 0, 0x00, T0);
	airlock_i8254_write(&pit, 0, 0x12, T0);
	airlock_i8254_schedule(&pit, &delay);
	KUNIT_EXPECT_EQ(test, delay, after(1200) - T0);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(1)), 0x1199);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(201)), 0x0999);

	/* 0 is 10000, shown as 0; below 0 comes 9999. */
	airlock_i8254_write(&pit, 3, ACCESS_WORD << 4 | 0 << 1 | 1, T0);
	airlock_i8254_write(&pit, 0, 0, T0);
	airlock_i8254_write(&pit, 0, 0, T0);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, T0), 0);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(1)), 0x9999);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(10001)), 0x9999);
}

static void channel_0_says_when(struct kunit *test)
{
	struct i8254 pit;
	u64 delay;

	airlock_i8254_reset(&pit, 0);
	KUNIT_EXPECT_FALSE(test, airlock_i8254_schedule(&pit, &delay));
	KUNIT_EXPECT_EQ(test, delay, 0);

	program(&pit, 0, 3, 11932);
	KUNIT_EXPECT_TRUE(test, airlock_i8254_schedule(&pit, &delay));
	KUNIT_EXPECT_EQ(test, delay, 10000151);
	program(&pit, 0, 0, 11932);
	KUNIT_EXPECT_FALSE(test, airlock_i8254_schedule(&pit, &delay));
	KUNIT_EXPECT_EQ(test, delay, 10000151);
	/* At that time the guest finds the output up. */
	KUNIT_EXPECT_TRUE(test, output(&pit.channel[0], T0 + delay));
	/* Its gate never rises. */
	program(&pit, 0, 1, 11932);
	airlock_i8254_schedule(&pit, &delay);
	KUNIT_EXPECT_EQ(test, delay, 0);
}

static void only_channel_0_is_to_be_scheduled(struct kunit *test)
{
	struct i8254 pit;
	u64 delay;

	airlock_i8254_reset(&pit, 0);
	/* The control word stops it, the whole count starts it. */
	KUNIT_EXPECT_TRUE(test, airlock_i8254_write(&pit, 3, 0x34, T0));
	airlock_i8254_schedule(&pit, &delay);
	KUNIT_EXPECT_EQ(test, delay, 0);
	KUNIT_EXPECT_FALSE(test, airlock_i8254_write(&pit, 0, 1, T0));
	KUNIT_EXPECT_TRUE(test, airlock_i8254_write(&pit, 0, 1, T0));
	KUNIT_EXPECT_FALSE(test, airlock_i8254_write(&pit, 3, 0xb6, T0));
	KUNIT_EXPECT_FALSE(test, airlock_i8254_write(&pit, 2, 1, T0));
	KUNIT_EXPECT_FALSE(test, airlock_i8254_write(&pit, 2, 1, T0));
	KUNIT_EXPECT_FALSE(test, airlock_i8254_write(&pit, 3, 0x00, T0));
}

static void a_latched_count_stands_still(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 0, 2, 0x1234);
	airlock_i8254_write(&pit, 3, 0x00, after(0x10));
	/* A second latch does not disturb the first. */
	airlock_i8254_write(&pit, 3, 0x00, after(0x20));
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(0x30)), 0x24);
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(0x40)), 0x12);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(0x50)), 0x11e4);
}

static void one_byte_access(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	airlock_i8254_write(&pit, 3, ACCESS_LOW << 4 | 2 << 1, T0);
	airlock_i8254_write(&pit, 0, 0x80, T0);
	KUNIT_EXPECT_EQ(test, initial_count(&pit.channel[0]), 0x80);
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(1)), 0x7f);
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(1)), 0x7f);

	airlock_i8254_write(&pit, 3, ACCESS_HIGH << 4 | 2 << 1, T0);
	airlock_i8254_write(&pit, 0, 0x80, T0);
	KUNIT_EXPECT_EQ(test, initial_count(&pit.channel[0]), 0x8000);
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(1)), 0x7f);
	airlock_i8254_write(&pit, 3, 0x00, after(1));
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(1)), 0x7f);
}

static void read_back_latches_status_and_count(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 0, 2, 1000);
	airlock_i8254_write(&pit, 3, 0xc2, after(1));
	/* OUT, both bytes, mode 2. */
	KUNIT_EXPECT_EQ(test, airlock_i8254_read(&pit, 0, after(5)), 0xb4);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, after(5)), 999);

	/* A control word without a count shows. */
	airlock_i8254_write(&pit, 3, 0xb0, T0);
	airlock_i8254_write(&pit, 3, 0xe8, T0);
	KUNIT_EXPECT_TRUE(test, airlock_i8254_read(&pit, 2, T0) & STATUS_NULL);
	/* Only the channels that were named. */
	airlock_i8254_write(&pit, 3, 0xe4, T0);
	KUNIT_EXPECT_FALSE(test, pit.channel[0].status_latched);
	KUNIT_EXPECT_TRUE(test, pit.channel[1].status_latched);
	KUNIT_EXPECT_FALSE(test, pit.channel[2].status_latched);
}

static void port_61_has_the_speaker(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	KUNIT_EXPECT_EQ(test, airlock_i8254_speaker_read(&pit, 0) & 3, 0);
	airlock_i8254_speaker_write(&pit, 3, T0);
	KUNIT_EXPECT_EQ(test, airlock_i8254_speaker_read(&pit, 0) & 3, 3);
	/* The refresh bit toggles. */
	KUNIT_EXPECT_NE(test, airlock_i8254_speaker_read(&pit, 0) & BIT(4),
			airlock_i8254_speaker_read(&pit, 1 << 14) & BIT(4));
}

static void time_before_the_load_is_no_time(struct kunit *test)
{
	struct i8254 pit;

	airlock_i8254_reset(&pit, 0);
	program(&pit, 0, 2, 1000);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, T0 - 1), 1000);
	KUNIT_EXPECT_EQ(test, read_word(&pit, 0, 0), 1000);
}

static void junk_does_no_harm(struct kunit *test)
{
	struct kvm_pit_channel_state channel[I8254_CHANNELS];
	struct rnd_state rnd;
	struct i8254 pit;
	int round, i;

	prandom_seed_state(&rnd, 8254);
	for (round = 0; round < 2000; round++) {
		u64 now = prandom_u32_state(&rnd);
		u64 delay;

		now <<= prandom_u32_state(&rnd) & 31;
		airlock_i8254_reset(&pit, 0);
		prandom_bytes_state(&rnd, channel, sizeof(channel));
		airlock_i8254_set(&pit, channel, now);
		for (i = 0; i < 50; i++) {
			u32 dice = prandom_u32_state(&rnd);

			now += dice;
			airlock_i8254_read(&pit, dice, now);
			airlock_i8254_speaker_read(&pit, now);
			if (dice & 0x10)
				airlock_i8254_speaker_write(&pit, dice, now);
			if (!airlock_i8254_write(&pit, dice >> 8, dice >> 16,
						 now))
				continue;
			airlock_i8254_schedule(&pit, &delay);
			/* 2^16 clocks are 55 ms. */
			KUNIT_ASSERT_LE(test, delay, 55 * NSEC_PER_MSEC);
		}
		for (i = 0; i < I8254_CHANNELS; i++) {
			KUNIT_ASSERT_GT(test, initial_count(&pit.channel[i]), 0);
			KUNIT_ASSERT_LE(test, initial_count(&pit.channel[i]),
					COUNT_MAX);
			KUNIT_ASSERT_LT(test, pit.channel[i].rw_mode, 4);
		}
	}
}

static struct kunit_case pit_cases[] = {
	KUNIT_CASE(mode_0_counts_down_and_on),
	KUNIT_CASE(mode_2_is_a_rate),
	KUNIT_CASE(mode_3_is_a_square_wave),
	KUNIT_CASE(modes_1_4_and_5),
	KUNIT_CASE(a_count_of_0_is_the_largest),
	KUNIT_CASE(bcd_counts_in_decimal),
	KUNIT_CASE(channel_0_says_when),
	KUNIT_CASE(only_channel_0_is_to_be_scheduled),
	KUNIT_CASE(a_latched_count_stands_still),
	KUNIT_CASE(one_byte_access),
	KUNIT_CASE(read_back_latches_status_and_count),
	KUNIT_CASE(port_61_has_the_speaker),
	KUNIT_CASE(time_before_the_load_is_no_time),
	KUNIT_CASE(junk_does_no_harm),
	{}
};

static struct kunit_suite pit_suite = {
	.name = "airlock_pit",
	.test_cases = pit_cases,
};

kunit_test_suite(pit_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's 8254");
MODULE_LICENSE("GPL");
