/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guest RAM: up to two stretches of guest-physical addresses (below and above
 * the architecture's hole) over one anonymous mapping of ours.
 */
#ifndef LAUNCHER_RAM_H
#define LAUNCHER_RAM_H

#include "fail.h"

#define RAM_MAX_REGIONS		2

/**
 * struct ram_region - a stretch of guest RAM.
 * @base: guest-physical address of its first byte.
 * @size: bytes; a multiple of the page size.
 * @host: where the same bytes are in the launcher.
 */
struct ram_region {
	u64 base;
	u64 size;
	u8 *host;
};

/**
 * struct ram - all guest RAM.
 * @size: the sum over @region.
 * @nr_regions: how many are in use.
 * @region: in the order of their addresses.
 */
struct ram {
	u64 size;
	unsigned int nr_regions;
	struct ram_region region[RAM_MAX_REGIONS];
};

/**
 * ram_layout() - place RAM around a hole.
 * @ram: receives the regions, without host addresses yet.
 * @start: guest-physical address where RAM begins.
 * @size: how much RAM there is.
 * @hole_start: first guest-physical address that is not RAM.
 * @hole_end: where RAM goes on.
 */
void ram_layout(struct ram *ram, u64 start, u64 size, u64 hole_start,
		u64 hole_end);

/**
 * ram_allocate() - back a layout with memory of ours.
 * @ram: the layout; its host addresses are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_HOST when the host refuses.
 */
enum launcher_code ram_allocate(struct ram *ram);

/**
 * ram_at() - where guest-physical bytes are in the launcher.
 * @ram: guest RAM.
 * @address: the first byte.
 * @size: how many bytes are wanted.
 *
 * Return: their host address, or NULL unless all of them are in one region.
 */
void *ram_at(const struct ram *ram, u64 address, u64 size);

#endif /* LAUNCHER_RAM_H */
