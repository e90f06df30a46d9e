// SPDX-License-Identifier: GPL-2.0
/* The TSCs of a VM, and kvmclock as a guest would compute it. */
#include <kunit/test.h>
#include <linux/module.h>

#include "fake_msr.h"

static void pass_seconds(unsigned int seconds)
{
	host_tsc += seconds * HOST_HZ;
	host_ns += seconds * NSEC_PER_SEC;
}

static u64 tsc_of(struct airlock_vcpu *v)
{
	return airlock_x86_guest_tsc(v);
}

/* The steps of KVM's tsc_msrs_test. */
static void tsc_and_adjust(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC, 1000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 1000);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 1000);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_ADJUST, 2000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 2000);
	/* By the host, each stays out of the other's way. */
	x86_msr_write(vcpu, MSR_IA32_TSC, 100 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 100 * HOST_HZ);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 2000);
	x86_msr_write(vcpu, MSR_IA32_TSC_ADJUST, 77, true);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC), 100 * HOST_HZ);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST), 77);
	x86_msr_write(vcpu, MSR_IA32_TSC_ADJUST, 2000, true);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC, 3000), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_ADJUST),
			5000 - 100 * HOST_HZ);
}

static void tscs_of_a_vm_agree(struct kunit *test)
{
	struct airlock_vcpu *second;

	/* One that is created later joins. */
	pass_seconds(10);
	second = new_vcpu(test);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_EQ(test, tsc_of(second), 10 * HOST_HZ);
	/* Set to the same within a second: the same, to the tick. */
	x86_msr_write(vcpu, MSR_IA32_TSC, 1000 * HOST_HZ, true);
	host_tsc += HOST_HZ / 2;
	x86_msr_write(second, MSR_IA32_TSC, 1000 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), 1000 * HOST_HZ + HOST_HZ / 2);
	/* Restored with what it would read by now: the same again. */
	pass_seconds(60);
	x86_msr_write(second, MSR_IA32_TSC, tsc_of(vcpu) + 5, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
	/* Farther away, it is meant. */
	x86_msr_write(second, MSR_IA32_TSC, tsc_of(vcpu) + 2 * HOST_HZ, true);
	KUNIT_EXPECT_EQ(test, tsc_of(second), tsc_of(vcpu) + 2 * HOST_HZ);
	/* A zero joins whoever was set last. */
	pass_seconds(60);
	x86_msr_write(vcpu, MSR_IA32_TSC, 0, true);
	KUNIT_EXPECT_EQ(test, tsc_of(vcpu), tsc_of(second));
}

/* As guests compute it: Documentation/virt/kvm/x86/msr.rst. */
static u64 guest_clock(const struct time_page *page, u64 tsc)
{
	u64 delta = tsc - page->tsc_timestamp;

	if (page->tsc_shift < 0)
		delta >>= -page->tsc_shift;
	else
		delta <<= page->tsc_shift;
	return page->system_time +
	       mul_u64_u32_shr(delta, page->tsc_to_system_mul, 32);
}

static struct time_page *time_page(void)
{
	return (struct time_page *)(ram + 0x100);
}

/* Rounding costs a few nanoseconds. */
static bool near(u64 a, u64 b)
{
	return abs((s64)(a - b)) <= 10;
}

static void kvmclock_follows_the_tsc(struct kunit *test)
{
	struct kvm_clock_data data;

	pass_seconds(3);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_KVM_SYSTEM_TIME_NEW, 0x101), 0);
	KUNIT_EXPECT_TRUE(test, airlock_vcpu_take_request(vcpu,
							  AIRLOCK_REQ_CLOCK));
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 2);
	KUNIT_EXPECT_EQ(test, time_page()->flags, TIME_TSC_STABLE);
	KUNIT_EXPECT_TRUE(test, near(guest_clock(time_page(), tsc_of(vcpu)),
				     3 * NSEC_PER_SEC));
	pass_seconds(86400);
	KUNIT_EXPECT_TRUE(test, near(guest_clock(time_page(), tsc_of(vcpu)),
				     86403 * NSEC_PER_SEC));
	x86_clock_get(&vm, &data);
	KUNIT_EXPECT_EQ(test, data.clock,
			guest_clock(time_page(), tsc_of(vcpu)));
	KUNIT_EXPECT_EQ(test, data.flags, KVM_CLOCK_TSC_STABLE |
			KVM_CLOCK_REALTIME | KVM_CLOCK_HOST_TSC);
	KUNIT_EXPECT_EQ(test, data.realtime, HOST_DATE + host_ns);
	KUNIT_EXPECT_EQ(test, data.host_tsc, host_tsc);
	/* The TSC jumps, the clock does not. */
	set(MSR_IA32_TSC, 12345);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 4);
	KUNIT_EXPECT_EQ(test, data.clock,
			guest_clock(time_page(), tsc_of(vcpu)));
}

static void kvmclock_can_be_set(struct kunit *test)
{
	struct kvm_clock_data data = { .clock = 1000 * NSEC_PER_SEC };

	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	KUNIT_EXPECT_EQ(test, request_all, BIT(AIRLOCK_REQ_CLOCK));
	pass_seconds(1);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_TRUE(test, near(guest_clock(time_page(), tsc_of(vcpu)),
				     1001 * NSEC_PER_SEC));
	/* A guest that slept while the date moved on has aged. */
	data.flags = KVM_CLOCK_REALTIME;
	data.realtime = HOST_DATE + host_ns - 50 * NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	x86_clock_get(&vm, &data);
	KUNIT_EXPECT_TRUE(test, near(data.clock, 1050 * NSEC_PER_SEC));
	/* It does not get younger. */
	data.flags = KVM_CLOCK_REALTIME;
	data.realtime = HOST_DATE + host_ns + NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), 0);
	x86_clock_get(&vm, &data);
	KUNIT_EXPECT_TRUE(test, near(data.clock, 1050 * NSEC_PER_SEC));
	data.flags = KVM_CLOCK_HOST_TSC;
	KUNIT_EXPECT_EQ(test, x86_clock_set(&vm, &data), -EINVAL);
}

static void kvmclock_tells_of_a_stop(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, x86_kvmclock_ctrl(vcpu), -EINVAL);
	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	KUNIT_EXPECT_EQ(test, x86_kvmclock_ctrl(vcpu), 0);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags,
			TIME_TSC_STABLE | TIME_GUEST_STOPPED);
	/* Until the guest has seen it. */
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_TRUE(test, time_page()->flags & TIME_GUEST_STOPPED);
	time_page()->flags = 0;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags, TIME_TSC_STABLE);
	/* Switched off, the page is the guest's. */
	set(X86_MSR_KVM_SYSTEM_TIME, 0x100);
	time_page()->version = 77;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->version, 77);
}

static void wall_clock_is_the_date_of_boot(struct kunit *test)
{
	struct wall_page *page = (struct wall_page *)(ram + 0x200);

	page->version = 5;
	set(X86_MSR_KVM_WALL_CLOCK_NEW, 0x200);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, page->version, 8);
	KUNIT_EXPECT_EQ(test, page->sec, 1700000005);
	KUNIT_EXPECT_EQ(test, page->nsec, 0);
	/* Once for each write of the MSR, which reads back. */
	page->sec = 0;
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, page->sec, 0);
	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_KVM_WALL_CLOCK), 0x200);
	/* Nowhere to write to: nothing happens. */
	set(X86_MSR_KVM_WALL_CLOCK, ~0ULL);
	set(X86_MSR_KVM_SYSTEM_TIME, ~0ULL);
	x86_kvmclock_update(vcpu);
}

static void without_a_stable_tsc(struct kunit *test)
{
	host_stable = false;
	x86_vm_clock_init(&vm.arch.clock);
	KUNIT_EXPECT_FALSE(test, x86_kvmclock_features() &
			   X86_KVM_FEATURE_CLOCK_STABLE);
	set(X86_MSR_KVM_SYSTEM_TIME, 0x101);
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_EQ(test, time_page()->flags, 0);
	/* On another CPU whose TSC is behind, time still goes on. */
	host_ns += NSEC_PER_SEC;
	host_tsc -= HOST_HZ;
	vcpu->requests = 0;
	x86_kvmclock_load(vcpu);
	KUNIT_EXPECT_TRUE(test, airlock_vcpu_take_request(vcpu,
							  AIRLOCK_REQ_CLOCK));
	x86_kvmclock_update(vcpu);
	KUNIT_EXPECT_TRUE(test, near(guest_clock(time_page(), tsc_of(vcpu)),
				     NSEC_PER_SEC));
}

static void scales_any_frequency(struct kunit *test)
{
	static const u32 khz[] = { 1, 1000, 100000, 999999, 1000000, 1000001,
				   2394000, 5000000, U32_MAX };
	struct tsc_scale scale;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(khz); i++) {
		scale = tsc_scale(khz[i]);
		/* A day, to a millionth. */
		KUNIT_EXPECT_LE_MSG(test,
				    abs((s64)(ticks_to_ns(scale,
							  khz[i] * 86400000ULL) -
					      86400 * NSEC_PER_SEC)),
				    86400000, "%u kHz", khz[i]);
	}
}

static struct kunit_case clock_cases[] = {
	KUNIT_CASE(tsc_and_adjust),
	KUNIT_CASE(tscs_of_a_vm_agree),
	KUNIT_CASE(kvmclock_follows_the_tsc),
	KUNIT_CASE(kvmclock_can_be_set),
	KUNIT_CASE(kvmclock_tells_of_a_stop),
	KUNIT_CASE(wall_clock_is_the_date_of_boot),
	KUNIT_CASE(without_a_stable_tsc),
	KUNIT_CASE(scales_any_frequency),
	{}
};

static struct kunit_suite clock_suite = {
	.name = "airlock_x86_clock",
	.init = msr_init,
	.exit = msr_exit,
	.test_cases = clock_cases,
};

kunit_test_suite(clock_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's clocks");
MODULE_LICENSE("GPL");
