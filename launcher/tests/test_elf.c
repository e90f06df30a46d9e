// SPDX-License-Identifier: GPL-2.0
/*
 * The ELF loader: a good vmlinux with a PVH note, lies, and noise.
 */
#include "kselftest.h"

#include <linux/elf.h>

#include "capture.h"
#include "../elf.h"
#include "guest.h"

#define LOAD_ADDRESS		(4 * MIB)
#define ENTRY			(LOAD_ADDRESS + 0x40)
#define NOTE_BYTES		44
#define MUTATIONS		200000

/* A whole ELF file of one segment and two notes. */
struct elf_file {
	struct elf64_hdr header;
	struct elf64_phdr load;
	struct elf64_phdr note;
	struct elf64_note first;
	char first_name[8];
	struct elf64_note entry;
	char entry_name[4];
	u32 entry_value[2];
	u8 code[252];
};

static struct elf_file good;

static void make_good(void)
{
	good = (struct elf_file){
		.header = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
				     ELFDATA2LSB },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_phoff = offsetof(struct elf_file, load),
			.e_phentsize = sizeof(struct elf64_phdr),
			.e_phnum = 2,
		},
		.load = {
			.p_type = PT_LOAD,
			.p_offset = offsetof(struct elf_file, code),
			.p_paddr = LOAD_ADDRESS,
			.p_filesz = sizeof(good.code),
			.p_memsz = 2 * MIB,
		},
		.note = {
			.p_type = PT_NOTE,
			.p_offset = offsetof(struct elf_file, first),
			.p_filesz = NOTE_BYTES,
		},
		.first = { .n_namesz = 6, .n_type = 18 },
		.first_name = "Linux",
		.entry = { .n_namesz = 4, .n_descsz = 8, .n_type = 18 },
		.entry_name = "Xen",
		.entry_value = { ENTRY },
		.code = { 0xf4 },
	};
}

static enum launcher_code load_file(struct boot *boot,
				    const struct elf_file *file, u64 size)
{
	enum launcher_code code;

	boot->ram = &guest_ram;
	boot->cmdline = "console=ttyS0";
	guest_file(&boot->kernel, file, size);
	code = elf_is(&boot->kernel) ? boot_load_elf(boot) :
					    LAUNCHER_BAD_INPUT;
	image_free(&boot->kernel);
	return code;
}

/* The fields of struct hvm_start_info, by their documented offsets. */
static u64 info_field(const struct boot *boot, unsigned int offset,
		      unsigned int size)
{
	return load_le(ram_at(&guest_ram, boot->info + offset, size), size);
}

static void test_good(void)
{
	static u8 data[100] = { 7 };
	struct boot boot = { .initrd = { "initrd", data, sizeof(data) } };
	bool ok = !load_file(&boot, &good, sizeof(good));
	u64 module;
	u64 top = GUEST_RAM_BYTES - PAGE_BYTES;

	ok = ok && !boot.long_mode && boot.entry == ENTRY &&
	     *(u8 *)ram_at(&guest_ram, LOAD_ADDRESS, 1) == 0xf4;
	ksft_test_result(ok, "entry and code\n");
	ok = info_field(&boot, 0, 4) == 0x336ec578 &&
	     info_field(&boot, 4, 4) == 1 && info_field(&boot, 32, 8) &&
	     info_field(&boot, 48, 4) == 4;
	ksft_test_result(ok, "start_info\n");
	module = info_field(&boot, 16, 8);
	ok = info_field(&boot, 12, 4) == 1 &&
	     load_le(ram_at(&guest_ram, module, 8), 8) == top &&
	     load_le(ram_at(&guest_ram, module + 8, 8), 8) == sizeof(data);
	ksft_test_result(ok, "initrd is the module\n");
}

#define AT(f)		offsetof(struct elf_file, f)
#define SIZE(f)		sizeof(good.f)

static const struct {
	const char *name;
	const char *complaint;
	size_t field;
	size_t bytes;
	u64 value;
	u64 file_size;
} lies[] = {
	{ "32-bit", "64-bit ELF", AT(header.e_ident[4]),
	  SIZE(header.e_ident[4]), 1, 0 },
	{ "big-endian", "little-endian", AT(header.e_ident[5]),
	  SIZE(header.e_ident[5]), 2, 0 },
	{ "arm64", "machine 183", AT(header.e_machine),
	  SIZE(header.e_machine), 183, 0 },
	{ "object", "no executable", AT(header.e_type),
	  SIZE(header.e_type), ET_REL, 0 },
	{ "phentsize", "program headers of 32", AT(header.e_phentsize),
	  SIZE(header.e_phentsize), 32, 0 },
	{ "phnum", "program headers are not", AT(header.e_phnum),
	  SIZE(header.e_phnum), 0xffff, 0 },
	{ "phoff", "program headers are not", AT(header.e_phoff),
	  SIZE(header.e_phoff), -8, 0 },
	{ "no headers", "no PVH entry", AT(header.e_phnum),
	  SIZE(header.e_phnum), 0, 0 },
	{ "nothing to load", "nothing to load", AT(load.p_type),
	  SIZE(load.p_type), PT_NULL, 0 },
	{ "p_offset", "truncated", AT(load.p_offset),
	  SIZE(load.p_offset), -16, 0 },
	{ "p_filesz", "truncated", AT(load.p_filesz),
	  SIZE(load.p_filesz), 253, 0 },
	{ "p_memsz", "truncated", AT(load.p_memsz),
	  SIZE(load.p_memsz), 251, 0 },
	{ "p_memsz wraps", "no memory", AT(load.p_memsz),
	  SIZE(load.p_memsz), -1, 0 },
	{ "p_paddr low", "no memory", AT(load.p_paddr),
	  SIZE(load.p_paddr), 0x1000, 0 },
	{ "p_paddr high", "no memory", AT(load.p_paddr),
	  SIZE(load.p_paddr), 31 * MIB, 0 },
	{ "p_paddr wraps", "no memory", AT(load.p_paddr),
	  SIZE(load.p_paddr), -4096, 0 },
	{ "note outside", "no PVH entry", AT(note.p_offset),
	  SIZE(note.p_offset), -4, 0 },
	{ "note cut", "no PVH entry", AT(note.p_filesz),
	  SIZE(note.p_filesz), 43, 0 },
	{ "no note", "no PVH entry", AT(entry.n_type),
	  SIZE(entry.n_type), 17, 0 },
	{ "other name", "no PVH entry", AT(entry_name[0]),
	  SIZE(entry_name[0]), 'x', 0 },
	{ "name size", "no PVH entry", AT(entry.n_namesz),
	  SIZE(entry.n_namesz), -1, 0 },
	{ "value size", "no PVH entry", AT(entry.n_descsz),
	  SIZE(entry.n_descsz), -1, 0 },
	{ "first note", "no PVH entry", AT(first.n_descsz),
	  SIZE(first.n_descsz), -4, 0 },
	{ "entry outside", "PVH entry at", AT(entry_value),
	  SIZE(entry_value), 32 * MIB, 0 },
	{ "cut in the code", "truncated", AT(code[0]),
	  SIZE(code[0]), 0, sizeof(struct elf_file) - 1 },
	{ "cut in the header", "truncated", AT(code[0]),
	  SIZE(code[0]), 0, 63 },
};

static void test_lies(void)
{
	unsigned int i;
	bool ok;

	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		struct boot boot = { .ram = NULL };
		struct elf_file file = good;
		enum launcher_code code;

		store_le((u8 *)&file + lies[i].field, lies[i].bytes,
			 lies[i].value);
		code = load_file(&boot, &file,
				 lies[i].file_size ?: sizeof(file));
		ok = code == LAUNCHER_BAD_INPUT &&
		     complained(lies[i].complaint);
		ksft_test_result(ok, "refused: %s\n", lies[i].name);
	}
}

static void test_noise(void)
{
	unsigned int taken = 0;
	unsigned int i, j;
	u32 state = 2;

	for (i = 0; i < MUTATIONS; i++) {
		struct boot boot = { .ram = NULL };
		struct elf_file file = good;
		u32 size = sizeof(file);

		if (guest_random(&state) % 8 == 0)
			size = guest_random(&state) % sizeof(file);
		for (j = guest_random(&state) % 4; j < 4; j++)
			((u8 *)&file)[guest_random(&state) %
				      offsetof(struct elf_file, code)] =
				guest_random(&state);
		taken += !load_file(&boot, &file, size);
	}
	ksft_test_result(taken && taken < MUTATIONS,
			 "%u mutations, %u of them taken\n", MUTATIONS, taken);
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(ARRAY_SIZE(lies) + 4);
	guest_init();
	make_good();
	test_good();
	test_lies();
	test_noise();
	ksft_finished();
}
