// SPDX-License-Identifier: GPL-2.0
/*
 * Finding the device behind an address.
 *
 * A handful of regions: walking them in order of use costs less than the exit
 * that brought us here by three orders of magnitude.
 */
#include "bus.h"

#include <assert.h>

static const struct bus_region *bus_find(const struct bus *bus, u64 address,
					 unsigned int size)
{
	unsigned int i;

	for (i = 0; i < bus->nr_regions; i++) {
		const struct bus_region *region = &bus->region[i];

		if (address - region->base < region->size &&
		    size <= region->size - (address - region->base))
			return region;
	}
	return NULL;
}

void bus_add(struct bus *bus, u64 base, u64 size, const struct bus_ops *ops,
	     void *device)
{
	unsigned int i;

	assert(bus->nr_regions < BUS_MAX_REGIONS);
	for (i = 0; i < bus->nr_regions; i++)
		assert(base + size <= bus->region[i].base ||
		       bus->region[i].base + bus->region[i].size <= base);
	bus->region[bus->nr_regions++] = (struct bus_region){
		.base = base,
		.size = size,
		.ops = ops,
		.device = device,
	};
}

void bus_read(const struct bus *bus, u64 address, unsigned int size, u8 *data)
{
	const struct bus_region *region = bus_find(bus, address, size);
	u64 value = ~0ULL;

	if (region)
		value = region->ops->read(region->device,
					  address - region->base, size);
	store_le(data, size, value);
}

void bus_write(const struct bus *bus, u64 address, unsigned int size,
	       const u8 *data)
{
	const struct bus_region *region = bus_find(bus, address, size);

	if (region)
		region->ops->write(region->device, address - region->base,
				   size, load_le(data, size));
}
