/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest memory and a file, for tests of the loaders.
 */
#ifndef LAUNCHER_TESTS_GUEST_H
#define LAUNCHER_TESTS_GUEST_H

#include "../arch.h"
#include "../arch/x86/boot.h"

#define GUEST_RAM_BYTES		(32 * MIB)

/* One RAM for all cases: what a loader leaves in it harms no other. */
static struct ram guest_ram;

static inline void guest_init(void)
{
	arch_ram_layout(&guest_ram, GUEST_RAM_BYTES);
	ram_allocate(&guest_ram);
}

/*
 * The file is copied to a block of exactly its size, so that the sanitizer sees
 * every access behind its end.
 */
static inline void guest_file(struct image *image, const void *data, u64 size)
{
	image->path = "file";
	image->data = malloc(size ?: 1);
	image->size = size;
	memcpy(image->data, data, size);
}

/* A cheap, repeatable source of mutations. */
static inline u32 guest_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

#endif /* LAUNCHER_TESTS_GUEST_H */
