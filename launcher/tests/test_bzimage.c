// SPDX-License-Identifier: GPL-2.0
/*
 * The bzImage loader: a good image, each lie a header can tell, and noise.
 */
#include "kselftest.h"

#include <asm/bootparam.h>

#include "capture.h"
#include "guest.h"

#define FILE_BYTES		8192
#define HEADER_OFFSET		0x1f1
#define CODE_BYTES		(FILE_BYTES - 2 * 512)
#define MUTATIONS		200000

static u8 good[FILE_BYTES];
static struct setup_header any_header;

static struct setup_header *header_of(u8 *file)
{
	return (struct setup_header *)(file + HEADER_OFFSET);
}

static void make_good(void)
{
	struct setup_header *header = header_of(good);

	memset(good, 0x90, sizeof(good));
	memset(good, 0, 1024);
	header->setup_sects = 1;
	header->boot_flag = 0xaa55;
	header->jump = 0x6aeb;
	header->header = BZIMAGE_MAGIC;
	header->version = 0x020f;
	header->loadflags = LOADED_HIGH;
	header->syssize = CODE_BYTES / 16;
	header->initrd_addr_max = 0x7fffffff;
	header->kernel_alignment = 2 * MIB;
	header->relocatable_kernel = 1;
	header->xloadflags = XLF_KERNEL_64;
	header->cmdline_size = 2047;
	header->pref_address = 16 * MIB;
	header->init_size = MIB;
}

static enum launcher_code load_bytes(struct boot *boot, const u8 *data,
				     u64 size)
{
	enum launcher_code code;

	boot->ram = &guest_ram;
	boot->cmdline = boot->cmdline ?: "console=ttyS0";
	guest_file(&boot->kernel, data, size);
	code = boot_is_bzimage(&boot->kernel) ? boot_load_bzimage(boot) :
						LAUNCHER_BAD_INPUT;
	image_free(&boot->kernel);
	return code;
}

static void test_good(void)
{
	struct boot boot = { .ram = NULL };
	bool ok = !load_bytes(&boot, good, sizeof(good));
	const struct boot_params *params;

	params = ram_at(&guest_ram, boot.info, sizeof(*params));
	ok = ok && boot.long_mode && boot.entry == 16 * MIB + 0x200;
	ksft_test_result(ok, "entry\n");
	ok = params->hdr.type_of_loader == 0xff && params->acpi_rsdp_addr &&
	     params->e820_entries == 4 && params->sentinel == 0 &&
	     params->e820_table[2].addr == MIB &&
	     params->e820_table[2].size == GUEST_RAM_BYTES - MIB;
	ksft_test_result(ok, "boot_params\n");
	ok = !strcmp(ram_at(&guest_ram, params->hdr.cmd_line_ptr, 16),
		     "console=ttyS0") &&
	     !memcmp(ram_at(&guest_ram, 16 * MIB, CODE_BYTES), good + 1024,
		     CODE_BYTES);
	ksft_test_result(ok, "command line and code\n");
}

static void test_initrd(void)
{
	static u8 data[5000] = { 1, 2, 3 };
	struct boot boot = { .initrd = { "initrd", data, sizeof(data) } };
	const struct boot_params *params;
	bool ok;

	ok = !load_bytes(&boot, good, sizeof(good));
	params = ram_at(&guest_ram, boot.info, sizeof(*params));
	ok = ok && params->hdr.ramdisk_size == sizeof(data) &&
	     params->hdr.ramdisk_image == GUEST_RAM_BYTES - 2 * PAGE_BYTES &&
	     !memcmp(ram_at(&guest_ram, params->hdr.ramdisk_image, 5000), data,
		     sizeof(data));
	ksft_test_result(ok, "initrd at the top\n");

	boot.initrd.size = 20 * MIB;
	ok = load_bytes(&boot, good, sizeof(good)) == LAUNCHER_BAD_INPUT;
	ksft_test_result(ok && complained("initrd: has 20971520 bytes"),
			 "initrd too big\n");
}

static void test_initrd_limit(void)
{
	static u8 data[4096];
	struct boot boot = { .initrd = { "initrd", data, sizeof(data) } };
	static u8 file[FILE_BYTES];
	const struct boot_params *params;
	bool ok;

	memcpy(file, good, sizeof(file));
	header_of(file)->initrd_addr_max = 20 * MIB - 1;
	ok = !load_bytes(&boot, file, sizeof(file));
	params = ram_at(&guest_ram, boot.info, sizeof(*params));
	ok = ok && params->hdr.ramdisk_image == 20 * MIB - 4096;
	ksft_test_result(ok, "initrd below initrd_addr_max\n");
}

static void test_cmdline(void)
{
	static char line[2049];
	struct boot boot = { .cmdline = line };
	bool ok;

	memset(line, 'x', 2047);
	ok = !load_bytes(&boot, good, sizeof(good));
	line[2047] = 'x';
	ok = ok && load_bytes(&boot, good, sizeof(good));
	ksft_test_result(ok && complained("2048 bytes long, the kernel takes 2047"),
			 "command line too long\n");
}

#define AT(f)		offsetof(struct setup_header, f)
#define SIZE(f)		sizeof(any_header.f)

/* Each case changes one field of the good image, or its size. */
static const struct {
	const char *name;
	const char *complaint;
	size_t field;
	size_t bytes;
	u64 value;
	u64 file_size;
} lies[] = {
	{ "boot flag", "boot flag 0x1", AT(boot_flag),
	  SIZE(boot_flag), 1, 0 },
	{ "old protocol", "protocol 2.11", AT(version),
	  SIZE(version), 0x20b, 0 },
	{ "32-bit kernel", "32-bit", AT(xloadflags),
	  SIZE(xloadflags), 0, 0 },
	{ "zImage", "zImage", AT(loadflags),
	  SIZE(loadflags), 0, 0 },
	{ "short header", "too short for protocol", AT(jump),
	  SIZE(jump), 0x10eb, 0 },
	{ "setup behind the end", "truncated", AT(setup_sects),
	  SIZE(setup_sects), 64, 0 },
	{ "no setup_sects", "truncated", AT(setup_sects),
	  SIZE(setup_sects), 0, 0 },
	{ "no code", "no protected-mode code", AT(syssize),
	  SIZE(syssize), 0, 0 },
	{ "little code", "64-bit entry", AT(syssize),
	  SIZE(syssize), 32, 0 },
	{ "too much code", "truncated", AT(syssize),
	  SIZE(syssize), 0xffffffff, 0 },
	{ "payload", "payload", AT(payload_length),
	  SIZE(payload_length), 0xffffffff, 0 },
	{ "alignment", "power of two", AT(kernel_alignment),
	  SIZE(kernel_alignment), 3, 0 },
	{ "no alignment", "power of two", AT(kernel_alignment),
	  SIZE(kernel_alignment), 0, 0 },
	{ "low address", "prefers address", AT(pref_address),
	  SIZE(pref_address), 0x1000, 0 },
	{ "odd address", "prefers address", AT(pref_address),
	  SIZE(pref_address), 0x100001, 0 },
	{ "high address", "prefers address", AT(pref_address),
	  SIZE(pref_address), 1ULL << 40, 0 },
	{ "top address", "prefers address", AT(pref_address),
	  SIZE(pref_address), -PAGE_BYTES, 0 },
	{ "little init_size", "init_size", AT(init_size),
	  SIZE(init_size), 16, 0 },
	{ "much init_size", "MiB of memory", AT(init_size),
	  SIZE(init_size), 17 << 20, 0 },
	{ "cut in the code", "truncated", AT(init_size),
	  SIZE(init_size), MIB, 8000 },
	{ "cut in the setup", "truncated", AT(init_size),
	  SIZE(init_size), MIB, 1024 },
	{ "cut in the header", "truncated", AT(init_size),
	  SIZE(init_size), MIB, 0x210 },
};

static void test_lies(void)
{
	static u8 file[FILE_BYTES];
	unsigned int i;
	bool ok;

	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		struct boot boot = { .ram = NULL };
		enum launcher_code code;

		memcpy(file, good, sizeof(file));
		store_le(file + HEADER_OFFSET + lies[i].field, lies[i].bytes,
			 lies[i].value);
		code = load_bytes(&boot, file, lies[i].file_size ?: FILE_BYTES);
		ok = code == LAUNCHER_BAD_INPUT &&
		     complained(lies[i].complaint);
		ksft_test_result(ok, "refused: %s\n", lies[i].name);
	}
}

/* Whatever the header says, the loader stays in its memory; ASan watches. */
static void test_noise(void)
{
	static u8 file[FILE_BYTES];
	u32 state = 1;
	unsigned int i, j;
	unsigned int taken = 0;

	for (i = 0; i < MUTATIONS; i++) {
		u32 size = FILE_BYTES;
		struct boot boot = { .ram = NULL };

		if (guest_random(&state) % 8 == 0)
			size = guest_random(&state) % FILE_BYTES;
		memcpy(file, good, sizeof(file));
		for (j = guest_random(&state) % 4; j < 4; j++)
			file[HEADER_OFFSET + guest_random(&state) % 120] =
				guest_random(&state);
		taken += !load_bytes(&boot, file, size);
	}
	ksft_test_result(taken && taken < MUTATIONS,
			 "%u mutations, %u of them taken\n", MUTATIONS, taken);
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(ARRAY_SIZE(lies) + 8);
	guest_init();
	make_good();
	test_good();
	test_initrd();
	test_initrd_limit();
	test_cmdline();
	test_lies();
	test_noise();
	ksft_finished();
}
