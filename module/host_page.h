/* SPDX-License-Identifier: GPL-2.0 */
/* What the host has at an address of the VMM, by its own page table. */
#ifndef AIRLOCK_HOST_PAGE_H
#define AIRLOCK_HOST_PAGE_H

#include "slat.h"
#include "types.h"

struct mm_struct;

/**
 * struct airlock_host_leaf - an entry of the host's page table.
 * @hpa: host physical address of the page.
 * @level: SLAT_LEVEL_* of the entry.
 * @prot: SLAT_*: what the guest may do with the page now, so that the host's
 *	dirty tracking stays right; 0: nothing.
 * @alone: what holds for this page need not hold for others with an entry like
 *	it.
 * @src: the entry itself, its @before and @after not yet filled in.
 */
struct airlock_host_leaf {
	u64 hpa;
	unsigned int level;
	unsigned int prot;
	bool alone;
	struct airlock_slat_source src;
};

/**
 * airlock_host_leaf - look up what the VMM has at an address.
 * @mm: the VMM's.
 * @hva: the address, page aligned.
 * @leaf: the answer.
 *
 * No reference is taken. What is read is true as long as the caller keeps the
 * host from changing it (see airlock_guest_invalidating()), and the entries
 * around it can be read as long as interrupts stay off.
 *
 * Context: interrupts off.
 * Return: false if there is nothing that the guest may use.
 */
bool airlock_host_leaf(struct mm_struct *mm, unsigned long hva,
		       struct airlock_host_leaf *leaf);

#endif /* AIRLOCK_HOST_PAGE_H */
