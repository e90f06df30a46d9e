/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Descriptors of the stage-2 translation table, 4 KiB granule, 48-bit output
 * addresses.
 *
 * Arm ARM "VMSAv8-64 translation table format descriptors" and "Stage 2
 * attribute fields". The manual counts levels from the root (0) to the pages
 * (3); SLAT_LEVEL_* count the other way.
 *
 * The second-level walker includes this header or its x86 twin; the names in
 * them are the same.
 */
#ifndef AIRLOCK_SLAT_PTE_H
#define AIRLOCK_SLAT_PTE_H

#include <linux/bits.h>

#ifdef CONFIG_ARM64
#include <asm/barrier.h>

#include "el2/cache.h"
#include "el2/caps.h"
#endif

#include "slat.h"

#define S2_VALID		BIT_ULL(0)
/* A table above the lowest level, a page at it; a block has it clear. */
#define S2_TABLE_OR_PAGE	BIT_ULL(1)
#define S2_MEMATTR_DEVICE	BIT_ULL(2)	/* Device-nGnRE */
#define S2_MEMATTR_NORMAL_WB	(0xfULL << 2)	/* outer and inner write-back */
#define S2_MEMATTR_FORCED_WB	(0x6ULL << 2)	/* the same whatever stage 1 says */
#define S2_MEMATTR_MASK		GENMASK_ULL(5, 2)
#define S2_AP_READ		BIT_ULL(6)
#define S2_AP_WRITE		BIT_ULL(7)
#define S2_SH_INNER		(3ULL << 8)
#define S2_ACCESSED		BIT_ULL(10)
#define S2_ADDR			GENMASK_ULL(47, 12)
#define S2_EXEC_NEVER		BIT_ULL(54)

/*
 * May a leaf be replaced by a table of smaller ones that translate the same,
 * while CPUs use it? No: a change of size takes break-before-make, the invalid
 * entry and the TLB invalidation in between being the caller's. Arm ARM "Using
 * break-before-make when updating translation table entries".
 */
#define SLAT_SPLIT_LIVE		false

static inline bool slat_pte_present(u64 pte)
{
	return pte & S2_VALID;
}

static inline bool slat_pte_is_leaf(u64 pte, unsigned int level)
{
	return level == SLAT_LEVEL_4K || !(pte & S2_TABLE_OR_PAGE);
}

/* Physical address of what a present entry refers to, table or leaf. */
static inline u64 slat_pte_hpa(u64 pte)
{
	return pte & S2_ADDR;
}

static inline u64 slat_pte_table(u64 hpa)
{
	return hpa | S2_VALID | S2_TABLE_OR_PAGE;
}

static inline u64 s2_ap(unsigned int prot)
{
	u64 pte = 0;

	if (prot & SLAT_READ)
		pte |= S2_AP_READ;
	if (prot & SLAT_WRITE)
		pte |= S2_AP_WRITE;
	return pte;
}

/*
 * Memory: without FEAT_S2FWB (HCR_EL2.FWB) the guest may make an access less
 * cacheable than this, never more; with it, neither. Device memory has the same
 * number in both.
 */
static inline u64 s2_normal(void)
{
#ifdef CONFIG_ARM64
	if (airlock_el2_caps.fwb)
		return S2_MEMATTR_FORCED_WB;
#endif
	return S2_MEMATTR_NORMAL_WB;
}

static inline u64 slat_pte_leaf(u64 hpa, unsigned int level, unsigned int prot,
				bool young)
{
	u64 pte = hpa | S2_VALID | s2_ap(prot);

	/* Shareability is ignored for Device memory. */
	if (prot & SLAT_DEVICE)
		pte |= S2_MEMATTR_DEVICE;
	else
		pte |= s2_normal() | S2_SH_INNER;
	if (!(prot & SLAT_EXEC))
		pte |= S2_EXEC_NEVER;
	if (level == SLAT_LEVEL_4K)
		pte |= S2_TABLE_OR_PAGE;
	/*
	 * Without hardware management of it, an access with this flag clear is
	 * an Access flag fault, which maps the page anew.
	 */
	if (young)
		pte |= S2_ACCESSED;
	return pte;
}

static inline unsigned int slat_pte_prot(u64 pte)
{
	unsigned int prot = 0;

	if (pte & S2_AP_READ)
		prot |= SLAT_READ;
	if (pte & S2_AP_WRITE)
		prot |= SLAT_WRITE;
	if (!(pte & S2_EXEC_NEVER))
		prot |= SLAT_EXEC;
	if ((pte & S2_MEMATTR_MASK) == S2_MEMATTR_DEVICE)
		prot |= SLAT_DEVICE;
	return prot;
}

/* The leaf with more rights; that takes no break-before-make. */
static inline u64 slat_pte_grant(u64 pte, unsigned int prot)
{
	pte |= s2_ap(prot);
	if (prot & SLAT_EXEC)
		pte &= ~S2_EXEC_NEVER;
	return pte;
}

static inline u64 slat_pte_write_protect(u64 pte)
{
	return pte & ~S2_AP_WRITE;
}

static inline bool slat_pte_young(u64 pte)
{
	return pte & S2_ACCESSED;
}

static inline u64 slat_pte_mkyoung(u64 pte)
{
	return pte | S2_ACCESSED;
}

/* The leaf, not accessed: a use sets the flag or faults, as the CPU can. */
static inline u64 slat_pte_mkold(u64 pte, bool ad)
{
	return pte & ~S2_ACCESSED;
}

/* The first of the 512 leaves, one level below @level, that equal this one. */
static inline u64 slat_pte_split(u64 pte, unsigned int level)
{
	return level - 1 == SLAT_LEVEL_4K ? pte | S2_TABLE_OR_PAGE : pte;
}

/*
 * Make memory fit to be seen by the guest, before a leaf shows it: see
 * el2/cache.c.
 */
static inline void slat_pte_prepare(u64 hpa, unsigned int level,
				    unsigned int prot)
{
#ifdef CONFIG_ARM64
	airlock_el2_cache_prepare(hpa, slat_level_size(level), prot);
#endif
}

/*
 * Make new entries visible to the table walker of this CPU. Arm ARM "Ordering
 * and completion of TLB maintenance instructions": a store to a table has
 * completed for the walker only after a DSB.
 */
static inline void slat_pte_sync(void)
{
#ifdef CONFIG_ARM64
	dsb(ishst);
#endif
}

#endif /* AIRLOCK_SLAT_PTE_H */
