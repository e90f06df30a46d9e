// SPDX-License-Identifier: GPL-2.0
/*
 * Cache maintenance for memory that becomes the guest's. Arm ARM "Caches and
 * memory hierarchy"; the fields are those of CTR_EL0.
 */
#include <linux/bitfield.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/memory.h>
#include <asm/sysreg.h>

#include "cache.h"
#include "caps.h"
#include "slat.h"

#define CTR_ILINE	GENMASK_ULL(3, 0)
#define CTR_L1_POLICY	GENMASK_ULL(15, 14)
#define CTR_DLINE	GENMASK_ULL(19, 16)
#define CTR_NO_ICACHE_WORK		BIT_ULL(29)
/* Indexed and tagged by physical address. */
#define L1IP_PIPT	3

/* Above this one instruction for all lines is cheaper than one for each. */
#define ICACHE_BY_LINE	SZ_64K

static unsigned int dcache_line __ro_after_init;
static unsigned int icache_line __ro_after_init;
static bool icache_stale __ro_after_init;
static bool icache_aliases __ro_after_init;

bool airlock_el2_cache_init(void)
{
	u64 ctr = read_sanitised_ftr_reg(SYS_CTR_EL0);

	dcache_line = 4U << FIELD_GET(CTR_DLINE, ctr);
	icache_line = 4U << FIELD_GET(CTR_ILINE, ctr);
	icache_stale = !(ctr & CTR_NO_ICACHE_WORK);
	icache_aliases = FIELD_GET(CTR_L1_POLICY, ctr) != L1IP_PIPT;
	return icache_stale;
}

/* To memory, and out of the caches. Sizes are whole pages: four at a time. */
static void clean_data(unsigned long at, unsigned long end)
{
	const unsigned long line = dcache_line;

	for (; at < end; at += 4 * line)
		asm volatile("dc civac, %0\n\tdc civac, %1\n\t"
			     "dc civac, %2\n\tdc civac, %3"
			     : : "r" (at), "r" (at + line), "r" (at + 2 * line),
				 "r" (at + 3 * line)
			     : "memory");
	dsb(sy);
}

static void forget_instructions(unsigned long at, unsigned long end)
{
	if (icache_aliases || end - at > ICACHE_BY_LINE) {
		asm volatile("ic ialluis");
	} else {
		for (; at < end; at += icache_line)
			asm volatile("ic ivau, %0" : : "r" (at) : "memory");
	}
	dsb(ish);
}

void airlock_el2_cache_prepare(u64 hpa, u64 size, unsigned int prot)
{
	unsigned long start;

	/* What is no memory of the kernel's has no address to do it by. */
	if (prot & SLAT_DEVICE || !pfn_is_map_memory(PHYS_PFN(hpa)))
		return;
	start = (unsigned long)phys_to_virt(hpa);
	/* With FEAT_S2FWB the guest looks into the caches. It implies IDC. */
	if (!airlock_el2_caps.fwb)
		clean_data(start, start + size);
	if (prot & SLAT_EXEC && icache_stale)
		forget_instructions(start, start + size);
}
