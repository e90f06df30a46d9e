// SPDX-License-Identifier: GPL-2.0
/* Walks of a guest's stage 1 tables: granules, levels, blocks, halves. */
#include "fake_arm64_mmio.h"

#define TABLE(at)	((at) | 3)
#define PAGE(at)	((at) | 3 | BIT_ULL(10))
#define BLOCK(at)	((at) | 1 | BIT_ULL(10))

static struct arm64_stage1 s1;

static int gva_init(struct kunit *test)
{
	s1 = (struct arm64_stage1){ .sctlr = 1 };
	return mmio_init(test);
}

static void put(gpa_t table, unsigned int index, u64 desc)
{
	memcpy(ram + table + index * 8, &desc, 8);
}

static void leads(struct kunit *test, u64 gva, gpa_t gpa)
{
	gpa_t found = 0;

	KUNIT_EXPECT_EQ_MSG(test,
			    arm64_gva_to_gpa(NULL, &s1, gva, true, &found), 0,
			    "0x%llx", gva);
	KUNIT_EXPECT_EQ_MSG(test, found, gpa, "0x%llx", gva);
	found = 0;
	KUNIT_EXPECT_EQ(test,
			arm64_gva_to_gpa(NULL, &s1, gva, false, &found), 0);
	KUNIT_EXPECT_EQ(test, found, gpa);
}

static void fails(struct kunit *test, u64 gva, int err)
{
	gpa_t found;

	KUNIT_EXPECT_EQ_MSG(test,
			    arm64_gva_to_gpa(NULL, &s1, gva, true, &found),
			    err, "0x%llx", gva);
}

static void mmu_off(struct kunit *test)
{
	s1.sctlr = 0;
	leads(test, 0x12345678, 0x12345678);
	leads(test, 0, 0);
}

/* 4 KiB, 48 bits: four levels, as Linux has it. */
static void pages_of_4k(struct kunit *test)
{
	/* T0SZ 16, T1SZ 16, TG1 4 KiB */
	s1.tcr = 16 | 16 << 16 | 2ULL << 30;
	s1.ttbr[0] = 0x1000 | 0x77ULL << 48;	/* an ASID is no address */
	s1.ttbr[1] = 0x2001;			/* CnP neither */
	put(0x1000, 0, TABLE(0x3000));
	put(0x3000, 0, TABLE(0x4000));
	put(0x4000, 1, TABLE(0x5000));
	put(0x5000, 2, PAGE(0x12345000) | 0x40000000000000);
	leads(test, 0x202abc, 0x12345abc);
	fails(test, 0x203abc, -EFAULT);
	/* Blocks of 2 MiB and 1 GiB; none of 512 GiB. */
	put(0x4000, 3, BLOCK(0x40000000));
	leads(test, 0x6fedcb, 0x400fedcb);
	put(0x3000, 5, BLOCK(0x1c0000000));
	leads(test, 0x140000000 + 0x3456789a, 0x1f456789a);
	put(0x1000, 1, BLOCK(0));
	fails(test, 0x8000000000, -EFAULT);
	/* A page has both bits. */
	put(0x5000, 3, BLOCK(0x1000));
	fails(test, 0x203000, -EFAULT);
	/* The upper half is the other table. */
	put(0x2000, 511, TABLE(0x3000));
	leads(test, 0xffffff8000202abc, 0x12345abc);
	/* Neither half. */
	fails(test, 0x0001000000202abc, -EFAULT);
	/* With a tag. */
	leads(test, 0xab00000000202abc, 0x12345abc);
	leads(test, 0xcdffff8000202abc, 0x12345abc);
	/* The table beyond memory. */
	put(0x4000, 7, TABLE(USER));
	fails(test, 0xe00000, -EIO);
	/* Walks are disabled. */
	s1.tcr |= BIT(7);
	fails(test, 0x202abc, -EFAULT);
	leads(test, 0xffffff8000202abc, 0x12345abc);
}

/* 4 KiB, 39 bits: three levels; and 32 bits. */
static void fewer_levels(struct kunit *test)
{
	s1.tcr = 25 | 25 << 16 | 2ULL << 30;
	s1.ttbr[0] = 0x1000;
	put(0x1000, 3, TABLE(0x3000));
	put(0x3000, 4, TABLE(0x4000));
	put(0x4000, 5, PAGE(0x7000));
	leads(test, 3ULL << 30 | 4 << 21 | 5 << 12 | 6, 0x7006);
	fails(test, 1ULL << 39, -EFAULT);
	/* The first table need not be a page: four entries, 64 bytes. */
	s1.tcr = 32;
	s1.ttbr[0] = 0x1040;
	put(0x1040, 3, TABLE(0x3000));
	leads(test, 3ULL << 30 | 4 << 21 | 5 << 12 | 6, 0x7006);
}

static void pages_of_64k(struct kunit *test)
{
	/* T0SZ 16, TG0 64 KiB: three levels, 42 bits per two of them. */
	s1.tcr = 16 | 1 << 14;
	s1.ttbr[0] = 0x10000;
	put(0x10000, 1, TABLE(0x20000));
	put(0x20000, 2, TABLE(0x30000));
	put(0x30000, 3, PAGE(0xab0000));
	leads(test, 1ULL << 42 | 2 << 29 | 3 << 16 | 0x1234, 0xab1234);
	put(0x20000, 3, BLOCK(0x20000000));
	leads(test, 1ULL << 42 | 3 << 29 | 0x12345678, 0x32345678);
	/* With 52 bits of address, the highest are at the bottom. */
	s1.tcr |= 6ULL << 32;
	put(0x30000, 4, PAGE(0xab0000) | 5 << 12);
	leads(test, 1ULL << 42 | 2 << 29 | 4 << 16, 5ULL << 48 | 0xab0000);
}

static void pages_of_16k(struct kunit *test)
{
	/* T1SZ 17, TG1 16 KiB: 47 bits, three levels and 36-bit blocks none. */
	s1.tcr = 17 << 16 | 1ULL << 30;
	s1.ttbr[1] = 0x10000;
	put(0x10000, 2047, TABLE(0x14000));
	put(0x14000, 2046, TABLE(0x18000));
	put(0x18000, 9, PAGE(0x4000));
	leads(test, 0xfffffffffc000000 + 9 * 0x4000 + 0x77, 0x4077);
	put(0x14000, 2047, BLOCK(0x6000000));
	leads(test, 0xfffffffffe000000 + 0x123456, 0x6123456);
	put(0x10000, 2046, BLOCK(0));
	fails(test, 0xfffffff000000000, -EFAULT);
}

static void big_endian_tables(struct kunit *test)
{
	s1.sctlr |= BIT(25);
	s1.tcr = 25;
	s1.ttbr[0] = 0x1000;
	put(0x1000, 0, (__force u64)cpu_to_be64(BLOCK(0x40000000)));
	leads(test, 0x1234, 0x40001234);
}

static void not_offered(struct kunit *test)
{
	s1.tcr = 16 | BIT_ULL(59);
	fails(test, 0, -EOPNOTSUPP);
	/* Granules that do not exist, sizes that are none. */
	s1.tcr = 16 | 3 << 14;
	fails(test, 0, -EFAULT);
	s1.tcr = 2;
	fails(test, 0, -EFAULT);
	s1.tcr = 63;
	fails(test, 0, -EFAULT);
}

static void fetch(struct kunit *test)
{
	u32 word = 0;

	s1.tcr = 25;
	s1.ttbr[0] = 0x1000;
	put(0x1000, 0, BLOCK(0));
	memcpy(ram + 0x2004, "\x78\x56\x34\x12", 4);
	KUNIT_EXPECT_EQ(test, arm64_gva_fetch(NULL, &s1, 0x2004, false, &word),
			0);
	KUNIT_EXPECT_EQ(test, word, 0x12345678);
	paged_out = true;
	KUNIT_EXPECT_EQ(test, arm64_gva_fetch(NULL, &s1, 0x2004, false, &word),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, arm64_gva_fetch(NULL, &s1, 0x2004, true, &word),
			0);
	put(0x1000, 1, BLOCK(0x40000000));
	KUNIT_EXPECT_EQ(test, arm64_gva_fetch(NULL, &s1, 0x40000000, true,
					      &word), -EIO);
}

static void put_short(gpa_t table, unsigned int index, u32 desc)
{
	memcpy(ram + table + index * 4, &desc, 4);
}

/* AArch32, descriptors of 32 bits: Linux's own, cut in two by TTBCR.N. */
static void short_descriptors(struct kunit *test)
{
	s1.aa32 = true;
	s1.ttbr[0] = 0x4000 | 0x6a;
	put_short(0x4000, 0x801, 0x12300000 | 0x402);	/* 1 MiB */
	put_short(0x4000, 0x802, 0x3000 | 1);
	put_short(0x4000, 0x830, 0x56500000 | 0x40 | BIT(18) | 2);
	put_short(0x3000, 0x45, 0x98765000 | 0x32);	/* 4 KiB */
	put_short(0x3000, 0x50, 0x43210000 | 0x1);	/* 64 KiB */
	leads(test, 0x801abcde, 0x123abcde);
	leads(test, 0x80245123, 0x98765123);
	leads(test, 0x80250123, 0x43210123);
	/* 16 MiB: bits 35:32 and 39:36 are elsewhere. */
	leads(test, 0x83012345, 0x2556012345);
	fails(test, 0x80400000, -EFAULT);
	fails(test, 0x80246000, -EFAULT);
	/* Above 2 GiB TTBR1's, which is never cut; below TTBR0's half. */
	s1.tcr = 1;
	s1.ttbr[1] = 0x4000;
	s1.ttbr[0] = 0x2000;
	put_short(0x2000, 0x7ff, 0x22200000 | 2);
	leads(test, 0x801abcde, 0x123abcde);
	leads(test, 0x7ff00004, 0x22200004);
	s1.tcr |= BIT(5);
	fails(test, 0x801abcde, -EFAULT);
	s1.sctlr = 0;
	leads(test, 0x801abcde, 0x801abcde);
}

/* AArch32, descriptors of 64 bits: Linux's LPAE. */
static void long_descriptors(struct kunit *test)
{
	s1.aa32 = true;
	s1.tcr = BIT(31);
	s1.ttbr[0] = 0x1000;
	put(0x1000, 2, TABLE(0x3000));
	put(0x1000, 3, BLOCK(0x240000000));
	put(0x3000, 1, BLOCK(0x1234400000));
	leads(test, 0x80234567, 0x1234434567);
	leads(test, 0xc1234567, 0x241234567);
	fails(test, 0x80400000, -EFAULT);
	/* T1SZ 1: what is above 2 GiB is TTBR1's, from 31 bits on. */
	s1.tcr |= 1 << 16;
	s1.ttbr[1] = 0x5000;
	put(0x5000, 0, BLOCK(0x80000000));
	leads(test, 0x80001234, 0x80001234);
	/* T0SZ 2: in between there is nothing. */
	s1.tcr |= 2;
	fails(test, 0x40000000, -EFAULT);
}

static struct kunit_case gva_cases[] = {
	KUNIT_CASE(mmu_off),
	KUNIT_CASE(pages_of_4k),
	KUNIT_CASE(fewer_levels),
	KUNIT_CASE(pages_of_64k),
	KUNIT_CASE(pages_of_16k),
	KUNIT_CASE(big_endian_tables),
	KUNIT_CASE(not_offered),
	KUNIT_CASE(fetch),
	KUNIT_CASE(short_descriptors),
	KUNIT_CASE(long_descriptors),
	{}
};

static struct kunit_suite gva_suite = {
	.name = "airlock_arm64_gva",
	.init = gva_init,
	.exit = mmio_exit,
	.test_cases = gva_cases,
};

kunit_test_suite(gva_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's walk of arm64 stage 1 tables");
MODULE_LICENSE("GPL");
