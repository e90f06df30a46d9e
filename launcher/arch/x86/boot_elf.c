// SPDX-License-Identifier: GPL-2.0
/*
 * ELF by the PVH boot protocol. Xen, "x86/HVM direct boot ABI".
 */
#include "boot.h"

#include "../../elf.h"
#include "layout.h"

#define NOTE_NAME		"Xen"
#define NOTE_PHYS32_ENTRY	18

/* Notes are padded to four bytes. ELF-64, "Note Section". */
#define NOTE_ALIGN		4ULL

/* Memory behind the segment's file part is zero already, as all fresh RAM is. */
static enum launcher_code load_segment(const struct boot *boot,
				       const struct elf64_phdr *segment, u64 *top)
{
	const struct image *kernel = &boot->kernel;
	enum launcher_code code = elf_check_segment(kernel, segment);

	if (code)
		return code;
	if (segment->p_paddr < LAYOUT_FIRMWARE_END ||
	    segment->p_paddr >= LAYOUT_HOLE_START ||
	    !ram_at(boot->ram, segment->p_paddr, segment->p_memsz))
		return input_err(kernel->path,
				 "wants %llu bytes at %#llx, where there is no memory for it: try a bigger --mem",
				 segment->p_memsz, segment->p_paddr);
	boot_write(boot->ram, segment->p_paddr,
		   kernel->data + segment->p_offset, segment->p_filesz);
	if (segment->p_paddr + segment->p_memsz > *top)
		*top = segment->p_paddr + segment->p_memsz;
	return LAUNCHER_OK;
}

static enum launcher_code load_segments(const struct boot *boot,
					const struct elf64_hdr *elf, u64 *top)
{
	enum launcher_code code = LAUNCHER_OK;
	unsigned int i;

	*top = 0;
	for (i = 0; !code && i < elf->e_phnum; i++) {
		struct elf64_phdr header =
			elf_program_header(&boot->kernel, elf, i);

		if (header.p_type == PT_LOAD && header.p_memsz)
			code = load_segment(boot, &header, top);
	}
	if (!code && !*top)
		return input_err(boot->kernel.path, "has nothing to load");
	return code;
}

static bool is_entry_note(const struct elf64_note *note, const u8 *name)
{
	return note->n_type == NOTE_PHYS32_ENTRY &&
	       note->n_namesz == sizeof(NOTE_NAME) &&
	       !memcmp(name, NOTE_NAME, sizeof(NOTE_NAME)) &&
	       (note->n_descsz == 4 || note->n_descsz == 8);
}

/* Looks through @size bytes of notes that are known to be in the file. */
static bool find_entry_note(const u8 *notes, u64 size, u64 *entry)
{
	struct elf64_note note;

	while (size >= sizeof(note)) {
		u64 name_bytes, bytes;

		memcpy(&note, notes, sizeof(note));
		/* 32-bit sizes in 64-bit sums. */
		name_bytes = align_up(note.n_namesz, NOTE_ALIGN);
		bytes = sizeof(note) + name_bytes +
			align_up(note.n_descsz, NOTE_ALIGN);
		if (bytes > size)
			return false;
		if (is_entry_note(&note, notes + sizeof(note))) {
			*entry = load_le(notes + sizeof(note) + name_bytes,
					 note.n_descsz);
			return true;
		}
		notes += bytes;
		size -= bytes;
	}
	return false;
}

static enum launcher_code find_entry(const struct boot *boot,
				     const struct elf64_hdr *elf, u64 *entry)
{
	const struct image *kernel = &boot->kernel;
	unsigned int i;

	for (i = 0; i < elf->e_phnum; i++) {
		struct elf64_phdr header =
			elf_program_header(kernel, elf, i);

		if (header.p_type != PT_NOTE ||
		    !image_has(kernel, header.p_offset, header.p_filesz) ||
		    !find_entry_note(kernel->data + header.p_offset,
				     header.p_filesz, entry))
			continue;
		if (*entry >= LAYOUT_HOLE_START ||
		    !ram_at(boot->ram, *entry, 1))
			return input_err(kernel->path,
					 "has its PVH entry at %#llx, where there is no memory",
					 *entry);
		return LAUNCHER_OK;
	}
	return input_err(kernel->path,
			 "has no PVH entry note (CONFIG_PVH): boot its bzImage instead");
}

enum launcher_code boot_load_elf(struct boot *boot)
{
	static const struct elf_machine x86 = { EM_X86_64, "x86-64" };
	enum launcher_code code;
	struct elf64_hdr elf;
	u64 initrd;
	u64 top;

	code = elf_open(&boot->kernel, &x86, &elf);
	if (!code)
		code = find_entry(boot, &elf, &boot->entry);
	if (!code)
		code = load_segments(boot, &elf, &top);
	if (!code)
		code = boot_place_cmdline(boot, LAYOUT_CMDLINE_BYTES);
	if (!code)
		code = boot_place_initrd(boot, top, LAYOUT_HOLE_START, &initrd);
	if (!code)
		boot_place_start_info(boot, initrd);
	return code;
}
