/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all virtio devices share: the registers of the MMIO transport, the
 * queues, and the thread that serves them.
 */
#ifndef LAUNCHER_VIRTIO_DEVICE_H
#define LAUNCHER_VIRTIO_DEVICE_H

#include <pthread.h>
#include <stdatomic.h>

#include "../bus.h"
#include "queue.h"

#define VIRTIO_MAX_QUEUES	2

/* The registers and the configuration space behind them. */
#define VIRTIO_MMIO_BYTES	0x200ULL

struct virtio_device;

/**
 * struct virtio_kind - what a kind of device does.
 * @id: VIRTIO_ID_*.
 * @name: for messages.
 * @nr_queues: how many queues.
 * @serve: the guest has put chains into queue @index.
 * @source: the device's file descriptor can be read; may be NULL.
 * @listen: whether @source is wanted now; NULL means always.
 *
 * Context: all with the device's lock held; @serve only while the device is
 * live, and the queue ready.
 */
struct virtio_kind {
	u32 id;
	const char *name;
	unsigned int nr_queues;
	void (*serve)(struct virtio_device *device, unsigned int index);
	void (*source)(struct virtio_device *device);
	bool (*listen)(struct virtio_device *device);
};

/**
 * struct virtio_wires - what a device is connected to.
 * @interrupt: tell the guest to look at the device.
 * @context: handed to it.
 */
struct virtio_wires {
	void (*interrupt)(void *context);
	void *context;
};

/**
 * struct virtio_device - a device; a kind of device begins with one.
 * @kind: what it does.
 * @label: which one it is, for messages: a file, an interface.
 * @offered: the features it has, less those that all devices have.
 * @config: its configuration space, which does not change.
 * @config_bytes: how much there is of it.
 * @source_fd: what its @kind listens to, or -1.
 * @wires: what it is connected to.
 * @interrupt_status: why the guest was told to look.
 * @lock: guards the fields below.
 * @status: VIRTIO_CONFIG_S_*.
 * @features: what the driver wants.
 * @device_features_select: which half of the features the driver reads.
 * @driver_features_select: which half it writes.
 * @queue_select: which queue the driver sets up.
 * @queue: the queues.
 * @generation: counts how often the driver took queues away: a chain of an
 *	earlier one is not to be returned.
 * @complaints: how often the guest was complained about.
 */
struct virtio_device {
	const struct virtio_kind *kind;
	const char *label;
	u64 offered;
	const void *config;
	size_t config_bytes;
	int source_fd;
	struct virtio_wires wires;
	atomic_uint interrupt_status;
	pthread_mutex_t lock;
	u32 status;
	u64 features;
	u32 device_features_select;
	u32 driver_features_select;
	u32 queue_select;
	struct virtq queue[VIRTIO_MAX_QUEUES];
	u32 generation;
	unsigned int complaints;
};

/* The transport's registers on a bus: VIRTIO_MMIO_BYTES. */
extern const struct bus_ops virtio_mmio_bus_ops;

/**
 * virtio_init() - a device after reset.
 * @device: the device; its kind's fields are set, the rest is set here.
 * @ram: guest memory.
 */
void virtio_init(struct virtio_device *device, const struct ram *ram);

/**
 * virtio_kick() - the guest says that it has put chains into a queue.
 * @device: the device.
 * @index: which queue.
 *
 * Context: the device's thread.
 */
void virtio_kick(struct virtio_device *device, unsigned int index);

/**
 * virtio_queue_is_live() - look whether a queue may be used.
 * @device: the device.
 * @index: which queue.
 *
 * Context: device->lock held.
 * Return: whether the driver runs, and the queue is ready and makes sense.
 */
bool virtio_queue_is_live(const struct virtio_device *device,
			  unsigned int index);

/**
 * virtio_take() - take the next chain of a queue, and complain if it has none
 * because it is broken.
 * @device: the device.
 * @index: which queue.
 * @chain: receives the chain.
 *
 * Context: device->lock held, the queue live.
 * Return: whether there was one.
 */
bool virtio_take(struct virtio_device *device, unsigned int index,
		 struct virtq_chain *chain);

/**
 * virtio_signal() - tell the guest of the chains that were returned, if it
 * wants to know.
 * @device: the device.
 * @index: in which queue.
 *
 * Context: device->lock held.
 */
void virtio_signal(struct virtio_device *device, unsigned int index);

/**
 * virtio_break() - give up on what the driver does: it has to reset the device.
 * @device: the device.
 * @index: the queue it is about.
 * @why: what is wrong, for the message.
 *
 * Context: device->lock held.
 */
void virtio_break(struct virtio_device *device, unsigned int index,
		  const char *why);

#endif /* LAUNCHER_VIRTIO_DEVICE_H */
