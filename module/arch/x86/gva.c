// SPDX-License-Identifier: GPL-2.0
/*
 * A walk of the guest's page tables as the CPU does it. SDM 3A "Paging".
 *
 * The guest may change its tables while we walk: every entry is read once, and
 * whatever it holds, the walk ends after at most four of them.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include <asm/msr-index.h>
#include <asm/page.h>
#include <asm/processor-flags.h>

#include "airlock.h"
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
 * @ctx: the guest's state.
 * @access: X86_GVA_*.
 * @rights: PTE_RW and PTE_US as all entries together grant them.
 * @nx: an entry forbids execution.
 * @level: of the entry at hand; 1 maps a page.
 * @bits: address bits per level: 9, or 10 with 32-bit paging.
 */
struct walk {
	struct airlock_vm *vm;
	const struct x86_insn_ctx *ctx;
	unsigned int access;
	u64 rights;
	bool nx;
	unsigned int level;
	unsigned int bits;
};

static bool nxe(const struct x86_insn_ctx *ctx)
{
	return ctx->efer & EFER_NX && ctx->cr4 & X86_CR4_PAE;
}

static bool user_access(const struct walk *walk)
{
	return walk->ctx->cpl == 3 && !(walk->access & X86_GVA_SYSTEM);
}

/* Bits of the error code that say what was tried. */
static u32 access_error(const struct walk *walk)
{
	const struct x86_insn_ctx *ctx = walk->ctx;
	u32 error = 0;

	if (walk->access & X86_GVA_WRITE)
		error |= X86_PFERR_WRITE;
	if (user_access(walk))
		error |= X86_PFERR_USER;
	if (walk->access & X86_GVA_FETCH &&
	    (nxe(ctx) || ctx->cr4 & X86_CR4_SMEP))
		error |= X86_PFERR_FETCH;
	return error;
}

static int read_guest(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len,
		      unsigned int access)
{
	if (access & X86_GVA_ATOMIC)
		return airlock_guest_read_atomic(vm, gpa, data, len) ?
		       -EAGAIN : 0;
	return airlock_guest_read(vm, gpa, data, len) ? -EIO : 0;
}

static int read_entry(const struct walk *walk, gpa_t table, gva_t gva,
		      u64 *entry)
{
	unsigned int shift = PAGE_SHIFT + walk->bits * (walk->level - 1);
	unsigned int index = (gva >> shift) & (BIT(walk->bits) - 1);
	/* Entries of 32-bit paging have four bytes. */
	unsigned int size = walk->bits == 10 ? 4 : 8;

	*entry = 0;
	return read_guest(walk->vm, table + index * size, entry, size,
			  walk->access);
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

/* SDM 3A "Determination of Access Rights" */
static bool allowed(const struct walk *walk)
{
	const struct x86_insn_ctx *ctx = walk->ctx;
	bool user_page = walk->rights & PTE_US;

	if (walk->access & X86_GVA_FETCH) {
		if (walk->nx)
			return false;
		if (user_access(walk))
			return user_page;
		return !(user_page && ctx->cr4 & X86_CR4_SMEP);
	}
	if (user_access(walk)) {
		if (!user_page)
			return false;
	} else if (user_page && ctx->cr4 & X86_CR4_SMAP) {
		if (walk->access & X86_GVA_SYSTEM ||
		    !(ctx->rflags & X86_EFLAGS_AC))
			return false;
	}
	if (!(walk->access & X86_GVA_WRITE) || walk->rights & PTE_RW)
		return true;
	return !user_access(walk) && !(ctx->cr0 & X86_CR0_WP);
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
	if (nxe(walk->ctx) && entry & PTE_NX)
		walk->nx = true;
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
		err = read_entry(walk, table, gva, &entry);
		if (err)
			return err;
		if (!apply_entry(walk, entry, error))
			return -EFAULT;
		if (is_leaf(walk, entry))
			break;
		table = entry & PTE_ADDR;
	}
	if (!allowed(walk)) {
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

int x86_gva_to_gpa(struct airlock_vm *vm, const struct x86_insn_ctx *ctx,
		   gva_t gva, unsigned int access, gpa_t *gpa, u32 *error)
{
	struct walk walk = {
		.vm = vm,
		.ctx = ctx,
		.access = access,
		.rights = PTE_RW | PTE_US,
		.bits = 9,
	};

	*error = 0;
	if (!(ctx->efer & EFER_LMA))
		gva = (u32)gva;
	else if (!is_canonical(gva))
		return -EINVAL;

	if (!(ctx->cr0 & X86_CR0_PG)) {
		*gpa = gva;
		return 0;
	}
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

int x86_gva_fetch(struct airlock_vm *vm, struct x86_insn_ctx *ctx,
		  unsigned int want, unsigned int access, u32 *error)
{
	unsigned int len;
	gpa_t gpa;
	gva_t gva;
	int err;

	while (ctx->nbytes < want) {
		gva = ctx->cs_base + ctx->rip + ctx->nbytes;
		if (ctx->code != X86_CODE_64)
			gva = (u32)gva;
		err = x86_gva_to_gpa(vm, ctx, gva, access | X86_GVA_FETCH, &gpa,
				     error);
		if (err)
			return err;
		len = min_t(unsigned int, X86_INSN_MAX - ctx->nbytes,
			    PAGE_SIZE - offset_in_page(gpa));
		err = read_guest(vm, gpa, ctx->bytes + ctx->nbytes, len,
				 access);
		if (err)
			return err;
		ctx->nbytes += len;
	}
	return 0;
}
