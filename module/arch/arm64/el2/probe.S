/* SPDX-License-Identifier: GPL-2.0 */
/* Is there an EL2 that answers? */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "nvhe.h"

	.text
/*
 * u64 airlock_el2_probe(u64 function)
 *
 * With vectors of our own at EL1 for the moment: where there is no EL2, HVC is
 * undefined.
 */
SYM_FUNC_START(airlock_el2_probe)
	mrs	x9, daif
	msr	daifset, #0xf
	mrs	x10, vbar_el1
	adr_l	x11, probe_vectors
	msr	vbar_el1, x11
	isb
	hvc	#0
	msr	vbar_el1, x10
	isb
	msr	daif, x9
	ret
SYM_FUNC_END(airlock_el2_probe)

	.balign 2048
SYM_CODE_START_LOCAL(probe_vectors)
	.org	probe_vectors + 0x200
	mrs	x12, elr_el1
	add	x12, x12, #4
	msr	elr_el1, x12
	mov	x0, xzr
	eret
	dsb	nsh
	isb
	.org	probe_vectors + 0x800
SYM_CODE_END(probe_vectors)
