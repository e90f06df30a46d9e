/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading a kernel: what the formats share, and the formats.
 */
#ifndef LAUNCHER_X86_BOOT_H
#define LAUNCHER_X86_BOOT_H

#include "../../image.h"
#include "../../ram.h"

/* The magic number of a setup header, and where the header is in the file. */
#define BZIMAGE_MAGIC_OFFSET	0x202
#define BZIMAGE_MAGIC		0x53726448	/* "HdrS" */

/**
 * struct boot - a kernel on its way into guest memory.
 * @ram: guest memory.
 * @kernel: the file.
 * @initrd: the initrd; its size is 0 if there is none.
 * @cmdline: the command line.
 * @long_mode: result: the entry is in 64-bit mode.
 * @entry: result: the first instruction's address.
 * @info: result: the address of what the protocol hands over.
 */
struct boot {
	const struct ram *ram;
	struct image kernel;
	struct image initrd;
	const char *cmdline;
	bool long_mode;
	u64 entry;
	u64 info;
};

/**
 * boot_is_bzimage() - look whether a file is a bzImage.
 * @kernel: the file.
 *
 * Return: whether it has the magic number of a setup header.
 */
bool boot_is_bzimage(const struct image *kernel);

/**
 * boot_load_bzimage() - load a bzImage for the 64-bit boot protocol.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_bzimage(struct boot *boot);

/**
 * boot_load_elf() - load an ELF file for the PVH boot protocol.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_elf(struct boot *boot);

/**
 * boot_load_flat() - load a file as it is, to 1 MiB.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_flat(struct boot *boot);

/**
 * boot_write() - copy bytes into guest memory.
 * @ram: guest memory.
 * @address: where to.
 * @data: the bytes.
 * @size: how many; the caller has checked that there is room.
 */
void boot_write(const struct ram *ram, u64 address, const void *data,
		size_t size);

/**
 * boot_place_cmdline() - put the command line into guest memory.
 * @boot: the kernel.
 * @limit: the longest that the kernel takes, without the ending 0.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_INPUT.
 */
enum launcher_code boot_place_cmdline(const struct boot *boot, u64 limit);

/**
 * boot_place_initrd() - put the initrd into guest memory, as high as allowed:
 * what lies below is the kernel's to unpack itself into.
 * @boot: the kernel.
 * @floor: the first address behind the kernel.
 * @limit: the first address where no byte of the initrd may be.
 * @address: receives where it is; 0 if there is no initrd.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_INPUT.
 */
enum launcher_code boot_place_initrd(const struct boot *boot, u64 floor,
				     u64 limit, u64 *address);

/**
 * boot_place_start_info() - describe the machine in a struct hvm_start_info.
 * @boot: the kernel; @info receives where the structure is.
 * @initrd: where the initrd was put.
 */
void boot_place_start_info(struct boot *boot, u64 initrd);

/**
 * boot_place_gdt() - write the GDT that the vCPU starts with.
 * @boot: the kernel; @long_mode decides what BOOT_CS is.
 */
void boot_place_gdt(const struct boot *boot);

/**
 * boot_place_page_tables() - map the first 4 GiB to themselves.
 * @ram: guest memory.
 */
void boot_place_page_tables(const struct ram *ram);

#endif /* LAUNCHER_X86_BOOT_H */
