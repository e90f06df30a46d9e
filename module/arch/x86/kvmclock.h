/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kvmclock: the page from which a guest computes the time out of its TSC.
 * Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW.
 */
#ifndef AIRLOCK_X86_KVMCLOCK_H
#define AIRLOCK_X86_KVMCLOCK_H

#include <linux/bits.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct airlock_vcpu;
struct airlock_vm;
struct kvm_clock_data;

/* MSR_KVM_*: the old numbers and the new ones. */
#define X86_MSR_KVM_WALL_CLOCK		0x11
#define X86_MSR_KVM_SYSTEM_TIME		0x12
#define X86_MSR_KVM_WALL_CLOCK_NEW	0x4b564d00
#define X86_MSR_KVM_SYSTEM_TIME_NEW	0x4b564d01

/* Bits of leaf 0x40000001 EAX that we offer. */
#define X86_KVM_FEATURE_CLOCKSOURCE	BIT(0)
#define X86_KVM_FEATURE_NOP_IO_DELAY	BIT(1)
#define X86_KVM_FEATURE_CLOCKSOURCE2	BIT(3)
#define X86_KVM_FEATURE_CLOCK_STABLE	BIT(24)

/**
 * struct x86_kvmclock - kvmclock of a vCPU.
 * @system_time: the SYSTEM_TIME MSR: address of the page, bit 0 enables
 * @wall_clock: the WALL_CLOCK MSR
 * @wall_pending: the wall clock is to be written
 * @guest_stopped: KVM_KVMCLOCK_CTRL: tell the guest that it did not run
 *
 * All of it is the vCPU thread's, or vcpu->mutex's.
 */
struct x86_kvmclock {
	u64 system_time;
	u64 wall_clock;
	bool wall_pending;
	bool guest_stopped;
};

/**
 * struct x86_vm_clock - the clocks of a VM.
 * @lock: of the other fields
 * @base_ns: kvmclock when the host's TSC was @base_tsc
 * @base_tsc: the host's TSC at that moment
 * @base_boot: the host's time since boot at that moment, in nanoseconds
 * @tsc_offset: guest TSC minus host TSC of the last vCPU whose TSC was set
 * @tsc_written: the host's TSC when it was set
 * @tsc_value: to what
 * @tsc_set: it was set at all
 *
 * One pair for all vCPUs: their clocks agree to the tick.
 */
struct x86_vm_clock {
	spinlock_t lock;	/* of all below */
	u64 base_ns;
	u64 base_tsc;
	u64 base_boot;
	u64 tsc_offset;
	u64 tsc_written;
	u64 tsc_value;
	bool tsc_set;
};

/* The VM's clocks start at 0. Cannot fail, needs no counterpart. */
void x86_vm_clock_init(struct x86_vm_clock *clock);

/* Bits of leaf 0x40000001 EAX that this host can honour. */
u32 x86_kvmclock_features(void);

/**
 * x86_kvmclock_set_msr - SYSTEM_TIME or WALL_CLOCK was written.
 * @vcpu: the vCPU.
 * @wall: which.
 * @value: to what.
 *
 * The page is written when AIRLOCK_REQ_CLOCK is served, before the guest's
 * next instruction.
 *
 * Context: the vCPU's thread or vcpu->mutex held; does not sleep.
 */
void x86_kvmclock_set_msr(struct airlock_vcpu *vcpu, bool wall, u64 value);

/**
 * x86_kvmclock_update - serve AIRLOCK_REQ_CLOCK.
 * @vcpu: the vCPU of this thread.
 *
 * A page that is not there is not written: the guest gave a bad address.
 *
 * Context: process, sleeps; not in the guest context.
 */
void x86_kvmclock_update(struct airlock_vcpu *vcpu);

/**
 * x86_kvmclock_load - the vCPU's thread came to another CPU.
 * @vcpu: the vCPU.
 *
 * Nothing to do on a host whose TSCs agree; else asks for AIRLOCK_REQ_CLOCK.
 *
 * Context: preemption disabled.
 */
void x86_kvmclock_load(struct airlock_vcpu *vcpu);

/*
 * The ioctls, on copies in the kernel. KVM_SET_CLOCK: -EINVAL for an unknown
 * flag. KVM_KVMCLOCK_CTRL: -EINVAL if the guest does not use kvmclock.
 */
void x86_clock_get(struct airlock_vm *vm, struct kvm_clock_data *data);
int x86_clock_set(struct airlock_vm *vm, const struct kvm_clock_data *data);
int x86_kvmclock_ctrl(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_X86_KVMCLOCK_H */
