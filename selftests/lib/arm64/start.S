/* SPDX-License-Identifier: GPL-2.0 */
/* Guest side, arm64: the first instructions, and the vectors. */
#include "layout.h"

#define FRAME		(38 * 8)
#define FRAME_X(n)	((n) * 8)
#define FRAME_SP	(31 * 8)
#define FRAME_PC	(32 * 8)
#define FRAME_ESR	(34 * 8)
#define FRAME_VECTOR	(36 * 8)

/* Memory is normal, write-back; attribute 1 is a device, nGnRE. */
#define MAIR		0x04ff
/* 39 bits from TTBR0, 4 KiB, walks in write-back memory; 40 bits out. */
#define TCR		(25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2 << 32)
/* RES1 bits and M, C, I, SA; EL0 may use WFI, WFE, CTR_EL0, DC, IC. */
#define SCTLR		0x34d5d91d

	.text
	.balign	16

/*
 * guest_start - entered by the host with the MMU off, at EL1.
 * x0: argument, x1: function, x2: struct guest_cpu, x3: stack
 *
 * No memory is touched before the MMU is on: it would go around the caches.
 */
	.globl	guest_start
guest_start:
	mov	x9, #MAIR
	msr	mair_el1, x9
	movz	x9, #(TCR & 0xffff)
	movk	x9, #(TCR >> 16 & 0xffff), lsl #16
	movk	x9, #(TCR >> 32), lsl #32
	msr	tcr_el1, x9
	mov	x9, #GUEST_TABLE
	msr	ttbr0_el1, x9
	adr	x9, guest_vectors
	msr	vbar_el1, x9
	msr	tpidr_el1, x2
	mov	x9, #(3 << 20)
	msr	cpacr_el1, x9
	msr	spsel, #1
	mov	sp, x3
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	movz	x9, #(SCTLR & 0xffff)
	movk	x9, #(SCTLR >> 16), lsl #16
	msr	sctlr_el1, x9
	isb
	mov	x29, xzr
	mov	x30, xzr
	br	x1

	.macro	vector nr
	.balign	0x80
	sub	sp, sp, #FRAME
	stp	x0, x1, [sp]
	mov	x0, #\nr
	b	trap
	.endm

	.balign	0x800
	.globl	guest_vectors
guest_vectors:
	.irp	nr, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vector	\nr
	.endr

	.balign	0x80
trap:
	stp	x2, x3, [sp, #FRAME_X(2)]
	stp	x4, x5, [sp, #FRAME_X(4)]
	stp	x6, x7, [sp, #FRAME_X(6)]
	stp	x8, x9, [sp, #FRAME_X(8)]
	stp	x10, x11, [sp, #FRAME_X(10)]
	stp	x12, x13, [sp, #FRAME_X(12)]
	stp	x14, x15, [sp, #FRAME_X(14)]
	stp	x16, x17, [sp, #FRAME_X(16)]
	stp	x18, x19, [sp, #FRAME_X(18)]
	stp	x20, x21, [sp, #FRAME_X(20)]
	stp	x22, x23, [sp, #FRAME_X(22)]
	stp	x24, x25, [sp, #FRAME_X(24)]
	stp	x26, x27, [sp, #FRAME_X(26)]
	stp	x28, x29, [sp, #FRAME_X(28)]
	add	x1, sp, #FRAME
	stp	x30, x1, [sp, #FRAME_X(30)]
	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	stp	x1, x2, [sp, #FRAME_PC]
	mrs	x1, esr_el1
	mrs	x2, far_el1
	stp	x1, x2, [sp, #FRAME_ESR]
	str	x0, [sp, #FRAME_VECTOR]
	mov	x0, sp
	bl	guest_trap
	ldp	x0, x1, [sp, #FRAME_PC]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #FRAME_X(2)]
	ldp	x4, x5, [sp, #FRAME_X(4)]
	ldp	x6, x7, [sp, #FRAME_X(6)]
	ldp	x8, x9, [sp, #FRAME_X(8)]
	ldp	x10, x11, [sp, #FRAME_X(10)]
	ldp	x12, x13, [sp, #FRAME_X(12)]
	ldp	x14, x15, [sp, #FRAME_X(14)]
	ldp	x16, x17, [sp, #FRAME_X(16)]
	ldp	x18, x19, [sp, #FRAME_X(18)]
	ldp	x20, x21, [sp, #FRAME_X(20)]
	ldp	x22, x23, [sp, #FRAME_X(22)]
	ldp	x24, x25, [sp, #FRAME_X(24)]
	ldp	x26, x27, [sp, #FRAME_X(26)]
	ldp	x28, x29, [sp, #FRAME_X(28)]
	ldr	x30, [sp, #FRAME_X(30)]
	add	sp, sp, #FRAME
	eret

	.section .note.GNU-stack, "", %progbits
