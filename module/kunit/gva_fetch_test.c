// SPDX-License-Identifier: GPL-2.0
/* The walk of tables that make no sense, and the fetch of instructions. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "fake_gva.h"

static void tables_outside_memory(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	gpa_t gpa;
	u32 error;

	map_4k(GVA, 0x5000 | P);
	paged_out = true;
	KUNIT_EXPECT_EQ(test,
			walk_for(&ctx, GVA, X86_GVA_ATOMIC, &gpa, &error),
			-EAGAIN);
	KUNIT_EXPECT_EQ(test, walk_for(&ctx, GVA, 0, &gpa, &error), 0);
	KUNIT_EXPECT_EQ(test, gpa, 0x5678);
	put64(L2, GVA >> 21 & 511, 0xfee00000 | P);
	KUNIT_EXPECT_EQ(test, walk_for(&ctx, GVA, 0, &gpa, &error), -EIO);
}

/* A table that leads to itself, at every level. */
static void loops_end(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	gpa_t gpa;
	u32 error;
	int err;

	put64(L4, 511, L4 | P | W);
	err = walk_for(&ctx, 0xfffffffffffff123, 0, &gpa, &error);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, gpa, 0x1123);
	KUNIT_EXPECT_EQ(test, reads, 4);
}

/* Any entries, any control bits: an answer after at most four reads. */
static void survives_any_tables(struct kunit *test)
{
	unsigned int i, j, found = 0, wild = 0;
	int ret;
	struct x86_insn_ctx ctx;
	struct rnd_state rnd;
	gpa_t gpa;
	u32 error;
	u64 entry;

	prandom_seed_state(&rnd, 4);
	for (i = 0; i < RAM_SIZE; i += 8) {
		prandom_bytes_state(&rnd, &entry, sizeof(entry));
		/* Often enough a table, else few walks go far. */
		if (i & 8)
			entry &= 0x80000000000ff0ff;
		put64(0, i / 8, entry | (i & 24 ? P : 0));
	}
	for (i = 0; i < 50000; i++) {
		prandom_bytes_state(&rnd, &ctx, sizeof(ctx));
		ctx.maxphyaddr = 36 + ctx.maxphyaddr % 17;
		if (i & 1)
			ctx.cr3 &= 0x3ffff;
		ctx.cr0 |= X86_CR0_PG;
		ctx.code %= 3;
		ctx.nbytes = 0;
		prandom_bytes_state(&rnd, &entry, sizeof(entry));
		for (j = 0; j < 16; j++) {
			reads = 0;
			ret = walk_for(&ctx, entry, j, &gpa, &error);
			found += !ret;
			wild += ret == -EBADE || reads > 4;
		}
		x86_gva_fetch(NULL, &ctx, 1 + i % X86_INSN_MAX, 0, &error);
		if (ctx.nbytes > X86_INSN_MAX)
			wild++;
	}
	KUNIT_EXPECT_GT(test, found, 1000);
	KUNIT_EXPECT_EQ(test, wild, 0);
}

static void fetch_across_pages(struct kunit *test, unsigned int access)
{
	struct x86_insn_ctx ctx = long_mode(0);
	u32 error;
	int i;

	map_4k(0x1000, 0x8000 | P);
	map_4k(0x2000, 0x6000 | P);
	for (i = 0; i < 16; i++) {
		ram[0x8ff0 + i] = i;
		ram[0x6000 + i] = 16 + i;
	}
	ctx.rip = 0x1ffa;
	KUNIT_ASSERT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, access, &error), 0);
	/* What is there comes along, but nothing of the next page. */
	KUNIT_EXPECT_EQ(test, ctx.nbytes, 6);
	ram[0x8ffa] = 0xcc;
	KUNIT_ASSERT_EQ(test, x86_gva_fetch(NULL, &ctx, 7, access, &error), 0);
	KUNIT_EXPECT_EQ(test, ctx.nbytes, X86_INSN_MAX);
	for (i = 0; i < X86_INSN_MAX; i++)
		KUNIT_EXPECT_EQ(test, ctx.bytes[i], 10 + i);

	ctx.nbytes = 0;
	put64(L1, 2, 0);
	KUNIT_EXPECT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, access, &error), 0);
	KUNIT_EXPECT_EQ(test, x86_gva_fetch(NULL, &ctx, 7, access, &error),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, error, (u32)X86_PFERR_FETCH);
}

static void fetches_across_pages(struct kunit *test)
{
	fetch_across_pages(test, 0);
	fetch_across_pages(test, X86_GVA_ATOMIC);
}

/* All at once where there is room for it. */
static void fetches_within_a_page(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	unsigned int i;
	u32 error;

	map_4k(0x1000, 0x8000 | P);
	for (i = 0; i < X86_INSN_MAX; i++)
		ram[0x8ff1 + i] = i;
	ctx.rip = 0x1ff1;
	KUNIT_ASSERT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, X86_GVA_ATOMIC,
					    &error), 0);
	KUNIT_EXPECT_EQ(test, ctx.nbytes, X86_INSN_MAX);
	KUNIT_EXPECT_EQ(test, reads, 4 + 2);
	for (i = 0; i < X86_INSN_MAX; i++)
		KUNIT_EXPECT_EQ(test, ctx.bytes[i], i);
	ctx.nbytes = 0;
	paged_out = true;
	KUNIT_EXPECT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, X86_GVA_ATOMIC,
					    &error), -EAGAIN);
}

static struct kunit_case gva_fetch_cases[] = {
	KUNIT_CASE(tables_outside_memory),
	KUNIT_CASE(loops_end),
	KUNIT_CASE(survives_any_tables),
	KUNIT_CASE(fetches_across_pages),
	KUNIT_CASE(fetches_within_a_page),
	{}
};

static struct kunit_suite gva_fetch_suite = {
	.name = "airlock_x86_gva_fetch",
	.init = gva_init,
	.exit = gva_exit,
	.test_cases = gva_fetch_cases,
};

kunit_test_suite(gva_fetch_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's instruction fetch");
MODULE_LICENSE("GPL");
