// SPDX-License-Identifier: GPL-2.0
/*
 * Reading ELF. ELF-64, "ELF Header" and "Program Header".
 */
#include "elf.h"

bool elf_is(const struct image *file)
{
	return file->size >= SELFMAG && !memcmp(file->data, ELFMAG, SELFMAG);
}

static enum launcher_code check_kind(const char *path,
				     const struct elf_machine *machine,
				     const struct elf64_hdr *elf)
{
	if (elf->e_ident[EI_CLASS] != ELFCLASS64 ||
	    elf->e_ident[EI_DATA] != ELFDATA2LSB)
		return input_err(path,
				 "is not a little-endian 64-bit ELF file");
	if (elf->e_machine != machine->number)
		return input_err(path, "is for ELF machine %u, not %s (%u)",
				 elf->e_machine, machine->name,
				 machine->number);
	if (elf->e_type != ET_EXEC && elf->e_type != ET_DYN)
		return input_err(path, "is no executable ELF file (type %u)",
				 elf->e_type);
	return LAUNCHER_OK;
}

enum launcher_code elf_open(const struct image *file,
			    const struct elf_machine *machine,
			    struct elf64_hdr *elf)
{
	enum launcher_code code;

	if (file->size < sizeof(*elf))
		return input_err(file->path,
				 "is truncated: an ELF header has %zu bytes, the file %llu",
				 sizeof(*elf), file->size);
	memcpy(elf, file->data, sizeof(*elf));
	code = check_kind(file->path, machine, elf);
	if (code)
		return code;
	if (elf->e_phentsize != sizeof(struct elf64_phdr))
		return input_err(file->path,
				 "has program headers of %u bytes, not %zu",
				 elf->e_phentsize, sizeof(struct elf64_phdr));
	if (!image_has(file, elf->e_phoff,
		       (u64)elf->e_phnum * sizeof(struct elf64_phdr)))
		return input_err(file->path,
				 "is truncated: its program headers are not all in the file");
	return LAUNCHER_OK;
}

struct elf64_phdr elf_program_header(const struct image *file,
				     const struct elf64_hdr *elf,
				     unsigned int i)
{
	struct elf64_phdr header;

	memcpy(&header, file->data + elf->e_phoff + i * sizeof(header),
	       sizeof(header));
	return header;
}

enum launcher_code elf_check_segment(const struct image *file,
				     const struct elf64_phdr *segment)
{
	if (segment->p_filesz > segment->p_memsz ||
	    !image_has(file, segment->p_offset, segment->p_filesz))
		return input_err(file->path,
				 "is truncated: a segment of %llu bytes at %#llx is not all in the file",
				 segment->p_filesz, segment->p_offset);
	return LAUNCHER_OK;
}
