/* SPDX-License-Identifier: GPL-2.0 */
/* The operations of tlb.h. At EL2, interrupts off, HCR_EL2.TGE clear. */
#ifndef EL2_TLB_OP_H
#define EL2_TLB_OP_H

#include <asm/barrier.h>
#include <asm/tlbflush.h>

#include "tlb.h"

static __always_inline void el2_tlbi_page(u64 ipa)
{
	asm volatile("tlbi ipas2e1, %0" : : "r" (ipa >> 12));
	/* Only then those that combine it with the guest's own translation. */
	dsb(nsh);
	asm volatile("tlbi vmalle1");
}

static __always_inline void el2_tlb_op(enum el2_tlb_op op, u64 ipa)
{
	/* Stores to the tables before; the mapping side has the same barrier. */
	dsb(ishst);
	if (op == EL2_TLB_VM) {
		asm volatile("tlbi vmalls12e1is");
		dsb(ish);
	} else if (op == EL2_TLB_OWN) {
		asm volatile("tlbi alle2is");
		dsb(ish);
	} else {
		if (op == EL2_TLB_PAGE)
			el2_tlbi_page(ipa);
		else if (op == EL2_TLB_CPU)
			asm volatile("tlbi vmalle1\n\tic iallu");
		else
			asm volatile("tlbi alle1\n\tic iallu");
		dsb(nsh);
	}
	isb();
}

#endif /* EL2_TLB_OP_H */
