/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network card, wired to a tap interface of the host. VIRTIO 1.2, "Network
 * Device".
 */
#ifndef LAUNCHER_VIRTIO_NET_H
#define LAUNCHER_VIRTIO_NET_H

#include <linux/virtio_net.h>

#include "../fail.h"
#include "device.h"

/* An Ethernet frame of the usual MTU, without its checksum. */
#define NET_FRAME_BYTES		1514

/* The queues, as the standard numbers them. */
#define NET_QUEUE_RECEIVE	0
#define NET_QUEUE_TRANSMIT	1

/**
 * struct virtio_net - a network card.
 * @device: what the transport sees; its source_fd is the tap.
 * @config: the configuration space.
 */
struct virtio_net {
	struct virtio_device device;
	struct virtio_net_config config;
};

/**
 * virtio_net_open() - make a card for a tap interface.
 * @net: receives it; all but the transport's part.
 * @tap: the interface's name; it must be there.
 *
 * The card's address is made from the name: the same guest has the same one
 * each time, two guests have two.
 *
 * Return: LAUNCHER_OK, LAUNCHER_BAD_INPUT with what is wrong with the
 * interface, or LAUNCHER_BAD_HOST without /dev/net/tun.
 */
enum launcher_code virtio_net_open(struct virtio_net *net, const char *tap);

/**
 * virtio_net_attach() - make a card for a descriptor that brings and takes a
 * frame at a time.
 * @net: receives it; all but the transport's part.
 * @name: the interface's name.
 * @fd: the descriptor, which does not block.
 */
void virtio_net_attach(struct virtio_net *net, const char *name, int fd);

#endif /* LAUNCHER_VIRTIO_NET_H */
