/* SPDX-License-Identifier: GPL-2.0 */
/*
 * 16-bit code that tests copy to low memory: NAME to NAME_end. It knows its
 * place from CS alone, except where it says otherwise.
 */
#include "layout.h"

	.section .rodata
	.code16

/* Real mode: ports, stack, interrupts through the IVT, then HLT. */
	.globl	real_basic, real_basic_end
real_basic:
	movw	$0x1234, %ax
	pushw	%ax
	popw	%bx
	movw	%bx, %ax
	outw	%ax, $0x80
	int	$0x21			/* the test points it to real_int */
	outb	%al, $0x81
	hlt
	jmp	.
	.balign	32
real_int:
	movb	$0x77, %al
	iretw
real_basic_end:
	.globl	real_int

/* At the reset vector: f000:fff0, base 0xffff0000. */
	.globl	real_reset, real_reset_end
real_reset:
	movw	%cs, %ax
	outw	%ax, $0x80
	hlt
real_reset_end:

/*
 * Where a SIPI starts an AP: CS is its vector's segment, so this must lie at
 * the start of a page. To 64-bit mode with the tables of layout.h, then to the
 * function whose address is in the last 8 bytes, on the stack of vCPU 1.
 */
	.globl	real_ap, real_ap_end
real_ap:
	cli
	movw	%cs, %ax
	movw	%ax, %ds
	movl	$0x620, %eax
	movl	%eax, %cr4
	movl	$GUEST_PML4, %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx
	xorl	%edx, %edx
	movl	$0x900, %eax
	wrmsr
	movl	$0x80010033, %eax
	movl	%eax, %cr0
	lgdtl	ap_gdtr - real_ap
	ljmpl	*(ap_target - real_ap)
	.code64
ap_64:
	movl	$GUEST_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	lidt	ap_idtr(%rip)
	movl	$0xc0000101, %ecx	/* GS.base */
	movl	$(GUEST_CPU + 0x1000), %eax
	xorl	%edx, %edx
	wrmsr
	movl	$(GUEST_STACKS + 2 * GUEST_STACK_SIZE - 8), %esp
	movl	$1, %edi
	jmp	*ap_entry(%rip)
	.balign	8
ap_gdtr:
	.word	0x37
	.long	GUEST_GDT
	.balign	8
ap_target:
	.long	GUEST_REAL_CODE + ap_64 - real_ap
	.word	GUEST_CS
	.balign	8
ap_idtr:
	.word	GUEST_VECTORS * 16 - 1
	.quad	GUEST_IDT
	.balign	8
ap_entry:
	.quad	0
real_ap_end:

	.section .note.GNU-stack, "", @progbits
