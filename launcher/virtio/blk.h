/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A disk: a raw file, or a block device of the host. VIRTIO 1.2, "Block Device".
 */
#ifndef LAUNCHER_VIRTIO_BLK_H
#define LAUNCHER_VIRTIO_BLK_H

#include <linux/virtio_blk.h>

#include "../fail.h"
#include "device.h"

/**
 * struct virtio_blk - a disk.
 * @device: what the transport sees.
 * @fd: the file.
 * @read_only: the guest may not write.
 * @bytes: size of the disk.
 * @config: the configuration space.
 */
struct virtio_blk {
	struct virtio_device device;
	int fd;
	bool read_only;
	u64 bytes;
	struct virtio_blk_config config;
};

/**
 * virtio_blk_open() - make a disk of a file.
 * @blk: receives it; all but the transport's part.
 * @path: the file. It is locked, so that no two guests write one disk.
 * @read_only: the guest may not write.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with what is wrong with the file.
 */
enum launcher_code virtio_blk_open(struct virtio_blk *blk, const char *path,
				   bool read_only);

#endif /* LAUNCHER_VIRTIO_BLK_H */
