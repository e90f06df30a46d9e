// SPDX-License-Identifier: GPL-2.0
/*
 * What the kinds of devices need of the one behind them.
 */
#include "device.h"

#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>

#include "../fail.h"

/* After so many complaints the guest's mistakes are no news any more. */
#define MAX_COMPLAINTS		8

void virtio_init(struct virtio_device *device, const struct ram *ram)
{
	unsigned int i;

	pthread_mutex_init(&device->lock, NULL);
	device->interrupt_status = 0;
	device->status = 0;
	device->complaints = 0;
	for (i = 0; i < VIRTIO_MAX_QUEUES; i++)
		device->queue[i] = (struct virtq){ .ram = ram };
}

bool virtio_queue_is_live(const struct virtio_device *device,
			  unsigned int index)
{
	return (device->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
	       !(device->status & VIRTIO_CONFIG_S_NEEDS_RESET) &&
	       device->queue[index].ready && !device->queue[index].broken;
}

void virtio_kick(struct virtio_device *device, unsigned int index)
{
	pthread_mutex_lock(&device->lock);
	if (virtio_queue_is_live(device, index))
		device->kind->serve(device, index);
	pthread_mutex_unlock(&device->lock);
}

bool virtio_take(struct virtio_device *device, unsigned int index,
		 struct virtq_chain *chain)
{
	struct virtq *queue = &device->queue[index];

	switch (virtq_pop(queue, chain)) {
	case VIRTQ_CHAIN:
		return true;
	case VIRTQ_BROKEN:
		virtio_break(device, index, queue->broken);
		return false;
	case VIRTQ_EMPTY:
		break;
	}
	return false;
}

static void interrupt(struct virtio_device *device, u32 why)
{
	atomic_fetch_or(&device->interrupt_status, why);
	device->wires.interrupt(device->wires.context);
}

void virtio_signal(struct virtio_device *device, unsigned int index)
{
	if (virtq_wants_interrupt(&device->queue[index]))
		interrupt(device, VIRTIO_MMIO_INT_VRING);
}

static void complain(struct virtio_device *device, unsigned int index,
		     const char *why)
{
	if (device->complaints++ >= MAX_COMPLAINTS)
		return;
	print_notice("virtio %s %s, queue %u: %s; the guest must reset it%s",
		     device->kind->name, device->label, index, why,
		     device->complaints == MAX_COMPLAINTS ?
		     " (not told again)" : "");
}

void virtio_break(struct virtio_device *device, unsigned int index,
		  const char *why)
{
	complain(device, index, why);
	device->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	if (device->status & VIRTIO_CONFIG_S_DRIVER_OK)
		interrupt(device, VIRTIO_MMIO_INT_CONFIG);
}
