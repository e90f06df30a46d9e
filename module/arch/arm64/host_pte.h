/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of the host's own page table, as the CPU reads them; 4 KiB pages,
 * 48-bit physical addresses. Arm ARM "VMSAv8-64 translation table format
 * descriptors".
 */
#ifndef AIRLOCK_HOST_PTE_H
#define AIRLOCK_HOST_PTE_H

#include <linux/bits.h>
#include <linux/pgtable.h>

#define HOST_PTE_ADDR		GENMASK_ULL(47, 12)
#define HOST_PTE_ACCESSED	((u64)PTE_AF)

static inline bool host_pte_present(u64 pte)
{
	return pte & PTE_VALID;
}

/* Of a present entry above the lowest level. */
static inline bool host_pte_is_huge(u64 pte)
{
	return !(pte & PMD_TABLE_BIT);
}

/* Write-back cached, with or without tags (MTE). */
static inline bool host_prot_cached(pgprot_t prot)
{
	u64 type = pgprot_val(prot) & PTE_ATTRINDX_MASK;

	return type == PTE_ATTRINDX(MT_NORMAL) ||
	       type == PTE_ATTRINDX(MT_NORMAL_TAGGED);
}

#endif /* AIRLOCK_HOST_PTE_H */
