/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The arm64 guest's physical address space, and its interrupts.
 *
 * Drawn in Documentation/launcher.rst; keep the two together.
 */
#ifndef LAUNCHER_ARM64_LAYOUT_H
#define LAUNCHER_ARM64_LAYOUT_H

#include "../../util.h"

/* The first GiB has devices only. */
#define LAYOUT_GICD			0x08000000ULL
#define LAYOUT_GICD_BYTES		0x10000ULL
#define LAYOUT_UART			0x09000000ULL
#define LAYOUT_RTC			0x09010000ULL
#define LAYOUT_GICR			0x0c000000ULL
#define LAYOUT_GICR_BYTES		0x20000ULL	/* for each vCPU */
#define LAYOUT_RAM			0x40000000ULL

/* Room for the device tree, of which 512 vCPUs take the most. */
#define LAYOUT_FDT_BYTES		(256 * KIB)
#define LAYOUT_FDT_ALIGN		(64 * KIB)

/* Shared peripheral interrupts: SPI n is INTID 32 + n, and GSI n. */
#define SPI_FIRST_INTID			32
#define SPI_UART			0
/* All INTIDs there are; a multiple of 32 of which the first 32 are no SPIs. */
#define NR_INTIDS			64

/* Private peripheral interrupts, by PPI number: PPI n is INTID 16 + n. */
#define PPI_TIMER_VIRTUAL		11
#define PPI_TIMER_HYP			10
#define PPI_TIMER_SECURE		13
#define PPI_TIMER_PHYSICAL		14

/**
 * layout_mpidr() - the affinity of a vCPU, which is its name in the device tree
 * and for PSCI.
 * @index: the vCPU's number.
 *
 * Sixteen to a cluster, as KVM counts: an SGI reaches no more at once.
 *
 * Return: MPIDR_EL1's affinity fields.
 */
static inline u64 layout_mpidr(unsigned int index)
{
	return (index & 0xf) | (index >> 4 & 0xff) << 8;
}

#endif /* LAUNCHER_ARM64_LAYOUT_H */
