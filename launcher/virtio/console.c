// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes from the guest to the terminal, and back.
 */
#include "console.h"

#include <linux/virtio_ids.h>

/* A chain is put out in pieces of so many bytes. */
#define PIECE_BYTES		256

static struct virtio_console *to_console(struct virtio_device *device)
{
	return (struct virtio_console *)device;
}

/*
 * Without the lock: putting waits for a terminal that takes nothing, and input
 * must not have to wait with it. The driver may reset the device meanwhile.
 * Returns whether the chain is still to be returned.
 */
static bool print(struct virtio_console *console, struct virtq_chain *chain)
{
	struct virtio_device *device = &console->device;
	u32 generation = device->generation;
	u8 piece[PIECE_BYTES];
	size_t n, i;

	pthread_mutex_unlock(&device->lock);
	do {
		n = chain_read(chain, piece, sizeof(piece));
		for (i = 0; i < n; i++)
			console->ends.put(console->ends.context, piece[i]);
	} while (n);
	pthread_mutex_lock(&device->lock);
	return generation == device->generation &&
	       virtio_queue_is_live(device, CONSOLE_QUEUE_TRANSMIT);
}

static void serve_transmit(struct virtio_device *device)
{
	struct virtio_console *console = to_console(device);
	struct virtq *queue = &device->queue[CONSOLE_QUEUE_TRANSMIT];
	struct virtq_chain chain;

	do {
		while (virtio_take(device, CONSOLE_QUEUE_TRANSMIT, &chain)) {
			if (!print(console, &chain))
				return;
			virtq_push(queue, &chain, 0);
			virtio_signal(device, CONSOLE_QUEUE_TRANSMIT);
		}
	} while (virtq_rearm(queue));
}

static void console_serve_queue(struct virtio_device *device,
				unsigned int index)
{
	struct virtio_console *console = to_console(device);

	if (index == CONSOLE_QUEUE_TRANSMIT) {
		serve_transmit(device);
	} else if (console->room_wanted) {
		console->room_wanted = false;
		console->ends.room(console->ends.context);
	}
}

static const struct virtio_kind console_kind = {
	.id = VIRTIO_ID_CONSOLE,
	.name = "console",
	.nr_queues = 2,
	.serve = console_serve_queue,
};

void virtio_console_open(struct virtio_console *console,
			 const struct virtio_console_wires *ends)
{
	*console = (struct virtio_console){
		.device = {
			.kind = &console_kind,
			.label = "(terminal)",
			.source_fd = -1,
		},
		.ends = *ends,
	};
}

/*
 * Fills chains while there are bytes; returns how many bytes went. No more
 * chains than a queue has: the console thread must not be kept here by a guest
 * whose chains have no room.
 */
static size_t fill(struct virtio_device *device, const u8 *data, size_t size)
{
	struct virtq *queue = &device->queue[CONSOLE_QUEUE_RECEIVE];
	struct virtq_chain chain;
	size_t taken = 0;
	unsigned int i;

	for (i = 0; i < VIRTQ_MAX_SIZE && taken < size; i++) {
		size_t n;

		if (!virtio_take(device, CONSOLE_QUEUE_RECEIVE, &chain))
			break;
		n = chain_write(&chain, data + taken, size - taken);
		virtq_push(queue, &chain, n);
		taken += n;
	}
	return taken;
}

size_t virtio_console_receive(struct virtio_console *console, const u8 *data,
			      size_t size)
{
	struct virtio_device *device = &console->device;
	struct virtq *queue = &device->queue[CONSOLE_QUEUE_RECEIVE];
	size_t taken = 0;

	pthread_mutex_lock(&device->lock);
	if (virtio_queue_is_live(device, CONSOLE_QUEUE_RECEIVE)) {
		taken = fill(device, data, size);
		/* Chains that came since the last look. */
		if (taken < size && virtq_rearm(queue))
			taken += fill(device, data + taken, size - taken);
		virtio_signal(device, CONSOLE_QUEUE_RECEIVE);
	}
	console->room_wanted = taken < size;
	pthread_mutex_unlock(&device->lock);
	return taken;
}
