// SPDX-License-Identifier: GPL-2.0
/* L1 terminal fault: the flush before a guest runs. */
#include <linux/gfp.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/segment.h>

#include "mitigate.h"

/* Operand of the VERW in entry.S: any writable data segment will do. */
extern const u16 airlock_verw_selector;
const u16 airlock_verw_selector = __KERNEL_DS;

/* L1D is 32 to 48 KiB; so much, read in order, replaces all of its lines. */
#define FLUSH_ORDER	4
#define FLUSH_SIZE	(PAGE_SIZE << FLUSH_ORDER)
#define CACHE_LINE	64

static DEFINE_STATIC_KEY_FALSE(flush_l1d);
static void *flush_pages;

static bool flush_needed(void)
{
	u64 caps = 0;

	if (!boot_cpu_has_bug(X86_BUG_L1TF) ||
	    l1tf_mitigation == L1TF_MITIGATION_OFF)
		return false;
	if (boot_cpu_has(X86_FEATURE_ARCH_CAPABILITIES))
		rdmsrl(MSR_IA32_ARCH_CAPABILITIES, caps);
	return !(caps & ARCH_CAP_SKIP_VMENTRY_L1DFLUSH);
}

/**
 * airlock_vmx_mitigate_init - follow the host's choice.
 *
 * Context: module load.
 * Return: 0 or -ENOMEM.
 */
int __init airlock_vmx_mitigate_init(void)
{
	if (!flush_needed())
		return 0;
	if (!boot_cpu_has(X86_FEATURE_FLUSH_L1D)) {
		/* Zeroed: what is read speculatively from it tells nothing. */
		flush_pages = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
						       FLUSH_ORDER);
		if (!flush_pages)
			return -ENOMEM;
	}
	static_branch_enable(&flush_l1d);
	return 0;
}

void airlock_vmx_mitigate_exit(void)
{
	if (flush_pages)
		free_pages((unsigned long)flush_pages, FLUSH_ORDER);
}

/*
 * Microcode without the command: replace the lines one by one. First a byte of
 * each page, so that page walks do not disturb the second pass.
 */
static void flush_by_reading(void)
{
	const u8 *page = flush_pages;
	unsigned long i;

	for (i = 0; i < FLUSH_SIZE; i += PAGE_SIZE)
		asm volatile("mov (%0), %%al" : : "r" (page + i) : "al");
	asm volatile("lfence" : : : "memory");
	for (i = 0; i < FLUSH_SIZE; i += 4 * CACHE_LINE)
		asm volatile("mov (%0), %%al\n\t"
			     "mov 64(%0), %%al\n\t"
			     "mov 128(%0), %%al\n\t"
			     "mov 192(%0), %%al"
			     : : "r" (page + i) : "al");
	asm volatile("lfence" : : : "memory");
}

void airlock_vmx_flush_l1d(void)
{
	if (!static_branch_unlikely(&flush_l1d))
		return;
	if (flush_pages)
		flush_by_reading();
	else
		wrmsrl(MSR_IA32_FLUSH_CMD, L1D_FLUSH);
}
