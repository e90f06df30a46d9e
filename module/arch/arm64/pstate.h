/* SPDX-License-Identifier: GPL-2.0 */
/* PSTATE as SPSR_EL2 has it. Arm ARM "SPSR_EL2, Saved Program Status Register". */
#ifndef AIRLOCK_ARM64_PSTATE_H
#define AIRLOCK_ARM64_PSTATE_H

#include <linux/bits.h>
#include <linux/types.h>

#define ARM64_PSTATE_AA32	BIT_ULL(4)	/* nRW */
#define ARM64_PSTATE_SP		BIT_ULL(0)	/* of AArch64: SPSel */
#define ARM64_PSTATE_EL		GENMASK_ULL(3, 2)
#define ARM64_PSTATE_SS		BIT_ULL(21)	/* software step */
#define ARM64_PSTATE_AA32_E	BIT_ULL(9)	/* big-endian data */
#define ARM64_PSTATE_AA32_T	BIT_ULL(5)	/* T32 */
#define ARM64_PSTATE_AA32_MODE	GENMASK_ULL(3, 0)

/* M[4:0] */
enum arm64_mode {
	ARM64_MODE_EL0T = 0x0,
	ARM64_MODE_EL1T = 0x4,
	ARM64_MODE_EL1H = 0x5,
	ARM64_MODE_AA32_USR = 0x10,
	ARM64_MODE_AA32_FIQ,
	ARM64_MODE_AA32_IRQ,
	ARM64_MODE_AA32_SVC,
	ARM64_MODE_AA32_ABT = 0x17,
	ARM64_MODE_AA32_UND = 0x1b,
	ARM64_MODE_AA32_SYS = 0x1f,
};

static inline bool arm64_pstate_is_aa32(u64 pstate)
{
	return pstate & ARM64_PSTATE_AA32;
}

/* At EL0 of either execution state; User mode is 0 as well. */
static inline bool arm64_pstate_is_el0(u64 pstate)
{
	return !(pstate & (arm64_pstate_is_aa32(pstate) ?
				   ARM64_PSTATE_AA32_MODE :
				   ARM64_PSTATE_EL));
}

/* EL0t and EL1t. */
static inline bool arm64_pstate_uses_sp_el0(u64 pstate)
{
	return !(pstate & ARM64_PSTATE_SP);
}

#endif /* AIRLOCK_ARM64_PSTATE_H */
