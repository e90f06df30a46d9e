/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ACPI tables: how the guest learns what its machine is.
 */
#ifndef LAUNCHER_X86_ACPI_H
#define LAUNCHER_X86_ACPI_H

#include "../../util.h"

/**
 * acpi_build() - write all tables.
 * @host: where the tables go, zeroed; the RSDP comes first.
 * @size: how much room there is.
 * @address: guest-physical address of @host.
 * @cpus: how many processors the machine has.
 * @virtio: how many virtio devices.
 *
 * Return: how many bytes were used; running out of room is a bug of ours, and
 * aborts.
 */
size_t acpi_build(u8 *host, size_t size, u64 address, unsigned int cpus,
		  unsigned int virtio);

#endif /* LAUNCHER_X86_ACPI_H */
