/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an x86 guest of this launcher can have at least and at most.
 */
#ifndef LAUNCHER_X86_ARCH_LIMITS_H
#define LAUNCHER_X86_ARCH_LIMITS_H

#include "../../util.h"

/* The first MiB is firmware's; a flat binary gets at least the second. */
#define ARCH_MIN_RAM_BYTES	(2 * MIB)

/*
 * The MADT's Processor Local APIC structure has an 8-bit APIC ID, of which 255
 * means every processor. ACPI, "Processor Local APIC Structure".
 */
#define ARCH_MAX_CPUS		254U

/*
 * Virtio devices: a page each, and the inputs of the I/O APIC that no ISA
 * interrupt has.
 */
#define ARCH_VIRTIO_BASE	0xfd000000ULL
#define ARCH_VIRTIO_GSI		16

#endif /* LAUNCHER_X86_ARCH_LIMITS_H */
