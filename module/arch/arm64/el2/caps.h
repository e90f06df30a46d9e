/* SPDX-License-Identifier: GPL-2.0 */
/* What this machine's EL2 can do, the same on all CPUs. */
#ifndef EL2_CAPS_H
#define EL2_CAPS_H

#include <linux/types.h>

/**
 * struct el2_caps - constant after module load.
 * @vhe: the kernel runs at EL2
 * @vmid_bits: 8 or 16
 * @ipa_bits: most that a VM can have
 * @parange: PARange, as VTCR_EL2.PS takes it
 * @ad: the CPU sets accessed flags
 * @ras: error records and their traps exist
 * @el1_32bit: EL1 can be AArch32
 * @breakpoints: that the CPU has
 * @watchpoints: likewise
 * @fwb: stage 2 can make all of the guest's accesses to memory cacheable
 * @icache: instruction caches do not notice writes (CTR_EL0.DIC is 0)
 */
struct el2_caps {
	bool vhe;
	u8 vmid_bits;
	u8 ipa_bits;
	u8 parange;
	bool ad;
	bool ras;
	bool el1_32bit;
	bool icache;
	bool fwb;
	u8 breakpoints;
	u8 watchpoints;
};

extern struct el2_caps airlock_el2_caps;

int airlock_el2_caps_init(void);

#endif /* EL2_CAPS_H */
