// SPDX-License-Identifier: GPL-2.0
/* Guest and host, arm64: values for all registers, and the comparison. */
#include <stddef.h>
#include <stdio.h>

#include "trip.h"

#define NZCV_BITS	0xf0000000
#define FPCR_BITS	0x03c00000	/* rounding, flush, default NaN */
#define FPSR_BITS	0x0000001f
#define NR_REGS		(sizeof(struct trip_regs) / sizeof(__u64))
#define REG_NZCV	31
#define REG_FPCR	32
#define REG_FPSR	33
#define REG_Q0		34

_Static_assert(offsetof(struct trip_regs, q) == TRIP_Q(0), "trip.S");
_Static_assert(sizeof(struct trip_regs) == TRIP_SIZE, "trip.S");

/* Distinct for each register and each seed. */
void trip_fill(struct trip *trip, __u64 seed)
{
	__u64 *regs = (__u64 *)&trip->in;
	unsigned int i;

	for (i = 0; i < NR_REGS; i++)
		regs[i] = (seed << 32 | (i + 1)) * 0x9e3779b97f4a7c15;
	trip->in.nzcv = seed << 28 & NZCV_BITS;
	trip->in.fpcr = seed << 22 & FPCR_BITS;
	trip->in.fpsr = seed & FPSR_BITS;
}

int trip_differs(const struct trip *trip, __u32 may_change)
{
	const __u64 *in = (const __u64 *)&trip->in;
	const __u64 *out = (const __u64 *)&trip->out;
	unsigned int i;

	for (i = 0; i < NR_REGS; i++)
		if (in[i] != out[i] && !(i < 31 && may_change & 1U << i))
			return i;
	return -1;
}

const char *trip_name(int reg)
{
	static char name[16];

	switch (reg) {
	case REG_NZCV:
		return "NZCV";
	case REG_FPCR:
		return "FPCR";
	case REG_FPSR:
		return "FPSR";
	}
	if (reg < REG_NZCV)
		snprintf(name, sizeof(name), "X%d", reg);
	else
		snprintf(name, sizeof(name), "Q%d", (reg - REG_Q0) / 2);
	return name;
}
