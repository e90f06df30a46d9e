/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Second-level address translation: the table from guest physical to host
 * physical addresses. EPT and the Arm stage-2 table are the same radix tree
 * with other bits; slat_pte.h of each architecture has the bits.
 */
#ifndef AIRLOCK_SLAT_H
#define AIRLOCK_SLAT_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/mm.h>

#include "types.h"

/* Levels count from the leaves: 1 maps 4 KiB, 2 maps 2 MiB, 3 maps 1 GiB. */
#define SLAT_LEVEL_4K		1
#define SLAT_LEVEL_2M		2
#define SLAT_LEVEL_1G		3

#define SLAT_READ		BIT(0)
#define SLAT_WRITE		BIT(1)
#define SLAT_EXEC		BIT(2)
/* Not memory: the guest's accesses are not cached. Part of a leaf's prot. */
#define SLAT_DEVICE		BIT(3)

#define SLAT_PROT_MASK		(SLAT_READ | SLAT_WRITE | SLAT_EXEC | \
				 SLAT_DEVICE)

/**
 * struct airlock_slat_geometry - what a CPU and a VM ask of the table.
 * @bits: guest physical address bits; a mapping beyond them is -EFAULT.
 * @levels: of the walk. Where @bits leave the top level more than 9, that
 *	many tables follow each other at the root (arm64: "concatenated").
 * @max_leaf: largest SLAT_LEVEL_* the CPU has leaves for.
 * @ad: the CPU keeps the accessed bit.
 * @nx_huge: no huge leaf may be executable (x86: a guest could crash the host
 *	with it; "Machine Check Error Avoidance on Page Size Change").
 * @exec_late: a page becomes executable when the guest fetches from it, and no
 *	sooner: that takes work on the caches (arm64).
 */
struct airlock_slat_geometry {
	u8 bits;
	u8 levels;
	u8 max_leaf;
	bool ad;
	bool nx_huge;
	bool exec_late;
};

/**
 * struct airlock_slat - one translation table.
 * @root: the top table, entries as the CPU reads them.
 * @geo: its shape.
 *
 * Locking is the caller's. Under the read side of a lock any number of the
 * functions marked "read side" may run at once: they change entries by
 * compare-and-exchange and never free a table. The others need the write
 * side.
 *
 * Table pages travel on lists of struct page, linked by their lru. Their
 * contents stay as they were until they are freed, for a CPU may hold on to a
 * table that was taken out of the tree until its caches are flushed.
 */
struct airlock_slat {
	u64 *root;
	struct airlock_slat_geometry geo;
};

static inline u64 slat_level_size(unsigned int level)
{
	return 1ULL << (PAGE_SHIFT + 9 * (level - 1));
}

/**
 * airlock_slat_init - make an empty table.
 * @slat: zeroed.
 * @geo: its shape.
 *
 * Return: 0, -EINVAL for a shape that cannot be, -ENOMEM.
 */
int airlock_slat_init(struct airlock_slat *slat,
		      const struct airlock_slat_geometry *geo);

/* Frees every table; no CPU may use it any more. Idempotent. */
void airlock_slat_destroy(struct airlock_slat *slat);

/* End of the addresses that the table can map. */
static inline gpa_t airlock_slat_end(const struct airlock_slat *slat)
{
	return 1ULL << slat->geo.bits;
}

/**
 * airlock_slat_topup - put table pages on a list, for airlock_slat_map().
 * @slat: the table they are for.
 * @spare: gets as many as mapping one leaf can need.
 *
 * Context: sleeps.
 * Return: 0 or -ENOMEM; airlock_slat_free() the list either way.
 */
int airlock_slat_topup(const struct airlock_slat *slat,
		       struct list_head *spare);

/* Free the table pages on a list. No CPU may still have them cached. */
void airlock_slat_free(struct list_head *tables);

/**
 * airlock_slat_map - install a leaf. Read side.
 * @slat: the table.
 * @spare: table pages to take first, or NULL. When there are none they are
 *	allocated GFP_ATOMIC | __GFP_ACCOUNT.
 * @gpa: guest physical address, aligned to the leaf.
 * @hpa: host physical address, aligned to the leaf.
 * @level: SLAT_LEVEL_* of the leaf.
 * @prot: SLAT_*.
 *
 * A leaf that is there already for the same @hpa gains @prot and never loses
 * any. A larger leaf that covers @gpa and allows @prot is left alone. What is
 * installed counts as accessed.
 *
 * Where the architecture wants break-before-make, nothing but permissions of a
 * live entry is ever changed here; anything more is -EAGAIN.
 *
 * Return: 0; -ENOMEM: come again with @spare filled; -EAGAIN: something else
 * is in the way: unmap the leaf's range under the write side, flush, and map
 * again; -EFAULT: @gpa is beyond what the table can map.
 */
int airlock_slat_map(struct airlock_slat *slat, struct list_head *spare,
		     gpa_t gpa, u64 hpa, unsigned int level,
		     unsigned int prot);

/**
 * struct airlock_slat_source - another table, to take neighbours from.
 * @entry: its entry of the page that has to be mapped.
 * @like: value of that entry.
 * @ignore: bits in which the entry of a neighbour may differ from it.
 * @addr: bits that are the address; in @ignore, too.
 * @before: entries before @entry to look at.
 * @after: entries after it. All of them are in one table, and so are the
 *	leaves that are made of them.
 */
struct airlock_slat_source {
	const u64 *entry;
	u64 like;
	u64 ignore;
	u64 addr;
	unsigned int before;
	unsigned int after;
};

/**
 * airlock_slat_map_around - install a 4 KiB leaf, and neighbours like it.
 * @slat: the table.
 * @spare: as for airlock_slat_map().
 * @gpa: guest physical address of the page.
 * @hpa: host physical address of it.
 * @prot: SLAT_* of the page and of its neighbours.
 * @src: where the neighbours are.
 *
 * Neighbours are mapped only where nothing is mapped yet, and do not count as
 * accessed, if the CPU keeps accessed bits.
 *
 * Return: as airlock_slat_map() for the page at @gpa. Read side.
 */
int airlock_slat_map_around(struct airlock_slat *slat, struct list_head *spare,
			    gpa_t gpa, u64 hpa, unsigned int prot,
			    const struct airlock_slat_source *src);

/*
 * Ranges are in bytes, page aligned, and are clipped to what the table can
 * map. Each function returns true if it took away or narrowed a translation
 * that a CPU may have cached: the caller flushes before it lets go of the lock
 * and before it frees anything.
 */

/**
 * airlock_slat_unmap - take away every translation of a range.
 * @slat: the table; write side.
 * @start: first byte.
 * @end: first byte beyond.
 * @freed: gets the tables that are no longer in use; the caller frees them
 *	with airlock_slat_free() after the flush.
 *
 * A leaf that reaches beyond the range is split so that the rest stays mapped.
 * Where that cannot be (the architecture wants break-before-make, or there is
 * no memory for a table) it goes as a whole and is faulted in again.
 */
bool airlock_slat_unmap(struct airlock_slat *slat, gpa_t start, gpa_t end,
			struct list_head *freed);

/* Take SLAT_WRITE away; otherwise as airlock_slat_unmap(). */
bool airlock_slat_write_protect(struct airlock_slat *slat, gpa_t start,
				gpa_t end);

/**
 * airlock_slat_age - make a range not accessed, and tell whether it was.
 * @slat: the table; read side.
 * @start: first byte.
 * @end: first byte beyond.
 * @young: set to true if any leaf was accessed, else left alone.
 *
 * An entry that a CPU has cached may be used without becoming accessed again;
 * that is the accuracy the host has for its own pages, too, and no flush is
 * asked for on that account. Without accessed bits in the CPU leaves are made
 * to fault: that does need the flush.
 */
bool airlock_slat_age(struct airlock_slat *slat, gpa_t start, gpa_t end,
		      bool *young);

/* Was any leaf of the range accessed since it was last aged? Read side. */
bool airlock_slat_test_young(struct airlock_slat *slat, gpa_t start, gpa_t end);

/**
 * airlock_slat_lookup - what an address translates to. Read side.
 * @slat: the table.
 * @gpa: any guest physical address.
 * @hpa: host physical address of that very byte.
 * @prot: SLAT_*.
 *
 * Return: SLAT_LEVEL_* of the leaf, or 0 if there is none.
 */
unsigned int airlock_slat_lookup(struct airlock_slat *slat, gpa_t gpa,
				 u64 *hpa, unsigned int *prot);

/**
 * airlock_slat_next - the first address from one on that is mapped. Read side.
 * @slat: the table.
 * @gpa: where to begin; receives the address.
 * @hpa: as airlock_slat_lookup().
 * @prot: likewise.
 *
 * Return: as airlock_slat_lookup(); 0 if nothing is mapped from there on.
 */
unsigned int airlock_slat_next(struct airlock_slat *slat, gpa_t *gpa, u64 *hpa,
			       unsigned int *prot);

#endif /* AIRLOCK_SLAT_H */
