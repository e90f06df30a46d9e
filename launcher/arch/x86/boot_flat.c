// SPDX-License-Identifier: GPL-2.0
/*
 * A file without format: copied to 1 MiB, entered at its first byte.
 *
 * The processor starts as a PVH kernel's does, so that the guest finds its
 * command line and its memory map behind EBX, and a stack below the EBDA.
 */
#include "boot.h"

#include "layout.h"

enum launcher_code boot_load_flat(struct boot *boot)
{
	const struct image *kernel = &boot->kernel;
	enum launcher_code code;

	if (!ram_at(boot->ram, LAYOUT_FLAT, kernel->size))
		return input_err(kernel->path,
				 "has %llu bytes, more than there is memory from 1 MiB on: try a bigger --mem",
				 kernel->size);
	code = boot_place_cmdline(boot, LAYOUT_CMDLINE_BYTES);
	if (code)
		return code;
	boot_write(boot->ram, LAYOUT_FLAT, kernel->data, kernel->size);
	boot->entry = LAYOUT_FLAT;
	boot_place_start_info(boot, 0);
	return LAUNCHER_OK;
}
