/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A source of entropy. VIRTIO 1.2, "Entropy Device".
 */
#ifndef LAUNCHER_VIRTIO_RNG_H
#define LAUNCHER_VIRTIO_RNG_H

#include "device.h"

/**
 * struct virtio_rng - a source of entropy.
 * @device: what the transport sees; it has nothing of its own.
 */
struct virtio_rng {
	struct virtio_device device;
};

/**
 * virtio_rng_open() - make a source of entropy.
 * @rng: receives it; all but the transport's part.
 */
void virtio_rng_open(struct virtio_rng *rng);

#endif /* LAUNCHER_VIRTIO_RNG_H */
