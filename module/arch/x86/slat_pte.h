/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of the extended page tables (EPT).
 *
 * SDM 3C "EPT Translation Mechanism", tables "Format of an EPT Page-Table
 * Entry that Maps a 4-KByte Page" and its siblings. All levels share the bits
 * used here but for bit 7, which makes an entry above the lowest level a leaf.
 *
 * The second-level walker includes this header or its arm64 twin; the names in
 * them are the same.
 */
#ifndef AIRLOCK_SLAT_PTE_H
#define AIRLOCK_SLAT_PTE_H

#include <linux/bits.h>
#include <linux/build_bug.h>

#include "slat.h"

#define EPT_READ		BIT_ULL(0)
#define EPT_WRITE		BIT_ULL(1)
#define EPT_EXEC		BIT_ULL(2)
#define EPT_RWX			(EPT_READ | EPT_WRITE | EPT_EXEC)
#define EPT_TYPE_UC		(0ULL << 3)
#define EPT_TYPE_WB		(6ULL << 3)
#define EPT_TYPE_MASK		GENMASK_ULL(5, 3)
#define EPT_IGNORE_PAT		BIT_ULL(6)
#define EPT_LARGE		BIT_ULL(7)
#define EPT_ACCESSED		BIT_ULL(8)
#define EPT_DIRTY		BIT_ULL(9)
#define EPT_ADDR		GENMASK_ULL(51, 12)

/*
 * May a leaf be replaced by a table of smaller ones that translate the same,
 * while CPUs use it? Yes: a processor may use either until it is flushed. (The
 * one erratum about page sizes is an instruction fetch's; nx_huge keeps huge
 * leaves from being fetched from.)
 */
#define SLAT_SPLIT_LIVE		true

static inline bool slat_pte_present(u64 pte)
{
	/* Execute-only entries are present, too; we make none. */
	return pte & EPT_RWX;
}

static inline bool slat_pte_is_leaf(u64 pte, unsigned int level)
{
	return level == SLAT_LEVEL_4K || (pte & EPT_LARGE);
}

/* Physical address of what a present entry refers to, table or leaf. */
static inline u64 slat_pte_hpa(u64 pte)
{
	return pte & EPT_ADDR;
}

static inline u64 slat_pte_table(u64 hpa)
{
	/*
	 * Leaves restrict, tables do not. Accessed from the start: the walker
	 * looks at it in leaves only, so the CPU need not come and set it.
	 */
	return hpa | EPT_RWX | EPT_ACCESSED;
}

/*
 * The rights have the same bits. Writable entries are dirty from the start:
 * nothing here reads that bit, the host's page is marked dirty when it becomes
 * writable for the guest.
 */
static inline u64 ept_prot(unsigned int prot)
{
	static_assert(SLAT_READ == EPT_READ && SLAT_WRITE == EPT_WRITE &&
		      SLAT_EXEC == EPT_EXEC);

	return (prot & EPT_RWX) |
	       (prot & SLAT_WRITE ? EPT_DIRTY : 0);
}

static inline u64 slat_pte_leaf(u64 hpa, unsigned int level, unsigned int prot,
				bool young)
{
	u64 pte = hpa | ept_prot(prot);

	/*
	 * Guest memory is write-back whatever the guest's PAT says: the host
	 * maps the same pages write-back, and no device does unsnooped DMA to
	 * them. For what is not memory the guest's PAT may choose
	 * write-combining. SDM 3C "Memory Type Used for Translated
	 * Guest-Physical Addresses".
	 */
	if (prot & SLAT_DEVICE)
		pte |= EPT_TYPE_UC;
	else
		pte |= EPT_TYPE_WB | EPT_IGNORE_PAT;
	if (level > SLAT_LEVEL_4K)
		pte |= EPT_LARGE;
	if (young)
		pte |= EPT_ACCESSED;
	return pte;
}

static inline unsigned int slat_pte_prot(u64 pte)
{
	unsigned int prot = pte & EPT_RWX;

	if ((pte & EPT_TYPE_MASK) == EPT_TYPE_UC)
		prot |= SLAT_DEVICE;
	return prot;
}

/* The leaf with more rights. */
static inline u64 slat_pte_grant(u64 pte, unsigned int prot)
{
	return pte | ept_prot(prot);
}

static inline u64 slat_pte_write_protect(u64 pte)
{
	return pte & ~(EPT_WRITE | EPT_DIRTY);
}

static inline bool slat_pte_young(u64 pte)
{
	return pte & EPT_ACCESSED;
}

static inline u64 slat_pte_mkyoung(u64 pte)
{
	return pte | EPT_ACCESSED;
}

/*
 * The leaf, not accessed. Without accessed bits in the CPU a use shows only if
 * it faults, so the leaf goes. SDM 3C "Accessed and Dirty Flags for EPT".
 */
static inline u64 slat_pte_mkold(u64 pte, bool ad)
{
	return ad ? pte & ~EPT_ACCESSED : 0;
}

/* The first of the 512 leaves, one level below @level, that equal this one. */
static inline u64 slat_pte_split(u64 pte, unsigned int level)
{
	return level - 1 == SLAT_LEVEL_4K ? pte & ~EPT_LARGE : pte;
}

/* Caches are the same for everybody: nothing to do before a leaf shows memory. */
static inline void slat_pte_prepare(u64 hpa, unsigned int level,
				    unsigned int prot)
{
}

/* Make new entries visible to the table walker of this CPU. */
static inline void slat_pte_sync(void)
{
	/* The walker is coherent and sees stores in program order. */
}

#endif /* AIRLOCK_SLAT_PTE_H */
