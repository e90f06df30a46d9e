// SPDX-License-Identifier: GPL-2.0
/*
 * What is where in physical memory.
 */
#include "memmap.h"

#include "layout.h"

static void add(struct memmap_entry *map, unsigned int *nr, u64 base, u64 end,
		u32 type)
{
	if (base >= end)
		return;
	map[(*nr)++] = (struct memmap_entry){
		.base = base,
		.size = end - base,
		.type = type,
	};
}

unsigned int memmap_build(struct memmap_entry map[MEMMAP_MAX_ENTRIES],
			  const struct ram *ram)
{
	const struct ram_region *low = &ram->region[0];
	const struct ram_region *high = &ram->region[1];
	unsigned int nr = 0;

	add(map, &nr, 0, LAYOUT_CONVENTIONAL_END, MEMMAP_RAM);
	add(map, &nr, LAYOUT_CONVENTIONAL_END, LAYOUT_FIRMWARE_END,
	    MEMMAP_RESERVED);
	add(map, &nr, LAYOUT_FIRMWARE_END, low->base + low->size, MEMMAP_RAM);
	/* The guest must not put a device where KVM keeps pages of its own. */
	add(map, &nr, LAYOUT_KVM_IDENTITY_MAP, LAYOUT_KVM_END, MEMMAP_RESERVED);
	if (ram->nr_regions > 1)
		add(map, &nr, high->base, high->base + high->size, MEMMAP_RAM);
	return nr;
}
