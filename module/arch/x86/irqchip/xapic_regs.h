/* SPDX-License-Identifier: GPL-2.0 */
/* The registers of a local APIC. */
#ifndef AIRLOCK_XAPIC_REGS_H
#define AIRLOCK_XAPIC_REGS_H

#include <linux/bits.h>

/*
 * Offsets in the register page: SDM 3A "The Local APIC Block Diagram". In
 * x2APIC mode MSR 0x800 + offset / 16.
 */
#define XAPIC_ID		0x020
#define XAPIC_VERSION		0x030
#define XAPIC_TPR		0x080
#define XAPIC_APR		0x090
#define XAPIC_PPR		0x0a0
#define XAPIC_EOI		0x0b0
#define XAPIC_RRD		0x0c0
#define XAPIC_LDR		0x0d0
#define XAPIC_DFR		0x0e0
#define XAPIC_SVR		0x0f0
#define XAPIC_ISR		0x100	/* eight of each, 32 vectors apiece */
#define XAPIC_TMR		0x180
#define XAPIC_IRR		0x200
#define XAPIC_ESR		0x280
#define XAPIC_ICR		0x300
#define XAPIC_ICR_HIGH		0x310
#define XAPIC_LVT_TIMER		0x320
#define XAPIC_LVT_THERMAL	0x330
#define XAPIC_LVT_PERF		0x340
#define XAPIC_LVT_LINT0		0x350
#define XAPIC_LVT_LINT1		0x360
#define XAPIC_LVT_ERROR		0x370
#define XAPIC_TMICT		0x380
#define XAPIC_TMCCT		0x390
#define XAPIC_TDCR		0x3e0
#define XAPIC_SELF_IPI		0x3f0

#define XAPIC_SVR_ENABLE	BIT(8)
#define XAPIC_LVT_MASKED	BIT(16)
#define XAPIC_ICR_BUSY		BIT(12)
#define XAPIC_ICR_ASSERT	BIT(14)
#define XAPIC_ICR_LEVEL		BIT(15)
#define XAPIC_ICR_LOGICAL	BIT(11)

/* Destination shorthands of the ICR, bits 19:18. */
enum {
	ICR_DEST,
	ICR_SELF,
	ICR_ALL,
	ICR_OTHERS,
};

/* Bits of x2APIC's ICR that must be 0. */
#define XAPIC_ICR_RESERVED	(GENMASK_ULL(31, 20) | GENMASK_ULL(17, 16) | \
				 BIT_ULL(13))

/* Bits of ESR that can happen here: SDM 3A "Error Handling". */
#define XAPIC_ESR_SEND_VECTOR	BIT(5)
#define XAPIC_ESR_RECV_VECTOR	BIT(6)
#define XAPIC_ESR_REGISTER	BIT(7)

/* Bits of struct xapic.events; a SIPI's vector is above them. */
#define XAPIC_EVENT_INIT	BIT(0)
#define XAPIC_EVENT_SIPI	BIT(1)
#define XAPIC_EVENT_VECTOR	8

/* LVT timer modes, bits 18:17. */
enum xapic_timer_mode {
	XAPIC_ONE_SHOT,
	XAPIC_PERIODIC,
	XAPIC_DEADLINE,
	XAPIC_TIMER_RESERVED,
};

#endif /* AIRLOCK_XAPIC_REGS_H */
