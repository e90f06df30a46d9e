/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bits of the control fields and of what goes with them. SDM 3C, chapter
 * "Virtual Machine Control Structures".
 */
#ifndef VMX_CONTROLS_H
#define VMX_CONTROLS_H

#include <linux/bits.h>

/* "Pin-Based VM-Execution Controls" */
#define PIN_EXTERNAL_INTERRUPT	BIT(0)
#define PIN_NMI			BIT(3)
#define PIN_VIRTUAL_NMIS	BIT(5)

/* "Primary Processor-Based VM-Execution Controls" */
#define PROC_INTERRUPT_WINDOW	BIT(2)
#define PROC_TSC_OFFSETTING	BIT(3)
#define PROC_HLT		BIT(7)
#define PROC_MWAIT		BIT(10)
#define PROC_RDPMC		BIT(11)
#define PROC_CR3_LOAD		BIT(15)
#define PROC_CR3_STORE		BIT(16)
#define PROC_CR8_LOAD		BIT(19)
#define PROC_CR8_STORE		BIT(20)
#define PROC_TPR_SHADOW		BIT(21)
#define PROC_NMI_WINDOW		BIT(22)
#define PROC_MOV_DR		BIT(23)
#define PROC_UNCONDITIONAL_IO	BIT(24)
#define PROC_MSR_BITMAPS	BIT(28)
#define PROC_MONITOR		BIT(29)
#define PROC_SECONDARY		BIT(31)

/* "Secondary Processor-Based VM-Execution Controls" */
#define PROC2_EPT		BIT(1)
#define PROC2_RDTSCP		BIT(3)
#define PROC2_VPID		BIT(5)
#define PROC2_WBINVD		BIT(6)
#define PROC2_UNRESTRICTED	BIT(7)
#define PROC2_PAUSE_LOOP	BIT(10)
#define PROC2_INVPCID		BIT(12)

/* "Primary VM-Exit Controls" */
#define EXIT_SAVE_DEBUG		BIT(2)
#define EXIT_HOST_64		BIT(9)
#define EXIT_LOAD_PERF_GLOBAL	BIT(12)
#define EXIT_SAVE_PAT		BIT(18)
#define EXIT_LOAD_PAT		BIT(19)
#define EXIT_SAVE_EFER		BIT(20)
#define EXIT_LOAD_EFER		BIT(21)

/* "VM-Entry Controls" */
#define ENTRY_LOAD_DEBUG	BIT(2)
#define ENTRY_IA32E_GUEST	BIT(9)
#define ENTRY_LOAD_PAT		BIT(14)
#define ENTRY_LOAD_EFER		BIT(15)

/* "Guest Non-Register State": interruptibility, activity */
#define INTR_BLOCKED_BY_STI	BIT(0)
#define INTR_BLOCKED_BY_MOV_SS	BIT(1)
#define INTR_BLOCKED_BY_NMI	BIT(3)
#define ACTIVITY_ACTIVE		0

/* "VM-Entry Controls for Event Injection", "VM-Exit Information" */
#define VMX_EVENT_VECTOR		0xffU
#define VMX_EVENT_TYPE		(7U << 8)
#define VMX_EVENT_TYPE_INTERRUPT	(0U << 8)
#define VMX_EVENT_TYPE_NMI		(2U << 8)
#define VMX_EVENT_TYPE_EXCEPTION	(3U << 8)
#define VMX_EVENT_TYPE_SOFT_INT	(4U << 8)
#define VMX_EVENT_TYPE_PRIV_SOFT	(5U << 8)
#define VMX_EVENT_TYPE_SOFT_EXC	(6U << 8)
#define VMX_EVENT_HAS_ERROR		BIT(11)
#define VMX_EVENT_NMI_UNBLOCKED	BIT(12)	/* exit information only */
#define VMX_EVENT_VALID		BIT(31)

/* Pending debug exceptions: single step. */
#define PENDING_DEBUG_BS	BIT(14)

/* EPT pointer. "Extended-Page-Table Pointer (EPTP)" */
#define EPTP_WB			6U
#define EPTP_WALK(levels)	(((levels) - 1U) << 3)
#define EPTP_AD			BIT(6)

/* INVEPT and INVVPID types. */
#define INVEPT_SINGLE		1
#define INVEPT_GLOBAL		2
#define INVVPID_SINGLE		1

#endif /* VMX_CONTROLS_H */
