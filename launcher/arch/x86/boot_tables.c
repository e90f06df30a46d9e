// SPDX-License-Identifier: GPL-2.0
/*
 * The processor's own tables at the start: GDT and page tables.
 */
#include "boot.h"
#include "layout.h"

/* Segment descriptors, base 0, limit 4 GiB. SDM 3A "Segment Descriptors". */
#define DESC_CODE_64		0x00af9b000000ffffULL
#define DESC_CODE_32		0x00cf9b000000ffffULL
#define DESC_DATA		0x00cf93000000ffffULL

#define PTE_PRESENT		BIT(0)
#define PTE_WRITABLE		BIT(1)
#define PTE_LARGE		BIT(7)

#define TABLE_ENTRIES		512
#define LARGE_PAGE_BYTES	(2 * MIB)
#define MAPPED_GIB		4

/* PML4, PDPT, and one page directory for each GiB. */
struct page_tables {
	u64 pml4[TABLE_ENTRIES];
	u64 pdpt[TABLE_ENTRIES];
	u64 pd[MAPPED_GIB][TABLE_ENTRIES];
};

void boot_place_gdt(const struct boot *boot)
{
	u64 gdt[BOOT_DS / 8 + 1] = { 0 };

	gdt[BOOT_CS / 8] = boot->long_mode ? DESC_CODE_64 : DESC_CODE_32;
	gdt[BOOT_DS / 8] = DESC_DATA;
	boot_write(boot->ram, LAYOUT_GDT, gdt, sizeof(gdt));
}

/*
 * The boot protocol asks for kernel, boot_params and command line; all of them
 * are below 4 GiB. Pages of 1 GiB would save five tables, but not every
 * processor has them.
 */
void boot_place_page_tables(const struct ram *ram)
{
	struct page_tables *tables = ram_at(ram, LAYOUT_PAGE_TABLES,
					    sizeof(*tables));
	const u64 flags = PTE_PRESENT | PTE_WRITABLE;
	u64 pdpt = LAYOUT_PAGE_TABLES + offsetof(struct page_tables, pdpt);
	u64 pd = LAYOUT_PAGE_TABLES + offsetof(struct page_tables, pd);
	u64 address = 0;
	unsigned int i, j;

	tables->pml4[0] = pdpt | flags;
	for (i = 0; i < MAPPED_GIB; i++) {
		tables->pdpt[i] = (pd + i * sizeof(tables->pd[0])) | flags;
		for (j = 0; j < TABLE_ENTRIES; j++) {
			tables->pd[i][j] = address | flags | PTE_LARGE;
			address += LARGE_PAGE_BYTES;
		}
	}
}
