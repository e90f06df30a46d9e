/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bus: which device answers which addresses. One for port I/O, one for
 * memory-mapped I/O.
 */
#ifndef LAUNCHER_BUS_H
#define LAUNCHER_BUS_H

#include "util.h"

#define BUS_MAX_REGIONS		16

/**
 * struct bus_ops - what a device does when the guest touches it.
 * @read: return the value at @offset of an access of @size bytes; the bytes
 *	above @size are ignored.
 * @write: take @value, of which @size bytes count.
 *
 * Context: any vCPU thread, several at once; a device locks for itself.
 */
struct bus_ops {
	u64 (*read)(void *device, u64 offset, unsigned int size);
	void (*write)(void *device, u64 offset, unsigned int size, u64 value);
};

/**
 * struct bus_region - one device's addresses.
 * @base: the first.
 * @size: how many.
 * @ops: what happens there.
 * @device: handed to @ops.
 */
struct bus_region {
	u64 base;
	u64 size;
	const struct bus_ops *ops;
	void *device;
};

/**
 * struct bus - all regions. Filled before the first vCPU runs and constant
 * from then on, which is why looking one up takes no lock.
 * @nr_regions: how many are in use.
 * @region: in the order they were added; the busiest device goes first.
 */
struct bus {
	unsigned int nr_regions;
	struct bus_region region[BUS_MAX_REGIONS];
};

/**
 * bus_add() - give a device its addresses.
 * @bus: the bus.
 * @base: first address.
 * @size: how many addresses.
 * @ops: the device's answers.
 * @device: handed to @ops.
 *
 * The machine is fixed at build time, so running out of room or overlapping
 * another device is a bug of ours, and aborts.
 */
void bus_add(struct bus *bus, u64 base, u64 size, const struct bus_ops *ops,
	     void *device);

/**
 * bus_read() - the guest reads.
 * @bus: the bus.
 * @address: where.
 * @size: 1, 2, 4 or 8 bytes.
 * @data: receives @size bytes; all ones where no device answers, as on a real
 *	bus that nobody drives.
 */
void bus_read(const struct bus *bus, u64 address, unsigned int size, u8 *data);

/**
 * bus_write() - the guest writes.
 * @bus: the bus.
 * @address: where.
 * @size: 1, 2, 4 or 8 bytes.
 * @data: the bytes; lost where no device answers.
 */
void bus_write(const struct bus *bus, u64 address, unsigned int size,
	       const u8 *data);

#endif /* LAUNCHER_BUS_H */
