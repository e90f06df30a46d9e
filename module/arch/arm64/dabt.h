/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The syndrome of a data abort. Arm ARM "ISS encoding for an exception from a
 * Data Abort" (ESR_EL2).
 */
#ifndef AIRLOCK_ARM64_DABT_H
#define AIRLOCK_ARM64_DABT_H

#include <linux/bits.h>
#include <linux/types.h>

#include "types.h"

#define ARM64_DABT_ISV		BIT_ULL(24)	/* what follows, to AR, is valid */
#define ARM64_DABT_SAS_SHIFT	22		/* log2 of the size */
#define ARM64_DABT_SSE		BIT_ULL(21)	/* sign-extended */
#define ARM64_DABT_SRT_SHIFT	16		/* the register */
#define ARM64_DABT_SF		BIT_ULL(15)	/* ... is 64 bits wide */
#define ARM64_DABT_CM		BIT_ULL(8)	/* cache maintenance */
#define ARM64_DABT_S1PTW	BIT_ULL(7)	/* walking the guest's tables */
#define ARM64_DABT_WNR		BIT_ULL(6)	/* a write */
#define ARM64_DABT_FSC		GENMASK_ULL(5, 0)

static inline unsigned int arm64_dabt_len(u64 esr)
{
	return 1U << (esr >> ARM64_DABT_SAS_SHIFT & 3);
}

static inline unsigned int arm64_dabt_reg(u64 esr)
{
	return esr >> ARM64_DABT_SRT_SHIFT & 31;
}

/*
 * Does the access begin in the page of @gpa and end in the next? One that
 * began in the page before looks like an aligned access at the page's start,
 * as it does to KVM: the CPU gives no more away.
 */
static inline bool arm64_dabt_crosses(u64 esr, gpa_t gpa)
{
	return (gpa & 0xfff) + arm64_dabt_len(esr) > 0x1000;
}

#endif /* AIRLOCK_ARM64_DABT_H */
