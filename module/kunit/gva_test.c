// SPDX-License-Identifier: GPL-2.0
/* The walk of the guest's page tables: what it finds, what it forbids. */
#include <kunit/test.h>
#include <linux/module.h>

#include "fake_gva.h"

static void expect_gpa(struct kunit *test, const struct x86_insn_ctx *ctx,
		       u64 gva, unsigned int access, gpa_t want)
{
	gpa_t gpa;
	u32 error;

	KUNIT_EXPECT_EQ_MSG(test, walk_for(ctx, gva, access, &gpa, &error), 0,
			    "%#llx, access %u, error %#x", gva, access, error);
	KUNIT_EXPECT_EQ_MSG(test, gpa, want, "%#llx, access %u", gva, access);
}

static void expect_fault(struct kunit *test, const struct x86_insn_ctx *ctx,
			 u64 gva, unsigned int access, u32 want)
{
	gpa_t gpa;
	u32 error;

	KUNIT_EXPECT_EQ_MSG(test, walk_for(ctx, gva, access, &gpa, &error),
			    -EFAULT, "%#llx, access %u", gva, access);
	KUNIT_EXPECT_EQ_MSG(test, error, want, "%#llx, access %u", gva, access);
}

static void no_paging(struct kunit *test)
{
	struct x86_insn_ctx ctx = { .code = X86_CODE_32, .maxphyaddr = 36 };

	expect_gpa(test, &ctx, 0xfee00300, X86_GVA_WRITE, 0xfee00300);
	expect_gpa(test, &ctx, 0x1fee00300, 0, 0xfee00300);
	KUNIT_EXPECT_EQ(test, reads, 0);
}

static void four_levels(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0xabcd5000 | P | W);
	expect_gpa(test, &ctx, GVA, X86_GVA_WRITE, 0xabcd5678);
	KUNIT_EXPECT_EQ(test, reads, 4);
	/* PCD, PWT, PAT, G and what software keeps do not matter. */
	map_4k(GVA, 0xabcd5000 | P | W | 0x0ff0000000000f98);
	expect_gpa(test, &ctx, GVA, 0, 0xabcd5678);
	/* Nor PCID and caching in CR3. */
	ctx.cr3 |= 0xfff;
	expect_gpa(test, &ctx, GVA, 0, 0xabcd5678);
}

static void large_pages(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0);
	put64(L2, GVA >> 21 & 511, 0x80000000 | P | W | PTE_PS | BIT(12));
	expect_gpa(test, &ctx, GVA, X86_GVA_WRITE,
		   0x80000000 | (GVA & 0x1fffff));
	put64(L3, GVA >> 30 & 511, 0x40000000 | P | W | PTE_PS);
	expect_gpa(test, &ctx, GVA, 0, 0x40000000 | (GVA & 0x3fffffff));
	/* An address that is not aligned has reserved bits. */
	put64(L3, GVA >> 30 & 511, 0x40200000 | P | W | PTE_PS);
	expect_fault(test, &ctx, GVA, 0, X86_PFERR_PRESENT | X86_PFERR_RSVD);
	/* There are no pages of 512 GiB. */
	put64(L4, GVA >> 39 & 511, L3 | P | W | PTE_PS);
	expect_fault(test, &ctx, GVA, 0, X86_PFERR_PRESENT | X86_PFERR_RSVD);
}

static void not_present(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0), user = long_mode(3);

	map_4k(GVA, 0xabcd5000 | W | U);
	expect_fault(test, &ctx, GVA, 0, 0);
	expect_fault(test, &ctx, GVA, X86_GVA_WRITE, X86_PFERR_WRITE);
	expect_fault(test, &user, GVA, X86_GVA_WRITE,
		     X86_PFERR_WRITE | X86_PFERR_USER);
	expect_fault(test, &user, GVA, X86_GVA_SYSTEM, 0);
	expect_fault(test, &user, GVA, X86_GVA_FETCH,
		     X86_PFERR_USER | X86_PFERR_FETCH);
	put64(L3, GVA >> 30 & 511, 0);
	expect_fault(test, &ctx, GVA, 0, 0);
}

static void rights_of_users(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(3);
	u32 user = X86_PFERR_PRESENT | X86_PFERR_USER;

	map_4k(GVA, 0x5000 | P | U);
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	expect_gpa(test, &ctx, GVA, X86_GVA_FETCH, 0x5678);
	expect_fault(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	/* WP does not matter to users. */
	ctx.cr0 &= ~X86_CR0_WP;
	expect_fault(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	map_4k(GVA, 0x5000 | P | W);
	expect_fault(test, &ctx, GVA, 0, user);
	expect_gpa(test, &ctx, GVA, X86_GVA_SYSTEM, 0x5678);
	/* Rights are those that all levels grant. */
	map_4k(GVA, 0x5000 | P | W | U);
	expect_gpa(test, &ctx, GVA, X86_GVA_WRITE, 0x5678);
	put64(L3, GVA >> 30 & 511, L2 | P | U);
	expect_fault(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	put64(L4, GVA >> 39 & 511, L3 | P | W);
	expect_fault(test, &ctx, GVA, 0, user);
}

static void rights_of_supervisors(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0x5000 | P | U);
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	expect_fault(test, &ctx, GVA, X86_GVA_WRITE,
		     X86_PFERR_PRESENT | X86_PFERR_WRITE);
	ctx.cr0 &= ~X86_CR0_WP;
	expect_gpa(test, &ctx, GVA, X86_GVA_WRITE, 0x5678);

	ctx.cr4 |= X86_CR4_SMEP;
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	expect_fault(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);

	ctx.cr4 |= X86_CR4_SMAP;
	expect_fault(test, &ctx, GVA, 0, X86_PFERR_PRESENT);
	ctx.rflags = X86_EFLAGS_AC;
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	/* AC does not help the accesses that the CPU makes on its own. */
	expect_fault(test, &ctx, GVA, X86_GVA_SYSTEM, X86_PFERR_PRESENT);
	map_4k(GVA, 0x5000 | P);
	ctx.rflags = 0;
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	expect_gpa(test, &ctx, GVA, X86_GVA_FETCH, 0x5678);
}

static void no_execute(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0x5000 | P | PTE_NX);
	expect_gpa(test, &ctx, GVA, 0, 0x5678);
	expect_fault(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);
	map_4k(GVA, 0x5000 | P);
	put64(L2, GVA >> 21 & 511, L1 | P | PTE_NX);
	expect_fault(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);
	/* Without EFER.NXE the bit is reserved, and fetches are not told. */
	ctx.efer &= ~EFER_NX;
	expect_fault(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
}

static void reserved_address_bits(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(3);

	map_4k(GVA, BIT_ULL(40) | 0x5000 | P | U);
	expect_fault(test, &ctx, GVA, 0,
		     X86_PFERR_PRESENT | X86_PFERR_USER | X86_PFERR_RSVD);
	ctx.maxphyaddr = 41;
	expect_gpa(test, &ctx, GVA, 0, BIT_ULL(40) | 0x5678);
	put64(L3, GVA >> 30 & 511, BIT_ULL(51) | L2 | P | U);
	expect_fault(test, &ctx, GVA, 0,
		     X86_PFERR_PRESENT | X86_PFERR_USER | X86_PFERR_RSVD);
}

static void canonical_addresses(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	gpa_t gpa;
	u32 error;

	KUNIT_EXPECT_EQ(test, walk_for(&ctx, BIT_ULL(47), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, walk_for(&ctx, BIT_ULL(63), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, walk_for(&ctx, ~BIT_ULL(47), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, reads, 0);
	map_4k(0x7ffffffff000, 0x5000 | P);
	expect_gpa(test, &ctx, 0x7fffffffffff, 0, 0x5fff);
	map_4k(~0xfffULL, 0x6000 | P);
	expect_gpa(test, &ctx, ~0ULL, 0, 0x6fff);
}

static void pae(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	ctx.efer = EFER_NX;
	ctx.code = X86_CODE_32;
	/* The PDPTEs are aligned to 32 bytes. */
	ctx.cr3 = L3 + 0x20;
	put64(L3 + 0x20, 2, L2 | P);
	put64(L2, 5, L1 | P | W | U);
	put64(L1, 7, 0x123456000 | P | W | U);
	expect_gpa(test, &ctx, 0x80a07abc, X86_GVA_WRITE, 0x123456abc);
	KUNIT_EXPECT_EQ(test, reads, 3);
	/* PDPTEs grant everything; their own bits are reserved. */
	put64(L3 + 0x20, 2, L2 | P | W);
	expect_fault(test, &ctx, 0x80a07abc, 0,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
	put64(L3 + 0x20, 2, L2 | P);
	put64(L2, 5, 0x200000 | P | W | PTE_PS);
	expect_gpa(test, &ctx, 0x80a07abc, 0, 0x207abc);
	put64(L2, 5, BIT_ULL(52) | L1 | P);
	expect_fault(test, &ctx, 0x80a07abc, 0,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
}

static void put32(gpa_t table, unsigned int index, u32 entry)
{
	memcpy(ram + table + 4 * index, &entry, 4);
}

static void thirty_two_bits(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	ctx.efer = 0;
	ctx.cr4 = 0;
	ctx.cr3 = L2;
	ctx.code = X86_CODE_32;
	put32(L2, 0x3fb, L1 | P | W);
	put32(L1, 0x200, 0xfee00000 | P | W);
	expect_gpa(test, &ctx, 0xfee00300, X86_GVA_WRITE, 0xfee00300);
	KUNIT_EXPECT_EQ(test, reads, 2);
	expect_fault(test, &ctx, 0xfee01300, X86_GVA_FETCH, 0);
	/* Without CR4.PSE the bit is nothing; with it the page has 4 MiB. */
	put32(L2, 0x3fb, L1 | P | W | PTE_PS);
	expect_gpa(test, &ctx, 0xfee00300, 0, 0xfee00300);
	ctx.cr4 = X86_CR4_PSE;
	put32(L2, 0x3fb, 0xc0000000 | BIT(13) | P | W | PTE_PS);
	expect_gpa(test, &ctx, 0xfee00300, 0, 0x1c0200300);
}

static struct kunit_case gva_cases[] = {
	KUNIT_CASE(no_paging),
	KUNIT_CASE(four_levels),
	KUNIT_CASE(large_pages),
	KUNIT_CASE(not_present),
	KUNIT_CASE(rights_of_users),
	KUNIT_CASE(rights_of_supervisors),
	KUNIT_CASE(no_execute),
	KUNIT_CASE(reserved_address_bits),
	KUNIT_CASE(canonical_addresses),
	KUNIT_CASE(pae),
	KUNIT_CASE(thirty_two_bits),
	{}
};

static struct kunit_suite gva_suite = {
	.name = "airlock_x86_gva",
	.init = gva_init,
	.exit = gva_exit,
	.test_cases = gva_cases,
};

kunit_test_suite(gva_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's walk of guest page tables");
MODULE_LICENSE("GPL");
