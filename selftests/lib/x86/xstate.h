/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Images of the x87 and vector registers: filled, loaded, saved, compared, by
 * guest and host code that itself uses none of them.
 */
#ifndef TEST_X86_XSTATE_H
#define TEST_X86_XSTATE_H

#include <linux/types.h>
#include <stdbool.h>

#define XSTATE_X87	(1UL << 0)
#define XSTATE_SSE	(1UL << 1)
#define XSTATE_AVX	(1UL << 2)
#define XSTATE_AVX512	(7UL << 5)
#define XSTATE_KNOWN	(XSTATE_X87 | XSTATE_SSE | XSTATE_AVX | XSTATE_AVX512)

#define XSTATE_FCW	0
#define XSTATE_MXCSR	24
#define XSTATE_ST	32
#define XSTATE_XMM	160
#define XSTATE_LEGACY	416
#define XSTATE_HEADER	512
#define XSTATE_SIZE	4096

struct xstate {
	__u8 bytes[XSTATE_SIZE];
} __attribute__((aligned(64)));

static inline void xstate_load(const struct xstate *x, __u64 mask)
{
	asm volatile("xrstor64 %0"
		     : : "m"(*x), "a"((__u32)mask), "d"((__u32)(mask >> 32)));
}

static inline void xstate_save(struct xstate *x, __u64 mask)
{
	asm volatile("xsave64 %0"
		     : "+m"(*x) : "a"((__u32)mask), "d"((__u32)(mask >> 32)));
}

static inline __u64 xgetbv(__u32 index)
{
	__u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(index));
	return lo | (__u64)hi << 32;
}

static inline void xsetbv(__u32 index, __u64 value)
{
	asm volatile("xsetbv" : : "c"(index), "a"((__u32)value),
		     "d"((__u32)(value >> 32)) : "memory");
}

bool xstate_exists(void);
__u64 xstate_offered(void);
void xstate_fill(struct xstate *x, __u64 mask, __u8 seed);
void xstate_init(struct xstate *x);
int xstate_differs(const struct xstate *a, const struct xstate *b, __u64 mask);

#endif /* TEST_X86_XSTATE_H */
