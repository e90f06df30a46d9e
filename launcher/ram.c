// SPDX-License-Identifier: GPL-2.0
/*
 * Guest RAM: layout, backing, and the one place that turns a guest-physical
 * address into a pointer.
 */
#include "ram.h"

#include <errno.h>
#include <sys/mman.h>

/* A huge page: the second-level leaf that we want the module to use. */
#define HUGE_PAGE_BYTES		(2 * MIB)

static void add_region(struct ram *ram, u64 base, u64 size)
{
	if (!size)
		return;
	ram->region[ram->nr_regions++] = (struct ram_region){
		.base = base,
		.size = size,
	};
	ram->size += size;
}

void ram_layout(struct ram *ram, u64 start, u64 size, u64 hole_start,
		u64 hole_end)
{
	u64 low = min_u64(size, hole_start - start);

	*ram = (struct ram){ 0 };
	add_region(ram, start, low);
	add_region(ram, hole_end, size - low);
}

/*
 * A huge leaf needs guest-physical and host-virtual addresses that agree in
 * their low 21 bits. Regions begin at multiples of 2 MiB, so it is enough to
 * begin the host side at one as well.
 */
enum launcher_code ram_allocate(struct ram *ram)
{
	u64 room = ram->size + ram->nr_regions * HUGE_PAGE_BYTES;
	unsigned int i;
	u8 *host;

	host = mmap(NULL, room, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (host == MAP_FAILED)
		return host_err("cannot reserve %llu MiB of guest memory: %s",
				ram->size / MIB, strerror(errno));
	/* Advice only: a host without huge pages runs the guest all the same. */
	madvise(host, room, MADV_HUGEPAGE);

	for (i = 0; i < ram->nr_regions; i++) {
		host = (u8 *)align_up((uintptr_t)host, HUGE_PAGE_BYTES);
		ram->region[i].host = host;
		host += ram->region[i].size;
	}
	return LAUNCHER_OK;
}

void *ram_at(const struct ram *ram, u64 address, u64 size)
{
	unsigned int i;

	for (i = 0; i < ram->nr_regions; i++) {
		const struct ram_region *region = &ram->region[i];

		if (address < region->base || size > region->size)
			continue;
		if (address - region->base <= region->size - size)
			return region->host + (address - region->base);
	}
	return NULL;
}
