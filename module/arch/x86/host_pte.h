/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of the host's own page table, as the CPU reads them. SDM 3A "4-Level
 * Paging and 5-Level Paging".
 */
#ifndef AIRLOCK_HOST_PTE_H
#define AIRLOCK_HOST_PTE_H

#include <linux/pgtable.h>

/* The physical address, without the bit that an encrypting host adds. */
#define HOST_PTE_ADDR		((u64)PTE_PFN_MASK)
#define HOST_PTE_ACCESSED	((u64)_PAGE_ACCESSED)

static inline bool host_pte_present(u64 pte)
{
	return pte & _PAGE_PRESENT;
}

/* Of a present entry above the lowest level. */
static inline bool host_pte_is_huge(u64 pte)
{
	return pte & _PAGE_PSE;
}

/* Write-back cached: index 0 of the PAT, which is all that memory has. */
static inline bool host_prot_cached(pgprot_t prot)
{
	return !(pgprot_val(prot) & _PAGE_CACHE_MASK);
}

#endif /* AIRLOCK_HOST_PTE_H */
