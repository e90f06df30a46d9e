/* SPDX-License-Identifier: GPL-2.0 */
/* What this CPU's VT-x can do, and the control words we chose from it. */
#ifndef VMX_CAPS_H
#define VMX_CAPS_H

#include <linux/types.h>

/* IA32_VMX_BASIC */
#define VMX_BASIC_REVISION(msr)	((u32)(msr) & 0x7fffffff)

/**
 * struct vmx_caps - fixed at module load.
 * @revision: VMCS revision identifier
 * @pin: VMCS_PIN_BASED_CTLS
 * @proc: VMCS_PROC_BASED_CTLS
 * @proc2: VMCS_PROC_BASED_CTLS2
 * @exit: VMCS_EXIT_CTLS
 * @entry: VMCS_ENTRY_CTLS
 * @cr0_fixed0: bits that must be 1 in guest CR0, PE and PG aside
 * @cr4_fixed0: bits that must be 1 in guest CR4
 * @ept_levels: 4
 * @ept_max_leaf: SLAT_LEVEL_*
 * @ept_ad: accessed and dirty bits
 * @vpid: INVVPID single-context works
 */
struct vmx_caps {
	u32 revision;
	u32 pin, proc, proc2, exit, entry;
	unsigned long cr0_fixed0;
	unsigned long cr4_fixed0;
	u8 ept_levels;
	u8 ept_max_leaf;
	bool ept_ad;
	bool vpid;
};

extern struct vmx_caps airlock_vmx_caps;

int airlock_vmx_caps_init(void);

#endif /* VMX_CAPS_H */
