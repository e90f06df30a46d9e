// SPDX-License-Identifier: GPL-2.0
/*
 * The stage-1 table of EL2 on an nVHE host: its own code, its stacks, and each
 * vCPU while it lives. Four levels, pages only. Arm ARM "VMSAv8-64 translation
 * table format descriptors".
 */
#include <linux/align.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/vmalloc.h>
#include <asm/barrier.h>

#include "nvhe.h"

#define HYP_VALID	BIT_ULL(0)
#define HYP_TABLE	BIT_ULL(1)	/* or a page, at the lowest level */
#define HYP_AP_RES1	BIT_ULL(6)
#define HYP_READ_ONLY	BIT_ULL(7)
#define HYP_SH_INNER	(3ULL << 8)
#define HYP_ACCESSED	BIT_ULL(10)
#define HYP_EXEC_NEVER	BIT_ULL(54)
#define HYP_ADDR	GENMASK_ULL(47, 12)

#define HYP_PAGE	(HYP_VALID | HYP_TABLE | HYP_AP_RES1 | HYP_SH_INNER | \
			 HYP_ACCESSED)	/* MAIR_EL2's attribute 0 */
#define HYP_DATA	(HYP_PAGE | HYP_EXEC_NEVER)
#define HYP_CODE	(HYP_PAGE | HYP_READ_ONLY)

#define HYP_LEVELS	4
#define HYP_ENTRIES	512
/* Entries of the root from here on are of addresses with the top bit set. */
#define HYP_UPPER_HALF	256

/* Guards both trees. */
static DEFINE_MUTEX(hyp_lock);
static u64 *hyp_root;
static u64 *hyp_id_root;

u64 airlock_hyp_phys(const void *kernel)
{
	if (virt_addr_valid(kernel))
		return virt_to_phys(kernel);
	return page_to_phys(vmalloc_to_page(kernel)) + offset_in_page(kernel);
}

static u64 *hyp_entry(u64 *table, u64 va, unsigned int level)
{
	return table + (va >> (PAGE_SHIFT + 9 * level) & (HYP_ENTRIES - 1));
}

/* The entry of a page, or NULL without one; tables are made if @make. */
static u64 *hyp_walk(u64 *root, u64 va, bool make)
{
	u64 *ptep = hyp_entry(root, va, HYP_LEVELS - 1);
	unsigned int level;
	u64 *table;

	for (level = HYP_LEVELS - 1; level > 0; level--) {
		if (!*ptep) {
			table = make ? (u64 *)get_zeroed_page(GFP_KERNEL) :
				       NULL;
			if (!table)
				return NULL;
			/* The zeroes before the link. */
			smp_wmb();
			WRITE_ONCE(*ptep, virt_to_phys(table) | HYP_VALID |
						  HYP_TABLE);
		}
		ptep = hyp_entry(__va(*ptep & HYP_ADDR), va, level - 1);
	}
	return ptep;
}

static int hyp_map_page(u64 *root, u64 va, u64 pte)
{
	u64 *ptep = hyp_walk(root, va, true);

	if (!ptep)
		return -ENOMEM;
	if (*ptep && *ptep != pte)
		return -EEXIST;
	WRITE_ONCE(*ptep, pte);
	return 0;
}

static void hyp_unmap_pages(const void *start, const void *end)
{
	const void *page;
	u64 *ptep;

	for (page = start; page < end; page += PAGE_SIZE) {
		ptep = hyp_walk(hyp_root, el2_va(page), false);
		if (ptep)
			WRITE_ONCE(*ptep, 0);
	}
}

static int hyp_map(const void *start, size_t size, u64 attr)
{
	const void *first = PTR_ALIGN_DOWN(start, PAGE_SIZE);
	const void *page;
	int ret = 0;

	mutex_lock(&hyp_lock);
	for (page = first; page < start + size && !ret; page += PAGE_SIZE)
		ret = hyp_map_page(hyp_root, el2_va(page),
				   airlock_hyp_phys(page) | attr);
	if (ret)
		hyp_unmap_pages(first, page - PAGE_SIZE);
	/* New entries are there for the table walkers of all CPUs. */
	dsb(ishst);
	mutex_unlock(&hyp_lock);
	return ret;
}

int airlock_hyp_map_data(const void *start, size_t size)
{
	return hyp_map(start, size, HYP_DATA);
}

int airlock_hyp_map_code(const void *start, size_t size)
{
	return hyp_map(start, size, HYP_CODE);
}

/* The caller has EL2 forget it. */
void airlock_hyp_unmap(const void *start, size_t size)
{
	mutex_lock(&hyp_lock);
	hyp_unmap_pages(PTR_ALIGN_DOWN(start, PAGE_SIZE), start + size);
	mutex_unlock(&hyp_lock);
}

/*
 * The page that turns the MMU on and off, and under the same root the code
 * that it comes from and goes to: kernel code is in the upper half, physical
 * memory below.
 */
int airlock_hyp_map_id(u64 page)
{
	unsigned int i;
	int ret;

	mutex_lock(&hyp_lock);
	ret = hyp_map_page(hyp_id_root, page, page | HYP_CODE);
	for (i = HYP_UPPER_HALF; i < HYP_ENTRIES && !ret; i++) {
		if (hyp_id_root[i])
			ret = -EEXIST;
		hyp_id_root[i] = hyp_root[i];
	}
	dsb(ishst);
	mutex_unlock(&hyp_lock);
	return ret;
}

u64 airlock_hyp_table(void)
{
	return virt_to_phys(hyp_root);
}

u64 airlock_hyp_idmap(void)
{
	return virt_to_phys(hyp_id_root);
}

int airlock_hyp_table_init(void)
{
	hyp_root = (u64 *)get_zeroed_page(GFP_KERNEL);
	hyp_id_root = (u64 *)get_zeroed_page(GFP_KERNEL);
	if (hyp_root && hyp_id_root)
		return 0;
	airlock_hyp_table_exit();
	return -ENOMEM;
}

static void hyp_table_free(u64 *table, unsigned int level, unsigned int entries)
{
	unsigned int i;

	for (i = 0; level && i < entries; i++)
		if (table[i])
			hyp_table_free(__va(table[i] & HYP_ADDR), level - 1,
				       HYP_ENTRIES);
	free_page((unsigned long)table);
}

/* No CPU uses them any more. */
void airlock_hyp_table_exit(void)
{
	/* Its upper half is the other one's. */
	if (hyp_id_root)
		hyp_table_free(hyp_id_root, HYP_LEVELS - 1, HYP_UPPER_HALF);
	if (hyp_root)
		hyp_table_free(hyp_root, HYP_LEVELS - 1, HYP_ENTRIES);
	hyp_id_root = NULL;
	hyp_root = NULL;
}
