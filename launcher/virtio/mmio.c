// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of a virtio device on a memory bus. Virtual I/O Device (VIRTIO)
 * Version 1.2, "MMIO Device Register Layout".
 */
#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>
#include <linux/virtio_ring.h>

#include "device.h"

#define MAGIC			0x74726976	/* "virt" */
#define VERSION			2
#define VENDOR			0x4b434c41	/* "ALCK" */
#define NO_SHARED_MEMORY	0xffffffff

#define REGISTER_BYTES		4

/* What all devices have. */
#define COMMON_FEATURES		(1ULL << VIRTIO_F_VERSION_1 | \
				 1ULL << VIRTIO_RING_F_INDIRECT_DESC | \
				 1ULL << VIRTIO_RING_F_EVENT_IDX)

static u64 offered(const struct virtio_device *device)
{
	return device->offered | COMMON_FEATURES;
}

/* The queue that the driver sets up, or NULL. */
static struct virtq *selected(struct virtio_device *device)
{
	if (device->queue_select >= device->kind->nr_queues)
		return NULL;
	return &device->queue[device->queue_select];
}

/* A driver that selects a half that is not there reads zeros. */
static u32 half(u64 value, u32 select)
{
	return select > 1 ? 0 : value >> (32 * select);
}

static u32 read_register(struct virtio_device *device, u64 offset)
{
	const struct virtq *queue = selected(device);

	switch (offset) {
	case VIRTIO_MMIO_MAGIC_VALUE:
		return MAGIC;
	case VIRTIO_MMIO_VERSION:
		return VERSION;
	case VIRTIO_MMIO_DEVICE_ID:
		return device->kind->id;
	case VIRTIO_MMIO_VENDOR_ID:
		return VENDOR;
	case VIRTIO_MMIO_DEVICE_FEATURES:
		return half(offered(device), device->device_features_select);
	case VIRTIO_MMIO_QUEUE_NUM_MAX:
		return queue ? VIRTQ_MAX_SIZE : 0;
	case VIRTIO_MMIO_QUEUE_READY:
		return queue && queue->ready;
	case VIRTIO_MMIO_STATUS:
		return device->status;
	case VIRTIO_MMIO_SHM_LEN_LOW:
	case VIRTIO_MMIO_SHM_LEN_HIGH:
	case VIRTIO_MMIO_SHM_BASE_LOW:
	case VIRTIO_MMIO_SHM_BASE_HIGH:
		return NO_SHARED_MEMORY;
	default:
		return 0;
	}
}

static void reset(struct virtio_device *device)
{
	unsigned int i;

	device->status = 0;
	device->features = 0;
	device->device_features_select = 0;
	device->driver_features_select = 0;
	device->queue_select = 0;
	device->interrupt_status = 0;
	device->generation++;
	for (i = 0; i < VIRTIO_MAX_QUEUES; i++)
		virtq_stop(&device->queue[i]);
}

static void write_features(struct virtio_device *device, u32 value)
{
	u32 select = device->driver_features_select;

	if ((device->status & VIRTIO_CONFIG_S_FEATURES_OK) || select > 1)
		return;
	device->features &= ~(0xffffffffULL << (32 * select));
	device->features |= (u64)value << (32 * select);
}

static bool features_are_ok(const struct virtio_device *device)
{
	return !(device->features & ~offered(device)) &&
	       (device->features & 1ULL << VIRTIO_F_VERSION_1);
}

/*
 * Bits are only added, until a 0 takes all away. A driver learns from the
 * missing FEATURES_OK that its choice of features is none.
 */
static void write_status(struct virtio_device *device, u32 value)
{
	if (!value) {
		reset(device);
		return;
	}
	value &= VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
		 VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK |
		 VIRTIO_CONFIG_S_FAILED;
	if (!features_are_ok(device))
		value &= ~VIRTIO_CONFIG_S_FEATURES_OK;
	device->status |= value;
	if (!(device->status & VIRTIO_CONFIG_S_FEATURES_OK))
		device->status &= ~VIRTIO_CONFIG_S_DRIVER_OK;
}

static void write_ready(struct virtio_device *device, u32 value)
{
	struct virtq *queue = selected(device);

	if (!queue || queue->ready == !!value)
		return;
	if (!value) {
		device->generation++;
		virtq_stop(queue);
		return;
	}
	queue->indirect = device->features & 1ULL << VIRTIO_RING_F_INDIRECT_DESC;
	queue->event_index = device->features & 1ULL << VIRTIO_RING_F_EVENT_IDX;
	if (!(device->status & VIRTIO_CONFIG_S_FEATURES_OK))
		virtio_break(device, device->queue_select,
			     "it was started before features were agreed on");
	else if (!virtq_start(queue))
		virtio_break(device, device->queue_select, queue->broken);
}

static void write_low(u64 *address, u32 value)
{
	*address = (*address & ~0xffffffffULL) | value;
}

static void write_high(u64 *address, u32 value)
{
	*address = (*address & 0xffffffffULL) | (u64)value << 32;
}

/* A queue that runs stays as it is. */
static void write_queue(struct virtio_device *device, u64 offset, u32 value)
{
	struct virtq *queue = selected(device);

	if (!queue || queue->ready)
		return;
	switch (offset) {
	case VIRTIO_MMIO_QUEUE_NUM:
		queue->size = value;
		break;
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
		write_low(&queue->desc, value);
		break;
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
		write_high(&queue->desc, value);
		break;
	case VIRTIO_MMIO_QUEUE_AVAIL_LOW:
		write_low(&queue->avail, value);
		break;
	case VIRTIO_MMIO_QUEUE_AVAIL_HIGH:
		write_high(&queue->avail, value);
		break;
	case VIRTIO_MMIO_QUEUE_USED_LOW:
		write_low(&queue->used, value);
		break;
	case VIRTIO_MMIO_QUEUE_USED_HIGH:
		write_high(&queue->used, value);
		break;
	}
}

/* QueueNotify does not come here: the device has an eventfd for it. */
static void write_register(struct virtio_device *device, u64 offset, u32 value)
{
	switch (offset) {
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		device->device_features_select = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES:
		write_features(device, value);
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
		device->driver_features_select = value;
		break;
	case VIRTIO_MMIO_QUEUE_SEL:
		device->queue_select = value;
		break;
	case VIRTIO_MMIO_QUEUE_READY:
		write_ready(device, value);
		break;
	case VIRTIO_MMIO_STATUS:
		write_status(device, value);
		break;
	default:
		write_queue(device, offset, value);
		break;
	}
}

static u64 read_config(const struct virtio_device *device, u64 offset,
		       unsigned int size)
{
	u64 value = 0;

	if (offset < device->config_bytes)
		memcpy(&value, (const u8 *)device->config + offset,
		       min_u64(size, device->config_bytes - offset));
	return value;
}

/*
 * The interrupt's reason is read and acknowledged without the lock: the guest
 * must not wait there for a disk.
 */
static u64 mmio_read(void *opaque, u64 offset, unsigned int size)
{
	struct virtio_device *device = opaque;
	u32 value;

	if (offset >= VIRTIO_MMIO_CONFIG)
		return read_config(device, offset - VIRTIO_MMIO_CONFIG, size);
	if (size != REGISTER_BYTES || offset % REGISTER_BYTES)
		return 0;
	if (offset == VIRTIO_MMIO_INTERRUPT_STATUS)
		return device->interrupt_status;
	pthread_mutex_lock(&device->lock);
	value = read_register(device, offset);
	pthread_mutex_unlock(&device->lock);
	return value;
}

/* No device here has configuration that can be written. */
static void mmio_write(void *opaque, u64 offset, unsigned int size, u64 value)
{
	struct virtio_device *device = opaque;

	if (offset >= VIRTIO_MMIO_CONFIG || size != REGISTER_BYTES ||
	    offset % REGISTER_BYTES)
		return;
	if (offset == VIRTIO_MMIO_INTERRUPT_ACK) {
		atomic_fetch_and(&device->interrupt_status, ~(u32)value);
		return;
	}
	pthread_mutex_lock(&device->lock);
	write_register(device, offset, value);
	pthread_mutex_unlock(&device->lock);
}

const struct bus_ops virtio_mmio_bus_ops = {
	.read = mmio_read,
	.write = mmio_write,
};
