// SPDX-License-Identifier: GPL-2.0
/*
 * bzImage by the 64-bit boot protocol. Linux, Documentation/arch/x86/boot.rst.
 *
 * Nothing in the header is believed before it was compared with the file's size
 * and with the memory there is.
 */
#include "boot.h"

#include <asm/bootparam.h>

#include "layout.h"
#include "memmap.h"

#define SECTOR			512ULL
#define HEADER_OFFSET		0x1f1
#define BOOT_FLAG		0xaa55
/* The first version whose header says whether there is a 64-bit entry. */
#define VERSION_XLOADFLAGS	0x020c
/* An image without setup_sects has this many. */
#define DEFAULT_SETUP_SECTS	4
#define ENTRY_64		0x200
#define LOADER_UNDEFINED	0xff
/* The setup header's size is that of its jump plus where that points to. */
#define HEADER_END_BASE		0x202
#define HEADER_END_OFFSET	0x201

/**
 * struct bzimage - where the parts of a bzImage are.
 * @header: its setup header.
 * @code: the protected-mode kernel, in the file.
 * @code_size: bytes of it that are in the file.
 * @load: where it goes in guest memory.
 * @end: the first address behind what it needs while it unpacks itself.
 */
struct bzimage {
	struct setup_header header;
	const u8 *code;
	u64 code_size;
	u64 load;
	u64 end;
};

bool boot_is_bzimage(const struct image *kernel)
{
	return kernel->size >= BZIMAGE_MAGIC_OFFSET + 4 &&
	       load_le(kernel->data + BZIMAGE_MAGIC_OFFSET, 4) == BZIMAGE_MAGIC;
}

/*
 * Copies as much of the header as the image says it has; the rest of ours is 0,
 * which is what a field means that an older kernel does not have.
 */
static enum launcher_code read_header(const struct image *kernel,
				      struct setup_header *header)
{
	u64 end = HEADER_END_BASE;

	memset(header, 0, sizeof(*header));
	if (kernel->size > HEADER_END_OFFSET)
		end += kernel->data[HEADER_END_OFFSET];
	if (kernel->size < end)
		return input_err(kernel->path,
				 "is truncated: its setup header ends at %#llx, the file at %#llx",
				 end, kernel->size);
	memcpy(header, kernel->data + HEADER_OFFSET,
	       min_u64(end - HEADER_OFFSET, sizeof(*header)));
	if (header->boot_flag != BOOT_FLAG)
		return input_err(kernel->path, "has boot flag %#x, not %#x",
				 header->boot_flag, BOOT_FLAG);
	if (header->version < VERSION_XLOADFLAGS)
		return input_err(kernel->path,
				 "speaks boot protocol %u.%02u, the 64-bit entry needs 2.12",
				 header->version >> 8, header->version & 0xff);
	if (end < HEADER_OFFSET + offsetof(struct setup_header,
					   handover_offset))
		return input_err(kernel->path,
				 "has a setup header of %llu bytes, too short for protocol %u.%02u",
				 end - HEADER_OFFSET, header->version >> 8,
				 header->version & 0xff);
	if (!(header->xloadflags & XLF_KERNEL_64))
		return input_err(kernel->path,
				 "has no 64-bit entry: it is a 32-bit kernel");
	if (!(header->loadflags & LOADED_HIGH))
		return input_err(kernel->path,
				 "is a zImage, which loads low; a bzImage is needed");
	return LAUNCHER_OK;
}

/* syssize counts paragraphs of 16 bytes, the last of which may be short. */
static enum launcher_code find_code(const struct image *kernel,
				    struct bzimage *bz)
{
	u64 sects = bz->header.setup_sects ?: DEFAULT_SETUP_SECTS;
	u64 start = (sects + 1) * SECTOR;
	u64 size = bz->header.syssize * 16ULL;

	if (start >= kernel->size)
		return input_err(kernel->path,
				 "is truncated: its setup ends at %llu, the file at %llu",
				 start, kernel->size);
	if (!size)
		return input_err(kernel->path, "has no protected-mode code");
	if (start + size > align_up(kernel->size, 16))
		return input_err(kernel->path,
				 "is truncated: it says it has %llu bytes, the file has %llu",
				 start + size, kernel->size);
	bz->code = kernel->data + start;
	bz->code_size = min_u64(size, kernel->size - start);
	if (bz->code_size <= ENTRY_64)
		return input_err(kernel->path,
				 "has %llu bytes of code, the 64-bit entry is at %d",
				 bz->code_size, ENTRY_64);
	if ((u64)bz->header.payload_offset + bz->header.payload_length > size)
		return input_err(kernel->path,
				 "has a payload that reaches behind its code");
	return LAUNCHER_OK;
}

/*
 * A kernel may run where it prefers to: memory below 4 GiB is ours to arrange,
 * so nothing is ever in the way there.
 */
static enum launcher_code place_code(const struct boot *boot,
				     struct bzimage *bz)
{
	const struct setup_header *header = &bz->header;
	const char *path = boot->kernel.path;
	u64 init_size = header->init_size;

	bz->load = header->pref_address;
	if (!is_power_of_two(header->kernel_alignment))
		return input_err(path,
				 "wants an alignment of %#x, which is no power of two",
				 header->kernel_alignment);
	if (bz->load < LAYOUT_FIRMWARE_END || bz->load >= LAYOUT_HOLE_START ||
	    bz->load % PAGE_BYTES)
		return input_err(path,
				 "prefers address %#llx, which it cannot have",
				 bz->load);
	if (header->relocatable_kernel)
		bz->load = align_up(bz->load, header->kernel_alignment);
	if (init_size < bz->code_size)
		return input_err(path,
				 "needs %llu bytes to start (init_size), but has %llu bytes of code",
				 init_size, bz->code_size);
	if (!ram_at(boot->ram, bz->load, init_size))
		return input_err(path,
				 "needs %llu MiB of memory at %llu MiB: try a bigger --mem",
				 (init_size + MIB - 1) / MIB, bz->load / MIB);
	bz->end = bz->load + init_size;
	return LAUNCHER_OK;
}

static void fill_e820(struct boot_params *params, const struct ram *ram)
{
	struct memmap_entry map[MEMMAP_MAX_ENTRIES];
	unsigned int i;

	params->e820_entries = memmap_build(map, ram);
	for (i = 0; i < params->e820_entries; i++)
		params->e820_table[i] = (struct boot_e820_entry){
			.addr = map[i].base,
			.size = map[i].size,
			.type = map[i].type,
		};
}

/* From scratch: of the file's first sectors only the setup header goes along. */
static void place_params(const struct boot *boot, const struct bzimage *bz,
			 u64 initrd)
{
	struct boot_params params = { .hdr = bz->header };

	params.hdr.type_of_loader = LOADER_UNDEFINED;
	params.hdr.code32_start = bz->load;
	params.hdr.cmd_line_ptr = LAYOUT_CMDLINE;
	params.hdr.ramdisk_image = initrd;
	params.hdr.ramdisk_size = boot->initrd.size;
	params.hdr.setup_data = 0;
	params.acpi_rsdp_addr = LAYOUT_ACPI;
	fill_e820(&params, boot->ram);
	boot_write(boot->ram, LAYOUT_BOOT_PARAMS, &params, sizeof(params));
}

enum launcher_code boot_load_bzimage(struct boot *boot)
{
	struct bzimage bz = { .code = NULL };
	enum launcher_code code;
	u64 initrd;

	code = read_header(&boot->kernel, &bz.header);
	if (!code)
		code = find_code(&boot->kernel, &bz);
	if (!code)
		code = place_code(boot, &bz);
	if (!code)
		code = boot_place_cmdline(boot, bz.header.cmdline_size);
	if (!code)
		code = boot_place_initrd(boot, bz.end,
					 bz.header.initrd_addr_max + 1ULL,
					 &initrd);
	if (code)
		return code;

	boot_write(boot->ram, bz.load, bz.code, bz.code_size);
	place_params(boot, &bz, initrd);
	boot->long_mode = true;
	boot->entry = bz.load + ENTRY_64;
	boot->info = LAYOUT_BOOT_PARAMS;
	return LAUNCHER_OK;
}
