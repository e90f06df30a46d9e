/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The inner door: general registers in, ERET, exception, general registers
 * out. No policy lives here. The same code serves a VHE host, on the stack of
 * the vCPU's thread, and an nVHE one, on the small stack that EL2 has there.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "../regs.h"
#include "entry.h"

#define X(n)	ARM64_REGS_X(n)

	.section .el2.text, "ax"

/*
 * u32 airlock_el2_enter_guest(struct arm64_regs *regs)
 *
 * Return: EL2_LEFT_*.
 */
SYM_FUNC_START(airlock_el2_enter_guest)
	stp	x29, x30, [sp, #-128]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mrs	x1, sp_el0
	stp	x18, x1, [sp, #96]
	str	x0, [sp, #EL2_FRAME_REGS]

	/* [E5] General registers: the guest's, X0 and X1 last. */
	ldp	x2, x3, [x0, #ARM64_REGS_PC]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	ldp	x30, x4, [x0, #X(30)]
	msr	sp_el0, x4
	ldp	x2, x3, [x0, #X(2)]
	ldp	x4, x5, [x0, #X(4)]
	ldp	x6, x7, [x0, #X(6)]
	ldp	x8, x9, [x0, #X(8)]
	ldp	x10, x11, [x0, #X(10)]
	ldp	x12, x13, [x0, #X(12)]
	ldp	x14, x15, [x0, #X(14)]
	ldp	x16, x17, [x0, #X(16)]
	ldp	x18, x19, [x0, #X(18)]
	ldp	x20, x21, [x0, #X(20)]
	ldp	x22, x23, [x0, #X(22)]
	ldp	x24, x25, [x0, #X(24)]
	ldp	x26, x27, [x0, #X(26)]
	ldp	x28, x29, [x0, #X(28)]
	ldp	x0, x1, [x0, #X(0)]

	/* [E6] ERET. Nothing after it may be speculated into. */
	eret
	dsb	nsh
	isb

	/* [X1] Landing of every exit, from vectors.S. X0 says how. */
SYM_INNER_LABEL(airlock_el2_landing, SYM_L_GLOBAL)
	/* The stack is as it was, with the guest's X0 and X1 on top. */
	ldr	x1, [sp, #16 + EL2_FRAME_REGS]

	/* [X2] General registers: the guest's into struct arm64_regs. */
	stp	x2, x3, [x1, #X(2)]
	ldp	x2, x3, [sp], #16
	stp	x4, x5, [x1, #X(4)]
	stp	x2, x3, [x1, #X(0)]
	stp	x6, x7, [x1, #X(6)]
	stp	x8, x9, [x1, #X(8)]
	stp	x10, x11, [x1, #X(10)]
	stp	x12, x13, [x1, #X(12)]
	stp	x14, x15, [x1, #X(14)]
	stp	x16, x17, [x1, #X(16)]
	stp	x18, x19, [x1, #X(18)]
	stp	x20, x21, [x1, #X(20)]
	stp	x22, x23, [x1, #X(22)]
	stp	x24, x25, [x1, #X(24)]
	stp	x26, x27, [x1, #X(26)]
	stp	x28, x29, [x1, #X(28)]
	mrs	x2, sp_el0
	stp	x30, x2, [x1, #X(30)]
	mrs	x3, elr_el2
	mrs	x4, spsr_el2
	stp	x3, x4, [x1, #ARM64_REGS_PC]

	/*
	 * An SError that is still on its way belongs to the guest. ISR_EL1 could
	 * be read before the barrier is through, but for the second one.
	 */
	dsb	sy
	isb
	mrs	x2, isr_el1
	tbnz	x2, #8, .Lserror
.Lout:
	ldp	x18, x1, [sp, #96]
	msr	sp_el0, x1
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #128
	ret

	/*
	 * Let it in here, where vectors.S knows that it is not the host's, and
	 * keep what it would overwrite.
	 */
.Lserror:
	mrs	x2, esr_el2
	mrs	x3, far_el2
	mrs	x4, hpfar_el2
	msr	daifclr, #4
SYM_INNER_LABEL(airlock_el2_serror_window, SYM_L_GLOBAL)
	isb
	nop
SYM_INNER_LABEL(airlock_el2_serror_window_end, SYM_L_GLOBAL)
	msr	daifset, #4
	msr	esr_el2, x2
	msr	far_el2, x3
	msr	hpfar_el2, x4
	b	.Lout
SYM_FUNC_END(airlock_el2_enter_guest)
