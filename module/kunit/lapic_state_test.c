// SPDX-License-Identifier: GPL-2.0
/* A local APIC as KVM_GET_LAPIC and KVM_SET_LAPIC have it. */
#include "lapic_test.h"

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

static struct kunit_case lapic_state_cases[] = {
	KUNIT_CASE(state_survives_a_round_trip),
	KUNIT_CASE(the_id_cannot_be_set),
	KUNIT_CASE(lint0_may_be_set_while_switched_off),
	KUNIT_CASE(a_deadline_outlives_set),
	KUNIT_CASE(junk_does_no_harm),
	{}
};

static struct kunit_suite lapic_state_suite = {
	.name = "airlock_lapic_state",
	.test_cases = lapic_state_cases,
};

kunit_test_suite(lapic_state_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's saved local APIC");
MODULE_LICENSE("GPL");
