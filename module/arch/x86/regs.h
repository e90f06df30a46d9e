/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The general registers of a vCPU, in the order in which instructions encode
 * them. Assembly includes this file for the numbers and the offsets.
 */
#ifndef AIRLOCK_X86_REGS_H
#define AIRLOCK_X86_REGS_H

#define X86_RAX		0
#define X86_RCX		1
#define X86_RDX		2
#define X86_RBX		3
#define X86_RSP		4
#define X86_RBP		5
#define X86_RSI		6
#define X86_RDI		7
#define X86_R8		8
#define X86_R9		9
#define X86_R10		10
#define X86_R11		11
#define X86_R12		12
#define X86_R13		13
#define X86_R14		14
#define X86_R15		15
#define X86_NR_GPR	16

/* Offsets into struct x86_regs. */
#define X86_REGS_OFF(i)		((i) * 8)
#define X86_REGS_RIP		X86_REGS_OFF(X86_NR_GPR)
#define X86_REGS_RFLAGS		(X86_REGS_RIP + 8)

#ifndef __ASSEMBLY__

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/**
 * struct x86_regs - general registers.
 * @gpr: by X86_RAX to X86_R15. RSP is the CPU backend's while the guest runs;
 *	here is a copy that it keeps in step.
 * @rip: the same kind of copy.
 * @rflags: the same kind of copy.
 */
struct x86_regs {
	u64 gpr[X86_NR_GPR];
	u64 rip;
	u64 rflags;
};

static_assert(offsetof(struct x86_regs, gpr[X86_RAX]) ==
	      X86_REGS_OFF(X86_RAX));
static_assert(offsetof(struct x86_regs, gpr[X86_R15]) ==
	      X86_REGS_OFF(X86_R15));
static_assert(offsetof(struct x86_regs, rip) == X86_REGS_RIP);
static_assert(offsetof(struct x86_regs, rflags) == X86_REGS_RFLAGS);

#endif /* __ASSEMBLY__ */
#endif /* AIRLOCK_X86_REGS_H */
