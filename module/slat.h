/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Second-level address translation: the table from guest physical to host
 * physical addresses. EPT and the Arm stage-2 table are the same radix tree
 * with other bits; slat_pte.h of each architecture has the bits.
 */
#ifndef AIRLOCK_SLAT_H
#define AIRLOCK_SLAT_H

#include "types.h"

/* Levels count from the leaves: 1 maps 4 KiB, 2 maps 2 MiB, 3 maps 1 GiB. */
#define SLAT_LEVEL_4K		1
#define SLAT_LEVEL_2M		2
#define SLAT_LEVEL_1G		3

#define SLAT_READ		(1U << 0)
#define SLAT_WRITE		(1U << 1)
#define SLAT_EXEC		(1U << 2)

/**
 * struct airlock_slat - one translation table.
 * @root: the top table, entries as the CPU reads them.
 * @levels: 4 or 5 (3 with concatenated roots on arm64).
 * @max_leaf: largest SLAT_LEVEL_* the CPU has leaves for.
 * @ad: the CPU keeps accessed and dirty bits.
 *
 * Locking is the caller's: any number of airlock_slat_map() may run at once
 * (they install by compare-and-exchange) under the read side of a lock whose
 * write side every other function needs.
 */
struct airlock_slat {
	u64 *root;
	u8 levels;
	u8 max_leaf;
	bool ad;
};

static inline u64 slat_level_size(unsigned int level)
{
	return 1ULL << (PAGE_SHIFT + 9 * (level - 1));
}

int airlock_slat_init(struct airlock_slat *slat, unsigned int levels,
		      unsigned int max_leaf, bool ad);

/* Frees every table; nothing may use it any more. */
void airlock_slat_destroy(struct airlock_slat *slat);

/**
 * airlock_slat_map - install a leaf.
 * @slat: the table; the read side of its lock is held.
 * @gpa: guest physical address, aligned to the leaf.
 * @hpa: host physical address, aligned to the leaf.
 * @level: SLAT_LEVEL_* of the leaf.
 * @prot: SLAT_READ, SLAT_WRITE, SLAT_EXEC.
 *
 * Tables on the way are allocated GFP_ATOMIC | __GFP_ACCOUNT. A leaf that is
 * there already for the same @hpa gains @prot. A larger leaf that covers @gpa
 * is left alone if it allows @prot.
 *
 * Return: 0; -ENOMEM: top up in a context that may sleep and try again;
 * -EAGAIN: another leaf is in the way (the caller zaps under the write side
 * and flushes, or the guest faults once more).
 */
int airlock_slat_map(struct airlock_slat *slat, gpa_t gpa, u64 hpa,
		     unsigned int level, unsigned int prot);

/*
 * The following need the write side of the lock. Ranges are in bytes, page
 * aligned; each returns true if a translation that the CPU may have cached was
 * taken away or narrowed, so that the caller must flush before it lets go of
 * the lock. Leaves larger than the range are split where only a part changes
 * (if a table for that cannot be had, the whole leaf is unmapped).
 */
bool airlock_slat_unmap(struct airlock_slat *slat, gpa_t start, gpa_t end);
bool airlock_slat_write_protect(struct airlock_slat *slat, gpa_t start,
				gpa_t end);
bool airlock_slat_age(struct airlock_slat *slat, gpa_t start, gpa_t end,
		      bool *young);

/* Read side. Was any leaf of the range used since it was last aged? */
bool airlock_slat_test_young(struct airlock_slat *slat, gpa_t start, gpa_t end);

/**
 * airlock_slat_lookup - what an address translates to.
 * @slat: the table; either side of its lock is held.
 * @gpa: any guest physical address.
 * @hpa: host physical address of that very byte.
 * @prot: SLAT_*.
 *
 * Return: SLAT_LEVEL_* of the leaf, or 0 if there is none.
 */
unsigned int airlock_slat_lookup(struct airlock_slat *slat, gpa_t gpa,
				 u64 *hpa, unsigned int *prot);

#endif /* AIRLOCK_SLAT_H */
