/* SPDX-License-Identifier: GPL-2.0 */
/* The current instruction from the guest's memory, and how it can fail. */
#ifndef AIRLOCK_X86_INSN_FETCH_H
#define AIRLOCK_X86_INSN_FETCH_H

#include "mmio_insn.h"

/**
 * struct x86_insn_fault - a page fault.
 * @address: for CR2.
 * @error: its error code.
 */
struct x86_insn_fault {
	gva_t address;
	u32 error;
};

/**
 * x86_insn_fetch - read and decode the current instruction.
 * @vcpu: the vCPU.
 * @ctx: filled.
 * @op: filled.
 * @atomic: X86_GVA_ATOMIC, or 0 to sleep.
 * @fault: for -EFAULT.
 *
 * Return: 0; -ENOENT: it has no operand in memory (any more); otherwise an
 * errno for x86_insn_fail(), or -EAGAIN with X86_GVA_ATOMIC.
 */
int x86_insn_fetch(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx,
		   struct x86_mmio_op *op, unsigned int atomic,
		   struct x86_insn_fault *fault);

/**
 * x86_insn_fail - the instruction cannot be carried out.
 * @vcpu: the vCPU.
 * @ctx: as x86_insn_fetch() left it.
 * @err: -EFAULT: #PF; -EINVAL: #GP; -ENOEXEC: #UD; -EIO, -EOPNOTSUPP: we do not
 *	know how; others are KVM_RUN's to return.
 * @fault: for -EFAULT.
 *
 * Return: a verdict or a negative errno.
 */
int x86_insn_fail(struct airlock_vcpu *vcpu, const struct x86_insn_ctx *ctx,
		  int err, const struct x86_insn_fault *fault);

/**
 * x86_insn_linear - linear address of an operand.
 * @vcpu: the vCPU.
 * @ctx: the guest at the instruction.
 * @seg: the segment.
 * @offset: in it.
 * @size: of the operand.
 * @gva: where to.
 *
 * Return: 0, or -EINVAL if the segment does not reach so far.
 */
int x86_insn_linear(struct airlock_vcpu *vcpu, const struct x86_insn_ctx *ctx,
		    enum x86_seg seg, u64 offset, unsigned int size,
		    gva_t *gva);

#endif /* AIRLOCK_X86_INSN_FETCH_H */
