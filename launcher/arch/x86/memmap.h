/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map of physical memory that the boot protocols hand to the guest.
 */
#ifndef LAUNCHER_X86_MEMMAP_H
#define LAUNCHER_X86_MEMMAP_H

#include "../../ram.h"

/* Address range types, the same in e820 and in hvm_start_info. */
#define MEMMAP_RAM		1
#define MEMMAP_RESERVED		2

#define MEMMAP_MAX_ENTRIES	8

/**
 * struct memmap_entry - a stretch of physical memory.
 * @base: its first byte.
 * @size: bytes.
 * @type: MEMMAP_*.
 */
struct memmap_entry {
	u64 base;
	u64 size;
	u32 type;
};

/**
 * memmap_build() - describe the machine's memory.
 * @map: receives the entries, in the order of their addresses.
 * @ram: the machine's RAM.
 *
 * Return: how many entries there are.
 */
unsigned int memmap_build(struct memmap_entry map[MEMMAP_MAX_ENTRIES],
			  const struct ram *ram);

#endif /* LAUNCHER_X86_MEMMAP_H */
