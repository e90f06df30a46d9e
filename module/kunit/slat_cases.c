// SPDX-License-Identifier: GPL-2.0
/* One case for each promise that slat.h makes. */

#define GPA			(5ULL << 30)
#define HPA			(9ULL << 30)
#define RWX			(SLAT_READ | SLAT_WRITE | SLAT_EXEC)

static const struct airlock_slat_geometry plain = {
	.bits = 48,
	.levels = 4,
	.max_leaf = SLAT_LEVEL_1G,
	.ad = true,
};

static struct airlock_slat *new_slat(struct kunit *test,
				     const struct airlock_slat_geometry *geo)
{
	struct airlock_slat *slat;

	slat = kunit_kzalloc(test, sizeof(*slat), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, slat);
	KUNIT_ASSERT_EQ(test, airlock_slat_init(slat, geo), 0);
	return slat;
}

static unsigned int nr_tables(struct list_head *tables)
{
	return list_count_nodes(tables);
}

static int map(struct airlock_slat *slat, gpa_t gpa, u64 hpa,
	       unsigned int level, unsigned int prot)
{
	return airlock_slat_map(slat, NULL, gpa, hpa, level, prot);
}

/* Of a table of which @src says where the page is, among others. */
static int around(struct airlock_slat *slat, gpa_t gpa, u64 hpa,
		  unsigned int prot, const struct airlock_slat_source *src)
{
	return airlock_slat_map_around(slat, NULL, gpa, hpa, prot, src);
}

static unsigned int level_at(struct airlock_slat *slat, gpa_t gpa,
			     unsigned int *prot)
{
	u64 hpa;

	*prot = 0;
	return airlock_slat_lookup(slat, gpa, &hpa, prot);
}

static void slat_geometry_is_checked(struct kunit *test)
{
	static const struct airlock_slat_geometry bad[] = {
		{ .bits = 48, .levels = 1, .max_leaf = SLAT_LEVEL_4K },
		{ .bits = 48, .levels = 6, .max_leaf = SLAT_LEVEL_1G },
		{ .bits = 48, .levels = 4, .max_leaf = 0 },
		{ .bits = 48, .levels = 4, .max_leaf = 4 },
		{ .bits = 30, .levels = 2, .max_leaf = SLAT_LEVEL_1G },
		{ .bits = 39, .levels = 4, .max_leaf = SLAT_LEVEL_1G },
		{ .bits = 44, .levels = 3, .max_leaf = SLAT_LEVEL_1G },
	};
	struct airlock_slat slat = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, airlock_slat_init(&slat, &bad[i]),
				    -EINVAL, "geometry %u", i);
	/* Nothing there to destroy, and twice. */
	airlock_slat_destroy(&slat);
	airlock_slat_destroy(&slat);
}

static u64 leaf(unsigned int level, unsigned int prot, bool young)
{
	return slat_pte_leaf(HPA, level, prot, young);
}

static void slat_leaf_says_what_was_put_in(struct kunit *test)
{
	unsigned int level, prot;
	u64 pte;

	for (level = SLAT_LEVEL_4K; level <= SLAT_LEVEL_1G; level++) {
		for (prot = 0; prot <= SLAT_PROT_MASK; prot++) {
			if (!(prot & SLAT_READ))
				continue;
			pte = leaf(level, prot, false);
			KUNIT_EXPECT_TRUE(test, slat_pte_present(pte));
			KUNIT_EXPECT_TRUE(test, slat_pte_is_leaf(pte, level));
			KUNIT_EXPECT_EQ(test, slat_pte_hpa(pte), HPA);
			KUNIT_EXPECT_EQ(test, slat_pte_prot(pte), prot);
			KUNIT_EXPECT_FALSE(test, slat_pte_young(pte));
			if (level > SLAT_LEVEL_4K)
				KUNIT_EXPECT_EQ(test,
						slat_pte_split(pte, level),
						leaf(level - 1, prot, false));
			pte = slat_pte_write_protect(slat_pte_mkyoung(pte));
			KUNIT_EXPECT_EQ(test, pte,
					leaf(level, prot & ~SLAT_WRITE, true));
			KUNIT_EXPECT_TRUE(test, slat_pte_young(pte));
			KUNIT_EXPECT_EQ(test, slat_pte_grant(pte, prot),
					leaf(level, prot, true));
		}
	}
	pte = slat_pte_table(HPA);
	KUNIT_EXPECT_TRUE(test, slat_pte_present(pte));
	KUNIT_EXPECT_FALSE(test, slat_pte_is_leaf(pte, SLAT_LEVEL_2M));
	KUNIT_EXPECT_FALSE(test, slat_pte_present(0));
}

static void slat_map_beyond_the_end(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	struct airlock_slat_source none = {};
	gpa_t end = airlock_slat_end(slat);
	unsigned int prot;
	LIST_HEAD(freed);
	bool young;
	u64 hpa;

	KUNIT_EXPECT_EQ(test, map(slat, end, HPA, SLAT_LEVEL_4K, RWX), -EFAULT);
	KUNIT_EXPECT_EQ(test, around(slat, end, HPA, RWX, &none), -EFAULT);
	KUNIT_EXPECT_EQ(test, map(slat, end - PAGE_SIZE, HPA, SLAT_LEVEL_4K, RWX),
			0);
	KUNIT_EXPECT_EQ(test, airlock_slat_lookup(slat, end, &hpa, &prot), 0);
	/* Ranges are clipped. */
	KUNIT_EXPECT_FALSE(test, airlock_slat_age(slat, end, ~0ULL, &young));
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, end - PAGE_SIZE,
						   ~0ULL, &freed));
	airlock_slat_free(&freed);
	airlock_slat_destroy(slat);
}

static void slat_next_skips_holes(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	gpa_t last = airlock_slat_end(slat) - PAGE_SIZE, at = 0;
	unsigned int prot;
	u64 hpa;

	KUNIT_EXPECT_EQ(test, airlock_slat_next(slat, &at, &hpa, &prot), 0);
	map(slat, GPA, HPA, SLAT_LEVEL_2M, SLAT_READ);
	map(slat, last, HPA, SLAT_LEVEL_4K, RWX);
	at = 0;
	KUNIT_EXPECT_EQ(test, airlock_slat_next(slat, &at, &hpa, &prot),
			SLAT_LEVEL_2M);
	KUNIT_EXPECT_EQ(test, at, GPA);
	KUNIT_EXPECT_EQ(test, hpa, HPA);
	KUNIT_EXPECT_EQ(test, prot, SLAT_READ);
	at += 5 * PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, airlock_slat_next(slat, &at, &hpa, &prot),
			SLAT_LEVEL_2M);
	KUNIT_EXPECT_EQ(test, hpa, HPA + 5 * PAGE_SIZE);
	at = GPA + slat_level_size(SLAT_LEVEL_2M);
	KUNIT_EXPECT_EQ(test, airlock_slat_next(slat, &at, &hpa, &prot),
			SLAT_LEVEL_4K);
	KUNIT_EXPECT_EQ(test, at, last);
	at += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, airlock_slat_next(slat, &at, &hpa, &prot), 0);
	airlock_slat_destroy(slat);
}

static void slat_map_only_adds_rights(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	unsigned int prot;

	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, SLAT_READ), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot), SLAT_LEVEL_4K);
	KUNIT_EXPECT_EQ(test, prot, SLAT_READ);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX), 0);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, SLAT_READ), 0);
	level_at(slat, GPA, &prot);
	KUNIT_EXPECT_EQ(test, prot, RWX);
	airlock_slat_destroy(slat);
}

static void slat_map_finds_something_in_the_way(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	unsigned int prot;
	u64 hpa;

	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX), 0);
	/* Another page; the same as a device; a huge leaf over a table. */
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA + PAGE_SIZE, SLAT_LEVEL_4K, RWX),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX | SLAT_DEVICE),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_2M, RWX), -EAGAIN);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_1G, RWX), -EAGAIN);
	KUNIT_EXPECT_EQ(test, airlock_slat_lookup(slat, GPA, &hpa, &prot),
			SLAT_LEVEL_4K);
	KUNIT_EXPECT_EQ(test, hpa, HPA);
	airlock_slat_destroy(slat);
}

static void slat_huge_leaf_covers_small_one(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	gpa_t in = 7 * PAGE_SIZE;
	struct airlock_slat_source none = {};

	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_1G, SLAT_READ), 0);
	KUNIT_EXPECT_EQ(test, map(slat, GPA + in, HPA + in, SLAT_LEVEL_4K, SLAT_READ),
			0);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_2M, SLAT_READ), 0);
	KUNIT_EXPECT_EQ(test, around(slat, GPA + in, HPA + in, SLAT_READ, &none),
			0);
	KUNIT_EXPECT_EQ(test, map(slat, GPA + in, HPA + in, SLAT_LEVEL_4K, RWX),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, map(slat, GPA + in, HPA, SLAT_LEVEL_4K, SLAT_READ),
			-EAGAIN);
	airlock_slat_destroy(slat);
}

static void slat_nx_huge(struct kunit *test)
{
	struct airlock_slat_geometry geo = plain;
	struct airlock_slat *slat;
	LIST_HEAD(freed);
	unsigned int prot;

	geo.nx_huge = true;
	slat = new_slat(test, &geo);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_2M, RWX), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot), SLAT_LEVEL_2M);
	KUNIT_EXPECT_EQ(test, prot, SLAT_READ | SLAT_WRITE);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX), -EAGAIN);
	/* What makes way for a small leaf leaves small ones, executable. */
	airlock_slat_unmap(slat, GPA, GPA + PAGE_SIZE, &freed);
	airlock_slat_free(&freed);
	if (SLAT_SPLIT_LIVE) {
		KUNIT_EXPECT_EQ(test, level_at(slat, GPA + PAGE_SIZE, &prot),
				SLAT_LEVEL_4K);
		KUNIT_EXPECT_EQ(test, prot, RWX);
	}
	airlock_slat_destroy(slat);
}

static void slat_spare_tables_come_first(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(spare);
	int ret;

	KUNIT_ASSERT_EQ(test, airlock_slat_topup(slat, &spare), 0);
	KUNIT_EXPECT_EQ(test, nr_tables(&spare), 3);
	ret = airlock_slat_map(slat, &spare, GPA, HPA, SLAT_LEVEL_2M, RWX);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, nr_tables(&spare), 1);
	airlock_slat_free(&spare);
	KUNIT_EXPECT_TRUE(test, list_empty(&spare));
	airlock_slat_destroy(slat);
}

static void slat_unmap_frees_tables(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(freed);

	map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX);
	map(slat, GPA + PAGE_SIZE, HPA, SLAT_LEVEL_4K, RWX);
	/* Nothing there, nothing to flush. */
	KUNIT_EXPECT_FALSE(test, airlock_slat_unmap(slat, GPA + 2 * PAGE_SIZE,
						    GPA + SZ_1G, &freed));
	/* Not empty yet. */
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, GPA, GPA + PAGE_SIZE,
						   &freed));
	KUNIT_EXPECT_EQ(test, nr_tables(&freed), 0);
	/* The last page takes the tables of all three levels along. */
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, GPA + PAGE_SIZE,
						   GPA + 2 * PAGE_SIZE,
						   &freed));
	KUNIT_EXPECT_EQ(test, nr_tables(&freed), 3);
	airlock_slat_free(&freed);
	airlock_slat_destroy(slat);
}

/* A table that goes takes all tables below it along. */
static void slat_unmap_frees_subtrees(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(freed);
	unsigned int prot;

	map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX);
	map(slat, GPA + SZ_2M, HPA, SLAT_LEVEL_4K, RWX);
	map(slat, GPA + SZ_4M, HPA, SLAT_LEVEL_2M, RWX);
	map(slat, GPA + SZ_1G, HPA, SLAT_LEVEL_4K, RWX);
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, GPA, GPA + SZ_1G,
						   &freed));
	KUNIT_EXPECT_EQ(test, nr_tables(&freed), 3);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + SZ_2M, &prot), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + SZ_1G, &prot),
			SLAT_LEVEL_4K);
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, 0, 1ULL << 40,
						   &freed));
	KUNIT_EXPECT_EQ(test, nr_tables(&freed), 6);
	airlock_slat_free(&freed);
	airlock_slat_destroy(slat);
}

/* Split, the rest stays; with break-before-make, the whole leaf goes. */
static void slat_unmap_part_of_huge_leaf(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	gpa_t hole = GPA + SZ_4M;
	LIST_HEAD(freed);
	unsigned int prot;

	map(slat, GPA, HPA, SLAT_LEVEL_1G, RWX);
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, hole, hole + PAGE_SIZE,
						   &freed));
	KUNIT_EXPECT_EQ(test, level_at(slat, hole, &prot), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, hole + PAGE_SIZE, &prot),
			SLAT_SPLIT_LIVE ? SLAT_LEVEL_4K : 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot),
			SLAT_SPLIT_LIVE ? SLAT_LEVEL_2M : 0);
	KUNIT_EXPECT_EQ(test, prot, SLAT_SPLIT_LIVE ? RWX : 0);
	airlock_slat_free(&freed);
	airlock_slat_destroy(slat);
}

/* A CPU may walk them until it is flushed: no list links inside, no zeroes. */
static void slat_freed_tables_keep_their_contents(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	struct page *page;
	LIST_HEAD(freed);
	u64 pte;

	map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX);
	pte = slat_pte_leaf(HPA, SLAT_LEVEL_4K, RWX, true);
	airlock_slat_unmap(slat, GPA, GPA + SZ_2M, &freed);
	/* The small table was taken out first, and is last on the list. */
	page = list_last_entry(&freed, struct page, lru);
	KUNIT_EXPECT_EQ(test, *(u64 *)page_address(page), pte);
	airlock_slat_free(&freed);
	airlock_slat_destroy(slat);
}

/* The way to a huge leaf where small ones are: unmap, flush, map. */
static void slat_collapse(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	LIST_HEAD(freed);
	unsigned int prot;

	map(slat, GPA, HPA, SLAT_LEVEL_4K, RWX);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_2M, RWX), -EAGAIN);
	KUNIT_EXPECT_TRUE(test, airlock_slat_unmap(slat, GPA, GPA + SZ_2M,
						   &freed));
	airlock_slat_free(&freed);
	KUNIT_EXPECT_EQ(test, map(slat, GPA, HPA, SLAT_LEVEL_2M, RWX), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + SZ_1M, &prot),
			SLAT_LEVEL_2M);
	airlock_slat_destroy(slat);
}

/* Three pages of another table, the first of which is unlike the others. */
static const u64 source_table[] = {
	HPA | 7,
	(HPA + SZ_4K) | 3,
	(HPA + SZ_8K) | 3,
};

static const struct airlock_slat_source source = {
	.entry = &source_table[2],
	.like = (HPA + SZ_8K) | 3,
	.ignore = PAGE_MASK,
	.addr = PAGE_MASK,
	.before = 2,
};

/* A neighbour that nobody touched is not accessed, if the CPU can tell. */
static void slat_age_neighbours(struct kunit *test)
{
	struct airlock_slat *slat = new_slat(test, &plain);
	unsigned int prot;

	KUNIT_EXPECT_EQ(test, around(slat, GPA + SZ_8K, HPA + SZ_8K, RWX, &source),
			0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA, &prot), 0);
	KUNIT_EXPECT_EQ(test, level_at(slat, GPA + SZ_4K, &prot),
			SLAT_LEVEL_4K);
	KUNIT_EXPECT_FALSE(test, airlock_slat_test_young(slat, GPA,
							 GPA + SZ_8K));
	KUNIT_EXPECT_TRUE(test, airlock_slat_test_young(slat, GPA + SZ_8K,
							GPA + SZ_16K));
	airlock_slat_destroy(slat);
}
