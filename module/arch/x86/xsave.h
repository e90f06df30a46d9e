/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory image of x87 to AVX-512 registers: the XSAVE area, in its standard
 * format. SDM 1 "Managing State Using the XSAVE Feature Set".
 */
#ifndef AIRLOCK_X86_XSAVE_H
#define AIRLOCK_X86_XSAVE_H

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct kvm_fpu;
struct kvm_xsave;

/* KVM_GET_XSAVE has room for no more. */
#define X86_XSAVE_MAX_SIZE	4096

/**
 * struct x86_xsave_area - registers in memory.
 * @fcw: x87 control word; this and the next six are component 0
 * @fsw: status word
 * @ftw: one bit for each register: not empty
 * @reserved1: 0
 * @fop: last opcode
 * @fip: last instruction pointer
 * @fdp: last data pointer
 * @mxcsr: SSE control and status, loaded whatever @xstate_bv says
 * @mxcsr_mask: its valid bits
 * @st: x87 registers, component 0
 * @xmm: SSE registers, component 1
 * @reserved2: 0
 * @xstate_bv: components that are not in their initial state
 * @xcomp_bv: 0: the standard format
 * @reserved3: 0, or XRSTOR faults
 * @extended: the other components, where CPUID leaf 0xD says
 */
struct x86_xsave_area {
	u16 fcw;
	u16 fsw;
	u8 ftw;
	u8 reserved1;
	u16 fop;
	u64 fip;
	u64 fdp;
	u32 mxcsr;
	u32 mxcsr_mask;
	u8 st[8][16];
	u8 xmm[16][16];
	u8 reserved2[96];
	u64 xstate_bv;
	u64 xcomp_bv;
	u64 reserved3[6];
	u8 extended[X86_XSAVE_MAX_SIZE - 576];
} __aligned(64);

static_assert(offsetof(struct x86_xsave_area, mxcsr) == 24);
static_assert(offsetof(struct x86_xsave_area, xmm) == 160);
static_assert(offsetof(struct x86_xsave_area, xstate_bv) == 512);
static_assert(offsetof(struct x86_xsave_area, extended) == 576);
static_assert(sizeof(struct x86_xsave_area) == X86_XSAVE_MAX_SIZE);

/**
 * x86_xsave_setup - learn the layout, once.
 * @features: components wanted.
 * @mxcsr_mask: valid bits of MXCSR.
 *
 * Return: the components that can be had.
 */
u64 x86_xsave_setup(u64 features, u32 mxcsr_mask);

/* Size of an area with the components of @xcr0; CPUID shows it. */
u32 x86_xsave_size(u64 xcr0, bool compacted);

/* Is that a value for XCR0 at all? SDM 1 "Enabling the XSAVE Feature Set...". */
bool x86_xcr0_valid(u64 xcr0);

/* The initial state of all components. */
void x86_xsave_reset(struct x86_xsave_area *area);

/*
 * To and from userspace's images, which are in the kernel's memory already.
 * The area is always one that XRSTOR accepts; from_* return 0, or -EINVAL and
 * leave it alone.
 */
void x86_xsave_to_fpu(const struct x86_xsave_area *area, struct kvm_fpu *user);
int x86_xsave_from_fpu(struct x86_xsave_area *area,
		       const struct kvm_fpu *user);
void x86_xsave_to_user(const struct x86_xsave_area *area,
		       struct kvm_xsave *user);
int x86_xsave_from_user(struct x86_xsave_area *area,
			const struct kvm_xsave *user);

#endif /* AIRLOCK_X86_XSAVE_H */
