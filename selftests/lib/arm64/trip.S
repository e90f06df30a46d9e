/* SPDX-License-Identifier: GPL-2.0 */
/* Guest and host, arm64: one instruction between two sets of registers. */
#include "trip.h"

	.arch_extension simd

/* All but the stack pointer, which remembers the struct. */
	.macro	trip name, insn:vararg
	.globl	\name
	.balign	16
\name:
	stp	x29, x30, [sp, #-16]!
	stp	x27, x28, [sp, #-16]!
	stp	x25, x26, [sp, #-16]!
	stp	x23, x24, [sp, #-16]!
	stp	x21, x22, [sp, #-16]!
	stp	x19, x20, [sp, #-16]!
	stp	d14, d15, [sp, #-16]!
	stp	d12, d13, [sp, #-16]!
	stp	d10, d11, [sp, #-16]!
	stp	d8, d9, [sp, #-16]!
	mrs	x9, fpcr
	stp	x0, x9, [sp, #-16]!
	ldr	x1, [x0, #TRIP_NZCV]
	msr	nzcv, x1
	ldr	x1, [x0, #TRIP_FPCR]
	msr	fpcr, x1
	ldr	x1, [x0, #TRIP_FPSR]
	msr	fpsr, x1
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	ldr	q\n, [x0, #TRIP_Q(\n)]
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	ldr	q\n, [x0, #TRIP_Q(\n)]
	.endr
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
	ldr	x\n, [x0, #TRIP_X(\n)]
	.endr
	.irp	n, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 0
	ldr	x\n, [x0, #TRIP_X(\n)]
	.endr
	\insn
	str	x0, [sp, #-16]!
	ldr	x0, [sp, #16]
	add	x0, x0, #TRIP_SIZE
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
	str	x\n, [x0, #TRIP_X(\n)]
	.endr
	.irp	n, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	str	x\n, [x0, #TRIP_X(\n)]
	.endr
	ldr	x1, [sp], #16
	str	x1, [x0, #TRIP_X(0)]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	str	q\n, [x0, #TRIP_Q(\n)]
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	str	q\n, [x0, #TRIP_Q(\n)]
	.endr
	mrs	x1, nzcv
	str	x1, [x0, #TRIP_NZCV]
	mrs	x1, fpcr
	str	x1, [x0, #TRIP_FPCR]
	mrs	x1, fpsr
	str	x1, [x0, #TRIP_FPSR]
	ldp	x0, x9, [sp], #16
	msr	fpcr, x9
	ldp	d8, d9, [sp], #16
	ldp	d10, d11, [sp], #16
	ldp	d12, d13, [sp], #16
	ldp	d14, d15, [sp], #16
	ldp	x19, x20, [sp], #16
	ldp	x21, x22, [sp], #16
	ldp	x23, x24, [sp], #16
	ldp	x25, x26, [sp], #16
	ldp	x27, x28, [sp], #16
	ldp	x29, x30, [sp], #16
	ret
	.endm

	.text
	trip	trip_svc, svc #0
	trip	trip_hvc, hvc #0
	trip	trip_load, ldr x5, [x0]
	trip	trip_store, str w1, [x0]
	trip	trip_id, mrs x5, id_aa64pfr0_el1

	.section .note.GNU-stack, "", %progbits
