/* SPDX-License-Identifier: GPL-2.0 */
/* What a VM and a vCPU have of system registers beyond sys_regs.h. */
#ifndef AIRLOCK_ARM64_SYSREG_TYPES_H
#define AIRLOCK_ARM64_SYSREG_TYPES_H

#include <linux/types.h>

/* (3, 0, 0, 1..7, 0..7): features, and room for more. */
#define ARM64_NR_IDREGS		56

/**
 * struct arm64_idregs - feature registers of a VM: the same for all vCPUs.
 * @id: by (CRm - 1) * 8 + op2. Written under vm->lock, before a vCPU has run
 * @limit: what @id was at first: userspace may take away, not add [c]
 * @ctr: CTR_EL0, which is not trapped while it is the CPU's
 */
struct arm64_idregs {
	u64 id[ARM64_NR_IDREGS];
	u64 limit[ARM64_NR_IDREGS];
	u64 ctr;
};

/* Values of CSSELR_EL1: seven levels, data and instruction. */
#define ARM64_NR_CACHES		14

/**
 * struct arm64_cacheid - cache ID registers of a vCPU [v].
 * @midr: MIDR_EL1
 * @clidr: CLIDR_EL1
 * @ccsidr: CCSIDR_EL1 by CSSELR_EL1
 */
struct arm64_cacheid {
	u64 midr;
	u64 clidr;
	u64 ccsidr[ARM64_NR_CACHES];
};

#define ARM64_NR_BREAKPOINTS	16

/**
 * struct arm64_debug - debug registers of a vCPU [v]: kept for it, not loaded.
 * @mdccint: MDCCINT_EL1
 * @vcr: DBGVCR32_EL2
 * @point: DBGBVR<n>_EL1, DBGBCR<n>_EL1, DBGWVR<n>_EL1, DBGWCR<n>_EL1
 */
struct arm64_debug {
	u64 mdccint;
	u64 vcr;
	u64 point[ARM64_NR_BREAKPOINTS][4];
};

/**
 * struct arm64_guest_debug - what userspace wants to see of the guest [v].
 * @control: KVM_GUESTDBG_*; 0 if nothing
 * @pstate_ss: PSTATE.SS as the guest has it, while userspace steps
 * @point: as above, with KVM_GUESTDBG_USE_HW: in place of the guest's
 */
struct arm64_guest_debug {
	u32 control;
	u64 pstate_ss;
	u64 point[ARM64_NR_BREAKPOINTS][4];
};

#endif /* AIRLOCK_ARM64_SYSREG_TYPES_H */
