/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device tree, which tells the guest what machine it is in.
 */
#ifndef LAUNCHER_ARM64_DEVTREE_H
#define LAUNCHER_ARM64_DEVTREE_H

#include "../../fail.h"
#include "../../ram.h"

/**
 * struct devtree_machine - what differs from guest to guest.
 * @ram: guest memory.
 * @cpus: how many vCPUs.
 * @cmdline: the command line.
 * @initrd: where the initrd is.
 * @initrd_bytes: how big it is; 0 if there is none.
 * @nr_virtio: how many virtio devices.
 */
struct devtree_machine {
	const struct ram *ram;
	unsigned int cpus;
	const char *cmdline;
	u64 initrd;
	u64 initrd_bytes;
	unsigned int nr_virtio;
};

/**
 * devtree_build() - write a flattened device tree.
 * @to: where.
 * @size: how much room there is; LAYOUT_FDT_BYTES is enough.
 * @machine: what to describe.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_HOST with libfdt's reason.
 */
enum launcher_code devtree_build(void *to, size_t size,
				 const struct devtree_machine *machine);

#endif /* LAUNCHER_ARM64_DEVTREE_H */
