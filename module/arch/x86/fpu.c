// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's FPU registers in the CPU, and out of it.
 *
 * kernel_fpu_begin() has saved the thread's own, so what a guest leaves in the
 * registers is overwritten before the thread's userspace runs again. Components
 * that guests are not given (PKRU, AMX) keep the host's values: the guest's
 * XCR0 and CR4 put them out of its reach.
 */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/slab.h>

#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#include <asm/fpu/xcr.h>

#include "airlock.h"
#include "fpu.h"
#include "xsave.h"

#define XCR0			0
/* MXCSR bits of the first CPUs with SSE, which show no mask. */
#define MXCSR_MASK_DEFAULT	0xffbf

/* What the host's kernel has in XCR0, 0 without XSAVE; the same on all CPUs. */
static u64 host_xcr0 __ro_after_init;
/* Components that we switch, as XSAVE and XRSTOR take them. */
static u64 switched __ro_after_init;
static bool has_xsaveopt __ro_after_init;

static void fxsave(struct x86_xsave_area *area)
{
	asm volatile("fxsave64 %0" : "=m" (*area));
}

static void fxrstor(const struct x86_xsave_area *area)
{
	asm volatile("fxrstor64 %0" : : "m" (*area));
}

static void xsave(struct x86_xsave_area *area)
{
	u32 low = switched, high = switched >> 32;

	/*
	 * XSAVEOPT leaves out what is as XRSTOR of the same area loaded it. An
	 * XRSTOR by the guest does not confuse it: it was in VMX non-root
	 * operation. SDM 1 "Operation of XSAVEOPT".
	 */
	if (has_xsaveopt)
		asm volatile("xsaveopt64 %0"
			     : "+m" (*area) : "a" (low), "d" (high));
	else
		asm volatile("xsave64 %0"
			     : "+m" (*area) : "a" (low), "d" (high));
}

static void xrstor(const struct x86_xsave_area *area)
{
	u32 low = switched, high = switched >> 32;

	asm volatile("xrstor64 %0" : : "m" (*area), "a" (low), "d" (high));
}

static int host_mxcsr_mask(u32 *mask)
{
	struct x86_xsave_area *scratch = kzalloc(sizeof(*scratch), GFP_KERNEL);

	if (!scratch)
		return -ENOMEM;
	kernel_fpu_begin();
	fxsave(scratch);
	kernel_fpu_end();
	*mask = scratch->mxcsr_mask ?: MXCSR_MASK_DEFAULT;
	kfree(scratch);
	return 0;
}

int x86_fpu_setup(u64 *xcr0)
{
	u32 mxcsr_mask;
	int err;

	err = host_mxcsr_mask(&mxcsr_mask);
	if (err)
		return err;
	*xcr0 = 0;
	if (!boot_cpu_has(X86_FEATURE_OSXSAVE)) {
		x86_xsave_setup(X86_XCR0_X87 | X86_XCR0_SSE, mxcsr_mask);
		return 0;
	}
	host_xcr0 = xgetbv(XCR0);
	has_xsaveopt = boot_cpu_has(X86_FEATURE_XSAVEOPT);
	switched = x86_xsave_setup(host_xcr0 & X86_XCR0_KNOWN, mxcsr_mask);
	*xcr0 = switched;
	return 0;
}

int x86_fpu_init(struct x86_fpu *fpu)
{
	/* A power of two, so aligned to its size. */
	fpu->area = kmalloc(sizeof(*fpu->area), GFP_KERNEL_ACCOUNT);
	if (!fpu->area)
		return -ENOMEM;
	fpu->loaded = false;
	x86_fpu_reset(fpu);
	return 0;
}

void x86_fpu_destroy(struct x86_fpu *fpu)
{
	kfree(fpu->area);
	fpu->area = NULL;
}

void x86_fpu_reset(struct x86_fpu *fpu)
{
	x86_xsave_reset(fpu->area);
	fpu->xcr0 = X86_XCR0_X87;
}

void x86_fpu_enter(struct x86_fpu *fpu)
{
	kernel_fpu_begin();
	if (likely(host_xcr0)) {
		/* While XCR0 is still the host's, which allows all of them. */
		xrstor(fpu->area);
		if (fpu->xcr0 != host_xcr0)
			xsetbv(XCR0, fpu->xcr0);
	} else {
		fxrstor(fpu->area);
	}
	fpu->loaded = true;
}

void x86_fpu_leave(struct x86_fpu *fpu)
{
	fpu->loaded = false;
	if (likely(host_xcr0)) {
		if (fpu->xcr0 != host_xcr0)
			xsetbv(XCR0, host_xcr0);
		xsave(fpu->area);
	} else {
		fxsave(fpu->area);
		fpu->area->xstate_bv = X86_XCR0_X87 | X86_XCR0_SSE;
	}
	kernel_fpu_end();
}

int x86_fpu_set_xcr0(struct airlock_vcpu *vcpu, u64 xcr0)
{
	struct x86_fpu *fpu = &vcpu->arch.fpu;

	if (!host_xcr0 || !x86_xcr0_valid(xcr0) ||
	    xcr0 & ~vcpu->arch.cpuid.xcr0_allowed)
		return -EINVAL;
	if (fpu->xcr0 == xcr0)
		return 0;
	fpu->xcr0 = xcr0;
	if (fpu->loaded)
		xsetbv(XCR0, xcr0);
	x86_cpuid_refresh(vcpu);
	return 0;
}

void x86_fpu_get(struct airlock_vcpu *vcpu, struct kvm_fpu *user)
{
	x86_xsave_to_fpu(vcpu->arch.fpu.area, user);
}

int x86_fpu_set(struct airlock_vcpu *vcpu, const struct kvm_fpu *user)
{
	return x86_xsave_from_fpu(vcpu->arch.fpu.area, user);
}

void x86_xsave_get(struct airlock_vcpu *vcpu, struct kvm_xsave *user)
{
	x86_xsave_to_user(vcpu->arch.fpu.area, user);
}

int x86_xsave_set(struct airlock_vcpu *vcpu, const struct kvm_xsave *user)
{
	return x86_xsave_from_user(vcpu->arch.fpu.area, user);
}

void x86_xcrs_get(struct airlock_vcpu *vcpu, struct kvm_xcrs *user)
{
	*user = (struct kvm_xcrs){ .nr_xcrs = 1 };
	user->xcrs[0].xcr = XCR0;
	user->xcrs[0].value = vcpu->arch.fpu.xcr0;
}

int x86_xcrs_set(struct airlock_vcpu *vcpu, const struct kvm_xcrs *user)
{
	unsigned int i;

	if (user->nr_xcrs > KVM_MAX_XCRS || user->flags)
		return -EINVAL;
	/* There is no other XCR; KVM ignores them, and so do we. */
	for (i = 0; i < user->nr_xcrs; i++)
		if (user->xcrs[i].xcr == XCR0)
			return x86_fpu_set_xcr0(vcpu, user->xcrs[i].value);
	return 0;
}
