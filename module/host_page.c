// SPDX-License-Identifier: GPL-2.0
/*
 * The host's own page table, read without its locks.
 *
 * Interrupts are off while it is read: page-table pages are freed only after
 * every CPU has taken an interrupt (x86) or left its RCU read-side sections
 * (arm64), so the tables stay readable. That entries stay true is not this
 * file's affair.
 */

#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/pgtable.h>

#include "compat.h"
#include "host_page.h"
#include "host_pte.h"
#include "slat.h"

/*
 * What the guest may do with a page of the host. Huge entries have these
 * attributes in the same bits as others, on both architectures.
 * pte_access_permitted() wants a present user entry and is false for one that
 * waits for a NUMA hinting fault.
 *
 * A writable page becomes writable for the guest only once the host counts it
 * as dirty. From then on it stays so until the host cleans it, and that takes
 * the guest's mapping away first: so no write of the guest is lost, and what
 * the guest only reads is not written back. Clean pages are left to the
 * sleeping path, which makes the host dirty them as a write of the VMM would.
 */
static unsigned int host_prot(pte_t pte, unsigned long pfn)
{
	unsigned int prot = SLAT_READ | SLAT_EXEC;

	if (unlikely(pte_special(pte) && !airlock_pte_devmap(pte))) {
		/* No struct page, but for the zero page, which is read-only. */
		if (!is_zero_pfn(pfn) || !pte_access_permitted(pte, false))
			return 0;
	} else if (likely(pte_access_permitted(pte, true))) {
		if (pte_dirty(pte) || PageDirty(pfn_to_page(pfn)))
			prot |= SLAT_WRITE;
	} else if (!pte_access_permitted(pte, false)) {
		return 0;
	}
	return prot;
}

/**
 * host_walk - find the leaf at an address.
 * @mm: the VMM's.
 * @hva: the address.
 * @pte: the leaf, as it was read.
 * @level: its level.
 *
 * Context: interrupts off.
 * Return: where it is, or NULL if nothing is mapped.
 */
static const u64 *host_walk(struct mm_struct *mm, unsigned long hva, u64 *pte,
			    unsigned int *level)
{
	unsigned int at = SLAT_LEVEL_1G, shift = PUD_SHIFT;
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	const u64 *ptep;

	/* The levels above are folded as this kernel and this CPU have it. */
	pgdp = pgd_offset(mm, hva);
	pgd = READ_ONCE(*pgdp);
	if (pgd_none(pgd))
		return NULL;
	p4dp = p4d_offset_lockless(pgdp, pgd, hva);
	p4d = READ_ONCE(*p4dp);
	if (p4d_none(p4d))
		return NULL;
	ptep = (const u64 *)pud_offset_lockless(p4dp, p4d, hva);

	for (;;) {
		*pte = READ_ONCE(*ptep);
		if (!host_pte_present(*pte))
			return NULL;
		if (at == SLAT_LEVEL_4K || host_pte_is_huge(*pte))
			break;
		at--;
		shift -= PUD_SHIFT - PMD_SHIFT;
		ptep = __va(*pte & HOST_PTE_ADDR);
		ptep += (hva >> shift) & (PTRS_PER_PTE - 1);
	}
	*level = at;
	return ptep;
}

/* Where the page at @hva is in host memory, by the leaf that maps it. */
static u64 host_addr(unsigned long hva, u64 pte, unsigned int level)
{
	u64 mask = slat_level_size(level) - 1;

	/* Low bits of a huge page's address are attributes on x86. */
	return (pte & HOST_PTE_ADDR & ~mask) | (hva & mask);
}

bool airlock_host_leaf(struct mm_struct *mm, unsigned long hva,
		       struct airlock_host_leaf *leaf)
{
	const u64 *ptep;
	u64 pte;

	lockdep_assert_irqs_disabled();
	ptep = host_walk(mm, hva, &pte, &leaf->level);
	if (!ptep)
		return false;
	leaf->hpa = host_addr(hva, pte, leaf->level);
	leaf->prot = host_prot(__pte(pte), PHYS_PFN(leaf->hpa));
	/* Found in the page and not in the entry: dirty, the zero page. */
	leaf->alone = pte_special(__pte(pte)) || !pte_dirty(__pte(pte));
	leaf->src.entry = ptep;
	leaf->src.like = pte;
	leaf->src.ignore = HOST_PTE_ADDR | HOST_PTE_ACCESSED;
	leaf->src.addr = HOST_PTE_ADDR;
	return leaf->prot;
}
