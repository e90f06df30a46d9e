// SPDX-License-Identifier: GPL-2.0
/* The XSAVE area: layout, initial state, images from and to userspace. */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kvm.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "cpuid.h"
#include "fpu.h"
#include "host.h"
#include "xsave.h"

#define FCW_INIT	0x037f
#define MXCSR_INIT	0x1f80

#define XSAVE_MIN_SIZE	offsetof(struct x86_xsave_area, extended)

/* Components that can be in the area, and the valid bits of MXCSR. */
static u64 supported;
static u32 mxcsr_valid;

/* Where the area holds component i; CPUID leaf 0xD, subleaf i. */
static struct {
	u32 size;
	u32 offset;
	bool aligned;
} layout[64];

/* Walk the components after x87 and SSE. */
static unsigned int next_extended(u64 mask, unsigned int i)
{
	while (i < ARRAY_SIZE(layout) && !(mask & BIT_ULL(i)))
		i++;
	return i;
}

/* Return: false if the component is not where we could keep it. */
static bool learn(unsigned int i)
{
	struct x86_cpuid_regs regs;

	x86_host_cpuid(0xd, i, &regs);
	if (!regs.eax || regs.ebx < XSAVE_MIN_SIZE ||
	    regs.ebx > X86_XSAVE_MAX_SIZE ||
	    regs.eax > X86_XSAVE_MAX_SIZE - regs.ebx)
		return false;
	layout[i].size = regs.eax;
	layout[i].offset = regs.ebx;
	layout[i].aligned = regs.ecx & BIT(1);
	return true;
}

u64 x86_xsave_setup(u64 features, u32 mxcsr_mask)
{
	unsigned int i;

	mxcsr_valid = mxcsr_mask;
	supported = features;
	for (i = next_extended(features, 2); i < ARRAY_SIZE(layout);
	     i = next_extended(features, i + 1))
		if (!learn(i))
			supported &= ~BIT_ULL(i);
	/* Components that only work together go together. */
	if (!x86_xcr0_valid(supported))
		supported &= ~X86_XCR0_AVX512;
	if (!x86_xcr0_valid(supported))
		supported &= X86_XCR0_X87 | X86_XCR0_SSE;
	return supported;
}

u32 x86_xsave_size(u64 xcr0, bool compacted)
{
	u32 size = XSAVE_MIN_SIZE;
	unsigned int i;

	for (i = next_extended(xcr0, 2); i < ARRAY_SIZE(layout);
	     i = next_extended(xcr0, i + 1)) {
		if (!compacted) {
			size = max(size, layout[i].offset + layout[i].size);
			continue;
		}
		if (layout[i].aligned)
			size = ALIGN(size, 64);
		size += layout[i].size;
	}
	return size;
}

bool x86_xcr0_valid(u64 xcr0)
{
	u64 avx512 = xcr0 & X86_XCR0_AVX512;

	if (xcr0 & ~X86_XCR0_KNOWN || !(xcr0 & X86_XCR0_X87))
		return false;
	if (xcr0 & X86_XCR0_AVX && !(xcr0 & X86_XCR0_SSE))
		return false;
	return !avx512 || (avx512 == X86_XCR0_AVX512 && xcr0 & X86_XCR0_AVX);
}

void x86_xsave_reset(struct x86_xsave_area *area)
{
	memset(area, 0, sizeof(*area));
	area->fcw = FCW_INIT;
	area->mxcsr = MXCSR_INIT;
}

static void copy_x87(struct x86_xsave_area *to,
		     const struct x86_xsave_area *from)
{
	memcpy(to, from, offsetof(struct x86_xsave_area, mxcsr));
	to->reserved1 = 0;
	memcpy(to->st, from->st, sizeof(to->st));
}

static void copy_extended(struct x86_xsave_area *to,
			  const struct x86_xsave_area *from, u64 mask)
{
	unsigned int i;

	for (i = next_extended(mask, 2); i < ARRAY_SIZE(layout);
	     i = next_extended(mask, i + 1))
		memcpy((u8 *)to + layout[i].offset,
		       (const u8 *)from + layout[i].offset, layout[i].size);
}

/*
 * Copy what is not in its initial state onto an area that is. XSAVE leaves old
 * values in memory for the others, which must not be taken for their contents.
 */
static void copy_present(struct x86_xsave_area *to,
			 const struct x86_xsave_area *from)
{
	u64 present = from->xstate_bv & supported;

	if (present & X86_XCR0_X87)
		copy_x87(to, from);
	if (present & X86_XCR0_SSE)
		memcpy(to->xmm, from->xmm, sizeof(to->xmm));
	copy_extended(to, from, present);
	to->xstate_bv = present;
}

void x86_xsave_to_user(const struct x86_xsave_area *area,
		       struct kvm_xsave *user)
{
	struct x86_xsave_area *out = (struct x86_xsave_area *)user->region;

	BUILD_BUG_ON(sizeof(user->region) != sizeof(*out));
	x86_xsave_reset(out);
	copy_present(out, area);
	out->mxcsr = area->mxcsr;
	out->mxcsr_mask = mxcsr_valid;
}

static bool header_valid(const struct x86_xsave_area *in)
{
	return !(in->xstate_bv & ~supported) && !in->xcomp_bv &&
	       !memchr_inv(in->reserved3, 0, sizeof(in->reserved3));
}

/* Without SSE and AVX in the image, MXCSR is in its initial state as well. */
static bool has_mxcsr(const struct x86_xsave_area *in)
{
	return in->xstate_bv & (X86_XCR0_SSE | X86_XCR0_AVX);
}

int x86_xsave_from_user(struct x86_xsave_area *area,
			const struct kvm_xsave *user)
{
	const struct x86_xsave_area *in = (const void *)user->region;

	if (!header_valid(in))
		return -EINVAL;
	if (has_mxcsr(in) && in->mxcsr & ~mxcsr_valid)
		return -EINVAL;
	x86_xsave_reset(area);
	copy_present(area, in);
	if (has_mxcsr(in))
		area->mxcsr = in->mxcsr;
	return 0;
}

void x86_xsave_to_fpu(const struct x86_xsave_area *area, struct kvm_fpu *user)
{
	*user = (struct kvm_fpu){ .fcw = FCW_INIT, .mxcsr = area->mxcsr };
	if (area->xstate_bv & X86_XCR0_X87) {
		user->fcw = area->fcw;
		user->fsw = area->fsw;
		user->ftwx = area->ftw;
		user->last_opcode = area->fop;
		user->last_ip = area->fip;
		user->last_dp = area->fdp;
		memcpy(user->fpr, area->st, sizeof(user->fpr));
	}
	if (area->xstate_bv & X86_XCR0_SSE)
		memcpy(user->xmm, area->xmm, sizeof(user->xmm));
}

int x86_xsave_from_fpu(struct x86_xsave_area *area, const struct kvm_fpu *user)
{
	if (user->mxcsr & ~mxcsr_valid)
		return -EINVAL;
	area->fcw = user->fcw;
	area->fsw = user->fsw;
	area->ftw = user->ftwx;
	area->fop = user->last_opcode;
	area->fip = user->last_ip;
	area->fdp = user->last_dp;
	area->mxcsr = user->mxcsr;
	memcpy(area->st, user->fpr, sizeof(area->st));
	memcpy(area->xmm, user->xmm, sizeof(area->xmm));
	area->xstate_bv |= X86_XCR0_X87 | X86_XCR0_SSE;
	return 0;
}
