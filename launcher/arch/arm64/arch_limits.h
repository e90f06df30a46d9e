/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an arm64 guest of this launcher can have at least and at most.
 */
#ifndef LAUNCHER_ARM64_ARCH_LIMITS_H
#define LAUNCHER_ARM64_ARCH_LIMITS_H

#include "../../util.h"

/* A flat binary, and the device tree behind it. */
#define ARCH_MIN_RAM_BYTES	(2 * MIB)

/* As many redistributors as LAYOUT_GICR has room for. */
#define ARCH_MAX_CPUS		512U

/* Virtio devices: a page each; GSI n is shared peripheral interrupt n. */
#define ARCH_VIRTIO_BASE	0x0a000000ULL
#define ARCH_VIRTIO_GSI		16

#endif /* LAUNCHER_ARM64_ARCH_LIMITS_H */
