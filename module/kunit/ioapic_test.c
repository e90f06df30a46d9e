// SPDX-License-Identifier: GPL-2.0
/* The I/O APIC: what leaves it, and what an EOI brings about. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../arch/x86/irqchip/i82093.c"

#define SRC		0
#define PIN		5
#define VECTOR		0x51

/* An I/O APIC and the local APICs behind it, which only count. */
struct bench {
	struct i82093 chip;
	struct apic_msg last;
	unsigned int sent;
	int answer;
};

static int bench_send(struct i82093 *chip, const struct apic_msg *msg)
{
	struct bench *bench = container_of(chip, struct bench, chip);

	bench->last = *msg;
	bench->sent++;
	return bench->answer;
}

static void bench_init(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	bench->chip.send = bench_send;
	bench->answer = 1;
	airlock_i82093_reset(&bench->chip);
}

static void write_reg(struct bench *bench, u8 reg, u32 value)
{
	bench->chip.select = reg;
	airlock_i82093_write(&bench->chip, value);
}

static u32 read_reg(struct bench *bench, u8 reg)
{
	bench->chip.select = reg;
	return airlock_i82093_read(&bench->chip);
}

/* The high half first, as guests do: the low one unmasks. */
static void set_entry(struct bench *bench, unsigned int pin, u64 entry)
{
	write_reg(bench, REG_REDIR + 2 * pin + 1, entry >> 32);
	write_reg(bench, REG_REDIR + 2 * pin, entry);
}

/* Remote IRR, as the guest sees it. */
static bool in_service(struct bench *bench, unsigned int pin)
{
	return read_reg(bench, REG_REDIR + 2 * pin) & REDIR_REMOTE_IRR;
}

static int raise(struct bench *bench, unsigned int pin)
{
	return airlock_i82093_line(&bench->chip, SRC, pin, 1);
}

static int lower(struct bench *bench, unsigned int pin)
{
	return airlock_i82093_line(&bench->chip, SRC, pin, 0);
}

static void reset_masks_every_pin(struct kunit *test)
{
	struct bench bench;
	unsigned int pin;

	bench_init(&bench);
	for (pin = 0; pin < I82093_PINS; pin++)
		KUNIT_EXPECT_EQ(test, raise(&bench, pin), -1);
	KUNIT_EXPECT_EQ(test, raise(&bench, I82093_PINS), -1);
	KUNIT_EXPECT_EQ(test, raise(&bench, ~0U), -1);
	KUNIT_EXPECT_EQ(test, bench.sent, 0);
}

static void an_entry_becomes_a_message(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, 0x7f00000000000951);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 1);
	KUNIT_EXPECT_EQ(test, bench.last.dest, 0x7f);
	KUNIT_EXPECT_EQ(test, bench.last.vector, 0x51);
	KUNIT_EXPECT_EQ(test, bench.last.mode, APIC_LOWEST);
	KUNIT_EXPECT_TRUE(test, bench.last.logical);
	KUNIT_EXPECT_FALSE(test, bench.last.level);
	KUNIT_EXPECT_TRUE(test, bench.last.narrow);
}

static void an_edge_is_sent_once(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 1);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 0);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
	lower(&bench, PIN);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 1);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
}

static void an_edge_at_a_masked_pin_is_lost(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR | REDIR_MASKED);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), -1);
	set_entry(&bench, PIN, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 0);
	KUNIT_EXPECT_EQ(test, bench.chip.unmasked, BIT(PIN));
	lower(&bench, PIN);
	raise(&bench, PIN);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
}

static void a_level_waits_for_its_eoi(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 1);
	KUNIT_EXPECT_TRUE(test, bench.last.level);
	KUNIT_EXPECT_TRUE(test, in_service(&bench, PIN));
	lower(&bench, PIN);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 0);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
	/* Another vector's EOI is not meant; at its own it is still up. */
	airlock_i82093_eoi(&bench.chip, VECTOR + 1);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
	lower(&bench, PIN);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
	KUNIT_EXPECT_FALSE(test, in_service(&bench, PIN));
}

static void a_level_that_nobody_takes_stays_pending(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	bench.answer = -1;
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), -1);
	KUNIT_EXPECT_FALSE(test, in_service(&bench, PIN));
	bench.answer = 1;
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 1);
	KUNIT_EXPECT_TRUE(test, in_service(&bench, PIN));

	/* One that joins a pending vector has been taken all the same. */
	bench_init(&bench);
	bench.answer = 0;
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), 0);
	KUNIT_EXPECT_TRUE(test, in_service(&bench, PIN));
}

static void unmasking_sends_a_level_that_is_up(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL | REDIR_MASKED);
	KUNIT_EXPECT_EQ(test, raise(&bench, PIN), -1);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
	/* In service: masking and unmasking does not send it twice. */
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL | REDIR_MASKED);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
}

static void two_pins_may_share_a_vector(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, 3, VECTOR | REDIR_LEVEL);
	set_entry(&bench, 4, VECTOR | REDIR_LEVEL);
	raise(&bench, 3);
	lower(&bench, 3);
	raise(&bench, 4);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 3);
	KUNIT_EXPECT_FALSE(test, in_service(&bench, 3));
	KUNIT_EXPECT_TRUE(test, in_service(&bench, 4));
}

static void sources_of_a_pin_are_ored(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	airlock_i82093_line(&bench.chip, 0, PIN, 1);
	airlock_i82093_line(&bench.chip, 3, PIN, 1);
	airlock_i82093_line(&bench.chip, 0, PIN, 0);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
	airlock_i82093_line(&bench.chip, 3, PIN, 0);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
}

static void making_it_an_edge_clears_remote_irr(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	raise(&bench, PIN);
	set_entry(&bench, PIN, VECTOR | REDIR_MASKED);
	KUNIT_EXPECT_FALSE(test, in_service(&bench, PIN));
	/* A guest can clear it so, but not set it. */
	set_entry(&bench, PIN, ~0ULL);
	KUNIT_EXPECT_FALSE(test, in_service(&bench, PIN));
}

static void who_listens_is_asked_before_a_level_comes_again(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	airlock_i82093_listen(&bench.chip, BIT(PIN));
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	raise(&bench, PIN);
	airlock_i82093_eoi(&bench.chip, VECTOR);
	KUNIT_EXPECT_EQ(test, bench.chip.ended, BIT(PIN));
	KUNIT_EXPECT_EQ(test, bench.sent, 1);
	/* The listener leaves it up. */
	airlock_i82093_retry(&bench.chip, bench.chip.ended);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);

	/* It takes it back. */
	bench.chip.ended = 0;
	airlock_i82093_eoi(&bench.chip, VECTOR);
	lower(&bench, PIN);
	airlock_i82093_retry(&bench.chip, bench.chip.ended);
	KUNIT_EXPECT_EQ(test, bench.sent, 2);

	/* Up while it is masked: asked when it is unmasked. */
	bench.chip.ended = 0;
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL | REDIR_MASKED);
	raise(&bench, PIN);
	set_entry(&bench, PIN, VECTOR | REDIR_LEVEL);
	KUNIT_EXPECT_EQ(test, bench.chip.ended, BIT(PIN));
	KUNIT_EXPECT_EQ(test, bench.sent, 2);
}

static void the_vectors_of_listened_pins_are_known(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	set_entry(&bench, PIN, VECTOR);
	airlock_i82093_listen(&bench.chip, BIT(PIN));
	KUNIT_EXPECT_TRUE(test, test_bit(VECTOR, bench.chip.ack_vectors));
	set_entry(&bench, PIN, 0xf0);
	KUNIT_EXPECT_FALSE(test, test_bit(VECTOR, bench.chip.ack_vectors));
	KUNIT_EXPECT_TRUE(test, test_bit(0xf0, bench.chip.ack_vectors));
	airlock_i82093_eoi(&bench.chip, 0xf0);
	KUNIT_EXPECT_EQ(test, bench.chip.ended, BIT(PIN));
	airlock_i82093_listen(&bench.chip, 0);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(bench.chip.ack_vectors, 256));
}

static void registers_read_back_what_can_be_set(struct kunit *test)
{
	struct bench bench;

	bench_init(&bench);
	write_reg(&bench, REG_ID, ~0U);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, REG_ID), 0x0f000000);
	write_reg(&bench, REG_VERSION, 0);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, REG_VERSION), 0x170011);
	set_entry(&bench, PIN, ~0ULL);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, REG_REDIR + 2 * PIN), 0x1afff);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, REG_REDIR + 2 * PIN + 1),
			0xff000000);
	/* Beyond the last entry, and in the gap before the first. */
	write_reg(&bench, REG_REDIR + 2 * I82093_PINS, 0);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, REG_REDIR + 2 * I82093_PINS),
			~0U);
	KUNIT_EXPECT_EQ(test, read_reg(&bench, 0x0f), ~0U);
}

static void state_survives_a_round_trip(struct kunit *test)
{
	struct kvm_ioapic_state state;
	struct bench from, to;

	bench_init(&from);
	set_entry(&from, 3, VECTOR);
	set_entry(&from, 4, (VECTOR + 1) | REDIR_LEVEL);
	set_entry(&from, 6, (VECTOR + 2) | REDIR_LEVEL | REDIR_MASKED);
	raise(&from, 3);
	raise(&from, 4);
	raise(&from, 6);
	airlock_i82093_get(&from.chip, &state);
	/* The edge has been sent on, and must not be a second time. */
	KUNIT_EXPECT_EQ(test, state.irr, BIT(4) | BIT(6));

	bench_init(&to);
	airlock_i82093_set(&to.chip, &state);
	KUNIT_EXPECT_EQ(test, to.sent, 0);
	KUNIT_EXPECT_MEMEQ(test, &to.chip.redir, &from.chip.redir,
			   sizeof(to.chip.redir));
	airlock_i82093_eoi(&to.chip, VECTOR + 1);
	KUNIT_EXPECT_EQ(test, to.sent, 1);

	/* Saved before the local APIC had it: sent when restored. */
	state.redirtbl[4].bits &= ~REDIR_REMOTE_IRR;
	bench_init(&to);
	airlock_i82093_set(&to.chip, &state);
	KUNIT_EXPECT_EQ(test, to.sent, 1);
	KUNIT_EXPECT_EQ(test, to.last.vector, VECTOR + 1);
}

static void junk_does_no_harm(struct kunit *test)
{
	struct kvm_ioapic_state state;
	struct rnd_state rnd;
	struct bench bench;
	int round, i;

	prandom_seed_state(&rnd, 82093);
	for (round = 0; round < 1000; round++) {
		unsigned int pin;

		bench_init(&bench);
		prandom_bytes_state(&rnd, &state, sizeof(state));
		airlock_i82093_listen(&bench.chip, prandom_u32_state(&rnd));
		airlock_i82093_set(&bench.chip, &state);
		for (i = 0; i < 50; i++) {
			u32 dice = prandom_u32_state(&rnd);

			bench.answer = (int)(dice % 3) - 1;
			write_reg(&bench, dice, prandom_u32_state(&rnd));
			read_reg(&bench, dice >> 8);
			airlock_i82093_line(&bench.chip, dice >> 4, dice >> 24,
					    dice & 1);
			airlock_i82093_eoi(&bench.chip, dice >> 16);
			airlock_i82093_retry(&bench.chip, dice);
		}
		KUNIT_ASSERT_EQ(test, bench.chip.up & ~PINS_MASK, 0);
		KUNIT_ASSERT_EQ(test, bench.chip.sent & ~bench.chip.up, 0);
		for (pin = 0; pin < I82093_PINS; pin++) {
			u64 redir = bench.chip.redir[pin];

			if (redir & REDIR_LEVEL)
				redir &= ~REDIR_REMOTE_IRR;
			KUNIT_ASSERT_EQ(test, redir & ~REDIR_WRITABLE, 0);
		}
	}
}

static struct kunit_case ioapic_cases[] = {
	KUNIT_CASE(reset_masks_every_pin),
	KUNIT_CASE(an_entry_becomes_a_message),
	KUNIT_CASE(an_edge_is_sent_once),
	KUNIT_CASE(an_edge_at_a_masked_pin_is_lost),
	KUNIT_CASE(a_level_waits_for_its_eoi),
	KUNIT_CASE(a_level_that_nobody_takes_stays_pending),
	KUNIT_CASE(unmasking_sends_a_level_that_is_up),
	KUNIT_CASE(two_pins_may_share_a_vector),
	KUNIT_CASE(sources_of_a_pin_are_ored),
	KUNIT_CASE(making_it_an_edge_clears_remote_irr),
	KUNIT_CASE(who_listens_is_asked_before_a_level_comes_again),
	KUNIT_CASE(the_vectors_of_listened_pins_are_known),
	KUNIT_CASE(registers_read_back_what_can_be_set),
	KUNIT_CASE(state_survives_a_round_trip),
	KUNIT_CASE(junk_does_no_harm),
	{}
};

static struct kunit_suite ioapic_suite = {
	.name = "airlock_ioapic",
	.test_cases = ioapic_cases,
};

kunit_test_suite(ioapic_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's I/O APIC");
MODULE_LICENSE("GPL");
