/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtio driver for tests, which also does what none should. Guest memory is
 * a block of exactly its size, so that the sanitizer sees every access outside.
 */
#ifndef LAUNCHER_TESTS_DRIVER_H
#define LAUNCHER_TESTS_DRIVER_H

#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>
#include <linux/virtio_ring.h>

#include "../virtio/device.h"
#include "capture.h"

#define DRIVER_RAM_BASE		0x10000ULL
#define DRIVER_RAM_BYTES	0x10000ULL
#define DRIVER_SIZE		8

/* Where queue @q has what; buffers are from DRIVER_BUFFERS on. */
#define DRIVER_DESC(q)		(DRIVER_RAM_BASE + (q) * 0x1000)
#define DRIVER_AVAIL(q)		(DRIVER_DESC(q) + 0x800)
#define DRIVER_USED(q)		(DRIVER_DESC(q) + 0xc00)
#define DRIVER_BUFFERS		(DRIVER_RAM_BASE + 0x4000)

static struct ram driver_ram;
static unsigned int interrupts;

static inline void driver_memory(void)
{
	driver_ram = (struct ram){
		.size = DRIVER_RAM_BYTES,
		.nr_regions = 1,
		.region = { { .base = DRIVER_RAM_BASE,
			      .size = DRIVER_RAM_BYTES,
			      .host = calloc(1, DRIVER_RAM_BYTES) } },
	};
}

static inline u8 *at(u64 address)
{
	return driver_ram.region[0].host + (address - DRIVER_RAM_BASE);
}

static inline void driver_desc(u64 table, u16 index, u64 address, u32 length,
			       u16 flags, u16 next)
{
	const struct vring_desc desc = { address, length, flags, next };

	memcpy(at(table + index * sizeof(desc)), &desc, sizeof(desc));
}

static inline u16 driver_avail_index(unsigned int q)
{
	return load_le(at(DRIVER_AVAIL(q) + 2), 2);
}

static inline void driver_offer(unsigned int q, u16 head)
{
	u16 index = driver_avail_index(q);

	store_le(at(DRIVER_AVAIL(q) + 4 + (index % DRIVER_SIZE) * 2), 2, head);
	store_le(at(DRIVER_AVAIL(q) + 2), 2, index + 1);
}

static inline u16 driver_used_index(unsigned int q)
{
	return load_le(at(DRIVER_USED(q) + 2), 2);
}

static inline u32 driver_used_bytes(unsigned int q, u16 index)
{
	return load_le(at(DRIVER_USED(q) + 4 + (index % DRIVER_SIZE) * 8 + 4),
		       4);
}

static inline u32 get(struct virtio_device *device, u64 reg)
{
	return virtio_mmio_bus_ops.read(device, reg, 4);
}

static inline void set(struct virtio_device *device, u64 reg, u32 value)
{
	virtio_mmio_bus_ops.write(device, reg, 4, value);
}

static inline void driver_interrupt(void *context)
{
	(void)context;
	interrupts++;
}

static inline void driver_wire(struct virtio_device *device)
{
	device->wires.interrupt = driver_interrupt;
	virtio_init(device, &driver_ram);
}

static inline bool needs_reset(struct virtio_device *device, const char *why)
{
	u32 status = get(device, VIRTIO_MMIO_STATUS);

	return (status & VIRTIO_CONFIG_S_NEEDS_RESET) &&
	       (get(device, VIRTIO_MMIO_INTERRUPT_STATUS) &
		VIRTIO_MMIO_INT_CONFIG) && complained(why);
}

static inline void driver_features(struct virtio_device *device, u64 features)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		set(device, VIRTIO_MMIO_DRIVER_FEATURES_SEL, i);
		set(device, VIRTIO_MMIO_DRIVER_FEATURES, features >> 32 * i);
	}
}

static inline void driver_queue(struct virtio_device *device, unsigned int q)
{
	memset(at(DRIVER_DESC(q)), 0, 0x1000);
	set(device, VIRTIO_MMIO_QUEUE_SEL, q);
	set(device, VIRTIO_MMIO_QUEUE_NUM, DRIVER_SIZE);
	set(device, VIRTIO_MMIO_QUEUE_DESC_LOW, DRIVER_DESC(q));
	set(device, VIRTIO_MMIO_QUEUE_AVAIL_LOW, DRIVER_AVAIL(q));
	set(device, VIRTIO_MMIO_QUEUE_USED_LOW, DRIVER_USED(q));
	set(device, VIRTIO_MMIO_QUEUE_READY, 1);
}

/* Reset, features, queues, go. */
static inline void driver_start(struct virtio_device *device, u64 features)
{
	unsigned int q;

	set(device, VIRTIO_MMIO_STATUS, 0);
	set(device, VIRTIO_MMIO_STATUS, 3);
	driver_features(device, features | 1ULL << VIRTIO_F_VERSION_1);
	set(device, VIRTIO_MMIO_STATUS, 11);
	for (q = 0; q < device->kind->nr_queues; q++)
		driver_queue(device, q);
	set(device, VIRTIO_MMIO_STATUS, 15);
}

/* A cheap, repeatable source of noise. */
static inline u32 driver_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

#endif /* LAUNCHER_TESTS_DRIVER_H */
