// SPDX-License-Identifier: GPL-2.0
/* The layout of struct kvm_regs: which offset is a register. */
#include <linux/errno.h>

#include "core_regs.h"

unsigned int arm64_core_reg_bytes(unsigned int offset)
{
	/* SPSR_FIQ is the last of 64 bits; two words of padding follow. */
	if (offset < ARM64_CORE_SPSR + 2 * ARM64_NR_SPSR)
		return offset % 2 ? 0 : 8;
	if (offset >= ARM64_CORE_V && offset < ARM64_CORE_FPSR)
		return (offset - ARM64_CORE_V) % 4 ? 0 : 16;
	if (offset == ARM64_CORE_FPSR || offset == ARM64_CORE_FPCR)
		return 4;
	return 0;
}

int arm64_core_reg_check(u64 offset, unsigned int bytes)
{
	if (offset >= ARM64_CORE_END ||
	    offset + bytes / 4 >= ARM64_CORE_END)
		return -ENOENT;
	if (!bytes || arm64_core_reg_bytes(offset) != bytes)
		return -EINVAL;
	return 0;
}
