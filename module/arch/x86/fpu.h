/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's x87, SSE, AVX and AVX-512 registers. */
#ifndef AIRLOCK_X86_FPU_H
#define AIRLOCK_X86_FPU_H

#include <linux/bits.h>
#include <linux/types.h>

struct airlock_vcpu;
struct kvm_fpu;
struct kvm_xcrs;
struct kvm_xsave;

/* State components, SDM 1 "Managing State Using the XSAVE Feature Set". */
#define X86_XCR0_X87		BIT_ULL(0)
#define X86_XCR0_SSE		BIT_ULL(1)
#define X86_XCR0_AVX		BIT_ULL(2)
#define X86_XCR0_OPMASK		BIT_ULL(5)
#define X86_XCR0_ZMM_HI256	BIT_ULL(6)
#define X86_XCR0_HI16_ZMM	BIT_ULL(7)
#define X86_XCR0_AVX512		(X86_XCR0_OPMASK | X86_XCR0_ZMM_HI256 | \
				 X86_XCR0_HI16_ZMM)

/* What we know how to give a guest; the host's XCR0 narrows it. */
#define X86_XCR0_KNOWN		(X86_XCR0_X87 | X86_XCR0_SSE | X86_XCR0_AVX | \
				 X86_XCR0_AVX512)

struct x86_xsave_area;

/**
 * struct x86_fpu - the registers while they are not in the CPU.
 * @area: in the standard format of XSAVE; XRSTOR accepts it at any time
 * @xcr0: the guest's XCR0
 * @loaded: between x86_fpu_enter() and x86_fpu_leave()
 */
struct x86_fpu {
	struct x86_xsave_area *area;
	u64 xcr0;
	bool loaded;
};

/**
 * x86_fpu_setup - look at the host once, at module load.
 * @xcr0: the components that guests can be given in XCR0; 0 without XSAVE.
 *
 * Return: 0 or -ENOMEM.
 */
int x86_fpu_setup(u64 *xcr0);

/* Allocate, in the state after power-up. Return: 0 or -ENOMEM. */
int x86_fpu_init(struct x86_fpu *fpu);
void x86_fpu_destroy(struct x86_fpu *fpu);

/* The state after RESET. INIT leaves it all alone. Not between the below. */
void x86_fpu_reset(struct x86_fpu *fpu);

/**
 * x86_fpu_enter - put the guest's registers into the CPU.
 * @fpu: the registers.
 *
 * Context: process, preemption enabled; disables it until x86_fpu_leave().
 * In between, nothing else may use the FPU.
 */
void x86_fpu_enter(struct x86_fpu *fpu);

/* Take them out again. Context: as x86_fpu_enter() left it. */
void x86_fpu_leave(struct x86_fpu *fpu);

/**
 * x86_fpu_set_xcr0 - the guest's XSETBV with ECX = 0.
 * @vcpu: the vCPU of this thread.
 * @xcr0: the new value.
 *
 * CPL and CR4.OSXSAVE are the caller's to check (a VM exit implies them).
 * Between enter and leave the CPU's XCR0 changes along.
 *
 * Return: 0, or -EINVAL for #GP.
 */
int x86_fpu_set_xcr0(struct airlock_vcpu *vcpu, u64 xcr0);

/*
 * The ioctls, on copies in the kernel; not between enter and leave.
 * The setters return 0, or -EINVAL and change nothing.
 */
void x86_fpu_get(struct airlock_vcpu *vcpu, struct kvm_fpu *user);
int x86_fpu_set(struct airlock_vcpu *vcpu, const struct kvm_fpu *user);
void x86_xsave_get(struct airlock_vcpu *vcpu, struct kvm_xsave *user);
int x86_xsave_set(struct airlock_vcpu *vcpu, const struct kvm_xsave *user);
void x86_xcrs_get(struct airlock_vcpu *vcpu, struct kvm_xcrs *user);
int x86_xcrs_set(struct airlock_vcpu *vcpu, const struct kvm_xcrs *user);

#endif /* AIRLOCK_X86_FPU_H */
