// SPDX-License-Identifier: GPL-2.0
/* What happens when two work on the same entry. */
#include <linux/delay.h>
#include <linux/kthread.h>

/* The one test at a time that has a rival, and what it does it to. */
static struct airlock_slat *race_slat;
static int race_result;

/* Once: the rival's own work must not meet another. */
static bool race_begin(void)
{
	bool first = slat_rival;

	slat_rival = NULL;
	return first;
}

static void rival_maps_neighbour(u64 *ptep)
{
	if (race_begin())
		race_result = map(race_slat, GPA + PAGE_SIZE, HPA + PAGE_SIZE,
				  SLAT_LEVEL_4K, RWX);
}

static void slat_rival_links_table_first(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(spare);
	unsigned int prot;
	int ret;

	race_slat = slat;
	race_result = -1;
	slat_rival = rival_maps_neighbour;
	KUNIT_ASSERT_EQ(test, airlock_slat_topup(slat, &spare), 0);
	ret = airlock_slat_map(slat, &spare, GPA, HPA, SLAT_LEVEL_4K, RWX);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, race_result, 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot), SLAT_LEVEL_4K);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + PAGE_SIZE, &prot),
			SLAT_LEVEL_4K);
	/* All three tables are the rival's; ours is a spare one again. */
	KUNIT_EXPECT_EQ(test, nr_tables(&spare), 3);
	airlock_slat_free(&spare);
	airlock_slat_destroy(slat);
}

static void rival_maps_same(u64 *ptep)
{
	if (race_begin())
		race_result = map(race_slat, GPA, HPA, SLAT_LEVEL_4K,
				  SLAT_READ | SLAT_WRITE);
}

static void slat_rival_installs_leaf_first(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	unsigned int prot;

	/* The tables are there, so that the leaf is what they race for. */
	map(slat, GPA + PAGE_SIZE, HPA, SLAT_LEVEL_4K, RWX);
	race_slat = slat;
	slat_rival = rival_maps_same;
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, SLAT_READ | SLAT_EXEC),
			0);
	level_at(slat, GPA, &prot);
	KUNIT_EXPECT_EQ(test, prot, RWX);

	/* The rival maps another page: one of them has to give way. */
	slat_rival = rival_maps_same;
	race_slat = new_slat(test, &plain);
	map(race_slat, GPA + PAGE_SIZE, HPA, SLAT_LEVEL_4K, RWX);
	KUNIT_EXPECT_EQ(test, map(race_slat, GPA, HPA + PAGE_SIZE, SLAT_LEVEL_4K, RWX),
			-EAGAIN);
	airlock_slat_destroy(race_slat);
	airlock_slat_destroy(slat);
}

/* What the CPU does to an entry it uses. */
static void rival_uses(u64 *ptep)
{
	if (race_begin())
		*ptep = slat_pte_mkyoung(*ptep);
}

static void slat_rival_sets_accessed(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(freed);
	unsigned int prot;

	around(slat, GPA + SZ_8K, HPA + SZ_8K, RWX, &source);
	/* The second page is not accessed; it is while we take writes away. */
	slat_rival = rival_uses;
	KUNIT_EXPECT_TRUE(test,
			  airlock_slat_write_protect(slat, GPA + PAGE_SIZE,
						     GPA + SZ_8K));
	level_at(slat, GPA + PAGE_SIZE, &prot);
	KUNIT_EXPECT_EQ(test, prot, SLAT_READ | SLAT_EXEC);
	KUNIT_EXPECT_TRUE(test, airlock_slat_test_young(slat, GPA + PAGE_SIZE,
							GPA + SZ_8K));
	/* Unmapped is unmapped. */
	slat_rival = rival_uses;
	airlock_slat_unmap(slat, GPA, GPA + PAGE_SIZE, &freed);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot), 0);
	airlock_slat_free(&freed);
	slat_rival = NULL;
	airlock_slat_destroy(slat);
}

/* Another aging emptied the huge leaf, and a fault hung a table there. */
static void rival_puts_table(u64 *ptep)
{
	if (!race_begin())
		return;
	*ptep = 0;
	race_result = map(race_slat, GPA + PAGE_SIZE, HPA + PAGE_SIZE,
			  SLAT_LEVEL_4K, RWX);
}

static void slat_rival_replaces_leaf_while_aged(struct kunit *test)
{
	struct airlock_slat_geometry geo = plain;
	struct airlock_slat *slat;
	unsigned int prot;
	bool young;

	geo.ad = false;
	slat = new_slat(test, &geo);
	map(slat, GPA, HPA, SLAT_LEVEL_2M, RWX);
	race_slat = slat;
	race_result = -1;
	slat_rival = rival_puts_table;
	airlock_slat_age(slat, GPA, GPA + SZ_2M, &young);
	KUNIT_EXPECT_EQ(test, race_result, 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + PAGE_SIZE, &prot),
			SLAT_LEVEL_4K);
	airlock_slat_destroy(slat);
}

#define PARALLEL_THREADS	4
#define PARALLEL_STEPS		20000
#define PARALLEL_PAGES		4096

struct parallel {
	struct airlock_slat *slat;
	const u64 *source;
	struct rnd_state rnd;
	struct completion done;
	unsigned int errors;
	DECLARE_BITMAP(mapped, PARALLEL_PAGES);
};

/* User-Mode Linux has one CPU: give it away in the middle of things. */
static void rival_reschedules(u64 *ptep)
{
	schedule();
}

static int parallel_thread(void *data)
{
	struct parallel *p = data;
	struct airlock_slat_source src = {
		.ignore = PAGE_MASK,
		.addr = PAGE_MASK,
	};
	unsigned int i, at, which;

	for (i = 0; i < PARALLEL_STEPS; i++) {
		at = prandom_u32_state(&p->rnd) % PARALLEL_PAGES;
		if (prandom_u32_state(&p->rnd) % 2) {
			if (map(p->slat, GPA + at * PAGE_SIZE,
				HPA + at * PAGE_SIZE, SLAT_LEVEL_4K, RWX))
				p->errors++;
			set_bit(at, p->mapped);
			continue;
		}
		which = at % 8;
		src.entry = p->source + at;
		src.like = p->source[at];
		src.before = which;
		src.after = 7 - which;
		if (around(p->slat, GPA + at * PAGE_SIZE, src.like, RWX, &src))
			p->errors++;
		bitmap_set(p->mapped, at - which, 8);
	}
	complete(&p->done);
	return 0;
}

static void slat_parallel_map(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	struct parallel *p;
	unsigned int i, at, level, prot;
	u64 *from, hpa;

	from = kunit_kcalloc(test, PARALLEL_PAGES, sizeof(*from), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, from);
	for (i = 0; i < PARALLEL_PAGES; i++)
		from[i] = HPA + i * PAGE_SIZE;
	p = kunit_kcalloc(test, PARALLEL_THREADS, sizeof(*p), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	slat_rival = rival_reschedules;
	for (i = 0; i < PARALLEL_THREADS; i++) {
		p[i].slat = slat;
		p[i].source = from;
		prandom_seed_state(&p[i].rnd, 77 + i);
		init_completion(&p[i].done);
		kthread_run(parallel_thread, &p[i], "slat/%u", i);
	}
	for (i = 0; i < PARALLEL_THREADS; i++)
		wait_for_completion(&p[i].done);
	slat_rival = NULL;

	for (i = 0; i < PARALLEL_THREADS; i++) {
		KUNIT_EXPECT_EQ(test, p[i].errors, 0);
		for_each_set_bit(at, p[i].mapped, PARALLEL_PAGES) {
			level = airlock_slat_lookup(slat, GPA + at * PAGE_SIZE,
						    &hpa, &prot);
			KUNIT_ASSERT_EQ(test, level, SLAT_LEVEL_4K);
			KUNIT_ASSERT_EQ(test, hpa, HPA + at * PAGE_SIZE);
		}
	}
	airlock_slat_destroy(slat);
}
