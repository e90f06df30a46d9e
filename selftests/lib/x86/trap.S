/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry of the guest's exceptions and interrupts: one stub of 16 bytes for
 * each vector, which makes every frame look alike, and the common part.
 */
#include "layout.h"

	.text
	.balign	16
	.globl	guest_stubs
guest_stubs:
vector = 0
	.rept	GUEST_VECTORS
	.balign	16
	/* The vectors for which the CPU pushes an error code. */
	.if	!(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21)
	pushq	$0
	.endif
	pushq	$vector
	jmp	guest_common
vector = vector + 1
	.endr

	.balign	16
guest_common:
	pushq	%rax
	pushq	%rbx
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%rbp
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	/* The CPU aligned the frame to 16; what was pushed keeps that. */
	andq	$-16, %rsp
	movq	%rdi, %rbx
	call	guest_trap
	movq	%rbx, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rbp
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rbx
	popq	%rax
	addq	$16, %rsp
	iretq

	.section .note.GNU-stack, "", @progbits
