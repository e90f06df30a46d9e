// SPDX-License-Identifier: GPL-2.0
/*
 * An ELF file, entered in the state that a Linux Image is entered in.
 *
 * Segments go to their physical addresses. Linux's own vmlinux has virtual
 * addresses there; a file none of whose segments is in RAM is moved as a whole,
 * so that its lowest 2 MiB begin where RAM does.
 */
#include "boot.h"

#include "../../elf.h"
#include "layout.h"

#define MOVE_ALIGN		(2 * MIB)

/**
 * struct elf_load - how a file goes into memory.
 * @boot: the kernel.
 * @elf: the file's header.
 * @move: what is added to each of its addresses; the sum may wrap.
 */
struct elf_load {
	struct boot *boot;
	struct elf64_hdr elf;
	u64 move;
};

static bool is_loaded(const struct elf64_phdr *segment)
{
	return segment->p_type == PT_LOAD && segment->p_memsz;
}

static enum launcher_code find_move(struct elf_load *load)
{
	const struct image *kernel = &load->boot->kernel;
	bool in_ram = false;
	u64 lowest = ~0ULL;
	unsigned int i;

	for (i = 0; i < load->elf.e_phnum; i++) {
		struct elf64_phdr header =
			elf_program_header(kernel, &load->elf, i);

		if (!is_loaded(&header))
			continue;
		lowest = min_u64(lowest, header.p_paddr);
		if (ram_at(load->boot->ram, header.p_paddr, 1))
			in_ram = true;
	}
	if (lowest == ~0ULL)
		return input_err(kernel->path, "has nothing to load");
	load->move = in_ram ? 0 : LAYOUT_RAM - align_down(lowest, MOVE_ALIGN);
	return LAUNCHER_OK;
}

/* Memory behind the segment's file part is zero already, as all fresh RAM is. */
static enum launcher_code load_segment(const struct elf_load *load,
				       const struct elf64_phdr *segment)
{
	struct boot *boot = load->boot;
	const struct image *kernel = &boot->kernel;
	u64 address = segment->p_paddr + load->move;
	enum launcher_code code = elf_check_segment(kernel, segment);
	u8 *host;

	if (code)
		return code;
	host = ram_at(boot->ram, address, segment->p_memsz);
	if (!host)
		return input_err(kernel->path,
				 "wants %llu bytes at %#llx, where there is no memory for it: try a bigger --mem",
				 segment->p_memsz, address);
	memcpy(host, kernel->data + segment->p_offset, segment->p_filesz);
	if (address + segment->p_memsz > boot->kernel_end)
		boot->kernel_end = address + segment->p_memsz;
	return LAUNCHER_OK;
}

/*
 * The entry is an address of the same kind as the segments' virtual ones: it is
 * looked up among these.
 */
static enum launcher_code find_entry(struct elf_load *load)
{
	const struct image *kernel = &load->boot->kernel;
	u64 entry = load->elf.e_entry;
	unsigned int i;

	for (i = 0; i < load->elf.e_phnum; i++) {
		struct elf64_phdr header =
			elf_program_header(kernel, &load->elf, i);

		if (!is_loaded(&header) ||
		    entry - header.p_vaddr >= header.p_memsz)
			continue;
		load->boot->entry = entry - header.p_vaddr + header.p_paddr +
				    load->move;
		if (load->boot->entry % 4)
			break;
		return LAUNCHER_OK;
	}
	return input_err(kernel->path,
			 "has its entry at %#llx, where it has no instruction",
			 entry);
}

enum launcher_code boot_load_elf(struct boot *boot)
{
	static const struct elf_machine arm64 = { EM_AARCH64, "AArch64" };
	struct elf_load load = { .boot = boot };
	enum launcher_code code;
	unsigned int i;

	boot->kernel_end = 0;
	code = elf_open(&boot->kernel, &arm64, &load.elf);
	if (!code)
		code = find_move(&load);
	for (i = 0; !code && i < load.elf.e_phnum; i++) {
		struct elf64_phdr header =
			elf_program_header(&boot->kernel, &load.elf, i);

		if (is_loaded(&header))
			code = load_segment(&load, &header);
	}
	if (!code)
		code = find_entry(&load);
	return code;
}
