/* SPDX-License-Identifier: GPL-2.0 */
/* A guest at an instruction: what has to be known to read and decode it. */
#ifndef AIRLOCK_X86_INSN_CTX_H
#define AIRLOCK_X86_INSN_CTX_H

#include <linux/types.h>

/* No instruction is longer; SDM 2A "Instruction Format". */
#define X86_INSN_MAX		15

/* Width of code: of CS.D, CS.L and the mode. */
enum x86_code {
	X86_CODE_16,
	X86_CODE_32,
	X86_CODE_64,
};

/**
 * struct x86_insn_ctx - a guest at an instruction.
 * @rip: offset in CS.
 * @cs_base: base of CS; 0 in 64-bit mode.
 * @rflags: all of RFLAGS.
 * @cr0: CR0.
 * @cr3: CR3.
 * @cr4: CR4.
 * @efer: IA32_EFER.
 * @code: width of the code.
 * @cpl: privilege level; 0 in real mode, 3 in virtual-8086 mode.
 * @maxphyaddr: the guest's, from CPUID.
 * @nbytes: how many @bytes have been read.
 * @bytes: from RIP on; read once, so that the guest cannot change them between
 *	two looks.
 */
struct x86_insn_ctx {
	u64 rip;
	u64 cs_base;
	u64 rflags;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
	u8 code;
	u8 cpl;
	u8 maxphyaddr;
	u8 nbytes;
	u8 bytes[X86_INSN_MAX];
};

#endif /* AIRLOCK_X86_INSN_CTX_H */
