// SPDX-License-Identifier: GPL-2.0
/*
 * The host's random numbers for the guest.
 */
#include "rng.h"

#include <linux/virtio_ids.h>
#include <sys/random.h>

/* A guest that asks for more at once gets so much. */
#define MOST_BYTES		4096

static u32 fill(struct virtq_chain *chain)
{
	u8 bytes[256];
	u32 done = 0;

	while (chain->nr_in && done < MOST_BYTES) {
		ssize_t n = getrandom(bytes, min_u64(sizeof(bytes),
						     chain->in_bytes), 0);

		if (n > 0)
			done += chain_write(chain, bytes, n);
	}
	return done;
}

static void rng_serve(struct virtio_device *device, unsigned int index)
{
	struct virtq *queue = &device->queue[index];
	struct virtq_chain chain;

	do {
		while (virtio_take(device, index, &chain)) {
			virtq_push(queue, &chain, fill(&chain));
			virtio_signal(device, index);
		}
	} while (virtq_rearm(queue));
}

static const struct virtio_kind rng_kind = {
	.id = VIRTIO_ID_RNG,
	.name = "rng",
	.nr_queues = 1,
	.serve = rng_serve,
};

void virtio_rng_open(struct virtio_rng *rng)
{
	*rng = (struct virtio_rng){
		.device = {
			.kind = &rng_kind,
			.label = "(entropy)",
			.source_fd = -1,
		},
	};
}
