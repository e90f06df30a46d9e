// SPDX-License-Identifier: GPL-2.0
/* XSETBV: XCR0 belongs to the guest, within what CPUID offers. */
#include "harness.h"
#include "arch_vm.h"

#define CR4_OSXSAVE	(1UL << 18)

FIXTURE(xsetbv) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
};

FIXTURE_SETUP(xsetbv)
{
	struct test_cpuid cpuid;

	vm_create(&self->vm, 0);
	test_cpuid_get(&self->vm, &cpuid);
	if (!(test_cpuid_leaf(&cpuid, 1, 0)->ecx >> 26 & 1))
		SKIP(return, "no XSAVE");
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
}

FIXTURE_TEARDOWN(xsetbv)
{
	vm_destroy(&self->vm);
}

static int xsetbv_safe(__u32 index, __u64 value)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("xsetbv") : : "c"(index), "a"((__u32)value),
		     "d"((__u32)(value >> 32)) : "memory");
	return guest_ex_end();
}

static __u64 xgetbv(__u32 index)
{
	__u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(index));
	return lo | (__u64)hi << 32;
}

GUEST_TEST_F(xsetbv, needs_osxsave)
{
	GUEST_EQ(xsetbv_safe(0, 1), UD_VECTOR);
	write_cr4(read_cr4() | CR4_OSXSAVE);
	GUEST_EQ(xsetbv_safe(0, 1), GUEST_NO_TRAP);
}

GUEST_TEST_F(xsetbv, legal)
{
	__u32 reg[4];

	write_cr4(read_cr4() | CR4_OSXSAVE);
	GUEST_EQ(xgetbv(0), 1);
	cpuid(0xd, 0, reg);
	GUEST_EQ(xsetbv_safe(0, 3), GUEST_NO_TRAP);
	GUEST_EQ(xgetbv(0), 3);
	/* Everything that CPUID offers, as one. */
	GUEST_EQ(xsetbv_safe(0, reg[0] | (__u64)reg[3] << 32), GUEST_NO_TRAP);
	GUEST_EQ(xgetbv(0), reg[0] | (__u64)reg[3] << 32);
	GUEST_EQ(xsetbv_safe(0, 1), GUEST_NO_TRAP);
	GUEST_EQ(xgetbv(0), 1);
}

GUEST_TEST_F(xsetbv, illegal)
{
	__u32 reg[4];

	write_cr4(read_cr4() | CR4_OSXSAVE);
	cpuid(0xd, 0, reg);
	/* x87 cannot be off, AVX is not without SSE. */
	GUEST_EQ(xsetbv_safe(0, 0), GP_VECTOR);
	GUEST_EQ(xsetbv_safe(0, 2), GP_VECTOR);
	GUEST_EQ(xsetbv_safe(0, 5), GP_VECTOR);
	/* Parts of AVX-512, of MPX. */
	GUEST_EQ(xsetbv_safe(0, 0x27), GP_VECTOR);
	GUEST_EQ(xsetbv_safe(0, 0xb), GP_VECTOR);
	/* What CPUID does not offer. */
	GUEST_EQ(xsetbv_safe(0, 1 | 1UL << 62), GP_VECTOR);
	GUEST_EQ(xsetbv_safe(0, 1 | (~reg[0] & 0x80000000)), GP_VECTOR);
	/* Another register. */
	GUEST_EQ(xsetbv_safe(1, 1), GP_VECTOR);
	GUEST_EQ(xsetbv_safe(~0U, 1), GP_VECTOR);
	GUEST_EQ(xgetbv(0), 1);
}

static void guest_xcr0(unsigned long arg)
{
	write_cr4(read_cr4() | CR4_OSXSAVE);
	GUEST_EQ(xsetbv_safe(0, 3), GUEST_NO_TRAP);
	guest_sync(1);
	GUEST_EQ(xgetbv(0), 1);
	guest_done();
}

TEST_F(xsetbv, seen_by_host)
{
	struct kvm_xcrs xcrs;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_XCRS);
	vcpu_enter(self->vcpu, guest_xcr0);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_XCRS, &xcrs);
	ASSERT_EQ(1, xcrs.nr_xcrs);
	EXPECT_EQ(0, xcrs.xcrs[0].xcr);
	EXPECT_EQ(3, xcrs.xcrs[0].value);
	xcrs.xcrs[0].value = 1;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_XCRS, &xcrs);
	ASSERT_DONE(self->vcpu);
	xcrs.xcrs[0].value = 0;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_XCRS, &xcrs);
}

AIRLOCK_TEST_MAIN
