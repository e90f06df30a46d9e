/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where things lie in the memory of an arm64 guest; also for assembly.
 *
 * RAM is slot 0 at 0. Everything is mapped onto itself in pages of 1 GiB:
 * memory, but for the fourth GiB, where devices are. GiB 4 is GiB 0 once more,
 * for EL0: what EL0 may write EL1 cannot execute, so it has an address of its
 * own (Arm ARM, "Instruction execution using data access permissions").
 */
#ifndef TEST_ARM64_LAYOUT_H
#define TEST_ARM64_LAYOUT_H

#define GUEST_RAM_SIZE		0x1000000	/* 16 MiB */

#define GUEST_TABLE		0x10000		/* level 1, the only one */
#define GUEST_CPU		0x20000		/* a page for each vCPU */
#define GUEST_STACKS		0x40000		/* 16 KiB for each vCPU */
#define GUEST_STACK_SIZE	0x4000
#define GUEST_EL0_STACKS	0x80000		/* likewise */
#define GUEST_FREE		0x100000	/* up to the program: 3 MiB */
#define GUEST_IMAGE		0x400000	/* where the program is linked */
#define GUEST_FREE_HIGH		0x800000	/* up to the end: 8 MiB */

/* Devices. No slot is there. */
#define GUEST_DEVICES		0xc0000000
#define GUEST_GICD		0xc8000000
#define GUEST_GICR		0xc8100000	/* 128 KiB for each vCPU */
#define GUEST_CALL		0xcf000000
#define GUEST_MMIO		0xd0000000

#define GUEST_EL0		0x100000000	/* where EL0 sees address 0 */
#define GUEST_GIB		0x40000000

/* A 32-bit store there is a call to the host. */
#define GUEST_CALL_SYNC		(GUEST_CALL + 0)
#define GUEST_CALL_DONE		(GUEST_CALL + 4)
#define GUEST_CALL_FAIL		(GUEST_CALL + 8)
#define GUEST_CALL_TRAP		(GUEST_CALL + 12)
#define GUEST_CALL_END		(GUEST_CALL + 16)

/* Exception syndrome classes, Arm ARM "ESR_EL1, Exception Syndrome Register". */
#define EC_UNKNOWN		0x00
#define EC_WFX			0x01
#define EC_FP			0x07
#define EC_ILLEGAL		0x0e
#define EC_SVC			0x15
#define EC_HVC			0x16
#define EC_SMC			0x17
#define EC_SYSREG		0x18
#define EC_SVE			0x19
#define EC_PAC			0x1c
#define EC_IABT_LOW		0x20
#define EC_IABT			0x21
#define EC_PC_ALIGN		0x22
#define EC_DABT_LOW		0x24
#define EC_DABT			0x25
#define EC_SP_ALIGN		0x26
#define EC_SERROR		0x2f
#define EC_BREAKPOINT_LOW	0x30
#define EC_BREAKPOINT		0x31
#define EC_STEP_LOW		0x32
#define EC_STEP			0x33
#define EC_WATCHPOINT_LOW	0x34
#define EC_WATCHPOINT		0x35
#define EC_BRK			0x3c
#define EC_NR			64

#define PSTATE_EL1H		0x3c5		/* D A I F masked */
#define PSTATE_EL0		0x3c0

#define GUEST_NR_INTID		1024

#endif /* TEST_ARM64_LAYOUT_H */
