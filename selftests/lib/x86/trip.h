/* SPDX-License-Identifier: GPL-2.0 */
/* One instruction with a value of the caller's in each general register. */
#ifndef TEST_X86_TRIP_H
#define TEST_X86_TRIP_H

#include <linux/types.h>

/* CF PF AF ZF SF DF OF and the ones that are always so. */
#define FLAGS_EVEN	0x0c57UL
#define FLAGS_ODD	0x0482UL
#define FLAGS_IF	0x0200UL

enum {
	RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13, R14, R15,
	FLAGS, NR_REGS
};

/* The registers as one instruction finds them, and as it leaves them; see trip.S. */
struct trip {
	__u64 in[NR_REGS];
	__u64 out[NR_REGS];
};

void trip_cpuid(struct trip *trip);
void trip_vmcall(struct trip *trip);
void trip_out(struct trip *trip);
void trip_syscall(struct trip *trip);

void trip_fill(struct trip *trip, __u8 seed);
int trip_differs(const struct trip *trip, __u32 changes);

#define BIT(nr)		(1U << (nr))
#define CPUID_CHANGES	(BIT(RAX) | BIT(RBX) | BIT(RCX) | BIT(RDX))
#define SYSCALL_CHANGES	(BIT(RAX) | BIT(RCX) | BIT(R11))

#endif /* TEST_X86_TRIP_H */
