// SPDX-License-Identifier: GPL-2.0
/* The table behind GSI routing. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../irq_table.c"

static struct kvm_irq_routing_entry pin(u32 gsi, u32 chip, u32 number)
{
	return (struct kvm_irq_routing_entry) {
		.gsi = gsi,
		.type = KVM_IRQ_ROUTING_IRQCHIP,
		.u.irqchip = { .irqchip = chip, .pin = number },
	};
}

static struct kvm_irq_routing_entry message(u32 gsi, u32 data)
{
	return (struct kvm_irq_routing_entry) {
		.gsi = gsi,
		.type = KVM_IRQ_ROUTING_MSI,
		.u.msi = { .address_lo = 0xfee00000, .data = data },
	};
}

static void an_empty_table_leads_nowhere(struct kunit *test)
{
	struct airlock_irq_routes *table;
	unsigned int nr;

	KUNIT_ASSERT_EQ(test, airlock_irq_table_build(NULL, 0, &table), 0);
	airlock_irq_table_find(table, 0, &nr);
	KUNIT_EXPECT_EQ(test, nr, 0);
	airlock_irq_table_find(table, ~0U, &nr);
	KUNIT_EXPECT_EQ(test, nr, 0);
	kvfree(table);
	airlock_irq_table_find(NULL, 0, &nr);
	KUNIT_EXPECT_EQ(test, nr, 0);
}

static void entries_are_found_by_gsi(struct kunit *test)
{
	const struct kvm_irq_routing_entry entries[] = {
		message(30, 0x41),
		pin(4, 2, 4),
		pin(0, 2, 2),
		pin(4, 0, 4),
		pin(0, 0, 0),
		message(24, 0x42),
	};
	const struct kvm_irq_routing_entry *found;
	struct airlock_irq_routes *table;
	unsigned int nr;

	KUNIT_ASSERT_EQ(test, airlock_irq_table_build(entries, 6, &table), 0);
	found = airlock_irq_table_find(table, 4, &nr);
	KUNIT_ASSERT_EQ(test, nr, 2);
	/* In the order in which they were given. */
	KUNIT_EXPECT_EQ(test, found[0].u.irqchip.irqchip, 2);
	KUNIT_EXPECT_EQ(test, found[1].u.irqchip.irqchip, 0);
	found = airlock_irq_table_find(table, 0, &nr);
	KUNIT_ASSERT_EQ(test, nr, 2);
	KUNIT_EXPECT_EQ(test, found[0].u.irqchip.pin, 2);
	found = airlock_irq_table_find(table, 30, &nr);
	KUNIT_ASSERT_EQ(test, nr, 1);
	KUNIT_EXPECT_EQ(test, found[0].u.msi.data, 0x41);
	found = airlock_irq_table_find(table, 24, &nr);
	KUNIT_ASSERT_EQ(test, nr, 1);
	KUNIT_EXPECT_EQ(test, found[0].u.msi.data, 0x42);
	airlock_irq_table_find(table, 1, &nr);
	KUNIT_EXPECT_EQ(test, nr, 0);
	airlock_irq_table_find(table, 31, &nr);
	KUNIT_EXPECT_EQ(test, nr, 0);
	kvfree(table);
}

static int build(const struct kvm_irq_routing_entry *entries, unsigned int nr)
{
	struct airlock_irq_routes *table;
	int ret = airlock_irq_table_build(entries, nr, &table);

	if (!ret)
		kvfree(table);
	return ret;
}

static void a_gsi_leads_to_a_chip_once(struct kunit *test)
{
	const struct kvm_irq_routing_entry twice[] = {
		pin(3, 2, 3),
		pin(4, 2, 4),
		pin(3, 2, 5),
	};
	const struct kvm_irq_routing_entry many[] = {
		pin(3, 0, 3),
		pin(3, 1, 4),
		pin(3, 2, 5),
	};
	const struct kvm_irq_routing_entry shared[] = {
		pin(3, 2, 5),
		pin(4, 2, 5),
	};

	KUNIT_EXPECT_EQ(test, build(twice, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, build(twice, 2), 0);
	KUNIT_EXPECT_EQ(test, build(many, 3), 0);
	/* Two GSIs may lead to the same pin. */
	KUNIT_EXPECT_EQ(test, build(shared, 2), 0);
}

static void a_message_is_alone(struct kunit *test)
{
	const struct kvm_irq_routing_entry two[] = {
		message(24, 1),
		message(24, 2),
	};
	const struct kvm_irq_routing_entry mixed[] = {
		pin(24, 2, 4),
		message(24, 2),
	};
	const struct kvm_irq_routing_entry mixed_too[] = {
		message(24, 2),
		pin(24, 2, 4),
	};

	KUNIT_EXPECT_EQ(test, build(two, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, build(mixed, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, build(mixed_too, 2), -EINVAL);
}

static void numbers_out_of_range_are_refused(struct kunit *test)
{
	struct kvm_irq_routing_entry entry = pin(AIRLOCK_MAX_IRQ_ROUTES, 0, 0);

	KUNIT_EXPECT_EQ(test, build(&entry, 1), -EINVAL);
	entry.gsi = ~0U;
	KUNIT_EXPECT_EQ(test, build(&entry, 1), -EINVAL);
	entry.gsi = AIRLOCK_MAX_IRQ_ROUTES - 1;
	KUNIT_EXPECT_EQ(test, build(&entry, 1), 0);
	entry.u.irqchip.irqchip = 32;
	KUNIT_EXPECT_EQ(test, build(&entry, 1), -EINVAL);
	entry.u.irqchip.irqchip = ~0U;
	KUNIT_EXPECT_EQ(test, build(&entry, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, build(&entry, AIRLOCK_MAX_IRQ_ROUTES + 1),
			-EINVAL);
}

/* As many as there can be, in no order. */
static void a_full_table(struct kunit *test)
{
	const unsigned int nr = AIRLOCK_MAX_IRQ_ROUTES;
	struct kvm_irq_routing_entry *entries;
	struct airlock_irq_routes *table;
	struct rnd_state rnd;
	unsigned int i, found;

	entries = kvcalloc(nr, sizeof(*entries), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	for (i = 0; i < nr; i++)
		entries[i] = message(i, i);
	prandom_seed_state(&rnd, nr);
	for (i = nr - 1; i > 0; i--) {
		unsigned int other = prandom_u32_state(&rnd) % (i + 1);

		swap(entries[i], entries[other]);
	}

	KUNIT_ASSERT_EQ(test, airlock_irq_table_build(entries, nr, &table), 0);
	kvfree(entries);
	for (i = 0; i < nr; i++) {
		const struct kvm_irq_routing_entry *entry;

		entry = airlock_irq_table_find(table, i, &found);
		KUNIT_ASSERT_EQ(test, found, 1);
		KUNIT_ASSERT_EQ(test, entry->u.msi.data, i);
	}
	airlock_irq_table_find(table, nr, &found);
	KUNIT_EXPECT_EQ(test, found, 0);
	kvfree(table);
}

static struct kunit_case irq_routing_cases[] = {
	KUNIT_CASE(an_empty_table_leads_nowhere),
	KUNIT_CASE(entries_are_found_by_gsi),
	KUNIT_CASE(a_gsi_leads_to_a_chip_once),
	KUNIT_CASE(a_message_is_alone),
	KUNIT_CASE(numbers_out_of_range_are_refused),
	KUNIT_CASE(a_full_table),
	{}
};

static struct kunit_suite irq_routing_suite = {
	.name = "airlock_irq_routing",
	.test_cases = irq_routing_cases,
};

kunit_test_suite(irq_routing_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's GSI routing table");
MODULE_LICENSE("GPL");
