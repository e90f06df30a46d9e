// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of random operations on a table and on its model; after each the
 * answers agree, and where it looked, the contents.
 */
#define RANDOM_STEPS		6000
#define RANDOM_LOOK_ALL		500

struct random_test {
	struct kunit *test;
	struct model *m;
	struct airlock_slat slat;
	struct rnd_state rnd;
};

static const struct slat_geometry_param {
	const char *name;
	struct airlock_slat_geometry geo;
} slat_geometries[] = {
	{ "4 levels, 1G leaves",
	  { .bits = 48, .levels = 4, .max_leaf = SLAT_LEVEL_1G, .ad = true } },
	{ "4 levels, no accessed bits",
	  { .bits = 46, .levels = 4, .max_leaf = SLAT_LEVEL_1G } },
	{ "4 levels, 2M leaves not executable",
	  { .bits = 46, .levels = 4, .max_leaf = 2, .ad = true, .nx_huge = 1 } },
	{ "5 levels",
	  { .bits = 52, .levels = 5, .max_leaf = SLAT_LEVEL_1G, .ad = true } },
	{ "3 levels, 2 roots",
	  { .bits = 40, .levels = 3, .max_leaf = SLAT_LEVEL_1G } },
	{ "3 levels, 16 roots",
	  { .bits = 43, .levels = 3, .max_leaf = SLAT_LEVEL_2M, .ad = true } },
};

static void slat_geometry_desc(const struct slat_geometry_param *p, char *desc)
{
	strscpy(desc, p->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(slat_geometry, slat_geometries, slat_geometry_desc);

static u32 rnd(struct random_test *r, u32 below)
{
	return prandom_u32_state(&r->rnd) % below;
}

static gpa_t model_gpa(unsigned long at)
{
	return MODEL_BASE + ((gpa_t)at << PAGE_SHIFT);
}

/* Mostly rights of memory, now and then of a device. */
static unsigned int rnd_prot(struct random_test *r)
{
	unsigned int prot = SLAT_READ;

	if (rnd(r, 2))
		prot |= SLAT_WRITE;
	if (rnd(r, 4))
		prot |= SLAT_EXEC;
	if (!rnd(r, 50))
		prot |= SLAT_DEVICE;
	return prot;
}

/* The leaf size of a step: small ones most of the time. */
static unsigned int rnd_level(struct random_test *r)
{
	u32 dice = rnd(r, 100);

	if (!dice && r->m->geo.max_leaf >= SLAT_LEVEL_1G)
		return SLAT_LEVEL_1G;
	return dice < 40 ? SLAT_LEVEL_2M : SLAT_LEVEL_4K;
}

/*
 * A page to work on. Most are in a few MiB on each side of the middle, so that
 * operations meet.
 */
static unsigned long rnd_page(struct random_test *r)
{
	if (!rnd(r, 8))
		return rnd(r, MODEL_PAGES);
	return MODEL_PAGES / 2 - 2048 + rnd(r, 4096);
}

static void rnd_range(struct random_test *r, unsigned long *start,
		      unsigned long *end)
{
	unsigned long pages;

	*start = rnd_page(r);
	switch (rnd(r, 6)) {
	case 0:
	case 1:
		pages = 1;
		break;
	case 2:
		pages = 1 + rnd(r, 20);
		break;
	case 3:
		*start = model_first(*start, SLAT_LEVEL_2M);
		pages = PAGES_OF(SLAT_LEVEL_2M);
		break;
	case 4:
		pages = rnd(r, 2000);
		break;
	default:
		pages = rnd(r, 8) ? rnd(r, 5000) : MODEL_PAGES;
		break;
	}
	*end = min(*start + pages, MODEL_PAGES);
}

/* The address that a page would have if all were mapped one to one, or not. */
static u64 rnd_hpa(struct random_test *r, unsigned long at, unsigned int level)
{
	u64 hpa = model_gpa(at) + (8ULL << 30);

	if (!rnd(r, 10))
		hpa ^= 1ULL << 36;
	return hpa & ~(slat_level_size(level) - 1);
}

static void step_map(struct random_test *r)
{
	unsigned int level = rnd_level(r), prot = rnd_prot(r);
	unsigned long at = model_first(rnd_page(r), level);
	u64 hpa = rnd_hpa(r, at, level);

	KUNIT_ASSERT_EQ(r->test, model_map(r->m, at, level, hpa, prot, true),
			airlock_slat_map(&r->slat, NULL, model_gpa(at), hpa,
					 level, prot));
}

#define SRC_ADDR		GENMASK_ULL(47, 12)
#define SRC_IGNORED		BIT_ULL(5)
#define SRC_LIKE		BIT_ULL(0)
#define SRC_UNLIKE		BIT_ULL(1)

/* Neighbours that are like the page, or in an ignored bit only, or not. */
static void step_map_around(struct random_test *r)
{
	unsigned long at = ALIGN_DOWN(rnd_page(r), 8);
	unsigned int which = rnd(r, 8), prot = rnd_prot(r), i;
	bool covered = r->m->page[at].level > SLAT_LEVEL_4K;
	struct airlock_slat_source src = {
		.ignore = SRC_ADDR | SRC_IGNORED,
		.addr = SRC_ADDR,
		.before = rnd(r, which + 1),
		.after = rnd(r, 8 - which),
	};
	u64 entry[8], hpa;
	int want;

	for (i = 0; i < 8; i++)
		entry[i] = rnd_hpa(r, at + i, SLAT_LEVEL_4K) | SRC_LIKE |
			   (rnd(r, 2) ? SRC_IGNORED : 0) |
			   (i != which && rnd(r, 3) ? 0 : SRC_UNLIKE);
	entry[which] &= ~SRC_UNLIKE;
	src.entry = &entry[which];
	src.like = entry[which];

	hpa = entry[which] & SRC_ADDR;
	want = model_map(r->m, at + which, SLAT_LEVEL_4K, hpa, prot, true);
	for (i = which - src.before; i <= which + src.after && !covered; i++)
		if (!(entry[i] & SRC_UNLIKE) && !r->m->page[at + i].level)
			model_map(r->m, at + i, SLAT_LEVEL_4K,
				  entry[i] & SRC_ADDR, prot, !r->m->geo.ad);
	KUNIT_ASSERT_EQ(r->test, want,
			airlock_slat_map_around(&r->slat, NULL,
						model_gpa(at + which), hpa,
						prot, &src));
}

static void step_unmap(struct random_test *r)
{
	unsigned long start, end;
	LIST_HEAD(freed);

	rnd_range(r, &start, &end);
	KUNIT_ASSERT_EQ(r->test, model_unmap(r->m, start, end),
			airlock_slat_unmap(&r->slat, model_gpa(start),
					   model_gpa(end), &freed));
	airlock_slat_free(&freed);
}

static void step_write_protect(struct random_test *r)
{
	unsigned long start, end;

	rnd_range(r, &start, &end);
	KUNIT_ASSERT_EQ(r->test, model_write_protect(r->m, start, end),
			airlock_slat_write_protect(&r->slat, model_gpa(start),
						   model_gpa(end)));
}

static void step_age(struct random_test *r)
{
	bool young = false, model_young = false;
	unsigned long start, end;

	rnd_range(r, &start, &end);
	KUNIT_ASSERT_EQ(r->test, model_test_young(r->m, start, end),
			airlock_slat_test_young(&r->slat, model_gpa(start),
						model_gpa(end)));
	KUNIT_ASSERT_EQ(r->test,
			model_age(r->m, start, end, &model_young),
			airlock_slat_age(&r->slat, model_gpa(start),
					 model_gpa(end), &young));
	KUNIT_ASSERT_EQ(r->test, model_young, young);
}

/* Does the table say of a page what the model says? */
static void look_at(struct random_test *r, unsigned long at)
{
	const struct model_page *page = &r->m->page[at];
	unsigned int level, prot = 0;
	u64 hpa = 0;

	level = airlock_slat_lookup(&r->slat, model_gpa(at) + 123, &hpa, &prot);
	KUNIT_ASSERT_EQ(r->test, page->level, level);
	if (!level)
		return;
	KUNIT_ASSERT_EQ(r->test, page->hpa + 123, hpa);
	KUNIT_ASSERT_EQ(r->test, page->prot, prot);
	KUNIT_ASSERT_EQ(r->test, page->young,
			airlock_slat_test_young(&r->slat, model_gpa(at),
						model_gpa(at + 1)));
}

static void look_around(struct random_test *r, unsigned int step)
{
	unsigned long at;
	unsigned int i;

	for (i = 0; i < 20; i++)
		look_at(r, rnd_page(r));
	if (step % RANDOM_LOOK_ALL)
		return;
	for (at = MODEL_PAGES / 2 - 4096; at < MODEL_PAGES / 2 + 4096; at++)
		look_at(r, at);
	for (at = 0; at < MODEL_PAGES; at += 511)
		look_at(r, at);
}

static void step(struct random_test *r)
{
	u32 dice = rnd(r, 100);

	if (dice < 45)
		step_map(r);
	else if (dice < 65)
		step_map_around(r);
	else if (dice < 80)
		step_unmap(r);
	else if (dice < 90)
		step_write_protect(r);
	else
		step_age(r);
}

static void slat_random_walk(struct kunit *test)
{
	const struct slat_geometry_param *param = test->param_value;
	struct random_test *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	LIST_HEAD(freed);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->test = test;
	r->m = model_create(&param->geo);
	KUNIT_ASSERT_NOT_NULL(test, r->m);
	KUNIT_ASSERT_EQ(test, airlock_slat_init(&r->slat, &param->geo), 0);
	prandom_seed_state(&r->rnd, 0xa17c0c4 + param->geo.bits);

	for (i = 0; i < RANDOM_STEPS; i++) {
		step(r);
		look_around(r, i);
	}

	/* All gone means no table left. */
	airlock_slat_unmap(&r->slat, 0, airlock_slat_end(&r->slat), &freed);
	airlock_slat_free(&freed);
	KUNIT_EXPECT_NULL(test,
			  memchr_inv(r->slat.root, 0,
				     PAGE_SIZE << slat_root_order(&param->geo)));
	airlock_slat_destroy(&r->slat);
	model_destroy(r->m);
}
