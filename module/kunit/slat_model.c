// SPDX-License-Identifier: GPL-2.0
/*
 * What a table of second-level translations should hold, as plain arrays: one
 * element a page, and which tables exist. It is what slat.c is compared to.
 */

#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/vmalloc.h>

#include "slat_tree.h"

/*
 * The modelled addresses: 2 GiB on both sides of 512 GiB, where an entry of
 * the fourth level ends and, with three levels, the first of two roots.
 */
#define MODEL_BASE		(511ULL << 30)
#define MODEL_PAGES		(2UL << (30 - PAGE_SHIFT))

#define PAGES_OF(level)		(slat_level_size(level) >> PAGE_SHIFT)

struct model_page {
	u64 hpa;
	u8 prot;
	u8 level;	/* of the leaf it is in, 0 if there is none */
	bool young;
};

struct model {
	struct airlock_slat_geometry geo;
	struct model_page *page;
	/*
	 * There is a table of leaves of 4 KiB; of 2 MiB; of 1 GiB, each of
	 * which holds one entry of ours.
	 */
	bool small_table[MODEL_PAGES >> 9];
	bool large_table[MODEL_PAGES >> 18];
	bool top_table[MODEL_PAGES >> 18];
};

static struct model *model_create(const struct airlock_slat_geometry *geo)
{
	struct model *m = vzalloc(sizeof(*m));

	if (!m)
		return NULL;
	m->geo = *geo;
	m->page = vzalloc(array_size(MODEL_PAGES, sizeof(*m->page)));
	if (!m->page) {
		vfree(m);
		return NULL;
	}
	return m;
}

static void model_destroy(struct model *m)
{
	vfree(m->page);
	vfree(m);
}

static unsigned long model_first(unsigned long at, unsigned int level)
{
	return ALIGN_DOWN(at, PAGES_OF(level));
}

/* Is there a table where a leaf of @level would go? */
static bool model_table(const struct model *m, unsigned long at,
			unsigned int level)
{
	if (level == SLAT_LEVEL_2M)
		return m->small_table[at >> 9];
	return level == SLAT_LEVEL_1G && m->large_table[at >> 18];
}

static void model_set_leaf(struct model *m, unsigned long at,
			   unsigned int level, u64 hpa, unsigned int prot,
			   bool young)
{
	unsigned long i;

	for (i = 0; i < PAGES_OF(level); i++)
		m->page[at + i] = (struct model_page){
			.hpa = hpa + ((u64)i << PAGE_SHIFT),
			.prot = prot,
			.level = level,
			.young = young,
		};
	m->top_table[at >> 18] = m->geo.levels > SLAT_LEVEL_1G;
	if (level <= SLAT_LEVEL_2M)
		m->large_table[at >> 18] = true;
	if (level == SLAT_LEVEL_4K)
		m->small_table[at >> 9] = true;
}

/* airlock_slat_map(), and one page of airlock_slat_map_around(). */
static int model_map(struct model *m, unsigned long at, unsigned int level,
		     u64 hpa, unsigned int prot, bool young)
{
	struct model_page *page = &m->page[at];

	if (level > SLAT_LEVEL_4K && m->geo.nx_huge)
		prot &= ~SLAT_EXEC;
	if (page->level > level)
		return page->hpa == hpa && !(prot & ~page->prot) ? 0 : -EAGAIN;
	if (model_table(m, at, level))
		return -EAGAIN;
	if (page->level) {
		if (page->hpa != hpa || (page->prot ^ prot) & SLAT_DEVICE)
			return -EAGAIN;
		prot |= page->prot;
		young |= page->young;
	}
	model_set_leaf(m, at, level, hpa, prot, young);
	return 0;
}

static void model_drop_leaf(struct model *m, unsigned long at)
{
	unsigned int level = m->page[at].level;

	at = model_first(at, level);
	memset(&m->page[at], 0, PAGES_OF(level) * sizeof(m->page[0]));
}

/* Leaves that reach beyond [start, end) are split, or dropped as a whole. */
static bool model_narrow_edge(struct model *m, unsigned long at,
			      unsigned long start, unsigned long end)
{
	unsigned int level = m->page[at].level;
	unsigned long first, i;

	while (level > SLAT_LEVEL_4K) {
		first = model_first(at, level);
		if (first >= start && first + PAGES_OF(level) <= end)
			return false;
		if (!SLAT_SPLIT_LIVE) {
			model_drop_leaf(m, at);
			return true;
		}
		if (level == SLAT_LEVEL_1G)
			m->large_table[at >> 18] = true;
		else
			m->small_table[at >> 9] = true;
		level--;
		for (i = 0; i < PAGES_OF(level + 1); i++) {
			m->page[first + i].level = level;
			if (m->geo.nx_huge && level == SLAT_LEVEL_4K)
				m->page[first + i].prot |= SLAT_EXEC;
		}
	}
	return false;
}

static bool model_empty(const struct model *m, unsigned long first,
			unsigned long pages)
{
	unsigned long i;

	for (i = first; i < first + pages; i++)
		if (m->page[i].level)
			return false;
	return true;
}

static bool model_free_table(bool *table)
{
	bool was = *table;

	*table = false;
	return was;
}

/*
 * Tables that the range touches and that are empty are freed. Small ones may
 * be left over, empty, where the range does not reach; they count.
 */
static bool model_free_tables(struct model *m, unsigned long start,
			      unsigned long end)
{
	unsigned long at, small;
	bool freed = false;

	for (at = ALIGN_DOWN(start, 512); at < end; at += 512)
		if (model_empty(m, at, 512))
			freed |= model_free_table(&m->small_table[at >> 9]);

	for (at = model_first(start, SLAT_LEVEL_1G); at < end;
	     at += PAGES_OF(SLAT_LEVEL_1G)) {
		if (!model_empty(m, at, PAGES_OF(SLAT_LEVEL_1G)))
			continue;
		for (small = 0; small < 512; small++)
			if (m->small_table[(at >> 9) + small])
				break;
		if (small < 512)
			continue;
		freed |= model_free_table(&m->large_table[at >> 18]);
		freed |= model_free_table(&m->top_table[at >> 18]);
	}
	return freed;
}

static bool model_unmap(struct model *m, unsigned long start,
			unsigned long end)
{
	bool flush = false;
	unsigned long at;

	for (at = start; at < end; at++) {
		if (!m->page[at].level)
			continue;
		flush = true;
		if (!model_narrow_edge(m, at, start, end))
			model_drop_leaf(m, at);
	}
	return model_free_tables(m, start, end) || flush;
}

static bool model_write_protect(struct model *m, unsigned long start,
				unsigned long end)
{
	bool flush = false;
	unsigned long at;

	for (at = start; at < end; at++) {
		if (!(m->page[at].prot & SLAT_WRITE))
			continue;
		flush = true;
		if (!model_narrow_edge(m, at, start, end))
			m->page[at].prot &= ~SLAT_WRITE;
	}
	return flush;
}

/* Does a leaf have to go in order to be not accessed? */
static bool model_age_drops(const struct model *m)
{
	return !slat_pte_mkold(slat_pte_leaf(0, SLAT_LEVEL_4K, SLAT_READ, true),
			       m->geo.ad);
}

static bool model_age(struct model *m, unsigned long start, unsigned long end,
		      bool *young)
{
	unsigned long at, i, first, pages;
	bool flush = false;

	for (at = start; at < end; at++) {
		if (!m->page[at].level)
			continue;
		*young |= m->page[at].young;
		first = model_first(at, m->page[at].level);
		pages = PAGES_OF(m->page[at].level);
		if (model_age_drops(m)) {
			flush = true;
			model_drop_leaf(m, at);
		} else {
			for (i = 0; i < pages; i++)
				m->page[first + i].young = false;
			at = first + pages - 1;
		}
	}
	return flush;
}

static bool model_test_young(const struct model *m, unsigned long start,
			     unsigned long end)
{
	unsigned long at;

	for (at = start; at < end; at++)
		if (m->page[at].young)
			return true;
	return false;
}
