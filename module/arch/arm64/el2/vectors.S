/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vector table while a guest runs. Each slot is 128 bytes; offsets as in
 * Arm ARM "Exception vectors".
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "../regs.h"
#include "entry.h"

	.section .el2.text, "ax"

/* The guest is left: its X0 and X1 to the stack, and on to the landing. */
.macro GUEST_LEFT how
	stp	x0, x1, [sp, #-16]!
	mov	x0, #\how
	b	airlock_el2_landing
.endm

/*
 * An exception of our own code. Whoever looks at the host's log must find it
 * there: where the host's own vectors are (VHE) they take it, else el2_bug
 * does.
 */
.macro OWN_FAULT slot
	b	airlock_el2_bug_\slot
.endm

SYM_DATA_START(airlock_el2_text_begin)
SYM_DATA_END(airlock_el2_text_begin)

	.balign 2048
SYM_CODE_START(airlock_el2_guest_vectors)
	.org airlock_el2_guest_vectors + 0x000	/* this EL, SP_EL0 */
	b	.
	.org airlock_el2_guest_vectors + 0x080
	b	.
	.org airlock_el2_guest_vectors + 0x100
	b	.
	.org airlock_el2_guest_vectors + 0x180
	b	.

	.org airlock_el2_guest_vectors + 0x200	/* this EL: synchronous */
	stp	x0, x1, [sp, #-16]!
	mrs	x0, esr_el2
	lsr	x0, x0, #26
	cmp	x0, #0x0e
	b.ne	.Lown_sync
	/* The ERET was illegal: the guest never ran, its PSTATE stays. */
	ldr	x0, [sp, #16 + EL2_FRAME_REGS]
	ldr	x0, [x0, #ARM64_REGS_PSTATE]
	msr	spsr_el2, x0
	mov	x0, #EL2_LEFT_ILLEGAL
	b	airlock_el2_landing
.Lown_sync:
	ldp	x0, x1, [sp], #16
	OWN_FAULT 0x200

	.org airlock_el2_guest_vectors + 0x280	/* IRQ: masked */
	OWN_FAULT 0x280
	.org airlock_el2_guest_vectors + 0x300	/* FIQ: masked */
	OWN_FAULT 0x300

	.org airlock_el2_guest_vectors + 0x380	/* SError */
	stp	x2, x3, [sp, #-16]!
	mrs	x2, elr_el2
	adr	x3, airlock_el2_serror_window
	cmp	x2, x3
	b.lo	.Lown_serror
	adr	x3, airlock_el2_serror_window_end
	cmp	x2, x3
	b.hi	.Lown_serror
	ldp	x2, x3, [sp], #16
	orr	x0, x0, #BIT(EL2_LEFT_SERROR_BIT)
	eret
	dsb	nsh
	isb
.Lown_serror:
	ldp	x2, x3, [sp], #16
	OWN_FAULT 0x380

	.org airlock_el2_guest_vectors + 0x400	/* the guest, AArch64 */
	GUEST_LEFT EL2_LEFT_SYNC
	.org airlock_el2_guest_vectors + 0x480
	GUEST_LEFT EL2_LEFT_IRQ
	.org airlock_el2_guest_vectors + 0x500
	GUEST_LEFT EL2_LEFT_FIQ
	.org airlock_el2_guest_vectors + 0x580
	GUEST_LEFT EL2_LEFT_SERROR

	.org airlock_el2_guest_vectors + 0x600	/* the guest, AArch32 */
	GUEST_LEFT EL2_LEFT_SYNC
	.org airlock_el2_guest_vectors + 0x680
	GUEST_LEFT EL2_LEFT_IRQ
	.org airlock_el2_guest_vectors + 0x700
	GUEST_LEFT EL2_LEFT_FIQ
	.org airlock_el2_guest_vectors + 0x780
	GUEST_LEFT EL2_LEFT_SERROR
	.org airlock_el2_guest_vectors + 0x800
SYM_CODE_END(airlock_el2_guest_vectors)

/*
 * With the host's kernel at EL2 (HCR_EL2.E2H) its vectors are put back and the
 * same slot of them is gone to, as if ours had never been there. X16 and X17
 * are lost.
 */
.macro BUG_SLOT offset
SYM_CODE_START_LOCAL(airlock_el2_bug_\offset)
	mrs	x16, hcr_el2
	tbz	x16, #34, airlock_el2_nvhe_bug
	/* Its HCR_EL2 too: it must never run a program with the guest's. */
	ldr_l	x16, airlock_el2_host_hcr, x17
	msr	hcr_el2, x16
	ldr_l	x16, airlock_el2_host_vbar, x17
	msr	vbar_el2, x16
	isb
	add	x16, x16, #\offset
	br	x16
SYM_CODE_END(airlock_el2_bug_\offset)
.endm
	BUG_SLOT 0x200
	BUG_SLOT 0x280
	BUG_SLOT 0x300
	BUG_SLOT 0x380
