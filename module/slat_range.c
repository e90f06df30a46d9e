// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of second-level translations over a range of guest memory: unmap,
 * write-protect, age.
 *
 * Each is a function from a leaf to the leaf that it becomes, applied by one
 * walk. CPUs set accessed and dirty bits while it runs, so every leaf is
 * changed by compare-and-exchange.
 */

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "slat_tree.h"

/**
 * struct slat_range - one walk over a range.
 * @slat: the table.
 * @change: what a leaf becomes, 0 if nothing; must not add rights.
 * @exact: leaves that reach beyond the range are split or, failing that,
 *	unmapped; otherwise they are changed as a whole.
 * @freed: takes tables out of the tree that are no longer needed, if not NULL.
 * @flush: some translation was taken away or narrowed.
 * @young: some leaf was accessed.
 */
struct slat_range {
	struct airlock_slat *slat;
	u64 (*change)(const struct airlock_slat *slat, u64 pte);
	bool exact;
	struct list_head *freed;
	bool flush;
	bool young;
};

static void slat_range_table(struct slat_range *r, u64 *ptep,
			     unsigned int level, gpa_t start, gpa_t end);

/* Collect a table that is out of the tree already, and all below it. */
static void slat_collect(struct slat_range *r, u64 *table, unsigned int level)
{
	unsigned int i;

	if (level > SLAT_LEVEL_4K) {
		for (i = 0; i < SLAT_ENTRIES; i++) {
			u64 pte = READ_ONCE(table[i]);

			if (slat_pte_present(pte) &&
			    !slat_pte_is_leaf(pte, level))
				slat_collect(r, slat_child(pte), level - 1);
		}
	}
	list_add(&virt_to_page(table)->lru, r->freed);
}

/*
 * Take a table out of the tree. Even an empty one takes the flush: a CPU may
 * have cached the entry that led to it. SDM 3C "Caching Translation
 * Information", Arm ARM "TLB maintenance requirements".
 */
static void slat_unlink(struct slat_range *r, u64 *ptep, unsigned int level)
{
	u64 *table = slat_child(READ_ONCE(*ptep));

	WRITE_ONCE(*ptep, 0);
	r->flush = true;
	slat_collect(r, table, level - 1);
}

static bool slat_table_empty(const u64 *table)
{
	return !memchr_inv(table, 0, SLAT_ENTRIES * sizeof(*table));
}

/*
 * Replace a leaf by a table of smaller ones that translate the same. If it was
 * not executable because it was huge, its pages are: to let the guest fault on
 * each of them would protect nobody.
 */
static bool slat_split(const struct airlock_slat *slat, u64 *ptep,
		       unsigned int level)
{
	u64 old = READ_ONCE(*ptep);
	u64 *table;
	u64 pte;
	unsigned int i;

	if (!SLAT_SPLIT_LIVE)
		return false;
	table = slat_table_alloc(NULL);
	if (!table)
		return false;
	do {
		pte = slat_pte_split(old, level);
		if (slat->geo.nx_huge && level - 1 == SLAT_LEVEL_4K)
			pte = slat_pte_grant(pte, SLAT_EXEC);
		for (i = 0; i < SLAT_ENTRIES; i++)
			table[i] = pte + i * slat_level_size(level - 1);
	} while (!try_cmpxchg(ptep, &old, slat_pte_table(__pa(table))));
	return true;
}

/*
 * Change one leaf, and note what that means to whoever has it cached. On the
 * read side another vCPU may empty the entry or hang a table into it meanwhile.
 */
static void slat_change(struct slat_range *r, u64 *ptep, unsigned int level,
			bool drop)
{
	u64 old = READ_ONCE(*ptep);
	u64 new;

	do {
		if (!slat_pte_present(old) || !slat_pte_is_leaf(old, level))
			return;
		new = drop ? 0 : r->change(r->slat, old);
	} while (new != old && !try_cmpxchg(ptep, &old, new));

	if (!slat_pte_present(new) || slat_pte_prot(new) != slat_pte_prot(old))
		r->flush = true;
	if (slat_pte_young(old))
		r->young = true;
}

/* One entry and the part of the range that is below it. */
static void slat_range_entry(struct slat_range *r, u64 *ptep,
			     unsigned int level, gpa_t start, gpa_t end)
{
	bool whole = end - start == slat_level_size(level);
	u64 pte = READ_ONCE(*ptep);
	bool drop = false;

	if (slat_pte_is_leaf(pte, level)) {
		if (!whole && r->exact && r->change(r->slat, pte) != pte)
			drop = !slat_split(r->slat, ptep, level);
		pte = READ_ONCE(*ptep);
		if (slat_pte_is_leaf(pte, level)) {
			slat_change(r, ptep, level, drop);
			return;
		}
	}

	if (whole && r->freed) {
		slat_unlink(r, ptep, level);
		return;
	}
	slat_range_table(r, slat_entry(slat_child(pte), start, level - 1),
			 level - 1, start, end);
	if (r->freed && slat_table_empty(slat_child(pte)))
		slat_unlink(r, ptep, level);
}

/* From the entry of @start on, which is in a table of @level. */
static void slat_range_table(struct slat_range *r, u64 *ptep,
			     unsigned int level, gpa_t start, gpa_t end)
{
	u64 size = slat_level_size(level);
	gpa_t next;

	for (; start < end; start = next, ptep++) {
		next = ALIGN_DOWN(start, size) + size;
		/* Most entries of most tables are. */
		if (!slat_pte_present(READ_ONCE(*ptep)))
			continue;
		slat_range_entry(r, ptep, level, start, min(next, end));
	}
}

static void slat_range(struct slat_range *r, gpa_t start, gpa_t end)
{
	end = min(end, airlock_slat_end(r->slat));
	if (start < end)
		slat_range_table(r, slat_root_entry(r->slat, start),
				 r->slat->geo.levels, start, end);
}

static u64 slat_to_nothing(const struct airlock_slat *slat, u64 pte)
{
	return 0;
}

bool airlock_slat_unmap(struct airlock_slat *slat, gpa_t start, gpa_t end,
			struct list_head *freed)
{
	struct slat_range r = {
		.slat = slat,
		.change = slat_to_nothing,
		.exact = true,
		.freed = freed,
	};

	slat_range(&r, start, end);
	return r.flush;
}

static u64 slat_to_read_only(const struct airlock_slat *slat, u64 pte)
{
	return slat_pte_write_protect(pte);
}

bool airlock_slat_write_protect(struct airlock_slat *slat, gpa_t start,
				gpa_t end)
{
	struct slat_range r = {
		.slat = slat,
		.change = slat_to_read_only,
		.exact = true,
	};

	slat_range(&r, start, end);
	return r.flush;
}

static u64 slat_to_old(const struct airlock_slat *slat, u64 pte)
{
	return slat_pte_mkold(pte, slat->geo.ad);
}

bool airlock_slat_age(struct airlock_slat *slat, gpa_t start, gpa_t end,
		      bool *young)
{
	struct slat_range r = {
		.slat = slat,
		.change = slat_to_old,
	};

	slat_range(&r, start, end);
	if (r.young)
		*young = true;
	return r.flush;
}

static u64 slat_to_itself(const struct airlock_slat *slat, u64 pte)
{
	return pte;
}

bool airlock_slat_test_young(struct airlock_slat *slat, gpa_t start, gpa_t end)
{
	struct slat_range r = {
		.slat = slat,
		.change = slat_to_itself,
	};

	slat_range(&r, start, end);
	return r.young;
}
