/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: page tables of a guest, made by hand, and the walk of them. */
#ifndef AIRLOCK_KUNIT_FAKE_GVA_H
#define AIRLOCK_KUNIT_FAKE_GVA_H

#include "fake_peek.h"

#include "gva.c"
#include "gva_fetch.c"

static void put64(gpa_t table, unsigned int index, u64 entry)
{
	memcpy(ram + table + 8 * index, &entry, 8);
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

/* The atomic walk has a short cut: it must not make a difference. */
static bool same_atomically(const struct x86_insn_ctx *ctx, u64 gva,
			    unsigned int access, int ret, gpa_t gpa, u32 error)
{
	gpa_t gpa_2 = ~0ULL;
	u32 error_2 = ~0;
	int ret_2;

	ret_2 = x86_gva_to_gpa(NULL, ctx, gva, access | X86_GVA_ATOMIC, &gpa_2,
			       &error_2);
	if (ret == -EIO)
		ret = -EAGAIN;
	return ret == ret_2 && gpa == gpa_2 && error == error_2;
}

static int walk_for(const struct x86_insn_ctx *ctx, u64 gva,
		    unsigned int access, gpa_t *gpa, u32 *error)
{
	unsigned int before;
	int ret;

	*gpa = ~0ULL;
	*error = ~0;
	ret = x86_gva_to_gpa(NULL, ctx, gva, access, gpa, error);
	before = reads;
	if (!paged_out &&
	    !same_atomically(ctx, gva, access, ret, *gpa, *error))
		return -EBADE;
	reads = before;
	return ret;
}

#define GVA	0xffff888012345678ULL

static int gva_init(struct kunit *test)
{
	return guest_init();
}

static void gva_exit(struct kunit *test)
{
	guest_exit();
}

#endif /* AIRLOCK_KUNIT_FAKE_GVA_H */
