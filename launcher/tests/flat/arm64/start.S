/* SPDX-License-Identifier: GPL-2.0 */
/*
 * First in the file, so that the file's first byte is its entry. X0 is the
 * address of the device tree. The second vCPU comes in at second_start.
 */
	.section .text.start, "ax"
	.globl _start
_start:
	adrp	x1, stack_end
	add	x1, x1, :lo12:stack_end
	mov	sp, x1
	bl	flat_main
1:	wfi
	b	1b

	.globl second_start
second_start:
	adrp	x1, second_stack_end
	add	x1, x1, :lo12:second_stack_end
	mov	sp, x1
	bl	second_main
	b	1b

	.section .bss
	.balign	16
	.skip	4096
stack_end:
	.skip	4096
second_stack_end:

	.section .note.GNU-stack, "", %progbits
