/* SPDX-License-Identifier: GPL-2.0 */
/*
 * EL2's MMU going on and off: code that is mapped at its physical address as
 * well. The end of .el2.text is here.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "nvhe.h"

	.section .el2.text, "ax"

/*
 * From here on with the MMU off, or on its way on or off, at physical
 * addresses: it must not reach into another page.
 */
	.balign 1024
/*
 * By the hyp-stub's soft restart. X0: physical address of struct
 * el2_nvhe_setup. Returns to the host with X0: VBAR_EL2, X1: SCTLR_EL2 as they
 * were.
 */
SYM_CODE_START(airlock_el2_nvhe_on)
	ldp	x4, x5, [x0, #EL2_SETUP_IDMAP]
	ldp	x6, x7, [x0, #EL2_SETUP_TCR]
	ldp	x8, x9, [x0, #EL2_SETUP_SCTLR]
	ldp	x10, x11, [x0, #EL2_SETUP_VECTORS]
	mrs	x0, vbar_el2
	mrs	x1, sctlr_el2
	msr	ttbr0_el2, x4
	msr	tcr_el2, x6
	msr	mair_el2, x7
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	msr	sctlr_el2, x8
	isb
	br	x11
SYM_CODE_END(airlock_el2_nvhe_on)

/*
 * X7: VBAR_EL2, X8: SCTLR_EL2 of the stub; X0 to X4 as the caller's HVC. Who
 * brings vectors of its own gets those.
 */
SYM_CODE_START(airlock_el2_nvhe_off)
	msr	sctlr_el2, x8
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	cmp	x0, #EL2_HVC_SET_VECTORS
	csel	x7, x1, x7, eq
	msr	vbar_el2, x7
	isb
	cmp	x0, #EL2_HVC_SOFT_RESTART
	b.ne	1f
	mov	x0, x2
	mov	x2, x4
	mov	x4, x1
	mov	x1, x3
	br	x4
1:	mov	x0, xzr
	eret
	dsb	nsh
	isb
SYM_CODE_END(airlock_el2_nvhe_off)

/* The MMU is on, and this is the address that the code is going to keep. */
SYM_CODE_START(airlock_el2_nvhe_on_landing)
	msr	ttbr0_el2, x5
	isb
	tlbi	alle2
	dsb	nsh
	isb
	mov	sp, x9
	msr	vbar_el2, x10
	msr	tpidr_el2, xzr
	isb
	eret
	dsb	nsh
	isb
SYM_CODE_END(airlock_el2_nvhe_on_landing)

SYM_DATA_START(airlock_el2_text_end)
SYM_DATA_END(airlock_el2_text_end)
