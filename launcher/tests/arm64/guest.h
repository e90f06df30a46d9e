/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Booting a file through arch_load_kernel(), as the launcher does.
 */
#ifndef LAUNCHER_TESTS_ARM64_GUEST_H
#define LAUNCHER_TESTS_ARM64_GUEST_H

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../arch.h"
#include "../../arch/arm64/layout.h"
#include "../../vm.h"
#include "../capture.h"

#define GUEST_FILE		"build/kernel.tmp"
#define GUEST_RAM_BYTES		(16 * MIB)

static struct vm vm;
static struct options options;

static inline void guest_init(u64 ram_bytes)
{
	ram_layout(&vm.ram, LAYOUT_RAM, ram_bytes, LAYOUT_RAM + ram_bytes, 0);
	ram_allocate(&vm.ram);
	options = (struct options){ .kernel = GUEST_FILE, .cpus = 1 };
	vm.options = &options;
}

static inline void guest_save(const void *data, size_t size)
{
	int fd = open(GUEST_FILE, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	ssize_t n = write(fd, data, size);

	close(fd);
	if (n != (ssize_t)size)
		exit(1);
}

static inline enum launcher_code guest_load(const void *data, size_t size)
{
	guest_save(data, size);
	return arch_load_kernel(&vm);
}

static inline bool guest_refuses(const void *data, size_t size,
				 const char *complaint)
{
	return guest_load(data, size) == LAUNCHER_BAD_INPUT &&
	       complained(complaint);
}

static inline u8 *guest_at(u64 address)
{
	return ram_at(&vm.ram, address, 1);
}

#endif /* LAUNCHER_TESTS_ARM64_GUEST_H */
