/* SPDX-License-Identifier: GPL-2.0 */
/* What slat.c and slat_range.c share: how one goes down the tree. */
#ifndef AIRLOCK_SLAT_TREE_H
#define AIRLOCK_SLAT_TREE_H

#include "slat.h"
#include "slat_pte.h"

#define SLAT_INDEX_BITS		9
#define SLAT_ENTRIES		BIT(SLAT_INDEX_BITS)

/* Number of address bits below those that index a table of @level. */
static inline unsigned int slat_shift(unsigned int level)
{
	return PAGE_SHIFT + SLAT_INDEX_BITS * (level - 1);
}

/* The table that a present entry refers to. */
static inline u64 *slat_child(u64 pte)
{
	return __va(slat_pte_hpa(pte));
}

static inline u64 *slat_entry(u64 *table, gpa_t gpa, unsigned int level)
{
	return table + ((gpa >> slat_shift(level)) & (SLAT_ENTRIES - 1));
}

/* Concatenated root tables are one large one; @gpa is within the geometry. */
static inline u64 *slat_root_entry(const struct airlock_slat *slat, gpa_t gpa)
{
	return slat->root + (gpa >> slat_shift(slat->geo.levels));
}

u64 *slat_table_alloc(struct list_head *spare);

#endif /* AIRLOCK_SLAT_TREE_H */
