/* SPDX-License-Identifier: GPL-2.0 */
/* Guest side, arm64: the way to EL0 and back. */
#include "layout.h"

	.text
/*
 * u64 guest_el0(fn, arg): EL0 has the program at another address. An SVC ends
 * it, see guest_trap(): execution then goes on at guest_el0_return.
 */
	.globl	guest_el0, guest_el0_return
guest_el0:
	stp	x29, x30, [sp, #-16]!
	stp	x27, x28, [sp, #-16]!
	stp	x25, x26, [sp, #-16]!
	stp	x23, x24, [sp, #-16]!
	stp	x21, x22, [sp, #-16]!
	stp	x19, x20, [sp, #-16]!
	movz	x9, #(GUEST_EL0 >> 32), lsl #32
	/* The stack of this vCPU, by its place among those of EL1. */
	mov	x10, sp
	sub	x10, x10, #GUEST_STACKS
	and	x10, x10, #~(GUEST_STACK_SIZE - 1)
	add	x10, x10, x9
	add	x10, x10, #GUEST_EL0_STACKS
	add	x10, x10, #GUEST_STACK_SIZE
	msr	sp_el0, x10
	add	x0, x0, x9
	msr	elr_el1, x0
	mov	x10, #PSTATE_EL0
	msr	spsr_el1, x10
	adr	x30, el0_end
	add	x30, x30, x9
	mov	x0, x1
	eret
el0_end:
	svc	#0
guest_el0_return:
	ldp	x19, x20, [sp], #16
	ldp	x21, x22, [sp], #16
	ldp	x23, x24, [sp], #16
	ldp	x25, x26, [sp], #16
	ldp	x27, x28, [sp], #16
	ldp	x29, x30, [sp], #16
	ret

	.section .note.GNU-stack, "", %progbits
