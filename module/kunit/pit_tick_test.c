// SPDX-License-Identifier: GPL-2.0
/* Channel 0 of the PIT: no tick is lost while the guest has one in hand. */
#define AIRLOCK_COMPAT_H

#include "fake_vm.h"

#include <linux/hrtimer.h>

static void airlock_hrtimer_setup(struct hrtimer *timer,
				  enum hrtimer_restart (*function)(struct hrtimer *),
				  enum hrtimer_mode mode)
{
	hrtimer_init(timer, CLOCK_MONOTONIC, mode);
	timer->function = function;
}

#include "../iobus.c"
#include "../arch/x86/irqchip/i8254.c"
#include "../arch/x86/irqchip/pit.c"

/* The interrupt controllers: how often the line rose, and their answer. */
static unsigned int raised;
static int answer;

int airlock_irq_set(struct airlock_vm *vm, unsigned int source, u32 gsi,
		    int level)
{
	if (source == AIRLOCK_IRQ_SOURCE_PIT && gsi == 0)
		raised += level;
	return answer;
}

void airlock_arch_irq_listeners(struct airlock_vm *vm)
{
}

static struct airlock_pit *make_pit(struct kunit *test)
{
	const struct kvm_pit_config config = { .flags = KVM_PIT_SPEAKER_DUMMY };
	struct airlock_vm *vm = kunit_kzalloc(test, sizeof(*vm), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, vm);
	mutex_init(&vm->irq_lock);
	KUNIT_ASSERT_EQ(test, airlock_pit_create(vm, &config), -ENOENT);
	vm->arch.pic = (void *)vm;
	mutex_lock(&vm->irq_lock);
	KUNIT_ASSERT_EQ(test, airlock_pit_create(vm, &config), 0);
	KUNIT_ASSERT_EQ(test, airlock_pit_create(vm, &config), -EEXIST);
	mutex_unlock(&vm->irq_lock);
	raised = 0;
	answer = 1;
	return vm->arch.pit;
}

static void free_pit(struct airlock_pit *pit)
{
	struct airlock_vm *vm = pit->vm;

	mutex_lock(&vm->irq_lock);
	airlock_pit_destroy(vm);
	mutex_unlock(&vm->irq_lock);
	airlock_iobus_destroy(vm);
}

static void tick(struct airlock_pit *pit)
{
	unsigned long flags;

	spin_lock_irqsave(&pit->lock, flags);
	pit_tick(pit, 1);
	spin_unlock_irqrestore(&pit->lock, flags);
}

static void out(struct airlock_pit *pit, u16 port, u8 value)
{
	pit_write(NULL, &pit->dev, port, 1, &value);
}

/* A rate of about 18 a second, which does not come about here. */
static void start(struct airlock_pit *pit)
{
	out(pit, 0x43, 0x34);
	out(pit, 0x40, 0);
	out(pit, 0x40, 0);
}

static void ticks_are_kept_until_the_guest_is_ready(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);

	tick(pit);
	KUNIT_EXPECT_EQ(test, raised, 1);
	tick(pit);
	tick(pit);
	KUNIT_EXPECT_EQ(test, raised, 1);
	/* One after the other, each when the one before has ended. */
	airlock_pit_ended(pit, false);
	KUNIT_EXPECT_EQ(test, raised, 2);
	airlock_pit_ended(pit, false);
	KUNIT_EXPECT_EQ(test, raised, 3);
	airlock_pit_ended(pit, false);
	KUNIT_EXPECT_EQ(test, raised, 3);
	tick(pit);
	KUNIT_EXPECT_EQ(test, raised, 4);
	free_pit(pit);
}

static void a_masked_tick_is_nobodys_to_end(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);

	answer = -1;
	tick(pit);
	tick(pit);
	KUNIT_EXPECT_EQ(test, pit->pending, 0);
	answer = 1;
	tick(pit);
	KUNIT_EXPECT_EQ(test, raised, 3);
	KUNIT_EXPECT_TRUE(test, pit->unacked);
	free_pit(pit);
}

static void what_was_kept_can_be_forgotten(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);

	tick(pit);
	tick(pit);
	airlock_pit_ended(pit, true);
	KUNIT_EXPECT_EQ(test, raised, 1);
	KUNIT_EXPECT_FALSE(test, pit->unacked);
	/* Programming it anew does so as well. */
	tick(pit);
	tick(pit);
	start(pit);
	airlock_pit_ended(pit, false);
	KUNIT_EXPECT_EQ(test, raised, 2);
	free_pit(pit);
}

static void without_reinjection_they_come_as_they_come(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);

	KUNIT_EXPECT_EQ(test, airlock_pit_reinject(pit->vm, false), 0);
	tick(pit);
	tick(pit);
	KUNIT_EXPECT_EQ(test, raised, 2);
	airlock_pit_ended(pit, false);
	KUNIT_EXPECT_EQ(test, raised, 2);
	free_pit(pit);
}

static void a_late_host_owes_what_it_missed(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);
	u64 now;

	start(pit);
	KUNIT_EXPECT_EQ(test, pit->period, 54925402);
	now = ktime_get_ns();
	pit->expires = now - 5 * pit->period - 1;
	pit_fired(&pit->hrtimer);
	KUNIT_EXPECT_EQ(test, raised, 1);
	KUNIT_EXPECT_EQ(test, pit->pending, 5);
	KUNIT_EXPECT_GT(test, pit->expires, now);
	KUNIT_EXPECT_LE(test, pit->expires, ktime_get_ns() + pit->period);
	/* Fired for a time that is no longer meant: nothing. */
	pit->pending = 0;
	pit->unacked = false;
	pit_fired(&pit->hrtimer);
	KUNIT_EXPECT_EQ(test, raised, 1);
	free_pit(pit);
}

static void fast_rates_are_bounded(struct kunit *test)
{
	struct airlock_pit *pit = make_pit(test);

	out(pit, 0x43, 0x34);
	out(pit, 0x40, 2);
	out(pit, 0x40, 0);
	KUNIT_EXPECT_EQ(test, pit->period, PERIOD_MIN_NS);
	/* The control word alone stops it. */
	out(pit, 0x43, 0x34);
	KUNIT_EXPECT_EQ(test, pit->expires, U64_MAX);
	free_pit(pit);
}

static void an_hpet_takes_the_line_over(struct kunit *test)
{
	u32 both = KVM_PIT_FLAGS_HPET_LEGACY | KVM_PIT_FLAGS_SPEAKER_DATA_ON;
	struct kvm_pit_state2 state;
	struct airlock_pit *pit = make_pit(test);

	start(pit);
	airlock_pit_get(pit->vm, &state);
	KUNIT_EXPECT_EQ(test, state.flags, 0);
	state.flags = both;
	airlock_pit_set(pit->vm, &state);
	KUNIT_EXPECT_EQ(test, pit->expires, U64_MAX);
	memset(&state, 0xff, sizeof(state));
	airlock_pit_get(pit->vm, &state);
	KUNIT_EXPECT_EQ(test, state.flags, both);
	KUNIT_EXPECT_EQ(test, state.reserved[0] | state.reserved[8], 0);
	state.flags = 0;
	airlock_pit_set(pit->vm, &state);
	KUNIT_EXPECT_NE(test, pit->expires, U64_MAX);
	free_pit(pit);
}

static struct kunit_case pit_tick_cases[] = {
	KUNIT_CASE(ticks_are_kept_until_the_guest_is_ready),
	KUNIT_CASE(a_masked_tick_is_nobodys_to_end),
	KUNIT_CASE(what_was_kept_can_be_forgotten),
	KUNIT_CASE(without_reinjection_they_come_as_they_come),
	KUNIT_CASE(a_late_host_owes_what_it_missed),
	KUNIT_CASE(fast_rates_are_bounded),
	KUNIT_CASE(an_hpet_takes_the_line_over),
	{}
};

static struct kunit_suite pit_tick_suite = {
	.name = "airlock_pit_tick",
	.test_cases = pit_tick_cases,
};

kunit_test_suite(pit_tick_suite);

MODULE_DESCRIPTION("KUnit tests of the ticks of airlock's PIT");
MODULE_LICENSE("GPL");
