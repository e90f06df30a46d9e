/* SPDX-License-Identifier: GPL-2.0 */
/* What entry.S and the C around it share. */
#ifndef VMX_ENTRY_H
#define VMX_ENTRY_H

/* VMCS_HOST_RSP for assembly; run.c asserts that they are the same. */
#define VMCS_HOST_RSP_ENCODING	0x6c14

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct x86_regs;

int airlock_vmx_enter_guest(struct x86_regs *regs, unsigned long *host_rsp,
			    bool launched);

/* Where VM exits land: the value of VMCS_HOST_RIP. Not to be called. */
extern const char airlock_vmx_landing[];

#endif /* __ASSEMBLY__ */
#endif /* VMX_ENTRY_H */
