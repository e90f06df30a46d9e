// SPDX-License-Identifier: GPL-2.0
/* State of a vCPU as blobs: what comes back, what is refused, the clock. */
#include "harness.h"
#include "arch_vm.h"

#define BAD_POINTER	((void *)8)

FIXTURE_ONE_VCPU(state, 0);

/* Get, change, set, get again. */
TEST_F(state, regs)
{
	struct kvm_regs regs, again;

	memset(&regs, 0x11, sizeof(regs));
	regs.rflags = 0x46;
	regs.rip = 0xffffffff81000000;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_REGS, &regs);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_REGS, &again);
	EXPECT_EQ(0, memcmp(&regs, &again, sizeof(regs)));
	/* Bit 1 is always set. */
	regs.rflags = 0;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_REGS, &regs);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_REGS, &again);
	EXPECT_EQ(2, again.rflags);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_REGS, BAD_POINTER);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_GET_REGS, BAD_POINTER);
}

TEST_F(state, fpu)
{
	struct kvm_fpu fpu, again;

	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_FPU, &fpu);
	fpu.fcw = 0x27f;
	memset(fpu.xmm, 0x5a, sizeof(fpu.xmm));
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_FPU, &fpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_FPU, &again);
	EXPECT_EQ(0x27f, again.fcw);
	EXPECT_EQ(0, memcmp(fpu.xmm, again.xmm, sizeof(fpu.xmm)));
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_FPU, BAD_POINTER);
}

/* A header that the CPU would not take must not get as far as the CPU. */
TEST_F(state, xsave)
{
	struct kvm_xsave good, bad;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_XSAVE);
	memset(&good, 0xff, sizeof(good));
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_XSAVE, &good);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_XSAVE, &good);
	bad = good;
	bad.region[512 / 4 + 1] |= 1U << 30;	/* a feature nobody has */
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_XSAVE, &bad);
	bad = good;
	bad.region[512 / 4] |= 2;
	bad.region[24 / 4] = 0xffffffff;	/* reserved bits of MXCSR */
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_XSAVE, &bad);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_XSAVE, BAD_POINTER);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_XSAVE, &good);
}

TEST_F(state, xcrs)
{
	struct kvm_xcrs xcrs = { };

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_XCRS);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_XCRS, &xcrs);
	EXPECT_EQ(1, xcrs.xcrs[0].value);
	xcrs.nr_xcrs = 1000;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_XCRS, &xcrs);
	xcrs.nr_xcrs = 1;
	xcrs.flags = 1;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_XCRS, &xcrs);
}

TEST_F(state, vcpu_events)
{
	struct kvm_vcpu_events events;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_VCPU_EVENTS);
	memset(&events, 0xff, sizeof(events));
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_VCPU_EVENTS, &events);
	EXPECT_EQ(0, events.exception.injected);
	EXPECT_EQ(0, events.interrupt.injected);
	EXPECT_EQ(0, events.nmi.pending);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_VCPU_EVENTS, &events);
	events.flags = 1U << 31;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_VCPU_EVENTS, &events);
}

TEST_F(state, clock)
{
	struct kvm_clock_data clock, later;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_ADJUST_CLOCK);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_CLOCK, &clock);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_CLOCK, &later);
	EXPECT_LE(clock.clock, later.clock);
	memset(&clock, 0, sizeof(clock));
	clock.clock = 1UL << 50;
	ASSERT_IOCTL(self->vm.fd, KVM_SET_CLOCK, &clock);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_CLOCK, &later);
	EXPECT_LE(1UL << 50, later.clock);
	clock.flags = 1U << 31;
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_SET_CLOCK, &clock);
}

TEST_F(state, tsc_khz)
{
	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_GET_TSC_KHZ);
	EXPECT_LT(0, ioctl_err(self->vcpu->fd, KVM_GET_TSC_KHZ, 0));
	EXPECT_LT(0, ioctl_err(self->vm.fd, KVM_GET_TSC_KHZ, 0));
}

TEST_F(state, addresses_of_old)
{
	__u64 addr = 0xfffbc000;

	/* The last that is taken; kvm-host passes it. */
	EXPECT_IOCTL(self->vm.fd, KVM_SET_TSS_ADDR, 0xffffd000UL);
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_SET_TSS_ADDR, 0xffffe000UL);
	/* Too late, there is a vCPU. */
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_SET_IDENTITY_MAP_ADDR, &addr);
}

/* kvmclock: the page of the paravirtual clock, where CPUID offers it. */
struct pvclock {
	__u32 version, pad;
	__u64 tsc_timestamp, system_time;
	__u32 mul;
	__s8 shift;
	__u8 flags, pad2[2];
};

static struct pvclock pvclock __attribute__((aligned(64)));

GUEST_TEST_F(state, kvmclock)
{
	volatile struct pvclock *clock = &pvclock;
	__u32 reg[4];
	__u64 first;
	int i;

	cpuid(0x40000001, 0, reg);
	if (!(reg[0] & 1 << 3))
		return;
	wrmsr(0x4b564d01, (__u64)&pvclock | 1);
	GUEST_EQ(rdmsr(0x4b564d01), (__u64)&pvclock | 1);
	guest_sync(1);
	GUEST_ASSERT(clock->version);
	GUEST_EQ(clock->version & 1, 0);
	GUEST_ASSERT(clock->mul);
	first = clock->system_time + (rdtsc() - clock->tsc_timestamp);
	for (i = 0; i < 10; i++)
		guest_sync(2);
	GUEST_ASSERT(clock->system_time + (rdtsc() - clock->tsc_timestamp) >=
		     first);
	wrmsr(0x4b564d01, 0);
}

AIRLOCK_TEST_MAIN
