// SPDX-License-Identifier: GPL-2.0
/*
 * Frames from the guest to the tap, and back.
 */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_ids.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* In front of every frame; of its fields only the last is used, for 1. */
#define HEADER_BYTES		sizeof(struct virtio_net_hdr_v1)

/* Frames that are received before the lock is given up. */
#define BATCH			64

/* The first byte of an address that a person gave, not a maker. */
#define MAC_LOCAL		0x02

/* A frame that the tap does not take is lost, as on a wire. */
static bool transmit(struct virtio_device *device, struct virtq_chain *chain)
{
	u8 frame[NET_FRAME_BYTES];
	ssize_t n = 0;

	if (chain_read(chain, NULL, HEADER_BYTES) != HEADER_BYTES) {
		virtio_break(device, NET_QUEUE_TRANSMIT,
			     "a frame without a whole header");
		return false;
	}
	if (chain->out_bytes && chain->out_bytes <= sizeof(frame)) {
		size_t size = chain_read(chain, frame, sizeof(frame));

		n = write(device->source_fd, frame, size);
	}
	(void)n;
	virtq_push(&device->queue[NET_QUEUE_TRANSMIT], chain, 0);
	return true;
}

static void net_serve(struct virtio_device *device, unsigned int index)
{
	struct virtq *queue = &device->queue[index];
	struct virtq_chain chain;

	/* New room for frames: the thread asks net_listen() before it waits. */
	if (index == NET_QUEUE_RECEIVE)
		return;
	do {
		while (virtio_take(device, index, &chain)) {
			if (!transmit(device, &chain))
				return;
			virtio_signal(device, index);
		}
	} while (virtq_rearm(queue));
}

/* Returns whether there may be more. */
static bool receive(struct virtio_device *device)
{
	const struct virtio_net_hdr_v1 header = { .num_buffers = 1 };
	struct virtq *queue = &device->queue[NET_QUEUE_RECEIVE];
	struct virtq_chain chain;
	u8 frame[NET_FRAME_BYTES + 1];
	ssize_t n;

	if (!virtio_take(device, NET_QUEUE_RECEIVE, &chain))
		return false;
	if (chain.in_bytes < HEADER_BYTES + NET_FRAME_BYTES) {
		virtio_break(device, NET_QUEUE_RECEIVE,
			     "room for less than a frame");
		return false;
	}
	n = read(device->source_fd, frame, sizeof(frame));
	if (n <= 0 || n > NET_FRAME_BYTES) {
		virtq_unpop(queue);
		return n > 0;
	}
	chain_write(&chain, &header, HEADER_BYTES);
	chain_write(&chain, frame, n);
	virtq_push(queue, &chain, HEADER_BYTES + n);
	return true;
}

/* What arrives while the driver does not run is lost. */
static void drop(int fd)
{
	u8 frame[NET_FRAME_BYTES];
	ssize_t n = read(fd, frame, sizeof(frame));

	(void)n;
}

static void net_source(struct virtio_device *device)
{
	unsigned int i;

	if (!virtio_queue_is_live(device, NET_QUEUE_RECEIVE)) {
		drop(device->source_fd);
		return;
	}
	for (i = 0; i < BATCH && receive(device); i++)
		continue;
	virtio_signal(device, NET_QUEUE_RECEIVE);
}

/* Without room in the guest, frames wait in the tap's own queue. */
static bool net_listen(struct virtio_device *device)
{
	return !virtio_queue_is_live(device, NET_QUEUE_RECEIVE) ||
	       virtq_rearm(&device->queue[NET_QUEUE_RECEIVE]);
}

static const struct virtio_kind net_kind = {
	.id = VIRTIO_ID_NET,
	.name = "network card",
	.nr_queues = 2,
	.serve = net_serve,
	.source = net_source,
	.listen = net_listen,
};

/* FNV-1a, of which five bytes are enough. */
static void make_mac(u8 *mac, const char *name)
{
	u64 hash = 0xcbf29ce484222325ULL;

	for (; *name; name++)
		hash = (hash ^ (u8)*name) * 0x100000001b3ULL;
	mac[0] = MAC_LOCAL;
	memcpy(mac + 1, &hash, 5);
}

void virtio_net_attach(struct virtio_net *net, const char *name, int fd)
{
	*net = (struct virtio_net){
		.device = {
			.kind = &net_kind,
			.label = name,
			.offered = 1ULL << VIRTIO_NET_F_MAC,
			.config = &net->config,
			.config_bytes = sizeof(net->config),
			.source_fd = fd,
		},
	};
	make_mac(net->config.mac, name);
}

static enum launcher_code attach_tap(int fd, const char *tap)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };

	memcpy(request.ifr_name, tap, strlen(tap));
	if (!ioctl(fd, TUNSETIFF, &request))
		return LAUNCHER_OK;
	if (errno == EBUSY)
		return input_err("--net", "tap %s is in use already", tap);
	if (errno == EINVAL)
		return input_err("--net", "%s is not a tap interface", tap);
	return input_err("--net", "tap %s: %s", tap, strerror(errno));
}

/* TUNSETIFF would make an interface that is not there; nobody asked for it. */
enum launcher_code virtio_net_open(struct virtio_net *net, const char *tap)
{
	enum launcher_code code;
	int fd;

	if (!*tap || strlen(tap) >= IFNAMSIZ)
		return input_err("--net",
				 "tap=%s is no name of an interface: it has 1 to %d characters",
				 tap, IFNAMSIZ - 1);
	if (!if_nametoindex(tap))
		return input_err("--net",
				 "there is no interface %s: `ip tuntap add mode tap %s` makes it",
				 tap, tap);
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return host_err("/dev/net/tun: %s", strerror(errno));
	code = attach_tap(fd, tap);
	if (code) {
		close(fd);
		return code;
	}
	virtio_net_attach(net, tap, fd);
	return LAUNCHER_OK;
}
