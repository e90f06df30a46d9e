// SPDX-License-Identifier: GPL-2.0
/*
 * A file without format: copied to where RAM begins, entered at its first byte
 * in the state that a Linux Image is entered in.
 */
#include "boot.h"

#include "layout.h"

enum launcher_code boot_load_flat(struct boot *boot)
{
	const struct image *kernel = &boot->kernel;
	u8 *host = ram_at(boot->ram, LAYOUT_RAM, kernel->size);

	if (!host)
		return input_err(kernel->path,
				 "has %llu bytes, more than there is memory: try a bigger --mem",
				 kernel->size);
	memcpy(host, kernel->data, kernel->size);
	boot->entry = LAYOUT_RAM;
	boot->kernel_end = LAYOUT_RAM + kernel->size;
	return LAUNCHER_OK;
}
