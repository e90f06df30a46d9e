/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One instruction with every register its own value, and what they were after
 * it. Also for assembly: trip.S knows the offsets.
 */
#ifndef TEST_ARM64_TRIP_H
#define TEST_ARM64_TRIP_H

#define TRIP_X(n)	((n) * 8)
#define TRIP_NZCV	(31 * 8)
#define TRIP_FPCR	(32 * 8)
#define TRIP_FPSR	(33 * 8)
#define TRIP_Q(n)	((34 * 8) + (n) * 16)
#define TRIP_SIZE	(TRIP_Q(32))

#ifndef __ASSEMBLER__

#include <linux/types.h>

struct trip_regs {
	__u64 x[31];
	__u64 nzcv;
	__u64 fpcr;
	__u64 fpsr;
	__u64 q[64];
};

struct trip {
	struct trip_regs in, out;
};

void trip_fill(struct trip *trip, __u64 seed);

/* The number of the first register that changed, or -1; see trip_name(). */
int trip_differs(const struct trip *trip, __u32 may_change);
const char *trip_name(int reg);

/* trip.S */
void trip_svc(struct trip *trip);		/* SVC #0, at EL0 of the host */
void trip_hvc(struct trip *trip);		/* HVC #0 */
void trip_load(struct trip *trip);		/* LDR X5, [X0] */
void trip_store(struct trip *trip);		/* STR W1, [X0] */
void trip_id(struct trip *trip);		/* MRS X5, ID_AA64PFR0_EL1 */

#endif /* __ASSEMBLER__ */

#endif /* TEST_ARM64_TRIP_H */
