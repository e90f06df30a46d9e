/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Images of XSAVE state filled with patterns: the same code for guest and
 * host, each with its own copy of the variables.
 */
#ifndef TEST_X86_XSTATE_H
#define TEST_X86_XSTATE_H

#include "guest.h"

#define XSTATE_POISON	0xe7	/* x87, SSE, AVX, AVX-512 */

struct xstate {
	__u8 bytes[4096];
} __attribute__((aligned(64)));

static __u32 xstate_mask;	/* set by whoever runs, from its own CPUID */

static void xstate_find(void)
{
	__u32 reg[4];

	cpuid(0xd, 0, reg);
	xstate_mask = reg[0] & XSTATE_POISON;
}

static void xrstor(const struct xstate *x)
{
	asm volatile("xrstor64 %0" : : "m"(*x), "a"(xstate_mask), "d"(0)
		     : "memory");
}

static void xsave(struct xstate *x)
{
	asm volatile("xsave64 %0" : "+m"(*x) : "a"(xstate_mask), "d"(0)
		     : "memory");
}

/* For every byte of the image that holds a register. */
#define FOR_XSTATE_BYTES(i)						\
	for (i = 0; i < 2696; i++)					\
		if (xstate_has(i))

/*
 * The standard format up to the end of AVX-512; where its parts lie differs,
 * so the places come from CPUID once.
 */
static __u32 part_start[8], part_end[8];

static void xstate_layout(void)
{
	__u32 reg[4];
	int i;

	for (i = 2; i < 8; i++) {
		if (!(xstate_mask & 1 << i))
			continue;
		cpuid(0xd, i, reg);
		part_start[i] = reg[1];
		part_end[i] = reg[1] + reg[0];
	}
}

static int xstate_has(unsigned int i)
{
	int part;

	/* The mantissas of ST0 to ST7, then XMM0 to XMM15. */
	if (i >= 32 && i < 160)
		return i % 16 < 8;
	if (i >= 160 && i < 416)
		return 1;
	for (part = 2; part < 8; part++)
		if (i >= part_start[part] && i < part_end[part])
			return 1;
	return 0;
}

static void xstate_fill(struct xstate *x, __u64 seed)
{
	unsigned int i;

	for (i = 0; i < sizeof(x->bytes); i++)
		x->bytes[i] = 0;
	FOR_XSTATE_BYTES(i)
		x->bytes[i] = (seed * 37 + i * 11) | 1;
	/* Integer bits of the mantissas, exponents, all registers in use. */
	for (i = 32; i < 160; i += 16) {
		x->bytes[i + 7] |= 0x80;
		x->bytes[i + 9] = 0x40;
	}
	x->bytes[4] = 0xff;
	*(__u16 *)x->bytes = 0x037f ^ (seed & 3) << 10;	/* rounding */
	*(__u32 *)(x->bytes + 24) = 0x1f80 ^ (seed & 3) << 13;
	*(__u64 *)(x->bytes + 512) = xstate_mask;
}

/* Index of the first byte that differs, or -1. */
static int xstate_differs(const struct xstate *a, const struct xstate *b)
{
	unsigned int i;

	FOR_XSTATE_BYTES(i)
		if (a->bytes[i] != b->bytes[i])
			return i;
	if (*(__u16 *)a->bytes != *(__u16 *)b->bytes)
		return 0;
	if (*(__u32 *)(a->bytes + 24) != *(__u32 *)(b->bytes + 24))
		return 24;
	return -1;
}

#endif /* TEST_X86_XSTATE_H */
