// SPDX-License-Identifier: GPL-2.0
/*
 * The table of second-level translations: its life, lookups, and the mapping
 * of pages, which several vCPUs do at the same time. What takes translations
 * away is in slat_range.c.
 *
 * Nothing here knows what a VM is, nor how a CPU is told to forget what it has
 * cached: the callers flush.
 */

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "slat_tree.h"

/* At most 16 tables may be concatenated at the root, as on arm64. */
#define SLAT_ROOT_BITS_MAX	(SLAT_INDEX_BITS + 4)

static unsigned int slat_root_bits(const struct airlock_slat_geometry *geo)
{
	return geo->bits - slat_shift(geo->levels);
}

static unsigned int slat_root_order(const struct airlock_slat_geometry *geo)
{
	unsigned int bits = slat_root_bits(geo);

	return bits > SLAT_INDEX_BITS ? bits - SLAT_INDEX_BITS : 0;
}

int airlock_slat_init(struct airlock_slat *slat,
		      const struct airlock_slat_geometry *geo)
{
	gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO;

	if (geo->levels < 2 || geo->levels > 5 ||
	    geo->max_leaf < SLAT_LEVEL_4K || geo->max_leaf > SLAT_LEVEL_1G ||
	    geo->max_leaf > geo->levels ||
	    geo->bits <= slat_shift(geo->levels) ||
	    slat_root_bits(geo) > SLAT_ROOT_BITS_MAX)
		return -EINVAL;

	slat->geo = *geo;
	/* Aligned to its size, as concatenated tables have to be. */
	slat->root = (u64 *)__get_free_pages(gfp, slat_root_order(geo));
	return slat->root ? 0 : -ENOMEM;
}

void airlock_slat_destroy(struct airlock_slat *slat)
{
	LIST_HEAD(freed);

	if (!slat->root)
		return;
	airlock_slat_unmap(slat, 0, airlock_slat_end(slat), &freed);
	airlock_slat_free(&freed);
	free_pages((unsigned long)slat->root, slat_root_order(&slat->geo));
	slat->root = NULL;
}

int airlock_slat_topup(const struct airlock_slat *slat,
		       struct list_head *spare)
{
	unsigned int need = slat->geo.levels - 1;
	struct page *page;

	while (need--) {
		page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!page)
			return -ENOMEM;
		list_add(&page->lru, spare);
	}
	return 0;
}

void airlock_slat_free(struct list_head *tables)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, tables, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/* A zeroed table page, or NULL. */
u64 *slat_table_alloc(struct list_head *spare)
{
	struct page *page;

	if (!spare || list_empty(spare))
		return (u64 *)__get_free_page(GFP_ATOMIC | __GFP_ACCOUNT |
					      __GFP_ZERO);
	page = list_first_entry(spare, struct page, lru);
	list_del(&page->lru);
	return page_address(page);
}

/*
 * Hang a table into an empty entry. Another vCPU may be doing the same: the
 * first one wins, and both go on with what is there then.
 *
 * Return: the entry, or 0 if there is no memory.
 */
static u64 slat_link_table(u64 *ptep, struct list_head *spare)
{
	u64 *table = slat_table_alloc(spare);
	u64 old = 0, new;

	if (!table)
		return 0;
	new = slat_pte_table(__pa(table));
	/* Fully ordered: the zeroes are in the table before the link is. */
	if (try_cmpxchg(ptep, &old, new))
		return new;

	if (spare)
		list_add(&virt_to_page(table)->lru, spare);
	else
		free_page((unsigned long)table);
	return old;
}

/*
 * Walk to the entry for @gpa at @level and make tables on the way. *@covering
 * is the level of the entry found: above @level if a larger leaf is there.
 *
 * Return: the entry, or NULL if there is no memory for a table.
 */
static __always_inline u64 *
slat_walk_to(struct airlock_slat *slat, struct list_head *spare, gpa_t gpa,
	     unsigned int level, unsigned int *covering)
{
	unsigned int at = slat->geo.levels;
	u64 *ptep = slat_root_entry(slat, gpa);

	while (at > level) {
		u64 pte = READ_ONCE(*ptep);

		if (unlikely(!slat_pte_present(pte))) {
			pte = slat_link_table(ptep, spare);
			if (!pte)
				return NULL;
		}
		if (slat_pte_is_leaf(pte, at))
			break;
		at--;
		ptep = slat_entry(slat_child(pte), gpa, at);
	}
	*covering = at;
	return ptep;
}

/* What airlock_slat_map() says of a live entry that it may not touch. */
static int slat_covered(u64 pte, unsigned int at, gpa_t gpa, u64 hpa,
			unsigned int prot)
{
	u64 offset = gpa & (slat_level_size(at) - 1);

	if (!slat_pte_is_leaf(pte, at) || slat_pte_hpa(pte) + offset != hpa ||
	    prot & ~slat_pte_prot(pte))
		return -EAGAIN;
	return 0;
}

/* Put a leaf into an entry of its own level, or add rights to the one there. */
static int slat_install(u64 *ptep, unsigned int level, u64 hpa,
			unsigned int prot, bool young)
{
	u64 old = READ_ONCE(*ptep);
	u64 new;

	do {
		if (!slat_pte_present(old)) {
			slat_pte_prepare(hpa, level, prot);
			new = slat_pte_leaf(hpa, level, prot, young);
			continue;
		}
		if (!slat_pte_is_leaf(old, level) || slat_pte_hpa(old) != hpa ||
		    (slat_pte_prot(old) ^ prot) & SLAT_DEVICE)
			return -EAGAIN;
		new = slat_pte_grant(old, prot);
		if (young)
			new = slat_pte_mkyoung(new);
		if (new == old)
			return 0;
		if (prot & ~slat_pte_prot(old) & SLAT_EXEC)
			slat_pte_prepare(hpa, level, prot);
	} while (!try_cmpxchg(ptep, &old, new));
	return 0;
}

int airlock_slat_map(struct airlock_slat *slat, struct list_head *spare,
		     gpa_t gpa, u64 hpa, unsigned int level, unsigned int prot)
{
	unsigned int at;
	u64 *ptep;
	int ret;

	if (gpa >= airlock_slat_end(slat))
		return -EFAULT;
	if (level > SLAT_LEVEL_4K && slat->geo.nx_huge)
		prot &= ~SLAT_EXEC;

	ptep = slat_walk_to(slat, spare, gpa, level, &at);
	if (!ptep)
		return -ENOMEM;
	if (at != level)
		return slat_covered(READ_ONCE(*ptep), at, gpa, hpa, prot);
	ret = slat_install(ptep, level, hpa, prot, true);
	slat_pte_sync();
	return ret;
}

/* A leaf into an entry that is empty; false if it is not. */
static inline bool slat_install_first(u64 *ptep, u64 leaf, unsigned int prot)
{
	u64 old = READ_ONCE(*ptep);

	if (old)
		return false;
	slat_pte_prepare(slat_pte_hpa(leaf), SLAT_LEVEL_4K, prot);
	return try_cmpxchg(ptep, &old, leaf);
}

static void slat_install_neighbours(u64 *ptep, u64 leaf, unsigned int prot,
				    const struct airlock_slat_source *src)
{
	/* Local, so that the atomics below do not make them be read again. */
	const u64 like = src->like, care = ~src->ignore, addr = src->addr;
	const u64 *from = src->entry - src->before;
	const u64 *end = src->entry + src->after;

	for (ptep -= src->before; from <= end; from++, ptep++) {
		u64 entry = READ_ONCE(*from);

		if (!((entry ^ like) & care))
			slat_install_first(ptep, (entry & addr) | leaf, prot);
	}
}

int airlock_slat_map_around(struct airlock_slat *slat, struct list_head *spare,
			    gpa_t gpa, u64 hpa, unsigned int prot,
			    const struct airlock_slat_source *src)
{
	unsigned int at;
	u64 *ptep, leaf;
	int ret = 0;

	if (unlikely(gpa >= airlock_slat_end(slat)))
		return -EFAULT;
	ptep = slat_walk_to(slat, spare, gpa, SLAT_LEVEL_4K, &at);
	if (unlikely(!ptep))
		return -ENOMEM;
	if (unlikely(at != SLAT_LEVEL_4K))
		return slat_covered(READ_ONCE(*ptep), at, gpa, hpa, prot);

	leaf = slat_pte_leaf(0, SLAT_LEVEL_4K, prot, !slat->geo.ad);
	if (unlikely(!slat_install_first(ptep, slat_pte_mkyoung(hpa | leaf),
					 prot)))
		ret = slat_install(ptep, SLAT_LEVEL_4K, hpa, prot, true);
	slat_install_neighbours(ptep, leaf, prot, src);
	slat_pte_sync();
	return ret;
}

unsigned int airlock_slat_next(struct airlock_slat *slat, gpa_t *gpa, u64 *hpa,
			       unsigned int *prot)
{
	while (*gpa < airlock_slat_end(slat)) {
		unsigned int at = slat->geo.levels;
		u64 pte = READ_ONCE(*slat_root_entry(slat, *gpa));

		while (slat_pte_present(pte) && !slat_pte_is_leaf(pte, at)) {
			at--;
			pte = READ_ONCE(*slat_entry(slat_child(pte), *gpa, at));
		}
		if (slat_pte_present(pte)) {
			*hpa = slat_pte_hpa(pte) |
			       (*gpa & (slat_level_size(at) - 1));
			*prot = slat_pte_prot(pte);
			return at;
		}
		/* Nothing in all that this entry stands for. */
		*gpa = (*gpa | (slat_level_size(at) - 1)) + 1;
	}
	return 0;
}

unsigned int airlock_slat_lookup(struct airlock_slat *slat, gpa_t gpa,
				 u64 *hpa, unsigned int *prot)
{
	unsigned int at = slat->geo.levels;
	u64 *ptep, pte;

	if (gpa >= airlock_slat_end(slat))
		return 0;
	ptep = slat_root_entry(slat, gpa);
	for (;;) {
		pte = READ_ONCE(*ptep);
		if (!slat_pte_present(pte))
			return 0;
		if (slat_pte_is_leaf(pte, at))
			break;
		at--;
		ptep = slat_entry(slat_child(pte), gpa, at);
	}
	*hpa = slat_pte_hpa(pte) | (gpa & (slat_level_size(at) - 1));
	*prot = slat_pte_prot(pte);
	return at;
}
