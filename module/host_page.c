// SPDX-License-Identifier: GPL-2.0
/*
 * The host's own page table, read without its locks.
 *
 * Interrupts are off while it is read: page-table pages are freed only after
 * every CPU has taken an interrupt (x86) or left its RCU read-side sections
 * (arm64), so the tables stay readable. That entries stay true is not this
 * file's affair.
 */

#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/pgtable.h>

#include "compat.h"
#include "host_page.h"
#include "slat.h"

/*
 * A writable page becomes writable for the guest only once the host counts it
 * as dirty. From then on it stays so until the host cleans it, and that takes
 * the guest's mapping away first: so no write of the guest is lost, and what
 * the guest only reads is not written back. Clean pages are left to the
 * sleeping path, which makes the host dirty them as a write of the VMM would.
 */
static bool host_page_dirty(pte_t pte, unsigned long pfn)
{
	return pte_dirty(pte) || PageDirty(pfn_to_page(pfn));
}

/*
 * One entry. Huge ones have their attributes in the same bits on both
 * architectures, so they come as a pte, too.
 *
 * pte_access_permitted() wants a present user entry and is false for one that
 * waits for a NUMA hinting fault.
 */
static u64 host_page(pte_t pte, unsigned long pfn)
{
	unsigned int prot = SLAT_READ | SLAT_EXEC;

	if (unlikely(pte_special(pte) && !airlock_pte_devmap(pte))) {
		/* No struct page, but for the zero page, which is read-only. */
		if (!is_zero_pfn(pfn) || !pte_access_permitted(pte, false))
			return 0;
	} else if (pte_access_permitted(pte, true)) {
		if (host_page_dirty(pte, pfn))
			prot |= SLAT_WRITE;
	} else if (!pte_access_permitted(pte, false)) {
		return 0;
	}
	return slat_page(PFN_PHYS(pfn), prot);
}

/* All wanted pages out of one huge page whose part at the address is @at. */
static void host_huge(u64 at, unsigned int before, unsigned int nr, u64 *page)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		page[i] = at ? at + ((u64)i << PAGE_SHIFT) -
			       ((u64)before << PAGE_SHIFT) : 0;
}

static void host_small(pte_t *ptep, unsigned int nr, u64 *page)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		pte_t pte = ptep_get_lockless(ptep + i);

		page[i] = pte_none(pte) ? 0 : host_page(pte, pte_pfn(pte));
	}
}

static unsigned int host_walk(struct mm_struct *mm, unsigned long hva,
			      unsigned int before, unsigned int nr, u64 *page)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	unsigned long pfn;

	pgdp = pgd_offset(mm, hva);
	pgd = READ_ONCE(*pgdp);
	if (pgd_none(pgd))
		return 0;
	p4dp = p4d_offset_lockless(pgdp, pgd, hva);
	p4d = READ_ONCE(*p4dp);
	if (p4d_none(p4d))
		return 0;

	pudp = pud_offset_lockless(p4dp, p4d, hva);
	pud = READ_ONCE(*pudp);
	if (!pud_present(pud))
		return 0;
	if (pud_leaf(pud)) {
		pfn = pud_pfn(pud) + ((hva & ~PUD_MASK) >> PAGE_SHIFT);
		host_huge(host_page(__pte(pud_val(pud)), pfn), before, nr,
			  page);
		return SLAT_LEVEL_1G;
	}

	pmdp = pmd_offset_lockless(pudp, pud, hva);
	pmd = READ_ONCE(*pmdp);
	if (!pmd_present(pmd))
		return 0;
	if (pmd_leaf(pmd)) {
		pfn = pmd_pfn(pmd) + ((hva & ~PMD_MASK) >> PAGE_SHIFT);
		host_huge(host_page(__pte(pmd_val(pmd)), pfn), before, nr,
			  page);
		return SLAT_LEVEL_2M;
	}

	host_small(pte_offset_kernel(&pmd, hva) - before, nr, page);
	return SLAT_LEVEL_4K;
}

unsigned int airlock_host_pages(struct mm_struct *mm, unsigned long hva,
				unsigned int before, unsigned int nr, u64 *page)
{
	unsigned int level;

	lockdep_assert_irqs_enabled();
	local_irq_disable();
	level = host_walk(mm, hva, before, nr, page);
	local_irq_enable();
	return level && page[before] ? level : 0;
}
