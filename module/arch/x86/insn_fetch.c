// SPDX-License-Identifier: GPL-2.0
/* The current instruction from the guest's memory, and how it can fail. */
#include <linux/errno.h>
#include <linux/string.h>

#include <asm/trapnr.h>

#include "airlock.h"
#include "gva.h"
#include "insn_fetch.h"

static int decode_error(enum x86_insn_error err)
{
	switch (err) {
	case X86_INSN_OK:
		return 0;
	case X86_INSN_NO_MEMORY:
		return -ENOENT;
	case X86_INSN_TOO_LONG:
		return -EINVAL;
	case X86_INSN_UNDEFINED:
		return -ENOEXEC;
	default:
		return -EOPNOTSUPP;
	}
}

int x86_insn_fetch(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx,
		   struct x86_mmio_op *op, unsigned int atomic,
		   struct x86_insn_fault *fault)
{
	enum x86_insn_error undecoded;
	int err;

	airlock_x86_insn_ctx(vcpu, ctx);
	do {
		fault->address = ctx->cs_base + ctx->rip + ctx->nbytes;
		err = x86_gva_fetch(vcpu->vm, ctx, ctx->nbytes + 1, atomic,
				    &fault->error);
		if (err)
			return err;
		undecoded = x86_insn_decode(ctx, op);
	} while (undecoded == X86_INSN_MORE);
	return decode_error(undecoded);
}

/* SDM 3A "Limit Checking" */
static bool within_limit(const struct x86_segment *seg, u64 offset,
			 unsigned int size)
{
	u64 last = offset + size - 1;
	bool data = seg->ar & X86_AR_S && !(seg->ar & X86_AR_CODE);

	if (data && seg->ar & X86_AR_EXPAND_DOWN)
		return offset > seg->limit &&
		       last <= (seg->ar & X86_AR_DB ? U32_MAX : U16_MAX);
	return last <= seg->limit;
}

int x86_insn_linear(struct airlock_vcpu *vcpu, const struct x86_insn_ctx *ctx,
		    enum x86_seg seg, u64 offset, unsigned int size,
		    gva_t *gva)
{
	struct x86_segment segment;

	*gva = offset;
	if (ctx->code == X86_CODE_64 && seg < X86_SEG_FS)
		return 0;
	airlock_x86_segment(vcpu, seg, &segment);
	if (ctx->code == X86_CODE_64) {
		*gva += segment.base;
		return 0;
	}
	if (!within_limit(&segment, offset, size))
		return -EINVAL;
	*gva = (u32)(segment.base + offset);
	return 0;
}

/*
 * A user program that runs what we do not know on a device gets #UD; a kernel
 * that does cannot go on.
 */
static int not_carried_out(struct airlock_vcpu *vcpu,
			   const struct x86_insn_ctx *ctx)
{
	struct {
		u64 flags;
		u8 size;
		u8 bytes[X86_INSN_MAX];
	} info = {
		.flags = KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES,
		.size = ctx->nbytes,
	};

	if (ctx->cpl == 3) {
		airlock_x86_inject_exception(vcpu, X86_TRAP_UD, false, 0, 0);
		return AIRLOCK_RESUME;
	}
	memcpy(info.bytes, ctx->bytes, ctx->nbytes);
	return airlock_exit_internal(vcpu, KVM_INTERNAL_ERROR_EMULATION,
				     sizeof(info) / sizeof(u64),
				     (const u64 *)&info);
}

int x86_insn_fail(struct airlock_vcpu *vcpu, const struct x86_insn_ctx *ctx,
		  int err, const struct x86_insn_fault *fault)
{
	switch (err) {
	case -EFAULT:
		airlock_x86_inject_exception(vcpu, X86_TRAP_PF, true,
					     fault->error, fault->address);
		return AIRLOCK_RESUME;
	case -EINVAL:
		airlock_x86_inject_exception(vcpu, X86_TRAP_GP, true, 0, 0);
		return AIRLOCK_RESUME;
	case -ENOEXEC:
		airlock_x86_inject_exception(vcpu, X86_TRAP_UD, false, 0, 0);
		return AIRLOCK_RESUME;
	case -EIO:
	case -EOPNOTSUPP:
		return not_carried_out(vcpu, ctx);
	default:
		return err;
	}
}
