// SPDX-License-Identifier: GPL-2.0
/*
 * A zImage: a Linux kernel for AArch32, which unpacks itself. Linux, "Booting
 * ARM Linux"; the header is that of arch/arm/boot/compressed/head.S.
 */
#include "boot.h"

#include "layout.h"

#define ZIMAGE_MAGIC		0x016f2818
#define ZIMAGE_LITTLE_ENDIAN	0x04030201
/* Since Linux 3.17: a table follows, which since 4.15 says what is inside. */
#define ZIMAGE_MORE_MAGIC	0x45454545

/* Offsets in the file. */
#define ZIMAGE_MAGIC_AT		0x24
#define ZIMAGE_START_AT		0x28
#define ZIMAGE_END_AT		0x2c
#define ZIMAGE_ENDIAN_AT	0x30
#define ZIMAGE_MORE_AT		0x34
#define ZIMAGE_TABLE_AT		0x38
#define ZIMAGE_HEADER_BYTES	0x3c

/* A row of the table: its size in words and a tag; the last has size 0. */
#define TAG_HEADER_BYTES	8
#define TAG_KERNEL_SIZE		0x5a534c4b	/* "KLSZ" */
#define TAG_KERNEL_SIZE_BYTES	20

/* Where it goes if it does not tell: the kernel recommends 32 MiB. */
#define USUAL_OFFSET		(32 * MIB)
#define OFFSET_ALIGN		(2 * MIB)
/* It finds the start of memory by clearing the lower bits of its address. */
#define MOST_OFFSET		(128 * MIB)
/* Behind the file it has its variables, its stack and its heap. */
#define WORKSPACE_BYTES		(1 * MIB)

/* Linux's COMMAND_LINE_SIZE for arm, the ending 0 included. */
#define CMDLINE_BYTES		1024

static u32 word_at(const struct image *kernel, u64 offset)
{
	return load_le(kernel->data + offset, 4);
}

bool boot_is_zimage(const struct image *kernel)
{
	return kernel->size >= ZIMAGE_HEADER_BYTES &&
	       word_at(kernel, ZIMAGE_MAGIC_AT) == ZIMAGE_MAGIC;
}

/* Where the row about the kernel's size is; 0: there is none. */
static u64 find_size(const struct image *kernel)
{
	u64 at = word_at(kernel, ZIMAGE_TABLE_AT);
	u32 words;

	if (word_at(kernel, ZIMAGE_MORE_AT) != ZIMAGE_MORE_MAGIC)
		return 0;
	for (; image_has(kernel, at, TAG_HEADER_BYTES); at += words * 4ULL) {
		words = word_at(kernel, at);
		if (!words)
			return 0;
		if (word_at(kernel, at + 4) == TAG_KERNEL_SIZE &&
		    image_has(kernel, at, TAG_KERNEL_SIZE_BYTES))
			return at + TAG_HEADER_BYTES;
	}
	return 0;
}

/*
 * How far above the start of memory it goes: behind what it unpacks to, so that
 * it need not move out of its own way first, maybe onto the device tree. The
 * row has the place of the unpacked size, the BSS's size, the text's offset.
 */
static u64 offset_of(const struct image *kernel)
{
	u64 at = find_size(kernel), size_at;

	if (!at)
		return USUAL_OFFSET;
	size_at = word_at(kernel, at);
	if (!image_has(kernel, size_at, 4))
		return USUAL_OFFSET;
	return align_up((u64)word_at(kernel, size_at) +
			word_at(kernel, at + 4) + word_at(kernel, at + 8),
			OFFSET_ALIGN);
}

static enum launcher_code check(const struct boot *boot, u64 offset)
{
	const struct image *kernel = &boot->kernel;
	u64 start = word_at(kernel, ZIMAGE_START_AT);
	u64 end = word_at(kernel, ZIMAGE_END_AT);

	if (word_at(kernel, ZIMAGE_ENDIAN_AT) != ZIMAGE_LITTLE_ENDIAN)
		return input_err(kernel->path,
				 "is a big-endian kernel, which this launcher does not start");
	if (start)
		return input_err(kernel->path,
				 "wants to be at %#llx and nowhere else", start);
	if (end > kernel->size)
		return input_err(kernel->path,
				 "is truncated: it has %llu bytes of %llu",
				 kernel->size, end);
	if (offset >= MOST_OFFSET)
		return input_err(kernel->path,
				 "unpacks to %llu MiB, which is more than it can",
				 offset / MIB);
	if (strlen(boot->cmdline) >= CMDLINE_BYTES)
		return input_err("--cmdline",
				 "is %zu bytes long, a 32-bit kernel takes %u",
				 strlen(boot->cmdline), CMDLINE_BYTES - 1);
	return LAUNCHER_OK;
}

enum launcher_code boot_load_zimage(struct boot *boot)
{
	const struct image *kernel = &boot->kernel;
	u64 offset = offset_of(kernel), address = LAYOUT_RAM + offset;
	enum launcher_code code = check(boot, offset);

	if (code)
		return code;
	if (!ram_at(boot->ram, address, kernel->size + WORKSPACE_BYTES))
		return input_err(kernel->path,
				 "wants %llu bytes at %#llx, where there is no memory for it: try a bigger --mem",
				 kernel->size + WORKSPACE_BYTES, address);
	memcpy(ram_at(boot->ram, address, kernel->size), kernel->data,
	       kernel->size);
	boot->aa32 = true;
	boot->entry = address;
	boot->kernel_end = address + kernel->size + WORKSPACE_BYTES;
	return LAUNCHER_OK;
}
