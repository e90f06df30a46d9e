/* SPDX-License-Identifier: GPL-2.0 */
/* What the host has at an address of the VMM, by its own page table. */
#ifndef AIRLOCK_HOST_PAGE_H
#define AIRLOCK_HOST_PAGE_H

#include "types.h"

struct mm_struct;

/**
 * airlock_host_pages - read a few entries of the host's page table.
 * @mm: the VMM's.
 * @hva: the address that matters.
 * @before: how many pages before it are wanted, too.
 * @nr: how many pages in all; they lie in one table of page entries, so in
 *	2 MiB.
 * @page: slat_page() of each, with the rights that the guest may have on it
 *	now; 0 where there is none. The host's dirty tracking is right if the
 *	guest has no more than these rights.
 *
 * No reference is taken. What is read is true as long as the caller keeps the
 * host from changing it: see airlock_guest_invalidating().
 *
 * Where the host has a huge page, all of @page are parts of it.
 *
 * Context: any, interrupts on.
 * Return: SLAT_LEVEL_* of the host's leaf at @hva, 0 if there is none.
 */
unsigned int airlock_host_pages(struct mm_struct *mm, unsigned long hva,
				unsigned int before, unsigned int nr,
				u64 *page);

#endif /* AIRLOCK_HOST_PAGE_H */
