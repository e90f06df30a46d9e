// SPDX-License-Identifier: GPL-2.0
/* The bytes of the current instruction, from where the guest's tables say. */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "airlock.h"
#include "guest_peek.h"
#include "gva.h"
#include "insn_ctx.h"

/* The longest instruction that there can be, in two reads that overlap. */
static bool peek_longest(struct airlock_peek *peek, gpa_t gpa, u8 *bytes)
{
	u64 low, high;

	if (airlock_peek_u64(peek, gpa, &low) ||
	    airlock_peek_u64(peek, gpa + X86_INSN_MAX - 8, &high))
		return false;
	memcpy(bytes, &low, 8);
	memcpy(bytes + X86_INSN_MAX - 8, &high, 8);
	return true;
}

/*
 * The usual case: 64-bit code, the first look at it, and room for the longest
 * instruction in its page. RIP is canonical, or the CPU would not be there.
 */
static bool fetch_quickly(struct airlock_peek *peek, struct x86_insn_ctx *ctx)
{
	gpa_t gpa;

	if (ctx->code != X86_CODE_64 || ctx->nbytes ||
	    offset_in_page(ctx->rip) > PAGE_SIZE - X86_INSN_MAX)
		return false;
	if (!x86_gva_walk_quickly(peek, ctx, ctx->rip, X86_GVA_FETCH, &gpa) ||
	    !peek_longest(peek, gpa, ctx->bytes))
		return false;
	ctx->nbytes = X86_INSN_MAX;
	return true;
}

/* Up to @len bytes that are in one page. */
static int peek_bytes(struct airlock_peek *peek, gpa_t gpa, u8 *bytes,
		      unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if (airlock_peek_u8(peek, gpa + i, bytes + i))
			return -EAGAIN;
	return 0;
}

static int fetch_bytes(struct airlock_vm *vm, struct airlock_peek *peek,
		       struct x86_insn_ctx *ctx, unsigned int want, u32 *error)
{
	unsigned int len;
	gpa_t gpa;
	gva_t gva;
	int err;

	while (ctx->nbytes < want) {
		gva = ctx->cs_base + ctx->rip + ctx->nbytes;
		if (ctx->code != X86_CODE_64)
			gva = (u32)gva;
		err = x86_gva_walk(vm, peek, ctx, gva, X86_GVA_FETCH, &gpa,
				   error);
		if (err)
			return err;
		len = min_t(unsigned int, X86_INSN_MAX - ctx->nbytes,
			    PAGE_SIZE - offset_in_page(gpa));
		if (peek)
			err = peek_bytes(peek, gpa, ctx->bytes + ctx->nbytes,
					 len);
		else if (airlock_guest_read(vm, gpa, ctx->bytes + ctx->nbytes,
					    len))
			err = -EIO;
		if (err)
			return err;
		ctx->nbytes += len;
	}
	return 0;
}

int x86_gva_fetch(struct airlock_vm *vm, struct x86_insn_ctx *ctx,
		  unsigned int want, unsigned int access, u32 *error)
{
	struct airlock_peek peek;
	int err = 0;

	if (!(access & X86_GVA_ATOMIC))
		return fetch_bytes(vm, NULL, ctx, want, error);
	airlock_peek_enter(&peek, vm);
	if (unlikely(!fetch_quickly(&peek, ctx)))
		err = fetch_bytes(vm, &peek, ctx, want, error);
	airlock_peek_leave(&peek);
	return err;
}
