// SPDX-License-Identifier: GPL-2.0
/*
 * A walk of the guest's page tables as the CPU does it. SDM 3A "Paging".
 *
 * The guest may change its tables while we walk: an entry is read once in a
 * walk, and whatever it holds, the walk ends after at most four of them.
 */
#include <linux/errno.h>

#include <asm/msr-index.h>
#include <asm/page.h>
#include <asm/processor-flags.h>

#include "airlock.h"
#include "guest_peek.h"
#include "gva.h"
#include "insn_ctx.h"

#define PTE_P		BIT_ULL(0)
#define PTE_RW		BIT_ULL(1)
#define PTE_US		BIT_ULL(2)
#define PTE_PS		BIT_ULL(7)
#define PTE_NX		BIT_ULL(63)
#define PTE_ADDR	GENMASK_ULL(51, 12)

/* Bits that are reserved in a PDPTE of PAE paging: 2:1, 8:5, 63:52. */
#define PDPTE_RSVD	(GENMASK_ULL(2, 1) | GENMASK_ULL(8, 5) | \
			 GENMASK_ULL(63, 52))

/**
 * struct walk - a translation on its way.
 * @vm: the VM.
 * @peek: reads without sleeping, or NULL.
 * @ctx: the guest's state.
 * @access: X86_GVA_*.
 * @rights: PTE_RW and PTE_US as all entries together grant them.
 * @nx: PTE_NX if an entry has it.
 * @level: of the entry at hand; 1 maps a page.
 * @bits: address bits per level: 9, or 10 with 32-bit paging.
 */
struct walk {
	struct airlock_vm *vm;
	struct airlock_peek *peek;
	const struct x86_insn_ctx *ctx;
	unsigned int access;
	u64 rights;
	u64 nx;
	unsigned int level;
	unsigned int bits;
};

static bool nxe(const struct x86_insn_ctx *ctx)
{
	return ctx->efer & EFER_NX && ctx->cr4 & X86_CR4_PAE;
}

static bool user_access(const struct x86_insn_ctx *ctx, unsigned int access)
{
	return ctx->cpl == 3 && !(access & X86_GVA_SYSTEM);
}

/* Bits of the error code that say what was tried. */
static u32 access_error(const struct walk *walk)
{
	const struct x86_insn_ctx *ctx = walk->ctx;
	u32 error = 0;

	if (walk->access & X86_GVA_WRITE)
		error |= X86_PFERR_WRITE;
	if (user_access(walk->ctx, walk->access))
		error |= X86_PFERR_USER;
	if (walk->access & X86_GVA_FETCH &&
	    (nxe(ctx) || ctx->cr4 & X86_CR4_SMEP))
		error |= X86_PFERR_FETCH;
	return error;
}

static int read_entry(const struct walk *walk, gpa_t table, gva_t gva,
		      u64 *entry)
{
	unsigned int shift = PAGE_SHIFT + walk->bits * (walk->level - 1);
	gpa_t gpa = table + ((gva >> shift) & (BIT(walk->bits) - 1)) * 8;

	if (likely(walk->peek))
		return airlock_peek_u64(walk->peek, gpa, entry) ? -EAGAIN : 0;
	return airlock_guest_read(walk->vm, gpa, entry, sizeof(*entry)) ?
	       -EIO : 0;
}

/* Entries of 32-bit paging have four bytes. */
static int read_entry_32(const struct walk *walk, gpa_t table, gva_t gva,
			 u64 *entry)
{
	unsigned int shift = PAGE_SHIFT + walk->bits * (walk->level - 1);
	gpa_t gpa = table + ((gva >> shift) & (BIT(walk->bits) - 1)) * 4;
	u32 entry_32;
	int err;

	if (walk->peek)
		err = airlock_peek_u32(walk->peek, gpa, &entry_32) ?
		      -EAGAIN : 0;
	else
		err = airlock_guest_read(walk->vm, gpa, &entry_32,
					 sizeof(entry_32)) ? -EIO : 0;
	*entry = entry_32;
	return err;
}

static bool is_pae_pdpte(const struct walk *walk)
{
	return walk->level == 3 && !(walk->ctx->efer & EFER_LMA);
}

/* Does the entry map a page, rather than lead to a table? */
static bool is_leaf(const struct walk *walk, u64 entry)
{
	if (walk->level == 1)
		return true;
	if (!(entry & PTE_PS) || walk->level > 3 || is_pae_pdpte(walk))
		return false;
	return walk->bits == 9 || walk->ctx->cr4 & X86_CR4_PSE;
}

static bool has_reserved_bits(const struct walk *walk, u64 entry)
{
	const struct x86_insn_ctx *ctx = walk->ctx;
	u64 reserved = PTE_ADDR & (~0ULL << ctx->maxphyaddr);

	if (walk->bits == 10)
		return false;
	if (is_pae_pdpte(walk))
		return entry & (reserved | PDPTE_RSVD);
	if (!(ctx->efer & EFER_NX))
		reserved |= PTE_NX;
	if (!(ctx->efer & EFER_LMA))
		reserved |= GENMASK_ULL(62, 52);
	if (walk->level == 4)
		reserved |= PTE_PS;
	else if (walk->level > 1 && is_leaf(walk, entry))
		/* Below the page's address, less the PAT bit. */
		reserved |= GENMASK_ULL(PAGE_SHIFT + 9 * (walk->level - 1) - 1,
					PAGE_SHIFT + 1);
	return entry & reserved;
}

/*
 * SDM 3A "Determination of Access Rights". @rights: PTE_RW and PTE_US where all
 * entries have them; @nx: PTE_NX where one has.
 */
static bool allowed(const struct x86_insn_ctx *ctx, unsigned int access,
		    u64 rights, u64 nx)
{
	bool user_page = rights & PTE_US;
	bool user = user_access(ctx, access);

	if (access & X86_GVA_FETCH) {
		if (nx & PTE_NX && nxe(ctx))
			return false;
		if (user)
			return user_page;
		return !(user_page && ctx->cr4 & X86_CR4_SMEP);
	}
	if (user) {
		if (!user_page)
			return false;
	} else if (user_page && ctx->cr4 & X86_CR4_SMAP) {
		if (access & X86_GVA_SYSTEM || !(ctx->rflags & X86_EFLAGS_AC))
			return false;
	}
	if (!(access & X86_GVA_WRITE) || rights & PTE_RW)
		return true;
	return !user && !(ctx->cr0 & X86_CR0_WP);
}

/* Guest physical address of a byte in the page that a leaf maps. */
static gpa_t leaf_address(const struct walk *walk, u64 entry, gva_t gva)
{
	unsigned int shift = PAGE_SHIFT + walk->bits * (walk->level - 1);
	u64 offset = gva & (BIT_ULL(shift) - 1);
	u64 base = entry & PTE_ADDR & ~(BIT_ULL(shift) - 1);

	/* 4 MiB pages keep bits 39:32 of their address in bits 20:13. */
	if (walk->bits == 10 && walk->level == 2)
		base |= (entry & GENMASK_ULL(20, 13)) << 19;
	return base | offset;
}

/* Take in what one entry grants. Return: false for a page fault. */
static bool apply_entry(struct walk *walk, u64 entry, u32 *error)
{
	if (!(entry & PTE_P)) {
		*error = access_error(walk);
		return false;
	}
	if (has_reserved_bits(walk, entry)) {
		*error = access_error(walk) | X86_PFERR_PRESENT |
			 X86_PFERR_RSVD;
		return false;
	}
	if (is_pae_pdpte(walk))
		return true;
	walk->rights &= entry;
	walk->nx |= entry;
	return true;
}

static int walk_tables(struct walk *walk, gva_t gva, gpa_t *gpa, u32 *error)
{
	gpa_t table = walk->ctx->cr3 & PTE_ADDR;
	u64 entry;
	int err;

	/* The four PDPTEs of PAE paging are aligned to 32 bytes only. */
	if (is_pae_pdpte(walk))
		table = walk->ctx->cr3 & GENMASK_ULL(31, 5);

	for (;; walk->level--) {
		err = walk->bits == 9 ? read_entry(walk, table, gva, &entry) :
					read_entry_32(walk, table, gva, &entry);
		if (err)
			return err;
		if (!apply_entry(walk, entry, error))
			return -EFAULT;
		if (is_leaf(walk, entry))
			break;
		table = entry & PTE_ADDR;
	}
	if (!allowed(walk->ctx, walk->access, walk->rights, walk->nx)) {
		*error = access_error(walk) | X86_PFERR_PRESENT;
		return -EFAULT;
	}
	*gpa = leaf_address(walk, entry, gva);
	return 0;
}

static bool is_canonical(gva_t gva)
{
	return (u64)((s64)((u64)gva << 16) >> 16) == gva;
}

/* Four levels, at hand, and everything allowed. */
bool x86_gva_walk_quickly(struct airlock_peek *peek,
			  const struct x86_insn_ctx *ctx, gva_t gva,
			  unsigned int access, gpa_t *gpa)
{
	u64 reserved = PTE_ADDR & (~0ULL << ctx->maxphyaddr);
	u64 entry = ctx->cr3, rights = PTE_RW | PTE_US, nx = 0, below;
	unsigned int shift = PAGE_SHIFT + 4 * 9;

	if (!(ctx->efer & EFER_NX))
		reserved |= PTE_NX;
	do {
		shift -= 9;
		if (airlock_peek_u64(peek, (entry & PTE_ADDR) +
				     (gva >> shift & 511) * 8, &entry) ||
		    !(entry & PTE_P) || entry & reserved)
			return false;
		rights &= entry;
		nx |= entry;
	} while (shift > PAGE_SHIFT && !(entry & PTE_PS));

	below = BIT_ULL(shift) - 1;
	if (shift > PAGE_SHIFT &&
	    (shift > PAGE_SHIFT + 2 * 9 || entry & below & PTE_ADDR & ~BIT(12)))
		return false;
	if (!allowed(ctx, access, rights, nx))
		return false;
	*gpa = (entry & PTE_ADDR & ~below) | (gva & below);
	return true;
}

/* Return: as x86_gva_to_gpa(). */
static int walk_thoroughly(struct airlock_vm *vm, struct airlock_peek *peek,
			   const struct x86_insn_ctx *ctx, gva_t gva,
			   unsigned int access, gpa_t *gpa, u32 *error)
{
	struct walk walk = {
		.vm = vm,
		.peek = peek,
		.ctx = ctx,
		.access = access,
		.rights = PTE_RW | PTE_US,
		.bits = 9,
	};

	if (ctx->efer & EFER_LMA) {
		walk.level = 4;
	} else if (ctx->cr4 & X86_CR4_PAE) {
		walk.level = 3;
	} else {
		walk.level = 2;
		walk.bits = 10;
	}
	return walk_tables(&walk, gva, gpa, error);
}

int x86_gva_walk(struct airlock_vm *vm, struct airlock_peek *peek,
		 const struct x86_insn_ctx *ctx, gva_t gva, unsigned int access,
		 gpa_t *gpa, u32 *error)
{
	bool long_mode = ctx->efer & EFER_LMA;

	*error = 0;
	if (!long_mode)
		gva = (u32)gva;
	else if (!is_canonical(gva))
		return -EINVAL;

	if (!(ctx->cr0 & X86_CR0_PG)) {
		*gpa = gva;
		return 0;
	}
	if (likely(long_mode && peek) &&
	    x86_gva_walk_quickly(peek, ctx, gva, access, gpa))
		return 0;
	return walk_thoroughly(vm, peek, ctx, gva, access, gpa, error);
}

int x86_gva_to_gpa(struct airlock_vm *vm, const struct x86_insn_ctx *ctx,
		   gva_t gva, unsigned int access, gpa_t *gpa, u32 *error)
{
	struct airlock_peek peek;
	int err;

	if (!(access & X86_GVA_ATOMIC))
		return x86_gva_walk(vm, NULL, ctx, gva, access, gpa, error);
	airlock_peek_enter(&peek, vm);
	err = x86_gva_walk(vm, &peek, ctx, gva, access, gpa, error);
	airlock_peek_leave(&peek);
	return err;
}
