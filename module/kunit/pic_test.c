// SPDX-License-Identifier: GPL-2.0
/* The 8259A pair, driven through its ports and lines as by a PC. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/x86/irqchip/i8259.c"

#define SRC		0
#define BASE_MASTER	0x20
#define BASE_SLAVE	0x28

static void init_chip(struct i8259 *pic, u16 port, u8 base, u8 icw3, u8 icw4)
{
	airlock_i8259_write(pic, port, ICW1_INIT | ICW1_ICW4);
	airlock_i8259_write(pic, port + 1, base);
	airlock_i8259_write(pic, port + 1, icw3);
	airlock_i8259_write(pic, port + 1, icw4);
}

/* As Linux does: 8086 mode, normal EOI, nothing masked. */
static void init_pair(struct i8259 *pic)
{
	airlock_i8259_reset(pic);
	init_chip(pic, 0x20, BASE_MASTER, 0x04, 0x01);
	init_chip(pic, 0xa0, BASE_SLAVE, 0x02, 0x01);
}

static void pulse(struct i8259 *pic, unsigned int line)
{
	airlock_i8259_line(pic, SRC, line, 1);
	airlock_i8259_line(pic, SRC, line, 0);
}

static void eoi(struct i8259 *pic, u16 port)
{
	airlock_i8259_write(pic, port, OCW2_EOI << 5);
}

static void an_edge_is_latched_and_taken_once(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	KUNIT_EXPECT_FALSE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_line(&pic, SRC, 3, 1), 1);
	KUNIT_EXPECT_TRUE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_line(&pic, SRC, 3, 1), 0);
	/* The line is down again, the request is not. */
	airlock_i8259_line(&pic, SRC, 3, 0);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 3);
	KUNIT_EXPECT_FALSE(test, pic.output);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(3));
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, 0);
	KUNIT_EXPECT_EQ(test, pic.ended, BIT(3));
	KUNIT_EXPECT_FALSE(test, pic.output);
}

static void a_level_asks_until_it_is_taken_back(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x4d0, BIT(5));
	airlock_i8259_line(&pic, SRC, 5, 1);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 5);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_TRUE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 5);
	airlock_i8259_line(&pic, SRC, 5, 0);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_FALSE(test, pic.output);
}

static void sources_of_a_line_are_ored(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x4d1, BIT(2));
	airlock_i8259_line(&pic, 0, 10, 1);
	airlock_i8259_line(&pic, 1, 10, 1);
	airlock_i8259_line(&pic, 0, 10, 0);
	KUNIT_EXPECT_TRUE(test, pic.output);
	airlock_i8259_line(&pic, 1, 10, 0);
	KUNIT_EXPECT_FALSE(test, pic.output);
}

static void the_lower_line_goes_first_and_nests(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	pulse(&pic, 6);
	pulse(&pic, 4);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 4);
	/* 6 has to wait, 1 has not. */
	KUNIT_EXPECT_FALSE(test, pic.output);
	pulse(&pic, 1);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 1);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(4));
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 6);
}

static void a_mask_holds_back_but_keeps(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x21, BIT(3));
	KUNIT_EXPECT_EQ(test, airlock_i8259_line(&pic, SRC, 3, 1), -1);
	airlock_i8259_line(&pic, SRC, 3, 0);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), BIT(3));
	pic.unmasked = 0;
	airlock_i8259_write(&pic, 0x21, 0);
	KUNIT_EXPECT_EQ(test, pic.unmasked, BIT(3));
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 3);
}

static void the_slave_comes_through_the_cascade(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	pulse(&pic, 12);
	KUNIT_EXPECT_TRUE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_SLAVE + 4);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(CASCADE));
	KUNIT_EXPECT_EQ(test, pic.chip[SLAVE].isr, BIT(4));

	/* A better line of the slave waits for the master's EOI. */
	pulse(&pic, 8);
	KUNIT_EXPECT_FALSE(test, pic.output);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_SLAVE + 0);
	eoi(&pic, 0xa0);
	eoi(&pic, 0xa0);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_FALSE(test, pic.output);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, 0);
	KUNIT_EXPECT_EQ(test, pic.ended & 0xff00, BIT(12) | BIT(8));
}

static void special_fully_nested_lets_the_slave_nest(struct kunit *test)
{
	struct i8259 pic;

	airlock_i8259_reset(&pic);
	init_chip(&pic, 0x20, BASE_MASTER, 0x04, 0x01 | ICW4_SFNM);
	init_chip(&pic, 0xa0, BASE_SLAVE, 0x02, 0x01);
	pulse(&pic, 12);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_SLAVE + 4);
	pulse(&pic, 8);
	KUNIT_EXPECT_TRUE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_SLAVE + 0);
}

static void nothing_to_acknowledge_is_line_7(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 7);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, 0);

	/* Masked between the request and the INTA. */
	pulse(&pic, 4);
	airlock_i8259_write(&pic, 0x21, 0xff);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 7);
}

static void auto_eoi_leaves_nothing_in_service(struct kunit *test)
{
	struct i8259 pic;

	airlock_i8259_reset(&pic);
	init_chip(&pic, 0x20, BASE_MASTER, 0x04, 0x01 | ICW4_AEOI);
	pulse(&pic, 1);
	pulse(&pic, 3);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 1);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, 0);
	KUNIT_EXPECT_EQ(test, pic.ended, BIT(1));
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 3);

	/* Rotating: the line that was served becomes the last. */
	airlock_i8259_write(&pic, 0x20, OCW2_AEOI_ROTATE << 5);
	pulse(&pic, 2);
	airlock_i8259_ack(&pic);
	pulse(&pic, 2);
	pulse(&pic, 5);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 5);
}

static void rotation_on_eoi_and_by_command(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	pulse(&pic, 1);
	airlock_i8259_ack(&pic);
	airlock_i8259_write(&pic, 0x20, OCW2_EOI_ROTATE << 5);
	pulse(&pic, 0);
	pulse(&pic, 3);
	/* Now 2 is the first and 1 the last. */
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 3);
	airlock_i8259_write(&pic, 0x20, OCW2_EOI_LINE_ROTATE << 5 | 3);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 0);
	/* A specific EOI ends that line and no other. */
	pic.chip[MASTER].isr |= BIT(6);
	airlock_i8259_write(&pic, 0x20, OCW2_EOI_LINE << 5 | 0);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(6));
	airlock_i8259_write(&pic, 0x20, OCW2_EOI_LINE << 5 | 6);

	/* 5 is told to be the last, so 6 is the first. */
	airlock_i8259_write(&pic, 0x20, OCW2_PRIORITY << 5 | 5);
	pulse(&pic, 0);
	pulse(&pic, 5);
	pulse(&pic, 7);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 7);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 0);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 5);
}

static void special_mask_mode_lets_lower_lines_in(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	pulse(&pic, 1);
	airlock_i8259_ack(&pic);
	pulse(&pic, 6);
	airlock_i8259_write(&pic, 0x21, BIT(1));
	KUNIT_EXPECT_FALSE(test, pic.output);
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_SMM_SET | BIT(5));
	KUNIT_EXPECT_TRUE(test, pic.output);
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), BASE_MASTER + 6);
	/* The masked level is not what a plain EOI ends. */
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(1));
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_SMM_SET);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, 0);
}

static void poll_acknowledges_by_reading(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_POLL);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), 0);
	pulse(&pic, 4);
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_POLL);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), 0x84);
	KUNIT_EXPECT_EQ(test, pic.chip[MASTER].isr, BIT(4));
	KUNIT_EXPECT_FALSE(test, pic.output);
	/* The poll is over: this is IRR again. */
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), 0);
}

static void ocw3_chooses_irr_or_isr(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	pulse(&pic, 1);
	airlock_i8259_ack(&pic);
	pulse(&pic, 4);
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_READ | 1);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), BIT(1));
	airlock_i8259_write(&pic, 0x20, OCW3 | OCW3_READ);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20), BIT(4));
	/* The slave's request shows in the master. */
	pulse(&pic, 9);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x20),
			BIT(4) | BIT(CASCADE));
}

static void initialising_drops_edges_and_keeps_levels(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x4d0, BIT(5));
	pulse(&pic, 1);
	airlock_i8259_line(&pic, SRC, 5, 1);
	pic.ended = 0;
	init_chip(&pic, 0x20, 0x40, 0x04, 0x01);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x21), 0);
	/* Whoever waits for the end of what was lost is told. */
	KUNIT_EXPECT_EQ(test, pic.ended, BIT(1));
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&pic), 0x45);
}

static void edge_lines_of_a_pc_stay_edges(struct kunit *test)
{
	struct i8259 pic;

	init_pair(&pic);
	airlock_i8259_write(&pic, 0x4d0, 0xff);
	airlock_i8259_write(&pic, 0x4d1, 0xff);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x4d0), 0xf8);
	KUNIT_EXPECT_EQ(test, airlock_i8259_read(&pic, 0x4d1), 0xde);
	/* A line that is up when it becomes a level asks at once. */
	init_pair(&pic);
	airlock_i8259_line(&pic, SRC, 5, 1);
	airlock_i8259_ack(&pic);
	eoi(&pic, 0x20);
	KUNIT_EXPECT_FALSE(test, pic.output);
	airlock_i8259_write(&pic, 0x4d0, BIT(5));
	KUNIT_EXPECT_TRUE(test, pic.output);
}

static void state_survives_a_round_trip(struct kunit *test)
{
	struct i8259 pic, copy;

	init_pair(&pic);
	pulse(&pic, 3);
	airlock_i8259_ack(&pic);
	pulse(&pic, 1);
	pulse(&pic, 14);
	airlock_i8259_reset(&copy);
	airlock_i8259_set(&copy, 0, &pic.chip[0]);
	airlock_i8259_set(&copy, 1, &pic.chip[1]);
	KUNIT_EXPECT_TRUE(test, copy.output);
	KUNIT_EXPECT_MEMEQ(test, &copy.chip, &pic.chip, sizeof(pic.chip));
	KUNIT_EXPECT_EQ(test, airlock_i8259_ack(&copy), BASE_MASTER + 1);
}

/* Whatever a launcher sets and a guest writes: it stays an 8259. */
static void junk_does_no_harm(struct kunit *test)
{
	struct rnd_state rnd;
	struct i8259 pic;
	int round, i;

	prandom_seed_state(&rnd, 8259);
	for (round = 0; round < 2000; round++) {
		struct kvm_pic_state junk;

		airlock_i8259_reset(&pic);
		prandom_bytes_state(&rnd, &junk, sizeof(junk));
		airlock_i8259_set(&pic, round & 1, &junk);
		for (i = 0; i < 50; i++) {
			u32 dice = prandom_u32_state(&rnd);
			static const u16 ports[] = { 0x20, 0x21, 0xa0, 0xa1,
						     0x4d0, 0x4d1, 0x22, 0 };

			airlock_i8259_write(&pic, ports[dice & 7], dice >> 8);
			airlock_i8259_read(&pic, ports[dice >> 3 & 7]);
			airlock_i8259_line(&pic, dice >> 16, dice >> 24,
					   dice & 1);
			if (dice & 0x40)
				airlock_i8259_ack(&pic);
		}
		KUNIT_ASSERT_LT(test, pic.chip[0].priority_add, 8);
		KUNIT_ASSERT_LT(test, pic.chip[1].priority_add, 8);
		KUNIT_ASSERT_EQ(test, pic.chip[0].elcr & ~0xf8, 0);
		KUNIT_ASSERT_EQ(test, pic.chip[1].elcr & ~0xde, 0);
		KUNIT_ASSERT_EQ(test, pic.chip[0].irq_base & 7, 0);
		KUNIT_ASSERT_EQ(test, pic.output, requested(&pic, MASTER) >= 0);
	}
}

static struct kunit_case pic_cases[] = {
	KUNIT_CASE(an_edge_is_latched_and_taken_once),
	KUNIT_CASE(a_level_asks_until_it_is_taken_back),
	KUNIT_CASE(sources_of_a_line_are_ored),
	KUNIT_CASE(the_lower_line_goes_first_and_nests),
	KUNIT_CASE(a_mask_holds_back_but_keeps),
	KUNIT_CASE(the_slave_comes_through_the_cascade),
	KUNIT_CASE(special_fully_nested_lets_the_slave_nest),
	KUNIT_CASE(nothing_to_acknowledge_is_line_7),
	KUNIT_CASE(auto_eoi_leaves_nothing_in_service),
	KUNIT_CASE(rotation_on_eoi_and_by_command),
	KUNIT_CASE(special_mask_mode_lets_lower_lines_in),
	KUNIT_CASE(poll_acknowledges_by_reading),
	KUNIT_CASE(ocw3_chooses_irr_or_isr),
	KUNIT_CASE(initialising_drops_edges_and_keeps_levels),
	KUNIT_CASE(edge_lines_of_a_pc_stay_edges),
	KUNIT_CASE(state_survives_a_round_trip),
	KUNIT_CASE(junk_does_no_harm),
	{}
};

static struct kunit_suite pic_suite = {
	.name = "airlock_pic",
	.test_cases = pic_cases,
};

kunit_test_suite(pic_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's 8259A pair");
MODULE_LICENSE("GPL");
