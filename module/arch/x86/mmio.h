/* SPDX-License-Identifier: GPL-2.0 */
/* Guest accesses to physical addresses without memory. */
#ifndef AIRLOCK_X86_MMIO_H
#define AIRLOCK_X86_MMIO_H

#include "insn_fetch.h"

/* With SLAT_* of an access: a write to a read-only slot, which can be read. */
#define X86_MMIO_ROM		BIT(7)

/**
 * struct x86_operand - a memory operand on its way.
 * @gpa: guest physical address of the first byte.
 * @gpa2: the same of the first byte after a page boundary.
 * @size: bytes in all.
 * @first: bytes before the page boundary.
 * @done: bytes transferred.
 * @known: @gpa comes from the exit: no memory is there, or read-only one.
 * @data: the bytes.
 */
struct x86_operand {
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
 * across exits to userspace. All of it is mmio.c's.
 * @gpa: where the exit was
 * @access: SLAT_* and X86_MMIO_ROM, as the exit told
 * @step: what comes next
 * @ctx: the guest at the instruction
 * @op: the instruction
 * @src: operand that is read: the only one, or the one at rSI
 * @dst: operand that is written, or the one at rDI
 * @result: of the arithmetic
 * @fault: the page fault that it meets
 */
struct x86_mmio {
	gpa_t gpa;
	u8 access;
	u8 step;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	struct x86_operand src;
	struct x86_operand dst;
	struct x86_insn_result result;
	struct x86_insn_fault fault;
};

/**
 * x86_mmio_begin - the guest touched a physical address without memory, or
 * wrote to a read-only slot.
 * @vcpu: the vCPU.
 * @gpa: the address from the exit.
 * @access: SLAT_READ or SLAT_WRITE as the exit tells, and X86_MMIO_ROM.
 *
 * A device in the kernel is served at once; for userspace, vcpu->run is filled
 * and vcpu->complete carries on. An instruction that we cannot carry out
 * becomes KVM_EXIT_INTERNAL_ERROR with its bytes, or #UD in a user program.
 *
 * Not for fetches, accesses of the page walker, or the delivery of an event.
 *
 * Context: in the guest context.
 * Return: a verdict or a negative errno.
 */
int x86_mmio_begin(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int access);

#endif /* AIRLOCK_X86_MMIO_H */
