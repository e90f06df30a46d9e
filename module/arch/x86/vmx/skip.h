/* SPDX-License-Identifier: GPL-2.0 */
/* Going on behind an instruction that we have carried out for the guest. */
#ifndef VMX_SKIP_H
#define VMX_SKIP_H

#include <asm/processor-flags.h>

#include "airlock.h"
#include "insn.h"

static inline bool vmx_in_64bit_mode(void)
{
	return (vmcs_read(VMCS_ENTRY_CTLS) & ENTRY_IA32E_GUEST) &&
	       (vmcs_read(VMCS_GUEST_CS_AR) & VMCS_AR_L);
}

/* RF ends with the instruction, and TF's single step is owed after it. */
static inline void vmx_skip_flags(unsigned long rflags)
{
	vmcs_write(VMCS_GUEST_RFLAGS, rflags & ~X86_EFLAGS_RF);
	if (rflags & X86_EFLAGS_TF)
		vmcs_set_bits(VMCS_GUEST_PENDING_DEBUG, PENDING_DEBUG_BS);
}

/**
 * vmx_skip - see airlock_x86_skip().
 * @len: length of the instruction.
 *
 * Context: the VMCS is current.
 */
static __always_inline void vmx_skip(unsigned int len)
{
	const unsigned long shadow = INTR_BLOCKED_BY_STI |
				     INTR_BLOCKED_BY_MOV_SS;
	unsigned long old = vmcs_read(VMCS_GUEST_RIP);
	unsigned long rip = old + len;
	unsigned long blocked, rflags;

	/* Only an RIP that passes 4 GiB can need to wrap: ask late. */
	if (unlikely((old ^ rip) >> 32) && !vmx_in_64bit_mode())
		rip = (u32)rip;
	vmcs_write(VMCS_GUEST_RIP, rip);
	blocked = vmcs_read(VMCS_GUEST_INTERRUPTIBILITY);
	if (unlikely(blocked & shadow))
		vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, blocked & ~shadow);
	rflags = vmcs_read(VMCS_GUEST_RFLAGS);
	if (unlikely(rflags & (X86_EFLAGS_RF | X86_EFLAGS_TF)))
		vmx_skip_flags(rflags);
}

/* The instruction that made the guest exit is done: go on behind it. */
static __always_inline int vmx_exit_done(void)
{
	vmx_skip(vmcs_read(VMCS_EXIT_INSN_LEN));
	return AIRLOCK_RESUME;
}

#endif /* VMX_SKIP_H */
