/* SPDX-License-Identifier: GPL-2.0 */
/* One instruction between all registers loaded and all registers stored. */

/* struct trip: in[], out[], each in the order of the enum in trip.h. */
#define IN(nr)		((nr) * 8)
#define OUT(nr)		((16 + (nr)) * 8)
#define RDI_NR		5
#define FLAGS_NR	15

	.macro	each_but_rdi do
	\do	%rax, 0
	\do	%rbx, 1
	\do	%rcx, 2
	\do	%rdx, 3
	\do	%rsi, 4
	\do	%rbp, 6
	\do	%r8, 7
	\do	%r9, 8
	\do	%r10, 9
	\do	%r11, 10
	\do	%r12, 11
	\do	%r13, 12
	\do	%r14, 13
	\do	%r15, 14
	.endm

	.macro	load reg, nr
	movq	IN(\nr)(%rdi), \reg
	.endm

	.macro	store reg, nr
	movq	\reg, OUT(\nr)(%rdi)
	.endm

	.macro	trip name, insn:vararg
	.globl	\name
\name:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rdi
	pushq	IN(FLAGS_NR)(%rdi)
	each_but_rdi load
	movq	IN(RDI_NR)(%rdi), %rdi
	popfq
	\insn
	pushfq
	/* C wants DF clear, and libc AC as well. */
	pushq	$2
	popfq
	pushq	%rdi
	movq	16(%rsp), %rdi
	each_but_rdi store
	popq	OUT(RDI_NR)(%rdi)
	popq	OUT(FLAGS_NR)(%rdi)
	popq	%rdi
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.endm

	.text
	trip	trip_cpuid, cpuid
	trip	trip_vmcall, vmcall
	trip	trip_out, outl %eax, %dx
	trip	trip_syscall, syscall

	/* SYSCALL of a guest lands here: which one was it, with what flags? */
	.macro	landing nr
	.globl	landing\nr
landing\nr:
	movl	$\nr, %eax
	pushfq
	popq	%rdx
	pushq	%r11
	popfq
	jmp	*%rcx
	.endm

	landing	0
	landing	1

	.section .note.GNU-stack, "", @progbits
