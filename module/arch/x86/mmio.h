/* SPDX-License-Identifier: GPL-2.0 */
/* Guest accesses to physical addresses without memory. */
#ifndef AIRLOCK_X86_MMIO_H
#define AIRLOCK_X86_MMIO_H

#include "mmio_insn.h"

/**
 * struct x86_operand - a memory operand on its way.
 * @gva: linear address.
 * @gpa: guest physical address of the first byte.
 * @gpa2: the same after a page boundary.
 * @size: bytes in all.
 * @first: bytes before the page boundary.
 * @done: bytes transferred.
 * @known: @gpa comes from the exit: a device, not memory.
 * @data: the bytes, little-endian.
 */
struct x86_operand {
	gva_t gva;
	gpa_t gpa;
	gpa_t gpa2;
	u8 size;
	u8 first;
	u8 done;
	bool known;
	u8 data[8];
};

/**
 * struct x86_mmio - the instruction that is being carried out for the guest,
 * across exits to userspace.
 * @ctx: the guest at the instruction
 * @op: the instruction
 * @src: operand that is read: the only one, or rSI's
 * @dst: operand that is written, or rDI's
 * @result: of the arithmetic
 * @step: where we are; private to mmio.c
 * @gpa: where the exit was
 * @access: SLAT_READ or SLAT_WRITE
 */
struct x86_mmio {
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	struct x86_operand src;
	struct x86_operand dst;
	struct x86_insn_result result;
	u8 step;
	u8 access;
	gpa_t gpa;
};

/**
 * x86_mmio_begin - the guest touched a physical address without memory, or
 * wrote to a read-only slot.
 * @vcpu: the vCPU.
 * @gpa: the address from the exit: of the first byte on its page.
 * @access: SLAT_READ, SLAT_WRITE or SLAT_EXEC as the exit tells.
 *
 * A device in the kernel is served at once; for userspace, vcpu->run is filled
 * and vcpu->complete carries on. An instruction that we cannot carry out
 * becomes KVM_EXIT_INTERNAL_ERROR with its bytes.
 *
 * Not for accesses of the page walker, nor during the delivery of an event.
 *
 * Context: in the guest context.
 * Return: a verdict or a negative errno.
 */
int x86_mmio_begin(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int access);

#endif /* AIRLOCK_X86_MMIO_H */
