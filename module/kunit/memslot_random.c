// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of random changes of memory slots, compared with an array that says
 * of each page whose it is.
 */

#define RANDOM_PAGES		512
#define RANDOM_IDS		24
#define RANDOM_STEPS		20000

/* Whose page is it, by the simplest means. */
struct slots_model {
	u32 owner[RANDOM_PAGES];	/* id + 1 */
	struct airlock_memslot slot[RANDOM_IDS];
};

static int model_set(struct slots_model *m, u32 id, unsigned int base,
		     unsigned int npages, unsigned long hva, u32 flags)
{
	struct airlock_memslot *slot = &m->slot[id];
	unsigned int i;

	if (!npages && !slot->npages)
		return -EINVAL;
	if (npages && slot->npages &&
	    (slot->npages != npages || slot->hva != hva ||
	     (slot->flags ^ flags) & KVM_MEM_READONLY))
		return -EINVAL;
	for (i = base; i < base + npages; i++)
		if (m->owner[i] && m->owner[i] != id + 1)
			return -EEXIST;
	for (i = 0; i < RANDOM_PAGES; i++) {
		if (m->owner[i] == id + 1)
			m->owner[i] = 0;
		if (i >= base && i < base + npages)
			m->owner[i] = id + 1;
	}
	slot->base = base;
	slot->npages = npages;
	slot->hva = hva;
	slot->flags = flags;
	slot->id = id;
	return 0;
}

static bool same(const struct airlock_memslot *a,
		 const struct airlock_memslot *b)
{
	return a->base == b->base && a->npages == b->npages &&
	       a->hva == b->hva && a->flags == b->flags && a->id == b->id;
}

/* Which slots the tree finds, by id. */
static void note_slot(const struct airlock_memslot *slot, void *data)
{
	u32 *seen = data;

	seen[slot->id]++;
}

/* Each slot with memory in the range is visited once, others are not. */
static void compare_by_hva(struct slots_test *t, const struct slots_model *m,
			   unsigned long start, unsigned long end)
{
	u32 seen[RANDOM_IDS] = {};
	unsigned int id;

	airlock_memslot_visit_hva(t->slots, start, end, note_slot, seen);
	for (id = 0; id < RANDOM_IDS; id++) {
		const struct airlock_memslot *slot = &m->slot[id];
		u32 want = slot->npages && slot->hva < end &&
			   airlock_memslot_hva_end(slot) > start;

		KUNIT_ASSERT_EQ(t->test, want, seen[id]);
	}
}

static void compare_slots(struct slots_test *t, const struct slots_model *m)
{
	const struct airlock_memslot *slot;
	unsigned int i;

	for (i = 0; i < RANDOM_PAGES; i++) {
		slot = airlock_memslot_find(t->slots, i);
		KUNIT_ASSERT_EQ(t->test, m->owner[i], slot ? slot->id + 1 : 0);
		if (!slot)
			continue;
		KUNIT_ASSERT_EQ(t->test, !slot->dirty,
				!(slot->flags & KVM_MEM_LOG_DIRTY_PAGES));
		KUNIT_ASSERT_TRUE(t->test, same(slot, &m->slot[slot->id]));
	}
	for (i = 1; t->slots && i < t->slots->nr; i++) {
		slot = &t->slots->slot[i - 1];
		KUNIT_ASSERT_LE(t->test, slot->base + slot->npages,
				t->slots->slot[i].base);
	}
}

static void memslot_random(struct kunit *test)
{
	struct slots_test *t = slots_begin(test);
	struct slots_model *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	unsigned int i, base, npages, flags;
	struct rnd_state rnd;
	unsigned long hva;
	u32 id;

	KUNIT_ASSERT_NOT_NULL(test, m);
	prandom_seed_state(&rnd, 0x5107);
	for (i = 0; i < RANDOM_STEPS; i++) {
		id = prandom_u32_state(&rnd) % RANDOM_IDS;
		base = prandom_u32_state(&rnd) % (RANDOM_PAGES - 32);
		npages = prandom_u32_state(&rnd) % 32;
		hva = (prandom_u32_state(&rnd) % 200) << PAGE_SHIFT;
		flags = prandom_u32_state(&rnd) % 8 ? 0 : KVM_MEM_READONLY;
		if (!(prandom_u32_state(&rnd) % 4))
			flags |= KVM_MEM_LOG_DIRTY_PAGES;
		/* A move, half of the time that one is possible. */
		if (m->slot[id].npages && prandom_u32_state(&rnd) % 2) {
			npages = m->slot[id].npages;
			hva = m->slot[id].hva;
			flags = m->slot[id].flags;
		}
		KUNIT_ASSERT_EQ(test,
				model_set(m, id, base, npages, hva, flags),
				set(t, id, (u64)base << PAGE_SHIFT,
				    (u64)npages << PAGE_SHIFT, hva, flags));
		if (!t->changed)
			continue;
		compare_slots(t, m);
		hva = (prandom_u32_state(&rnd) % 230) << PAGE_SHIFT;
		compare_by_hva(t, m, hva, hva + 1);
		compare_by_hva(t, m, hva, hva + npages * PAGE_SIZE);
	}
	slots_end(t);
}
