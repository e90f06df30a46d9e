/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console of whole buffers instead of single bytes. VIRTIO 1.2, "Console
 * Device".
 */
#ifndef LAUNCHER_VIRTIO_CONSOLE_H
#define LAUNCHER_VIRTIO_CONSOLE_H

#include "device.h"

/* The queues, as the standard numbers them. */
#define CONSOLE_QUEUE_RECEIVE	0
#define CONSOLE_QUEUE_TRANSMIT	1

/**
 * struct virtio_console_wires - what a console is connected to.
 * @put: take a byte that the guest prints; may wait.
 * @room: try virtio_console_receive() again.
 * @context: handed to both.
 */
struct virtio_console_wires {
	void (*put)(void *context, u8 byte);
	void (*room)(void *context);
	void *context;
};

/**
 * struct virtio_console - a console.
 * @device: what the transport sees.
 * @ends: what it is connected to.
 * @room_wanted: virtio_console_receive() had to leave bytes behind.
 */
struct virtio_console {
	struct virtio_device device;
	struct virtio_console_wires ends;
	bool room_wanted;
};

/**
 * virtio_console_open() - make a console.
 * @console: receives it; all but the transport's part.
 * @ends: what it is connected to; copied.
 */
void virtio_console_open(struct virtio_console *console,
			 const struct virtio_console_wires *ends);

/**
 * virtio_console_receive() - bytes for the guest.
 * @console: the console.
 * @data: the bytes.
 * @size: how many.
 *
 * Context: any thread.
 * Return: how many bytes were taken; of the others @room tells when to try.
 */
size_t virtio_console_receive(struct virtio_console *console, const u8 *data,
			      size_t size);

#endif /* LAUNCHER_VIRTIO_CONSOLE_H */
