// SPDX-License-Identifier: GPL-2.0
/* Which device on a bus an access reaches. */
#include "fake_vm.h"

#include "../iobus.c"

/* A device that counts, and declines what it was told to. */
struct counter {
	struct airlock_iodev dev;
	unsigned int reads, writes, freed;
	bool declines;
	gpa_t addr;
};

static int counter_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			gpa_t addr, unsigned int len, void *data)
{
	struct counter *counter = container_of(dev, struct counter, dev);

	counter->reads++;
	return counter->declines ? -EOPNOTSUPP : 0;
}

static int counter_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			 gpa_t addr, unsigned int len, const void *data)
{
	struct counter *counter = container_of(dev, struct counter, dev);

	counter->writes++;
	counter->addr = addr;
	return counter->declines ? -EOPNOTSUPP : 0;
}

static void counter_free(struct airlock_iodev *dev)
{
	container_of(dev, struct counter, dev)->freed++;
}

static const struct airlock_iodev_ops counter_ops = {
	.read = counter_read,
	.write = counter_write,
};

static const struct airlock_iodev_ops freed_ops = {
	.read = counter_read,
	.write = counter_write,
	.free = counter_free,
};

struct bench {
	struct airlock_vm vm;
	struct airlock_vcpu vcpu;
	struct counter counter[4];
};

static struct bench *make_bench(struct kunit *test)
{
	struct bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bench);
	mutex_init(&bench->vm.irq_lock);
	bench->vcpu.vm = &bench->vm;
	for (i = 0; i < ARRAY_SIZE(bench->counter); i++)
		bench->counter[i].dev.ops = &counter_ops;
	return bench;
}

static int add(struct bench *bench, unsigned int nr, gpa_t addr, u64 len)
{
	int ret;

	mutex_lock(&bench->vm.irq_lock);
	ret = airlock_iobus_add(&bench->vm, AIRLOCK_BUS_MMIO, addr, len,
				&bench->counter[nr].dev);
	mutex_unlock(&bench->vm.irq_lock);
	return ret;
}

static void drop(struct bench *bench, unsigned int nr)
{
	mutex_lock(&bench->vm.irq_lock);
	airlock_iobus_remove(&bench->vm, AIRLOCK_BUS_MMIO,
			     &bench->counter[nr].dev);
	mutex_unlock(&bench->vm.irq_lock);
}

static int write(struct bench *bench, gpa_t addr, unsigned int len)
{
	u64 data = 0;
	int ret;

	preempt_disable();
	ret = airlock_iobus_write(&bench->vcpu, AIRLOCK_BUS_MMIO, addr, len,
				  &data);
	preempt_enable();
	return ret;
}

static void an_empty_bus_has_nobody(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	KUNIT_EXPECT_EQ(test, write(bench, 0, 1), -EOPNOTSUPP);
	drop(bench, 0);
}

static void an_access_lies_in_a_range_as_a_whole(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	add(bench, 0, 0x1000, 0x10);
	KUNIT_EXPECT_EQ(test, write(bench, 0x1000, 4), 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x100c, 4), 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x100d, 4), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, 0xfff, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, 0xfff, 4), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, 0x1010, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, ~0ULL, 8), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, bench->counter[0].writes, 2);
	airlock_iobus_destroy(&bench->vm);
}

static void no_length_is_any_length(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	add(bench, 0, 0x1000, 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x1000, 8), 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x1000, 1), 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x1001, 1), -EOPNOTSUPP);
	airlock_iobus_destroy(&bench->vm);
}

static void who_declines_leaves_it_to_others(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	/* A small range within a large one, and two of the same place. */
	add(bench, 0, 0x1000, 0x1000);
	add(bench, 1, 0x1800, 4);
	add(bench, 2, 0x1800, 4);
	add(bench, 3, 0x1900, 4);
	bench->counter[1].declines = true;
	bench->counter[2].declines = true;
	KUNIT_EXPECT_EQ(test, write(bench, 0x1800, 4), 0);
	KUNIT_EXPECT_EQ(test, bench->counter[1].writes, 1);
	KUNIT_EXPECT_EQ(test, bench->counter[2].writes, 1);
	KUNIT_EXPECT_EQ(test, bench->counter[0].writes, 1);
	KUNIT_EXPECT_EQ(test, bench->counter[3].writes, 0);
	/* Behind the small ones the large one still reaches. */
	KUNIT_EXPECT_EQ(test, write(bench, 0x1ffc, 4), 0);
	KUNIT_EXPECT_EQ(test, bench->counter[0].writes, 2);
	bench->counter[0].declines = true;
	KUNIT_EXPECT_EQ(test, write(bench, 0x1800, 4), -EOPNOTSUPP);
	airlock_iobus_destroy(&bench->vm);
}

static void a_device_leaves_with_all_its_ranges(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	add(bench, 0, 0x20, 2);
	add(bench, 1, 0x40, 4);
	add(bench, 0, 0xa0, 2);
	drop(bench, 0);
	KUNIT_EXPECT_EQ(test, write(bench, 0x20, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, 0xa0, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, write(bench, 0x40, 1), 0);
	/* Its places are not kept when the next one comes. */
	add(bench, 2, 0x60, 1);
	KUNIT_EXPECT_EQ(test, iobus_live(bench->vm.mmio_bus), 2);
	KUNIT_EXPECT_EQ(test, bench->vm.mmio_bus->nr, 2);
	airlock_iobus_destroy(&bench->vm);
}

static void a_device_is_freed_once(struct kunit *test)
{
	struct bench *bench = make_bench(test);

	bench->counter[0].dev.ops = &freed_ops;
	bench->counter[1].dev.ops = &freed_ops;
	add(bench, 0, 0x20, 2);
	add(bench, 1, 0x40, 2);
	drop(bench, 0);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, bench->counter[0].freed, 1);
	/* A bus with a hole in it can be destroyed. */
	airlock_iobus_destroy(&bench->vm);
	KUNIT_EXPECT_EQ(test, bench->counter[0].freed, 1);
	KUNIT_EXPECT_EQ(test, bench->counter[1].freed, 1);
}

static void a_bus_can_be_full(struct kunit *test)
{
	struct bench *bench = make_bench(test);
	unsigned int i;

	/* From both ends to the middle. */
	for (i = 0; i < 200; i++)
		KUNIT_ASSERT_EQ(test, add(bench, 0, i & 1 ? 4000 - i : i, 1),
				0);
	for (i = 0; i < 200; i++)
		KUNIT_ASSERT_EQ(test, write(bench, i & 1 ? 4000 - i : i, 1), 0);
	KUNIT_EXPECT_EQ(test, write(bench, 1000, 1), -EOPNOTSUPP);
	airlock_iobus_destroy(&bench->vm);
}

static struct kunit_case iobus_cases[] = {
	KUNIT_CASE(an_empty_bus_has_nobody),
	KUNIT_CASE(an_access_lies_in_a_range_as_a_whole),
	KUNIT_CASE(no_length_is_any_length),
	KUNIT_CASE(who_declines_leaves_it_to_others),
	KUNIT_CASE(a_device_leaves_with_all_its_ranges),
	KUNIT_CASE(a_device_is_freed_once),
	KUNIT_CASE(a_bus_can_be_full),
	{}
};

static struct kunit_suite iobus_suite = {
	.name = "airlock_iobus",
	.test_cases = iobus_cases,
};

kunit_test_suite(iobus_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's buses");
MODULE_LICENSE("GPL");
