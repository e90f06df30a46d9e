// SPDX-License-Identifier: GPL-2.0
/* Images of the x87 and vector registers, in XSAVE's standard format. */
#include <stdbool.h>

#include "guest.h"
#include "xstate.h"

/* The fields of the legacy region that are not registers of many bytes. */
struct legacy_head {
	__u16 fcw, fsw;
	__u8 ftw, zero;
	__u16 fop;
	__u64 fip, fdp;
	__u32 mxcsr, mxcsr_mask;
};

bool xstate_exists(void)
{
	__u32 reg[4];

	cpuid(1, 0, reg);
	return reg[2] >> 26 & 1;
}

/* What CPUID offers of the components we know, and of AVX-512 all or none. */
__u64 xstate_offered(void)
{
	__u32 reg[4];
	__u64 mask;

	cpuid(0xd, 0, reg);
	mask = reg[0] & XSTATE_KNOWN;
	if ((mask & XSTATE_AVX512) != XSTATE_AVX512)
		mask &= ~XSTATE_AVX512;
	return mask;
}

static void fill(__u8 *to, unsigned int size, __u8 seed)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		to[i] = seed ^ i;
}

void xstate_init(struct xstate *x)
{
	struct legacy_head *head = (void *)x->bytes;
	unsigned int i;

	for (i = 0; i < XSTATE_SIZE; i++)
		((volatile __u8 *)x->bytes)[i] = 0;
	head->fcw = 0x37f;
	head->mxcsr = 0x1f80;
}

static void fill_legacy(struct xstate *x, __u8 seed)
{
	struct legacy_head *head = (void *)x->bytes;
	unsigned int i;

	head->fcw = 0x37f ^ (seed & 3) << 10;
	head->fsw = (seed & 7) << 11 | (seed & 0x7) << 8;
	head->ftw = 0xff;
	head->fop = seed;
	head->fip = 0x123400000000UL + seed;
	head->fdp = 0x567800000000UL + seed;
	head->mxcsr = 0x1f80 | (seed & 0x3f) | (seed & 3) << 13;
	for (i = 0; i < 8; i++)
		fill(x->bytes + XSTATE_ST + 16 * i, 10, seed + i);
	fill(x->bytes + XSTATE_XMM, 256, seed + 0x40);
}

/* Values that the seed decides, in all registers of the components. */
void xstate_fill(struct xstate *x, __u64 mask, __u8 seed)
{
	__u32 reg[4];
	unsigned int i;

	xstate_init(x);
	fill_legacy(x, seed);
	*(__u64 *)(x->bytes + XSTATE_HEADER) = mask;
	for (i = 2; i < 8; i++) {
		if (!(mask >> i & 1))
			continue;
		cpuid(0xd, i, reg);
		fill(x->bytes + reg[1], reg[0], seed + 0x11 * i);
	}
}

static int differs(const struct xstate *a, const struct xstate *b,
		   unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		if (a->bytes[from] != b->bytes[from])
			return from;
	return -1;
}

/* The offset of the first byte of a register that differs, or -1. */
int xstate_differs(const struct xstate *a, const struct xstate *b, __u64 mask)
{
	__u32 reg[4];
	unsigned int i;
	int at;

	at = differs(a, b, 0, XSTATE_MXCSR + 4);
	if (at < 0)
		at = differs(a, b, XSTATE_ST, XSTATE_LEGACY);
	for (i = 2; at < 0 && i < 8; i++) {
		if (!(mask >> i & 1))
			continue;
		cpuid(0xd, i, reg);
		at = differs(a, b, reg[1], reg[1] + reg[0]);
	}
	return at;
}
