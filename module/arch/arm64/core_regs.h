/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Core registers as userspace numbers them: offsets in struct kvm_regs of
 * <asm/kvm.h>, in words of 32 bits. Pure.
 */
#ifndef AIRLOCK_ARM64_CORE_REGS_H
#define AIRLOCK_ARM64_CORE_REGS_H

#include <linux/types.h>

#define ARM64_CORE_X		0	/* regs.regs[0] */
#define ARM64_CORE_SP_EL0	62	/* regs.sp */
#define ARM64_CORE_PC		64
#define ARM64_CORE_PSTATE	66
#define ARM64_CORE_SP_EL1	68
#define ARM64_CORE_ELR_EL1	70
#define ARM64_CORE_SPSR		72	/* EL1, ABT, UND, IRQ, FIQ */
#define ARM64_CORE_V		84	/* fp_regs.vregs[0] */
#define ARM64_CORE_FPSR		212
#define ARM64_CORE_FPCR		213
#define ARM64_CORE_END		216

#define ARM64_NR_SPSR		5

/**
 * arm64_core_reg_bytes - size of the register at an offset.
 * @offset: below ARM64_CORE_END.
 *
 * Return: 4, 8 or 16; 0 where no register begins.
 */
unsigned int arm64_core_reg_bytes(unsigned int offset);

/**
 * arm64_core_reg_check - may userspace have so many bytes from there?
 * @offset: from the id.
 * @bytes: from the id.
 *
 * Return: 0; -ENOENT: beyond the struct; -EINVAL: no such register, or one of
 * another size.
 */
int arm64_core_reg_check(u64 offset, unsigned int bytes);

#endif /* AIRLOCK_ARM64_CORE_REGS_H */
