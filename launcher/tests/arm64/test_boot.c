// SPDX-License-Identifier: GPL-2.0
/*
 * The arm64 loaders: good kernels, lies, and noise.
 */
#include "kselftest.h"

#include <linux/elf.h>
#include <zlib.h>

#include "guest.h"

#define MUTATIONS	20000
#define IMAGE_BYTES	4096
#define MOVED		0xffff800080000000ULL

/* An Image: "Booting AArch64 Linux" has the offsets. */
static u8 image[IMAGE_BYTES];

static void make_image(u64 text_offset, u64 image_size, u64 flags)
{
	memset(image, 0x5a, sizeof(image));
	store_le(image + 8, 8, text_offset);
	store_le(image + 16, 8, image_size);
	store_le(image + 24, 8, flags);
	memcpy(image + 56, "ARM\x64", 4);
	store_le(image + 60, 4, 0);
}

/* A PE header with one section of 1024 bytes at 3072, the file's end. */
static void make_pe(void)
{
	make_image(0, 3 * MIB, 10);
	store_le(image + 60, 4, 64);
	store_le(image + 64 + 6, 2, 1);
	store_le(image + 64 + 20, 2, 160);
	store_le(image + 64 + 24 + 160 + 16, 4, 1024);
	store_le(image + 64 + 24 + 160 + 20, 4, 3072);
}

static void test_pe(void)
{
	make_pe();
	ksft_test_result(!guest_load(image, sizeof(image)), "with EFI stub\n");
	ksft_test_result(guest_refuses(image, sizeof(image) - 1, "truncated") &&
			 guest_refuses(image, 270, "truncated") &&
			 guest_refuses(image, 80, "truncated"), "and cut\n");
	store_le(image + 64 + 24 + 160 + 20, 4, 0xfffffff0);
	ksft_test_result(guest_refuses(image, sizeof(image), "truncated"),
			 "a section outside\n");
	store_le(image + 60, 4, 0xfffffff0);
	ksft_test_result(guest_refuses(image, sizeof(image), "truncated"),
			 "headers outside\n");
}

static void test_image(void)
{
	make_image(0, 3 * MIB, 10);
	ksft_test_result(!guest_load(image, sizeof(image)) &&
			 vm.boot.entry == LAYOUT_RAM &&
			 !memcmp(guest_at(LAYOUT_RAM), image, sizeof(image)),
			 "Image\n");
	ksft_test_result(vm.boot.info == LAYOUT_RAM + 3 * MIB &&
			 load_le(guest_at(vm.boot.info), 4) == 0xedfe0dd0,
			 "with a device tree behind its BSS\n");
	make_image(0x80000, 1 * MIB, 0);
	ksft_test_result(!guest_load(image, sizeof(image)) &&
			 vm.boot.entry == LAYOUT_RAM + 0x80000,
			 "at its text offset\n");
	make_image(0, 0, 0);
	ksft_test_result(!guest_load(image, sizeof(image)) &&
			 vm.boot.entry == LAYOUT_RAM + 0x80000,
			 "an old one without size\n");
	make_image(0, 1, 0);
	ksft_test_result(!guest_load(image, sizeof(image)) &&
			 vm.boot.info >= LAYOUT_RAM + IMAGE_BYTES,
			 "one that is bigger than it says\n");
	make_image(0, 4096, 1);
	ksft_test_result(guest_refuses(image, sizeof(image), "big-endian"),
			 "big-endian\n");
	make_image(2 * MIB, 4096, 0);
	ksft_test_result(guest_refuses(image, sizeof(image), "more than 2M"),
			 "a text offset too big\n");
	make_image(0, 17 * MIB, 0);
	ksft_test_result(guest_refuses(image, sizeof(image), "bigger --mem"),
			 "more than there is memory\n");
	make_image(0, -1, 0);
	ksft_test_result(guest_refuses(image, sizeof(image), "bigger --mem"),
			 "a size that wraps\n");
	make_image(0, GUEST_RAM_BYTES, 0);
	ksft_test_result(guest_refuses(image, sizeof(image), "device tree"),
			 "no room for a device tree\n");
	image[56] = 0;
	ksft_test_result(guest_refuses(image, sizeof(image), "neither"),
			 "no Image\n");
	ksft_test_result(guest_refuses(image, 1, "neither"), "a byte\n");
}

/* A zImage: arch/arm/boot/compressed/head.S; its table is at 0x40. */
static void make_zimage(u32 unpacked, u32 bss, u32 text_offset)
{
	memset(image, 0x5a, sizeof(image));
	store_le(image + 0x24, 4, 0x016f2818);
	store_le(image + 0x28, 4, 0);
	store_le(image + 0x2c, 4, sizeof(image));
	store_le(image + 0x30, 4, 0x04030201);
	store_le(image + 0x34, 4, 0x45454545);
	store_le(image + 0x38, 4, 0x40);
	/* A row that is not known, and the one about sizes. */
	store_le(image + 0x40, 4, 3);
	store_le(image + 0x44, 4, 1);
	store_le(image + 0x4c, 4, 5);
	store_le(image + 0x50, 4, 0x5a534c4b);
	store_le(image + 0x54, 4, sizeof(image) - 4);
	store_le(image + 0x58, 4, bss);
	store_le(image + 0x5c, 4, text_offset);
	store_le(image + 0x60, 4, 0);
	store_le(image + sizeof(image) - 4, 4, unpacked);
}

static bool zimage_is_at(u64 offset)
{
	return !guest_load(image, sizeof(image)) && vm.boot.aa32 &&
	       vm.boot.entry == LAYOUT_RAM + offset &&
	       !memcmp(guest_at(vm.boot.entry), image, sizeof(image)) &&
	       vm.boot.info >= vm.boot.entry + sizeof(image) + MIB &&
	       load_le(guest_at(vm.boot.info), 4) == 0xedfe0dd0;
}

static void test_zimage(void)
{
	static char cmdline[1025];

	make_zimage(7 * MIB, 0x1000, 0x8000);
	ksft_test_result(zimage_is_at(8 * MIB), "zImage\n");
	make_zimage(4 * MIB, MIB, 3 * MIB);
	ksft_test_result(zimage_is_at(8 * MIB), "of which all counts\n");
	store_le(image + 0x28, 4, LAYOUT_RAM);
	ksft_test_result(guest_refuses(image, sizeof(image), "nowhere else"),
			 "for one address\n");
	make_zimage(MIB, 0, 0x8000);
	ksft_test_result(guest_refuses(image, sizeof(image) - 1, "truncated"),
			 "cut\n");
	store_le(image + 0x30, 4, 0x01020304);
	ksft_test_result(guest_refuses(image, sizeof(image), "big-endian"),
			 "big-endian\n");
	make_zimage(-1, -1, -1);
	ksft_test_result(guest_refuses(image, sizeof(image), "unpacks to"),
			 "more than it can\n");
	make_zimage(15 * MIB, 0, 0x8000);
	ksft_test_result(guest_refuses(image, sizeof(image), "bigger --mem"),
			 "no room behind it\n");
	make_zimage(MIB, 0, 0x8000);
	store_le(image + 0x54, 4, -1);
	ksft_test_result(guest_refuses(image, sizeof(image), "at 0x42000000"),
			 "its size outside\n");
	make_zimage(MIB, 0, 0x8000);
	store_le(image + 0x38, 4, -4);
	ksft_test_result(guest_refuses(image, sizeof(image), "at 0x42000000"),
			 "its table outside\n");
	make_zimage(MIB, 0, 0x8000);
	store_le(image + 0x40, 4, 0);
	ksft_test_result(guest_refuses(image, sizeof(image), "at 0x42000000"),
			 "without sizes\n");
	make_zimage(MIB, 0, 0x8000);
	memset(cmdline, 'c', sizeof(cmdline) - 1);
	options.cmdline = cmdline;
	ksft_test_result(guest_refuses(image, sizeof(image), "takes 1023"),
			 "a command line too long for it\n");
	options.cmdline = NULL;
	make_image(0, 1 * MIB, 0);
	ksft_test_result(!guest_load(image, sizeof(image)) && !vm.boot.aa32,
			 "and an Image is not one\n");
}

static size_t gzip(u8 *to, size_t room)
{
	z_stream stream = { .next_in = image, .avail_in = sizeof(image),
			    .next_out = to, .avail_out = room };

	deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	deflate(&stream, Z_FINISH);
	deflateEnd(&stream);
	return stream.total_out;
}

static void test_gzip(void)
{
	u8 packed[IMAGE_BYTES];
	size_t size;

	make_image(0, 1 * MIB, 0);
	size = gzip(packed, sizeof(packed));
	memset(guest_at(LAYOUT_RAM), 0, IMAGE_BYTES);
	ksft_test_result(!guest_load(packed, size) &&
			 !memcmp(guest_at(LAYOUT_RAM), image, sizeof(image)),
			 "Image.gz\n");
	packed[20] ^= 0xff;
	ksft_test_result(guest_refuses(packed, size, "damaged gzip"),
			 "damaged\n");
	packed[20] ^= 0xff;
	store_le(packed + size - 13, 4, IMAGE_BYTES);
	ksft_test_result(guest_refuses(packed, size - 9, "damaged gzip"),
			 "cut\n");
	gzip(packed, sizeof(packed));
	store_le(packed + size - 4, 4, IMAGE_BYTES - 1);
	ksft_test_result(guest_refuses(packed, size, "damaged gzip"),
			 "with less in it than is there\n");
	store_le(packed + size - 4, 4, 0xffffffff);
	ksft_test_result(guest_refuses(packed, size, "unpacks to 4294967295"),
			 "bigger than memory\n");
	store_le(packed + size - 4, 4, 0);
	ksft_test_result(guest_refuses(packed, size, "no kernel"),
			 "with nothing in it\n");
}

struct elf_file {
	struct elf64_hdr header;
	struct elf64_phdr load;
	u8 code[256];
};

static struct elf_file good;

static void make_elf(u64 vaddr, u64 paddr)
{
	good = (struct elf_file){
		.header = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
				     ELFDATA2LSB },
			.e_type = ET_EXEC,
			.e_machine = EM_AARCH64,
			.e_phoff = offsetof(struct elf_file, load),
			.e_phentsize = sizeof(struct elf64_phdr),
			.e_phnum = 1,
			.e_entry = vaddr + 0x40,
		},
		.load = {
			.p_type = PT_LOAD,
			.p_offset = offsetof(struct elf_file, code),
			.p_vaddr = vaddr,
			.p_paddr = paddr,
			.p_filesz = sizeof(good.code),
			.p_memsz = sizeof(good.code) + 100,
		},
		.code = { 0x5a },
	};
}

static void test_elf(void)
{
	const u64 paddr = LAYOUT_RAM + 4 * MIB;

	make_elf(0x1000, paddr);
	ksft_test_result(!guest_load(&good, sizeof(good)) &&
			 vm.boot.entry == paddr + 0x40 &&
			 *guest_at(paddr) == 0x5a, "ELF\n");
	make_elf(MOVED + 0x10000, MOVED + 0x10000);
	ksft_test_result(!guest_load(&good, sizeof(good)) &&
			 vm.boot.entry == LAYOUT_RAM + 0x10040 &&
			 *guest_at(LAYOUT_RAM + 0x10000) == 0x5a,
			 "a vmlinux, moved to memory\n");
	good.header.e_machine = EM_X86_64;
	ksft_test_result(guest_refuses(&good, sizeof(good), "not AArch64"),
			 "for x86\n");
	make_elf(0x1000, paddr);
	good.header.e_entry = 0x1000 + 356;
	ksft_test_result(guest_refuses(&good, sizeof(good), "no instruction"),
			 "an entry outside\n");
	make_elf(0x1000, paddr);
	good.header.e_entry = 0x1002;
	ksft_test_result(guest_refuses(&good, sizeof(good), "no instruction"),
			 "an entry between instructions\n");
	make_elf(0x1000, LAYOUT_RAM + GUEST_RAM_BYTES - 100);
	ksft_test_result(guest_refuses(&good, sizeof(good), "no memory"),
			 "a segment not all in memory\n");
	make_elf(0x1000, paddr);
	good.load.p_memsz = -1;
	ksft_test_result(guest_refuses(&good, sizeof(good), "no memory"),
			 "a size that wraps\n");
	make_elf(0x1000, paddr);
	good.load.p_filesz = 257;
	ksft_test_result(guest_refuses(&good, sizeof(good), "truncated"),
			 "more than the file has\n");
	make_elf(0x1000, paddr);
	good.load.p_type = PT_NOTE;
	ksft_test_result(guest_refuses(&good, sizeof(good), "nothing to load"),
			 "nothing to load\n");
}

static void test_elf_noise(void)
{
	unsigned int taken = 0, i, j;
	u32 seed = 3;

	for (i = 0; i < MUTATIONS; i++) {
		make_elf(0x1000, LAYOUT_RAM);
		for (j = 0; j < 3; j++) {
			seed = seed * 1664525 + 1013904223;
			((u8 *)&good)[(seed >> 8) %
				      offsetof(struct elf_file, code)] =
				seed >> 24;
		}
		taken += !guest_load(&good, sizeof(good));
	}
	complained("");
	ksft_test_result(taken && taken < MUTATIONS, "%u mutations, %u taken\n",
			 MUTATIONS, taken);
}

static void test_initrd(void)
{
	static u8 initrd[10000];
	int fd = open("build/initrd.tmp", O_CREAT | O_TRUNC | O_WRONLY, 0600);
	ssize_t n;

	memset(initrd, 'i', sizeof(initrd));
	n = write(fd, initrd, sizeof(initrd));
	options.initrd = "build/initrd.tmp";
	make_image(0, 1 * MIB, 0);
	ksft_test_result(n == sizeof(initrd) &&
			 !guest_load(image, sizeof(image)) &&
			 *guest_at(LAYOUT_RAM + GUEST_RAM_BYTES - 12288) == 'i',
			 "an initrd at the end of memory\n");
	make_image(0, GUEST_RAM_BYTES - MIB / 2, 0);
	ksft_test_result(!guest_load(image, sizeof(image)),
			 "in the last half MiB\n");
	n = ftruncate(fd, MIB / 2);
	ksft_test_result(!n && guest_refuses(image, sizeof(image),
					     "initrd.tmp: has 524288 bytes"),
			 "that does not fit\n");
	close(fd);
	unlink("build/initrd.tmp");
	options.initrd = NULL;
}

static void test_flat(void)
{
	static char cmdline[3000];

	options.flat = true;
	ksft_test_result(!guest_load("flat", 4) &&
			 vm.boot.entry == LAYOUT_RAM &&
			 !memcmp(guest_at(LAYOUT_RAM), "flat", 4), "flat\n");
	memset(cmdline, 'c', sizeof(cmdline) - 1);
	options.cmdline = cmdline;
	ksft_test_result(guest_refuses("flat", 4, "the kernel takes 2047"),
			 "a command line too long\n");
	options.cmdline = NULL;
	options.flat = false;
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(12 + 12 + 4 + 6 + 9 + 1 + 3 + 2);
	guest_init(GUEST_RAM_BYTES);
	test_image();
	test_pe();
	test_zimage();
	test_gzip();
	test_elf();
	test_elf_noise();
	test_initrd();
	test_flat();
	unlink(GUEST_FILE);
	ksft_finished();
}
