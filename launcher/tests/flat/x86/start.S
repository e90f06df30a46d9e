/* SPDX-License-Identifier: GPL-2.0 */
/*
 * First in the file, so that the file's first byte is its entry. EBX is the
 * address of the hvm_start_info, and there is a stack.
 */
	.section .text.start, "ax"
	.globl _start
_start:
	push %ebx
	call flat_main
1:	hlt
	jmp 1b

	.section .note.GNU-stack, "", @progbits
