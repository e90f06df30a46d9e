/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading a kernel: what the formats share, and the formats.
 */
#ifndef LAUNCHER_ARM64_BOOT_H
#define LAUNCHER_ARM64_BOOT_H

#include "../../image.h"
#include "../../ram.h"

/**
 * struct boot - a kernel on its way into guest memory.
 * @ram: guest memory.
 * @kernel: the file.
 * @initrd: the initrd; its size is 0 if there is none.
 * @cmdline: the command line.
 * @aa32: result: EL1 is AArch32.
 * @entry: result: the first instruction's address.
 * @kernel_end: result: the first address that the kernel does not claim.
 * @fdt: where the device tree goes.
 * @initrd_at: where the initrd is; 0 if there is none.
 */
struct boot {
	const struct ram *ram;
	struct image kernel;
	struct image initrd;
	const char *cmdline;
	bool aa32;
	u64 entry;
	u64 kernel_end;
	u64 fdt;
	u64 initrd_at;
};

/**
 * boot_is_image() - look whether a file is a Linux Image.
 * @kernel: the file.
 *
 * Return: whether it has the magic number of an arm64 Image.
 */
bool boot_is_image(const struct image *kernel);

/**
 * boot_load_image() - load a Linux Image.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_image(struct boot *boot);

/**
 * boot_is_zimage() - look whether a file is a Linux zImage.
 * @kernel: the file.
 *
 * Return: whether it has the magic number of a 32-bit Arm zImage.
 */
bool boot_is_zimage(const struct image *kernel);

/**
 * boot_load_zimage() - load a Linux zImage, which is a 32-bit kernel.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_zimage(struct boot *boot);

/**
 * boot_load_elf() - load an ELF file.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_elf(struct boot *boot);

/**
 * boot_load_flat() - load a file as it is, to where RAM begins.
 * @boot: the kernel; its results are filled in.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code boot_load_flat(struct boot *boot);

/**
 * boot_unzip() - replace a gzip-compressed kernel by what is in it.
 * @kernel: the file; not touched if it is not compressed.
 * @limit: refuse a kernel bigger than this many bytes.
 *
 * Return: LAUNCHER_OK, LAUNCHER_BAD_INPUT with the file's mistake named, or
 * LAUNCHER_BAD_HOST.
 */
enum launcher_code boot_unzip(struct image *kernel, u64 limit);

/**
 * boot_place() - choose where device tree and initrd go, and put the initrd
 * there.
 * @boot: the kernel, loaded.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT if they do not fit.
 */
enum launcher_code boot_place(struct boot *boot);

#endif /* LAUNCHER_ARM64_BOOT_H */
