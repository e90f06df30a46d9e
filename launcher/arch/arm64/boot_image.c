// SPDX-License-Identifier: GPL-2.0
/*
 * A Linux Image. Linux, "Booting AArch64 Linux".
 */
#include "boot.h"

#include "layout.h"

#define IMAGE_MAGIC		0x644d5241	/* "ARM\x64" */
#define IMAGE_ALIGN		(2 * MIB)

#define FLAG_BIG_ENDIAN		BIT(0)

/* Kernels before 3.17 do not tell their size; their offset is this one. */
#define OLD_TEXT_OFFSET		0x80000ULL

/* The header that an Image begins with. */
struct image_header {
	u32 code[2];
	u64 text_offset;
	u64 image_size;
	u64 flags;
	u64 reserved[3];
	u32 magic;
	u32 pe_offset;
};

bool boot_is_image(const struct image *kernel)
{
	struct image_header header;

	if (kernel->size < sizeof(header))
		return false;
	memcpy(&header, kernel->data, sizeof(header));
	return header.magic == IMAGE_MAGIC;
}

/*
 * The Image wants to be text_offset bytes above a multiple of 2 MiB, and all of
 * image_size, of which the file has only the start, to be memory of its own.
 */
enum launcher_code boot_load_image(struct boot *boot)
{
	const struct image *kernel = &boot->kernel;
	struct image_header header;
	u64 address, size;

	memcpy(&header, kernel->data, sizeof(header));
	if (header.flags & FLAG_BIG_ENDIAN)
		return input_err(kernel->path,
				 "is a big-endian kernel, which this launcher does not start");
	if (!header.image_size)
		header.text_offset = OLD_TEXT_OFFSET;
	if (header.text_offset >= IMAGE_ALIGN)
		return input_err(kernel->path,
				 "wants to be %#llx bytes above a multiple of 2M: that is more than 2M",
				 header.text_offset);
	size = header.image_size ?: kernel->size;
	if (size < kernel->size)
		size = kernel->size;
	address = LAYOUT_RAM + header.text_offset;
	if (!ram_at(boot->ram, address, size))
		return input_err(kernel->path,
				 "wants %llu bytes at %#llx, where there is no memory for it: try a bigger --mem",
				 size, address);
	memcpy(ram_at(boot->ram, address, size), kernel->data, kernel->size);
	boot->entry = address;
	boot->kernel_end = address + size;
	return LAUNCHER_OK;
}
