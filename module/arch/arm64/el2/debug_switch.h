/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breakpoint and watchpoint registers, those that the CPU has. As arrays in
 * memory: DBGBVR, DBGBCR, DBGWVR, DBGWCR of each number.
 */
#ifndef EL2_DEBUG_SWITCH_H
#define EL2_DEBUG_SWITCH_H

#include <linux/compiler_attributes.h>
#include <asm/sysreg.h>

#include "el2_types.h"

/* Two of the four: a value and its control. DBGBVR<n>_EL1 is number 0. */
#define EL2_BREAK	0
#define EL2_WATCH	2

#define EL2_POINT(n, which)	sys_reg(2, 0, 0, (n), 4 + (which))

#define EL2_POINT_LOAD(n, which) do {					\
	write_sysreg_s(point[n][which], EL2_POINT(n, which));		\
	write_sysreg_s(point[n][(which) + 1], EL2_POINT(n, (which) + 1)); \
} while (0)

#define EL2_POINT_SAVE(n, which) do {					\
	point[n][which] = read_sysreg_s(EL2_POINT(n, which));		\
	point[n][(which) + 1] = read_sysreg_s(EL2_POINT(n, (which) + 1)); \
} while (0)

/* X(n, which) for n from count - 1 down to 0: registers have fixed names. */
#define EL2_POINTS(X, count, which) do {	\
	switch (count) {			\
	case 16:			\
		X(15, which);	\
		fallthrough;	\
	case 15:			\
		X(14, which);	\
		fallthrough;	\
	case 14:			\
		X(13, which);	\
		fallthrough;	\
	case 13:			\
		X(12, which);	\
		fallthrough;	\
	case 12:			\
		X(11, which);	\
		fallthrough;	\
	case 11:			\
		X(10, which);	\
		fallthrough;	\
	case 10:			\
		X(9, which);	\
		fallthrough;	\
	case 9:			\
		X(8, which);	\
		fallthrough;	\
	case 8:			\
		X(7, which);	\
		fallthrough;	\
	case 7:			\
		X(6, which);	\
		fallthrough;	\
	case 6:			\
		X(5, which);	\
		fallthrough;	\
	case 5:			\
		X(4, which);	\
		fallthrough;	\
	case 4:			\
		X(3, which);	\
		fallthrough;	\
	case 3:			\
		X(2, which);	\
		fallthrough;	\
	case 2:			\
		X(1, which);	\
		fallthrough;	\
	case 1:			\
		X(0, which);	\
	}			\
} while (0)

static __always_inline void el2_points_load(const u64 (*point)[4],
					    const struct el2_vcpu *el2)
{
	EL2_POINTS(EL2_POINT_LOAD, el2->breakpoints, EL2_BREAK);
	EL2_POINTS(EL2_POINT_LOAD, el2->watchpoints, EL2_WATCH);
}

static __always_inline void el2_points_save(u64 (*point)[4],
					    const struct el2_vcpu *el2)
{
	EL2_POINTS(EL2_POINT_SAVE, el2->breakpoints, EL2_BREAK);
	EL2_POINTS(EL2_POINT_SAVE, el2->watchpoints, EL2_WATCH);
}

#endif /* EL2_DEBUG_SWITCH_H */
