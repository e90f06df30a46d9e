/* SPDX-License-Identifier: GPL-2.0 */
/* What a vCPU has because the CPU under it has EL2. */
#ifndef EL2_TYPES_H
#define EL2_TYPES_H

#include <linux/types.h>

#include "../sys_regs.h"

/* Breakpoints and watchpoints that the architecture has room for. */
#define EL2_DEBUG_POINTS	16

/* Host state that the guest displaces; see el2/context.c. */
struct el2_host {
	u64 hcr;
	u64 cptr;
	u64 mdcr;
	u64 guest_mdcr;	/* both sides' */
	u64 vbar;
	u64 vmpidr;
	u64 cnthctl;
	u64 sys[ARM64_SYS_NR_LIVE];
	u64 point[EL2_DEBUG_POINTS][4];
};

/**
 * struct el2_vcpu - EL2 part of a vCPU. All of it belongs to the vCPU's
 * thread (vcpu->mutex).
 * @reason: exception class of the last exit, or one of enum el2_exit
 * @esr: ESR_EL2 of the last exit
 * @far: FAR_EL2 of it; only of aborts and watchpoints
 * @ipa: where the abort was, to the page; EL2_NO_IPA if that is not known
 * @hcr: HCR_EL2 while the guest runs
 * @cptr: CPTR_EL2
 * @mdcr: MDCR_EL2
 * @mdscr: MDSCR_EL1, and EL2_MDSCR_*: what the guest wants of it as far as it
 *	may, or who debugs it
 * @vttbr: VTTBR_EL2: stage-2 root and VMID
 * @vtcr: VTCR_EL2
 * @breakpoints: how many the CPU has
 * @watchpoints: likewise
 * @aa32: EL1 is AArch32
 * @ras: VSESR_EL2 exists
 * @cntvoff: CNTVOFF_EL2, the timer's
 * @cnthctl: CNTHCTL_EL2, in the layout of this host; the timer's
 * @vsesr: VSESR_EL2: what a virtual SError will say
 * @loaded: the guest's registers below ARM64_SYS_NR_LIVE are in the CPU
 * @fp_live: its FP/SIMD registers are
 * @setway: set/way operations have nothing left to do: see setway.c
 * @flushed: how far AIRLOCK_REQ_CACHES has got
 * @deferred_gpa: argument of a deferred handler
 * @deferred_access: another one
 * @host: see there
 */
struct el2_vcpu {
	u32 reason;
	u64 esr;
	u64 far;
	u64 ipa;
	u64 hcr;
	u64 cptr;
	u64 mdcr;
	u64 mdscr;
	u64 vttbr;
	u64 vtcr;
	u8 breakpoints;
	u8 watchpoints;
	bool aa32;
	bool ras;
	u64 cntvoff;
	u64 cnthctl;
	u64 vsesr;
	bool loaded;
	bool fp_live;
	bool setway;
	u64 flushed;
	u64 deferred_gpa;
	u32 deferred_access;
	struct el2_host host;
};

#define EL2_NO_IPA	(~0ULL)

#endif /* EL2_TYPES_H */
