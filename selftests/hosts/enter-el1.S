/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A boot loader that keeps EL2 to itself: what QEMU starts the host with goes
 * on at EL1, where HVC is undefined; or, with HYPERVISOR, leads to somebody who
 * hands calls to the firmware on, and knows no other. Arm ARM, registers under
 * their names; Linux "Booting AArch64 Linux" has what it expects.
 */
/* QEMU's own first instructions: the start of RAM. */
#define QEMU_START	0x40000000

#ifdef HYPERVISOR
#define HCR_GUEST	(1 << 31)		/* EL1 is AArch64 */
#else
#define HCR_GUEST	(1 << 31 | 1 << 29)	/* and there is no HVC */
#endif
#define SRE_ALL		0xf			/* the GIC by registers, EL1 too */
#define CPTR_NO_TRAPS	0x33ff
#define SCTLR_OFF	0x30d00800
#define EL1H_MASKED	0x3c5

	.globl	_start
_start:
	mov	x9, #HCR_GUEST
	msr	hcr_el2, x9
	mov	x9, #3				/* counter and timer */
	msr	cnthctl_el2, x9
	msr	cntvoff_el2, xzr
	mov	x9, #CPTR_NO_TRAPS
	msr	cptr_el2, x9
	mov	x9, #SRE_ALL
	msr	s3_4_c12_c9_5, x9		/* ICC_SRE_EL2 */
	mrs	x9, midr_el1
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9
	ldr	x9, =SCTLR_OFF
	msr	sctlr_el1, x9
	adr	x9, vectors
	msr	vbar_el2, x9
	mov	x9, #EL1H_MASKED
	msr	spsr_el2, x9
	mov	x9, #QEMU_START
	msr	elr_el2, x9
	eret
	.ltorg

	.balign	2048
vectors:
	.org	vectors + 0x400		/* HVC; nothing else comes */
	tbz	w0, #31, 1f		/* no call of the SMC Calling Convention */
	smc	#0
	eret
1:	mov	x0, #-1
	eret
