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

/*
 * Of the PE headers, which an Image with an EFI stub has too: where the number
 * of sections is, the size of the optional header, the table behind that; and
 * in a section's row the size and the offset of what the file has of it.
 */
#define PE_SECTIONS		6
#define PE_OPTIONAL_BYTES	20
#define PE_HEADER_BYTES		24
#define SECTION_BYTES		40
#define SECTION_SIZE		16
#define SECTION_OFFSET		20

bool boot_is_image(const struct image *kernel)
{
	struct image_header header;

	if (kernel->size < sizeof(header))
		return false;
	memcpy(&header, kernel->data, sizeof(header));
	return header.magic == IMAGE_MAGIC;
}

/*
 * image_size has the BSS in it, so it does not tell how big the file should be.
 * The PE sections do.
 */
static bool is_whole(const struct image *kernel, u32 pe)
{
	const u8 *data = kernel->data;
	unsigned int nr, i;
	u64 at;

	if (!pe)
		return true;
	if (!image_has(kernel, pe, PE_HEADER_BYTES))
		return false;
	nr = load_le(data + pe + PE_SECTIONS, 2);
	at = pe + PE_HEADER_BYTES + load_le(data + pe + PE_OPTIONAL_BYTES, 2);
	for (i = 0; i < nr; i++, at += SECTION_BYTES) {
		if (!image_has(kernel, at, SECTION_BYTES) ||
		    !image_has(kernel, load_le(data + at + SECTION_OFFSET, 4),
			       load_le(data + at + SECTION_SIZE, 4)))
			return false;
	}
	return true;
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
	if (!is_whole(kernel, header.pe_offset))
		return input_err(kernel->path,
				 "is truncated: its PE sections are not all in its %llu bytes",
				 kernel->size);
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
