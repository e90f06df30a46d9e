/* SPDX-License-Identifier: GPL-2.0 */
/*
 * EL2 while the host runs below it, at EL1: taking it from the hyp-stub, its
 * calls, and giving it back.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "nvhe.h"

	.section .el2.text, "ax"

/* What EL2 has no answer to. */
.macro INVALID
	b	.Lnvhe_bug
	.balign	128
.endm

	.balign 2048
SYM_CODE_START(airlock_el2_nvhe_vectors)
	.rept	8			/* this EL: a fault of our own */
	INVALID
	.endr
	/* The host, AArch64: synchronous. X0 is a function, X1 its argument. */
	mrs	x5, esr_el2
	lsr	x5, x5, #26
	cmp	x5, #0x16
	b.ne	.Lnvhe_bug
	cmp	x0, #EL2_HVC_TRIP
	b.ne	.Lnvhe_other
	mrs	x5, elr_el2
	mrs	x6, spsr_el2
	stp	x29, x30, [sp, #-32]!
	stp	x5, x6, [sp, #16]
	mov	x0, x1
	bl	airlock_el2_nvhe_trip
.Lnvhe_return:
	ldp	x5, x6, [sp, #16]
	msr	elr_el2, x5
	msr	spsr_el2, x6
	ldp	x29, x30, [sp], #32
	eret
	dsb	nsh
	isb
	.balign	128
	.rept	3			/* interrupts go to the host itself */
	INVALID
	.endr
	.rept	4			/* of AArch32 only EL0 can be there */
	INVALID
	.endr
SYM_CODE_END(airlock_el2_nvhe_vectors)

SYM_CODE_START_LOCAL(nvhe_other)
.Lnvhe_other:
	cmp	x0, #EL2_HVC_RESET_VECTORS	/* or one of the stub's others */
	b.ls	.Lnvhe_off
	mrs	x5, elr_el2
	mrs	x6, spsr_el2
	stp	x29, x30, [sp, #-32]!
	stp	x5, x6, [sp, #16]
	bl	airlock_el2_nvhe_call
	b	.Lnvhe_return

	/* To the page that is mapped at its physical address. */
.Lnvhe_off:
	ldp	x5, x6, [sp, #EL2_CPU_IDMAP]
	ldp	x7, x8, [sp, #EL2_CPU_STUB_VBAR]
	msr	ttbr0_el2, x5
	isb
	tlbi	alle2
	dsb	nsh
	isb
	br	x6

	/*
	 * The host, with its registers back, reports it as a bug of its own.
	 * Whatever EL2 was doing is lost.
	 */
.Lnvhe_bug:
	mrs	x19, esr_el2
	mrs	x20, elr_el2
	mrs	x21, far_el2
	bl	airlock_el2_nvhe_panic
	mov	x3, sp
	orr	x3, x3, #0xfff
	ldr	x3, [x3, #(EL2_CPU_PANIC - EL2_CPU_SIZE + 1)]
	msr	elr_el2, x3
	mov	x0, x19
	mov	x1, x20
	mov	x2, x21
	eret
	dsb	nsh
	isb
SYM_CODE_END(nvhe_other)

/* From vectors.S: a fault of our own in the middle of a trip. */
SYM_CODE_START(airlock_el2_nvhe_bug)
	b	.Lnvhe_bug
SYM_CODE_END(airlock_el2_nvhe_bug)
