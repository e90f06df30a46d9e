// SPDX-License-Identifier: GPL-2.0
/* The walk of the guest's page tables, on tables made by hand. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/vmalloc.h>

#include "gva.c"

/* The guest's memory: so many pages, from physical address 0. */
#define PAGES		64
#define MEM_SIZE	(PAGES * PAGE_SIZE)

/* How many entries and bytes a walk may read at most. */
static unsigned int reads;
static u8 *mem;
/* The host has nothing paged in: atomic copies fail. */
static bool paged_out;

int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len)
{
	reads++;
	if (gpa >= MEM_SIZE || len > MEM_SIZE - gpa)
		return -EFAULT;
	memcpy(data, mem + gpa, len);
	return 0;
}

int airlock_guest_read_atomic(struct airlock_vm *vm, gpa_t gpa, void *data,
			      size_t len)
{
	return paged_out ? -EFAULT : airlock_guest_read(vm, gpa, data, len);
}

static int gva_init(struct kunit *test)
{
	mem = vzalloc(MEM_SIZE);
	if (!mem)
		return -ENOMEM;
	reads = 0;
	paged_out = false;
	return 0;
}

static void gva_exit(struct kunit *test)
{
	vfree(mem);
}

static void put64(gpa_t table, unsigned int index, u64 entry)
{
	memcpy(mem + table + 8 * index, &entry, 8);
}

static void put32(gpa_t table, unsigned int index, u32 entry)
{
	memcpy(mem + table + 4 * index, &entry, 4);
}

#define P	PTE_P
#define W	PTE_RW
#define U	PTE_US
#define ACCESSED BIT_ULL(5)

/* Tables are at these addresses in all tests. */
#define L4	0x1000
#define L3	0x2000
#define L2	0x3000
#define L1	0x4000

static struct x86_insn_ctx long_mode(u8 cpl)
{
	return (struct x86_insn_ctx){
		.cr0 = X86_CR0_PG | X86_CR0_PE | X86_CR0_WP,
		.cr3 = L4,
		.cr4 = X86_CR4_PAE,
		.efer = EFER_LME | EFER_LMA | EFER_NX,
		.code = X86_CODE_64,
		.cpl = cpl,
		.maxphyaddr = 40,
	};
}

/* One path through all levels to the page table entry of @gva. */
static void map_4k(u64 gva, u64 pte)
{
	put64(L4, gva >> 39 & 511, L3 | P | W | U);
	put64(L3, gva >> 30 & 511, L2 | P | W | U);
	put64(L2, gva >> 21 & 511, L1 | P | W | U);
	put64(L1, gva >> 12 & 511, pte);
}

static int translate(const struct x86_insn_ctx *ctx, u64 gva,
		     unsigned int access, gpa_t *gpa, u32 *error)
{
	*gpa = ~0ULL;
	*error = ~0;
	return x86_gva_to_gpa(NULL, ctx, gva, access, gpa, error);
}

#define EXPECT_GPA(test, ctx, gva, access, want)			\
do {									\
	gpa_t gpa;							\
	u32 error;							\
	KUNIT_EXPECT_EQ(test, translate(ctx, gva, access, &gpa, &error),	\
			0);						\
	KUNIT_EXPECT_EQ(test, gpa, (gpa_t)(want));			\
} while (0)

#define EXPECT_FAULT(test, ctx, gva, access, want)			\
do {									\
	gpa_t gpa;							\
	u32 error;							\
	KUNIT_EXPECT_EQ(test, translate(ctx, gva, access, &gpa, &error),	\
			-EFAULT);					\
	KUNIT_EXPECT_EQ(test, error, (u32)(want));			\
} while (0)

#define GVA	0xffff888012345678ULL

static void no_paging(struct kunit *test)
{
	struct x86_insn_ctx ctx = { .code = X86_CODE_32, .maxphyaddr = 36 };

	EXPECT_GPA(test, &ctx, 0xfee00300, X86_GVA_WRITE, 0xfee00300);
	EXPECT_GPA(test, &ctx, 0x1fee00300, 0, 0xfee00300);
	KUNIT_EXPECT_EQ(test, reads, 0);
}

static void four_levels(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0xabcd5000 | P | W);
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_WRITE, 0xabcd5678);
	KUNIT_EXPECT_EQ(test, reads, 4);
	/* PCD, PWT, PAT, G and what software keeps do not matter. */
	map_4k(GVA, 0xabcd5000 | P | W | 0x0ff0000000000f98);
	EXPECT_GPA(test, &ctx, GVA, 0, 0xabcd5678);
	/* Nor PCID and caching in CR3. */
	ctx.cr3 |= 0xfff;
	EXPECT_GPA(test, &ctx, GVA, 0, 0xabcd5678);
}

static void large_pages(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0);
	put64(L2, GVA >> 21 & 511, 0x80000000 | P | W | PTE_PS | BIT(12));
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_WRITE,
		   0x80000000 | (GVA & 0x1fffff));
	put64(L3, GVA >> 30 & 511, 0x40000000 | P | W | PTE_PS);
	EXPECT_GPA(test, &ctx, GVA, 0, 0x40000000 | (GVA & 0x3fffffff));
	/* An address that is not aligned has reserved bits. */
	put64(L3, GVA >> 30 & 511, 0x40200000 | P | W | PTE_PS);
	EXPECT_FAULT(test, &ctx, GVA, 0, X86_PFERR_PRESENT | X86_PFERR_RSVD);
	/* There are no pages of 512 GiB. */
	put64(L4, GVA >> 39 & 511, L3 | P | W | PTE_PS);
	EXPECT_FAULT(test, &ctx, GVA, 0, X86_PFERR_PRESENT | X86_PFERR_RSVD);
}

static void not_present(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0), user = long_mode(3);

	map_4k(GVA, 0xabcd5000 | W | U);
	EXPECT_FAULT(test, &ctx, GVA, 0, 0);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_WRITE, X86_PFERR_WRITE);
	EXPECT_FAULT(test, &user, GVA, X86_GVA_WRITE,
		     X86_PFERR_WRITE | X86_PFERR_USER);
	EXPECT_FAULT(test, &user, GVA, X86_GVA_SYSTEM, 0);
	EXPECT_FAULT(test, &user, GVA, X86_GVA_FETCH,
		     X86_PFERR_USER | X86_PFERR_FETCH);
	put64(L3, GVA >> 30 & 511, 0);
	EXPECT_FAULT(test, &ctx, GVA, 0, 0);
}

static void rights_of_users(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(3);
	u32 user = X86_PFERR_PRESENT | X86_PFERR_USER;

	map_4k(GVA, 0x5000 | P | U);
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_FETCH, 0x5678);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	/* WP does not matter to users. */
	ctx.cr0 &= ~X86_CR0_WP;
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	map_4k(GVA, 0x5000 | P | W);
	EXPECT_FAULT(test, &ctx, GVA, 0, user);
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_SYSTEM, 0x5678);
	/* Rights are those that all levels grant. */
	map_4k(GVA, 0x5000 | P | W | U);
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_WRITE, 0x5678);
	put64(L3, GVA >> 30 & 511, L2 | P | U);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_WRITE, user | X86_PFERR_WRITE);
	put64(L4, GVA >> 39 & 511, L3 | P | W);
	EXPECT_FAULT(test, &ctx, GVA, 0, user);
}

static void rights_of_supervisors(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0x5000 | P | U);
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_WRITE,
		     X86_PFERR_PRESENT | X86_PFERR_WRITE);
	ctx.cr0 &= ~X86_CR0_WP;
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_WRITE, 0x5678);

	ctx.cr4 |= X86_CR4_SMEP;
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);

	ctx.cr4 |= X86_CR4_SMAP;
	EXPECT_FAULT(test, &ctx, GVA, 0, X86_PFERR_PRESENT);
	ctx.rflags = X86_EFLAGS_AC;
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	/* AC does not help the accesses that the CPU makes on its own. */
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_SYSTEM, X86_PFERR_PRESENT);
	map_4k(GVA, 0x5000 | P);
	ctx.rflags = 0;
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	EXPECT_GPA(test, &ctx, GVA, X86_GVA_FETCH, 0x5678);
}

static void no_execute(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	map_4k(GVA, 0x5000 | P | PTE_NX);
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);
	map_4k(GVA, 0x5000 | P);
	put64(L2, GVA >> 21 & 511, L1 | P | PTE_NX);
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_FETCH);
	/* Without EFER.NXE the bit is reserved, and fetches are not told. */
	ctx.efer &= ~EFER_NX;
	EXPECT_FAULT(test, &ctx, GVA, X86_GVA_FETCH,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
}

static void reserved_address_bits(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(3);

	map_4k(GVA, BIT_ULL(40) | 0x5000 | P | U);
	EXPECT_FAULT(test, &ctx, GVA, 0,
		     X86_PFERR_PRESENT | X86_PFERR_USER | X86_PFERR_RSVD);
	ctx.maxphyaddr = 41;
	EXPECT_GPA(test, &ctx, GVA, 0, BIT_ULL(40) | 0x5678);
	put64(L3, GVA >> 30 & 511, BIT_ULL(51) | L2 | P | U);
	EXPECT_FAULT(test, &ctx, GVA, 0,
		     X86_PFERR_PRESENT | X86_PFERR_USER | X86_PFERR_RSVD);
}

static void canonical_addresses(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	gpa_t gpa;
	u32 error;

	KUNIT_EXPECT_EQ(test, translate(&ctx, BIT_ULL(47), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, translate(&ctx, BIT_ULL(63), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, translate(&ctx, ~BIT_ULL(47), 0, &gpa, &error),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, reads, 0);
	map_4k(0x7ffffffff000, 0x5000 | P);
	EXPECT_GPA(test, &ctx, 0x7fffffffffff, 0, 0x5fff);
	map_4k(~0xfffULL, 0x6000 | P);
	EXPECT_GPA(test, &ctx, ~0ULL, 0, 0x6fff);
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
	EXPECT_GPA(test, &ctx, 0x80a07abc, X86_GVA_WRITE, 0x123456abc);
	KUNIT_EXPECT_EQ(test, reads, 3);
	/* PDPTEs grant everything; their own bits are reserved. */
	put64(L3 + 0x20, 2, L2 | P | W);
	EXPECT_FAULT(test, &ctx, 0x80a07abc, 0,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
	put64(L3 + 0x20, 2, L2 | P);
	put64(L2, 5, 0x200000 | P | W | PTE_PS);
	EXPECT_GPA(test, &ctx, 0x80a07abc, 0, 0x207abc);
	put64(L2, 5, BIT_ULL(52) | L1 | P);
	EXPECT_FAULT(test, &ctx, 0x80a07abc, 0,
		     X86_PFERR_PRESENT | X86_PFERR_RSVD);
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
	EXPECT_GPA(test, &ctx, 0xfee00300, X86_GVA_WRITE, 0xfee00300);
	KUNIT_EXPECT_EQ(test, reads, 2);
	EXPECT_FAULT(test, &ctx, 0xfee01300, X86_GVA_FETCH, 0);
	/* Without CR4.PSE the bit is nothing; with it the page has 4 MiB. */
	put32(L2, 0x3fb, L1 | P | W | PTE_PS);
	EXPECT_GPA(test, &ctx, 0xfee00300, 0, 0xfee00300);
	ctx.cr4 = X86_CR4_PSE;
	put32(L2, 0x3fb, 0xc0000000 | BIT(13) | P | W | PTE_PS);
	EXPECT_GPA(test, &ctx, 0xfee00300, 0, 0x1c0200300);
}

static void tables_outside_memory(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	gpa_t gpa;
	u32 error;

	map_4k(GVA, 0x5000 | P);
	paged_out = true;
	KUNIT_EXPECT_EQ(test,
			translate(&ctx, GVA, X86_GVA_ATOMIC, &gpa, &error),
			-EAGAIN);
	EXPECT_GPA(test, &ctx, GVA, 0, 0x5678);
	put64(L2, GVA >> 21 & 511, 0xfee00000 | P);
	KUNIT_EXPECT_EQ(test, translate(&ctx, GVA, 0, &gpa, &error), -EIO);
}

/* A table that leads to itself, at every level. */
static void loops_end(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);

	put64(L4, 511, L4 | P | W);
	EXPECT_GPA(test, &ctx, 0xfffffffffffff123, 0, 0x1123);
	KUNIT_EXPECT_EQ(test, reads, 4);
}

/* Any entries, any control bits: an answer after at most four reads. */
static void survives_any_tables(struct kunit *test)
{
	unsigned int i, j, found = 0, wild = 0;
	struct x86_insn_ctx ctx;
	struct rnd_state rnd;
	gpa_t gpa;
	u32 error;
	u64 entry;

	prandom_seed_state(&rnd, 4);
	for (i = 0; i < MEM_SIZE; i += 8) {
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
			if (!translate(&ctx, entry, j, &gpa, &error))
				found++;
			if (reads > 4)
				wild++;
		}
		x86_gva_fetch(NULL, &ctx, 1 + i % X86_INSN_MAX, 0, &error);
		if (ctx.nbytes > X86_INSN_MAX)
			wild++;
	}
	KUNIT_EXPECT_GT(test, found, 1000);
	KUNIT_EXPECT_EQ(test, wild, 0);
}

static void fetches_across_pages(struct kunit *test)
{
	struct x86_insn_ctx ctx = long_mode(0);
	u32 error;
	int i;

	map_4k(0x1000, 0x8000 | P);
	map_4k(0x2000, 0x6000 | P);
	for (i = 0; i < 16; i++) {
		mem[0x8ff0 + i] = i;
		mem[0x6000 + i] = 16 + i;
	}
	ctx.rip = 0x1ffa;
	KUNIT_ASSERT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, 0, &error), 0);
	/* What is there comes along, but nothing of the next page. */
	KUNIT_EXPECT_EQ(test, ctx.nbytes, 6);
	mem[0x8ffa] = 0xcc;
	KUNIT_ASSERT_EQ(test, x86_gva_fetch(NULL, &ctx, 7, 0, &error), 0);
	KUNIT_EXPECT_EQ(test, ctx.nbytes, X86_INSN_MAX);
	for (i = 0; i < X86_INSN_MAX; i++)
		KUNIT_EXPECT_EQ(test, ctx.bytes[i], 10 + i);

	ctx.nbytes = 0;
	put64(L1, 2, 0);
	KUNIT_EXPECT_EQ(test, x86_gva_fetch(NULL, &ctx, 1, 0, &error), 0);
	KUNIT_EXPECT_EQ(test, x86_gva_fetch(NULL, &ctx, 7, 0, &error),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, error, (u32)X86_PFERR_FETCH);
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
	KUNIT_CASE(tables_outside_memory),
	KUNIT_CASE(loops_end),
	KUNIT_CASE(survives_any_tables),
	KUNIT_CASE(fetches_across_pages),
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
