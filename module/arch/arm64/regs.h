/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's general registers while they are not in the CPU. entry.S moves
 * them by the offsets below; C by the struct.
 */
#ifndef AIRLOCK_ARM64_REGS_H
#define AIRLOCK_ARM64_REGS_H

#define ARM64_REGS_X(n)		((n) * 8)
#define ARM64_REGS_SP_EL0	(31 * 8)
#define ARM64_REGS_PC		(32 * 8)
#define ARM64_REGS_PSTATE	(33 * 8)

#ifndef __ASSEMBLY__

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/**
 * struct arm64_regs - what every trip moves.
 * @x: X0 to X30
 * @sp_el0: SP_EL0; the host keeps its current task in the register
 * @pc: ELR_EL2 of the trip
 * @pstate: SPSR_EL2 of the trip
 */
struct arm64_regs {
	u64 x[31];
	u64 sp_el0;
	u64 pc;
	u64 pstate;
};

static_assert(offsetof(struct arm64_regs, sp_el0) == ARM64_REGS_SP_EL0);
static_assert(offsetof(struct arm64_regs, pc) == ARM64_REGS_PC);
static_assert(offsetof(struct arm64_regs, pstate) == ARM64_REGS_PSTATE);

#endif /* __ASSEMBLY__ */

#endif /* AIRLOCK_ARM64_REGS_H */
