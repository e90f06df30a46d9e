/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where things lie in the memory of an x86 guest; also for assembly.
 *
 * RAM is slot 0 at 0. Everything is identity mapped, 0 to 4 GiB.
 */
#ifndef TEST_X86_LAYOUT_H
#define TEST_X86_LAYOUT_H

#define GUEST_RAM_SIZE		0x1000000	/* 16 MiB */

#define GUEST_GDT		0x1000
#define GUEST_IDT		0x2000
#define GUEST_TSS		0x3000
#define GUEST_REAL_CODE		0x8000		/* 16-bit code goes here */
#define GUEST_PML4		0x10000
#define GUEST_PDPT		0x11000
#define GUEST_PD		0x12000		/* four of them */
#define GUEST_CPU		0x20000		/* a page for each vCPU */
#define GUEST_STACKS		0x40000		/* 16 KiB for each vCPU */
#define GUEST_STACK_SIZE	0x4000
#define GUEST_FREE		0x100000	/* up to the program: 3 MiB */
#define GUEST_IMAGE		0x400000	/* where the program is linked */
#define GUEST_FREE_HIGH		0x800000	/* up to the end: 8 MiB */

/* No slot there, none of the PC's devices either. */
#define GUEST_MMIO		0xd0000000

#define GUEST_CS		0x08
#define GUEST_DS		0x10
#define GUEST_TR		0x18
#define GUEST_CS32		0x28
#define GUEST_CS16		0x30

/* A 32-bit OUT there is a call to the host; the value is in EAX. */
#define GUEST_CALL_PORT		0x3e0
#define GUEST_CALL_SYNC		(GUEST_CALL_PORT + 0)
#define GUEST_CALL_DONE		(GUEST_CALL_PORT + 4)
#define GUEST_CALL_FAIL		(GUEST_CALL_PORT + 8)
#define GUEST_CALL_TRAP		(GUEST_CALL_PORT + 12)

#define GUEST_VECTORS		256

#endif /* TEST_X86_LAYOUT_H */
