/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every ELF file has, whatever the architecture wants with it.
 *
 * The file is input that may lie: every offset and size is compared with what
 * is there before it is used, in an order in which no sum can wrap.
 */
#ifndef LAUNCHER_ELF_H
#define LAUNCHER_ELF_H

#include <linux/elf.h>

#include "image.h"

/**
 * struct elf_machine - a processor that ELF files are for.
 * @number: EM_*.
 * @name: for messages.
 */
struct elf_machine {
	u16 number;
	const char *name;
};

/**
 * elf_is() - look whether a file is an ELF file.
 * @file: the file.
 *
 * Return: whether it begins with ELF's magic number.
 */
bool elf_is(const struct image *file);

/**
 * elf_open() - read the header of an executable 64-bit little-endian ELF file.
 * @file: the file.
 * @machine: what processor it must be for.
 * @elf: receives the header, its program headers known to be in the file.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code elf_open(const struct image *file,
			    const struct elf_machine *machine,
			    struct elf64_hdr *elf);

/**
 * elf_program_header() - one of the program headers.
 * @file: the file.
 * @elf: its header, of elf_open().
 * @i: which, below e_phnum.
 *
 * Return: the program header; what it says is still to be checked.
 */
struct elf64_phdr elf_program_header(const struct image *file,
				     const struct elf64_hdr *elf,
				     unsigned int i);

/**
 * elf_check_segment() - look whether a segment's bytes are all in the file, and
 * no more than its memory.
 * @file: the file.
 * @segment: the segment's program header.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT with the file's mistake named.
 */
enum launcher_code elf_check_segment(const struct image *file,
				     const struct elf64_phdr *segment);

#endif /* LAUNCHER_ELF_H */
