// SPDX-License-Identifier: GPL-2.0
/*
 * struct hvm_start_info, version 1: what a PVH kernel is told. Xen, "x86/HVM
 * direct boot ABI", "hvm_start_info".
 */
#include "boot.h"
#include "layout.h"
#include "memmap.h"

#define START_INFO_MAGIC	0x336ec578

struct start_info {
	u32 magic;
	u32 version;
	u32 flags;
	u32 nr_modules;
	u64 modlist_paddr;
	u64 cmdline_paddr;
	u64 rsdp_paddr;
	u64 memmap_paddr;
	u32 memmap_entries;
	u32 reserved;
};

struct start_module {
	u64 paddr;
	u64 size;
	u64 cmdline_paddr;
	u64 reserved;
};

struct start_memmap {
	u64 addr;
	u64 size;
	u32 type;
	u32 reserved;
};

/* The structure and what it points to, in one page of conventional memory. */
struct start_page {
	struct start_info info;
	struct start_module module;
	struct start_memmap memmap[MEMMAP_MAX_ENTRIES];
};

void boot_place_start_info(struct boot *boot, u64 initrd)
{
	struct memmap_entry map[MEMMAP_MAX_ENTRIES];
	unsigned int nr = memmap_build(map, boot->ram);
	struct start_page page = { .info.magic = START_INFO_MAGIC };
	struct start_info *info = &page.info;
	unsigned int i;

	boot->info = LAYOUT_START_INFO;
	info->version = 1;
	info->cmdline_paddr = LAYOUT_CMDLINE;
	info->rsdp_paddr = LAYOUT_ACPI;
	if (boot->initrd.size) {
		info->nr_modules = 1;
		info->modlist_paddr = boot->info +
				      offsetof(struct start_page, module);
		page.module.paddr = initrd;
		page.module.size = boot->initrd.size;
	}
	info->memmap_paddr = boot->info + offsetof(struct start_page, memmap);
	info->memmap_entries = nr;
	for (i = 0; i < nr; i++)
		page.memmap[i] = (struct start_memmap){
			.addr = map[i].base,
			.size = map[i].size,
			.type = map[i].type,
		};
	boot_write(boot->ram, boot->info, &page, sizeof(page));
}
