/* SPDX-License-Identifier: GPL-2.0 */
/* The VMX instructions as inline functions. SDM 3C "VMX Instruction Reference" */
#ifndef VMX_INSN_H
#define VMX_INSN_H

#include <linux/bug.h>
#include <linux/types.h>

#include "controls.h"
#include "reason.h"
#include "vmcs.h"

/*
 * A read of a field that this CPU has, from the current VMCS, cannot fail; so
 * the hot path does not ask.
 */
static __always_inline unsigned long vmcs_read(enum vmcs_field field)
{
	unsigned long value;

	asm volatile("vmread %1, %0"
		     : "=r" (value) : "r" ((unsigned long)field) : "cc");
	return value;
}

void airlock_vmwrite_failed(unsigned long field, unsigned long value);

static __always_inline void vmcs_write(enum vmcs_field field,
				       unsigned long value)
{
	asm goto("vmwrite %1, %0\n\t"
		 "jna %l[failed]"
		 : : "r" ((unsigned long)field), "rm" (value) : "cc" : failed);
	return;
failed:
	airlock_vmwrite_failed(field, value);
}

static inline void vmcs_set_bits(enum vmcs_field field, unsigned long bits)
{
	vmcs_write(field, vmcs_read(field) | bits);
}

static inline void vmcs_clear_bits(enum vmcs_field field, unsigned long bits)
{
	vmcs_write(field, vmcs_read(field) & ~bits);
}

/* The rest return false where the instruction reports VMfail. */

static inline bool vmx_vmclear(u64 phys)
{
	bool fail;

	asm volatile("vmclear %1"
		     : "=@ccna" (fail) : "m" (phys) : "memory");
	return !fail;
}

static inline bool vmx_vmptrld(u64 phys)
{
	bool fail;

	asm volatile("vmptrld %1"
		     : "=@ccna" (fail) : "m" (phys) : "memory");
	return !fail;
}

/* VMXON faults where another owner of VMX is in the way: that is an answer. */
static inline bool vmx_vmxon(u64 phys)
{
	asm goto("1: vmxon %0\n\t"
		 "jna %l[failed]\n\t"
		 _ASM_EXTABLE(1b, %l[failed])
		 : : "m" (phys) : "cc", "memory" : failed);
	return true;
failed:
	return false;
}

static inline void vmx_vmxoff(void)
{
	asm volatile("vmxoff" : : : "cc", "memory");
}

static inline bool vmx_invept(unsigned long type, u64 eptp)
{
	struct { u64 eptp, reserved; } desc = { eptp, 0 };
	bool fail;

	asm volatile("invept %2, %1"
		     : "=@ccna" (fail) : "r" (type), "m" (desc) : "memory");
	return !fail;
}

static inline bool vmx_invvpid(unsigned long type, u16 vpid)
{
	struct { u64 vpid, linear; } desc = { vpid, 0 };
	bool fail;

	asm volatile("invvpid %2, %1"
		     : "=@ccna" (fail) : "r" (type), "m" (desc) : "memory");
	return !fail;
}

#endif /* VMX_INSN_H */
