/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: a host's clocks, a CPU backend's MSRs, and what stands on them. */
#ifndef AIRLOCK_KUNIT_FAKE_MSR_H
#define AIRLOCK_KUNIT_FAKE_MSR_H

#include "fake_guest.h"

#include "kvmclock.c"
#include "msr.c"
#include "msr_mtrr.c"
#include "msr_table.c"
#include "tsc.c"

/* The host. */
static u64 host_tsc;
static u64 host_ns;
static bool host_stable;

#define HOST_KHZ	2000000U
#define HOST_HZ		(HOST_KHZ * 1000ULL)
#define HOST_DATE	(1700000000ULL * NSEC_PER_SEC)

u64 x86_host_tsc(void)
{
	return host_tsc;
}

u32 x86_host_tsc_khz(void)
{
	return HOST_KHZ;
}

bool x86_host_tsc_stable(void)
{
	return host_stable;
}

u64 x86_host_boot_ns(void)
{
	return host_ns;
}

u64 x86_host_real_ns(void)
{
	return HOST_DATE + host_ns;
}

u64 x86_host_msr(u32 msr)
{
	return msr;
}

/* The CPU backend. */
static u64 cr0;
static u64 efer;
static struct {
	u32 msr;
	u64 value;
} held[16];

static u64 *held_msr(u32 msr)
{
	unsigned int i;

	if (msr == MSR_EFER)
		return &efer;
	for (i = 0; i < ARRAY_SIZE(held) - 1; i++)
		if (held[i].msr == msr || !held[i].msr)
			break;
	held[i].msr = msr;
	return &held[i].value;
}

u64 airlock_x86_msr_read(struct airlock_vcpu *vcpu, u32 msr)
{
	return *held_msr(msr);
}

void airlock_x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	*held_msr(msr) = value;
}

u64 airlock_x86_cr0(struct airlock_vcpu *vcpu)
{
	return cr0;
}

void airlock_x86_tsc_offset_changed(struct airlock_vcpu *vcpu)
{
}

void x86_cpuid_refresh(struct airlock_vcpu *vcpu)
{
}

/* The local APIC. */
static u64 lapic_msr;
static u64 lapic_old_base;

int airlock_lapic_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value)
{
	*value = lapic_msr;
	return 0;
}

int airlock_lapic_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	lapic_msr = value;
	return 0;
}

void airlock_lapic_base_changed(struct airlock_vcpu *vcpu, u64 old)
{
	lapic_old_base = old;
}

void airlock_lapic_tsc_changed(struct airlock_vcpu *vcpu)
{
}

static unsigned int request_all;

void airlock_vm_request_all(struct airlock_vm *vm, unsigned int req)
{
	request_all |= BIT(req);
}

static struct airlock_vm vm;
static struct airlock_vcpu *vcpu;

static struct airlock_vcpu *new_vcpu(struct kunit *test)
{
	struct airlock_vcpu *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	if (!v)
		return NULL;
	v->vm = &vm;
	v->arch.cpuid.maxphyaddr = 40;
	v->arch.cpuid.has = ~0ULL;
	v->arch.apic_base = APIC_DEFAULT_BASE | APIC_BASE_EN;
	x86_msr_reset(v, false);
	x86_tsc_init(v);
	return v;
}

static int msr_init(struct kunit *test)
{
	host_tsc = 5 * HOST_HZ;
	host_ns = 5 * NSEC_PER_SEC;
	host_stable = true;
	cr0 = 0;
	efer = 0;
	request_all = 0;
	memset(held, 0, sizeof(held));
	x86_vm_clock_init(&vm.arch.clock);
	vcpu = new_vcpu(test);
	return vcpu ? guest_init() : -ENOMEM;
}

static void msr_exit(struct kunit *test)
{
	guest_exit();
}

static int set(u32 msr, u64 value)
{
	return x86_msr_write(vcpu, msr, value, false);
}

static u64 value_of(u32 msr)
{
	u64 value = 0;

	x86_msr_read(vcpu, msr, &value, true);
	return value;
}

#endif /* AIRLOCK_KUNIT_FAKE_MSR_H */
