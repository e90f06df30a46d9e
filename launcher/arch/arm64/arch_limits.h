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

#endif /* LAUNCHER_ARM64_ARCH_LIMITS_H */
