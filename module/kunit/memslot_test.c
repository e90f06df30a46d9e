// SPDX-License-Identifier: GPL-2.0
/* The rules of memory slots: every one, with its errno, and many at random. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/sizes.h>

#include "../memslot.c"

#define MB			((u64)SZ_1M)

/* The slots of a test; each change frees the ones before it. */
struct slots_test {
	struct kunit *test;
	struct airlock_memslots *slots;
	struct airlock_memslot was;
	bool changed;
};

static int set_region(struct slots_test *t,
		      const struct kvm_userspace_memory_region2 *region)
{
	const struct airlock_memslot *now;
	struct airlock_memslots *new;
	int ret;

	ret = airlock_memslot_plan(t->slots, region, &new, &t->was);
	t->changed = !ret && new;
	if (ret)
		KUNIT_EXPECT_NULL(t->test, new);
	if (t->changed) {
		now = airlock_memslot_by_id(new, region->slot);
		if (!now || !now->dirty)
			kvfree(t->was.dirty);
		kvfree(t->slots);
		t->slots = new;
	}
	return ret;
}

static int set(struct slots_test *t, u32 id, u64 gpa, u64 size, u64 hva,
	       u32 flags)
{
	struct kvm_userspace_memory_region2 region = {
		.slot = id,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = hva,
	};

	return set_region(t, &region);
}

static struct slots_test *slots_begin(struct kunit *test)
{
	struct slots_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->test = test;
	return t;
}

static void slots_end(struct slots_test *t)
{
	unsigned int i;

	for (i = 0; t->slots && i < t->slots->nr; i++)
		kvfree(t->slots->slot[i].dirty);
	kvfree(t->slots);
}

/* The slot that a guest physical address is in. */
static const struct airlock_memslot *find(struct slots_test *t, u64 gpa)
{
	return airlock_memslot_find(t->slots, gpa >> PAGE_SHIFT);
}

static void memslot_create_and_find(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);
	const struct airlock_memslot *slot;

	KUNIT_EXPECT_NULL(test, airlock_memslot_find(NULL, 0));
	KUNIT_EXPECT_EQ(test, set(t, 7, 2 * MB, MB, 64 * MB, 0), 0);
	KUNIT_EXPECT_TRUE(test, t->changed);
	KUNIT_EXPECT_EQ(test, t->was.npages, 0);

	slot = find(t, 2 * MB);
	KUNIT_ASSERT_NOT_NULL(test, slot);
	KUNIT_EXPECT_EQ(test, slot->id, 7);
	KUNIT_EXPECT_EQ(test, airlock_memslot_hva(slot, slot->base + 3),
			64 * MB + 3 * PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, airlock_memslot_by_id(t->slots, 7), slot);
	KUNIT_EXPECT_NULL(test, airlock_memslot_by_id(t->slots, 6));
	KUNIT_EXPECT_NULL(test, find(t, 2 * MB - 1));
	KUNIT_EXPECT_PTR_EQ(test, find(t, 3 * MB - 1), slot);
	KUNIT_EXPECT_NULL(test, find(t, 3 * MB));
	KUNIT_EXPECT_NULL(test, airlock_memslot_find(t->slots, ~0ULL));
	slots_end(t);
}

static const struct bad_region {
	const char *what;
	struct kvm_userspace_memory_region2 region;
} bad_regions[] = {
	{ "size not a multiple of pages", { .memory_size = PAGE_SIZE + 1 } },
	{ "guest address unaligned",
	  { .memory_size = MB, .guest_phys_addr = 1 } },
	{ "VMM address unaligned",
	  { .memory_size = MB, .userspace_addr = 0x10800 } },
	{ "id too large",
	  { .memory_size = MB, .slot = AIRLOCK_MAX_MEMSLOTS } },
	{ "id as large as it gets", { .memory_size = MB, .slot = 0xffff } },
	{ "another address space", { .memory_size = MB, .slot = 1 << 16 } },
	{ "wraps", { .memory_size = 2 * MB, .guest_phys_addr = -MB } },
	{ "too many pages", { .memory_size = 1ULL << (31 + PAGE_SHIFT) } },
	{ "enormous", { .memory_size = -PAGE_SIZE } },
	{ "guest_memfd",
	  { .memory_size = MB, .flags = KVM_MEM_GUEST_MEMFD } },
	{ "unknown flag", { .memory_size = MB, .flags = 1 << 3 } },
	{ "highest flag", { .memory_size = MB, .flags = 1U << 31 } },
	{ "deletion of nothing", { .slot = 5 } },
	{ "deletion with an unaligned address",
	  { .slot = 1, .guest_phys_addr = 12 } },
};

static void memslot_malformed(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);
	unsigned int i;

	KUNIT_ASSERT_EQ(test, set(t, 1, 512 * MB, MB, MB, 0), 0);
	for (i = 0; i < ARRAY_SIZE(bad_regions); i++)
		KUNIT_EXPECT_EQ_MSG(test, set_region(t, &bad_regions[i].region),
				    -EINVAL, "%s", bad_regions[i].what);
	KUNIT_EXPECT_EQ(test, t->slots->nr, 1);
	slots_end(t);
}

static void memslot_at_the_limits(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);
	u64 largest = (u64)AIRLOCK_MEMSLOT_MAX_PAGES << PAGE_SHIFT;

	u32 last = AIRLOCK_MAX_MEMSLOTS - 1;

	KUNIT_EXPECT_EQ(test, set(t, last, 0, largest, 0, 0), 0);
	/* Almost where addresses end. */
	KUNIT_EXPECT_EQ(test, set(t, 2, -2 * PAGE_SIZE, PAGE_SIZE, 0, 0), 0);
	KUNIT_EXPECT_NOT_NULL(test, find(t, 0));
	slots_end(t);
}

static void memslot_same_again(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);

	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	KUNIT_EXPECT_FALSE(test, t->changed);
	slots_end(t);
}

static void memslot_moves(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);

	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 2, 4 * MB, MB, MB, 0), 0);
	/* Onto a place that overlaps its own. */
	KUNIT_EXPECT_EQ(test, set(t, 1, MB + PAGE_SIZE, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, t->was.base, MB >> PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, t->was.npages, MB >> PAGE_SHIFT);
	/* Behind the other, and into it. */
	KUNIT_EXPECT_EQ(test, set(t, 1, 8 * MB, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 1, 5 * MB - PAGE_SIZE, MB, MB, 0),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, t->slots->nr, 2);
	KUNIT_EXPECT_EQ(test, t->slots->slot[1].id, 1);
	slots_end(t);
}

static void memslot_must_not_become_another(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);

	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, 2 * MB, MB, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, 2 * MB, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, KVM_MEM_READONLY), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(t, 2, 4 * MB, MB, MB, KVM_MEM_READONLY), 0);
	KUNIT_EXPECT_EQ(test, set(t, 2, 4 * MB, MB, MB, 0), -EINVAL);
	/* Deleted and made anew it may be anything. */
	KUNIT_EXPECT_EQ(test, set(t, 2, 0, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, t->was.base, 4 * MB >> PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, set(t, 2, 4 * MB, 2 * MB, 2 * MB, 0), 0);
	slots_end(t);
}

static void memslot_overlap(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);

	KUNIT_EXPECT_EQ(test, set(t, 1, 4 * MB, 4 * MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 2, 4 * MB, 4 * MB, MB, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, set(t, 2, 5 * MB, MB, MB, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, set(t, 2, MB, 16 * MB, MB, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, set(t, 2, 3 * MB, MB + PAGE_SIZE, MB, 0),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, set(t, 2, 8 * MB - PAGE_SIZE, MB, MB, 0),
			-EEXIST);
	/* Neighbours are fine, and so are aliases of the VMM's memory. */
	KUNIT_EXPECT_EQ(test, set(t, 2, 3 * MB, MB, MB, 0), 0);
	KUNIT_EXPECT_EQ(test, set(t, 3, 8 * MB, MB, MB, 0), 0);
	slots_end(t);
}

static void memslot_delete(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);

	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	/* The id is all that counts. */
	KUNIT_EXPECT_EQ(test, set(t, 1, 32 * MB, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, t->was.base, MB >> PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, t->slots->nr, 0);
	KUNIT_EXPECT_NULL(test, find(t, MB));
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, 0, 0, 0), -EINVAL);
	slots_end(t);
}

static void memslot_logs_writes(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);
	const u32 log = KVM_MEM_LOG_DIRTY_PAGES;
	unsigned long *bits;

	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, 0), 0);
	KUNIT_EXPECT_NULL(test, find(t, MB)->dirty);
	airlock_memslot_mark_dirty(find(t, MB), MB >> PAGE_SHIFT);
	/* They come with the flag, empty. */
	KUNIT_EXPECT_EQ(test, set(t, 1, MB, MB, MB, log), 0);
	bits = find(t, MB)->dirty;
	KUNIT_ASSERT_NOT_NULL(test, bits);
	KUNIT_EXPECT_EQ(test, bitmap_weight(bits, MB >> PAGE_SHIFT), 0);
	airlock_memslot_mark_dirty(find(t, MB), (MB >> PAGE_SHIFT) + 70);
	/* They move with the slot. */
	KUNIT_EXPECT_EQ(test, set(t, 1, 2 * MB, MB, MB, log), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(t, 2 * MB)->dirty, bits);
	KUNIT_EXPECT_PTR_EQ(test, t->was.dirty, bits);
	KUNIT_EXPECT_EQ(test, find_first_bit(bits, 256), 70);
	/* A change of another slot is none of theirs. */
	KUNIT_EXPECT_EQ(test, set(t, 2, 8 * MB, MB, MB, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(t, 2 * MB)->dirty, bits);
	/* They go with the flag. */
	KUNIT_EXPECT_EQ(test, set(t, 1, 2 * MB, MB, MB, 0), 0);
	KUNIT_EXPECT_NULL(test, find(t, 2 * MB)->dirty);
	KUNIT_EXPECT_PTR_EQ(test, t->was.dirty, bits);
	/* A deletion needs none, whatever its flags. */
	KUNIT_EXPECT_EQ(test, set(t, 1, 0, 0, 0, log), 0);
	slots_end(t);
}

#include "memslot_random.c"

static struct kunit_case memslot_cases[] = {
	KUNIT_CASE(memslot_create_and_find),
	KUNIT_CASE(memslot_malformed),
	KUNIT_CASE(memslot_at_the_limits),
	KUNIT_CASE(memslot_same_again),
	KUNIT_CASE(memslot_moves),
	KUNIT_CASE(memslot_must_not_become_another),
	KUNIT_CASE(memslot_overlap),
	KUNIT_CASE(memslot_delete),
	KUNIT_CASE(memslot_logs_writes),
	KUNIT_CASE(memslot_random),
	{}
};

static struct kunit_suite memslot_suite = {
	.name = "airlock_memslot",
	.test_cases = memslot_cases,
};

kunit_test_suite(memslot_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's memory slots");
MODULE_LICENSE("GPL");
