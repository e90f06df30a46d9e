// SPDX-License-Identifier: GPL-2.0
/*
 * kvmclock. On a host whose TSCs agree, a VM's time is one straight line
 * through (base_tsc, base_ns): each vCPU's page describes that line, shifted
 * by the vCPU's TSC offset, and is never written again unless somebody sets a
 * clock. So the vCPUs agree to the tick, and time never goes back.
 */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kvm.h>
#include <linux/math64.h>
#include <linux/time64.h>

#include "airlock.h"
#include "host.h"
#include "kvmclock.h"

/* The pages' layout is ABI: Documentation/virt/kvm/x86/msr.rst. */
struct time_page {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
};

struct wall_page {
	u32 version;
	u32 sec;
	u32 nsec;
};

static_assert(sizeof(struct time_page) == 32);
static_assert(sizeof(struct wall_page) == 12);

/* time_page.flags */
#define TIME_TSC_STABLE		BIT(0)
#define TIME_GUEST_STOPPED	BIT(1)

#define SYSTEM_TIME_ENABLE	BIT_ULL(0)

/* How TSC ticks become nanoseconds: (ticks << shift) * mul / 2^32. */
struct tsc_scale {
	u32 mul;
	s8 shift;
};

/* The shift makes use of all 32 bits of the multiplier. */
static struct tsc_scale tsc_scale(u32 khz)
{
	u64 ns = NSEC_PER_MSEC, ticks = khz;
	struct tsc_scale scale = {};

	while (ns >= ticks) {
		ticks <<= 1;
		scale.shift++;
	}
	while (ns < ticks >> 1) {
		ns <<= 1;
		scale.shift--;
	}
	scale.mul = div64_u64(ns << 32, ticks);
	return scale;
}

static u64 ticks_to_ns(struct tsc_scale scale, u64 ticks)
{
	ticks = scale.shift < 0 ? ticks >> -scale.shift : ticks << scale.shift;
	return mul_u64_u32_shr(ticks, scale.mul, 32);
}

/* A point of the VM's time: kvmclock, and the host's TSC at that moment. */
struct moment {
	u64 ns;
	u64 tsc;
};

/*
 * The point from which guests compute. Without a TSC to rely on it is a new
 * one each time.
 */
static struct moment base_moment(struct x86_vm_clock *clock)
{
	struct moment base;

	spin_lock(&clock->lock);
	base.ns = clock->base_ns;
	base.tsc = clock->base_tsc;
	if (!x86_host_tsc_stable()) {
		base.ns += x86_host_boot_ns() - clock->base_boot;
		base.tsc = x86_host_tsc();
	}
	spin_unlock(&clock->lock);
	return base;
}

static u64 clock_at(struct x86_vm_clock *clock, u64 tsc)
{
	struct moment base = base_moment(clock);

	/* Another CPU's TSC, if they do not agree: not before the base. */
	if ((s64)(tsc - base.tsc) < 0)
		return base.ns;
	return base.ns + ticks_to_ns(tsc_scale(x86_host_tsc_khz()),
				     tsc - base.tsc);
}

static void set_base(struct x86_vm_clock *clock, u64 ns)
{
	clock->base_ns = ns;
	clock->base_tsc = x86_host_tsc();
	clock->base_boot = x86_host_boot_ns();
}

void x86_vm_clock_init(struct x86_vm_clock *clock)
{
	*clock = (struct x86_vm_clock){};
	spin_lock_init(&clock->lock);
	set_base(clock, 0);
}

u32 x86_kvmclock_features(void)
{
	u32 features = X86_KVM_FEATURE_CLOCKSOURCE |
		       X86_KVM_FEATURE_NOP_IO_DELAY |
		       X86_KVM_FEATURE_CLOCKSOURCE2;

	if (x86_host_tsc_stable())
		features |= X86_KVM_FEATURE_CLOCK_STABLE;
	return features;
}

void x86_kvmclock_set_msr(struct airlock_vcpu *vcpu, bool wall, u64 value)
{
	struct x86_kvmclock *clock = &vcpu->arch.clock;

	if (wall) {
		clock->wall_clock = value;
		clock->wall_pending = true;
	} else {
		clock->system_time = value;
	}
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_CLOCK);
}

/*
 * Readers take a page as valid if its version is even and the same before and
 * after; they are other vCPUs, since this one is here.
 */
static void write_versioned(struct airlock_vm *vm, gpa_t gpa, u32 version,
			    const void *page, size_t len)
{
	u32 odd = (version + 1) | 1, even = odd + 1;

	if (airlock_guest_write(vm, gpa, &odd, sizeof(odd)))
		return;
	/* The odd version must be seen before any of the new contents ... */
	smp_wmb();
	airlock_guest_write(vm, gpa + sizeof(odd), page + sizeof(odd),
			    len - sizeof(odd));
	/* ... and all of them before the even one. */
	smp_wmb();
	airlock_guest_write(vm, gpa, &even, sizeof(even));
}

static void write_time(struct airlock_vcpu *vcpu)
{
	struct x86_kvmclock *clock = &vcpu->arch.clock;
	gpa_t gpa = clock->system_time & ~SYSTEM_TIME_ENABLE;
	struct tsc_scale scale = tsc_scale(x86_host_tsc_khz());
	struct moment base = base_moment(&vcpu->vm->arch.clock);
	struct time_page page;
	u8 flags;

	if (airlock_guest_read(vcpu->vm, gpa, &page, sizeof(page)))
		return;
	/* The guest clears this one when it has seen it. */
	flags = page.flags & TIME_GUEST_STOPPED;
	if (clock->guest_stopped)
		flags |= TIME_GUEST_STOPPED;
	clock->guest_stopped = false;
	if (x86_host_tsc_stable())
		flags |= TIME_TSC_STABLE;

	page = (struct time_page){
		.version = page.version,
		.tsc_timestamp = base.tsc + vcpu->arch.msr.tsc_offset,
		.system_time = base.ns,
		.tsc_to_system_mul = scale.mul,
		.tsc_shift = scale.shift,
		.flags = flags,
	};
	write_versioned(vcpu->vm, gpa, page.version, &page, sizeof(page));
}

/* The date at which kvmclock was 0. */
static void write_wall(struct airlock_vcpu *vcpu)
{
	gpa_t gpa = vcpu->arch.clock.wall_clock;
	struct kvm_clock_data now;
	struct wall_page page;
	u64 boot;
	u32 nsec;

	if (!gpa || airlock_guest_read(vcpu->vm, gpa, &page, sizeof(page)))
		return;
	x86_clock_get(vcpu->vm, &now);
	boot = now.realtime - now.clock;
	page.sec = div_u64_rem(boot, NSEC_PER_SEC, &nsec);
	page.nsec = nsec;
	write_versioned(vcpu->vm, gpa, page.version, &page, sizeof(page));
}

void x86_kvmclock_update(struct airlock_vcpu *vcpu)
{
	struct x86_kvmclock *clock = &vcpu->arch.clock;

	if (clock->wall_pending) {
		clock->wall_pending = false;
		write_wall(vcpu);
	}
	if (clock->system_time & SYSTEM_TIME_ENABLE)
		write_time(vcpu);
}

void x86_kvmclock_load(struct airlock_vcpu *vcpu)
{
	if (vcpu->arch.clock.system_time & SYSTEM_TIME_ENABLE &&
	    !x86_host_tsc_stable())
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_CLOCK);
}

void x86_clock_get(struct airlock_vm *vm, struct kvm_clock_data *data)
{
	unsigned long flags;

	*data = (struct kvm_clock_data){
		.flags = KVM_CLOCK_REALTIME | KVM_CLOCK_HOST_TSC,
	};
	if (x86_host_tsc_stable())
		data->flags |= KVM_CLOCK_TSC_STABLE;

	/* One moment, as nearly as it can be had. */
	local_irq_save(flags);
	data->realtime = x86_host_real_ns();
	data->host_tsc = x86_host_tsc();
	local_irq_restore(flags);
	data->clock = clock_at(&vm->arch.clock, data->host_tsc);
}

int x86_clock_set(struct airlock_vm *vm, const struct kvm_clock_data *data)
{
	struct x86_vm_clock *clock = &vm->arch.clock;
	u64 ns = data->clock;
	u64 now;

	if (data->flags & ~KVM_CLOCK_REALTIME)
		return -EINVAL;
	if (data->flags & KVM_CLOCK_REALTIME) {
		/* The guest slept since; not if the date went back. */
		now = x86_host_real_ns();
		if (now > data->realtime)
			ns += now - data->realtime;
	}
	spin_lock(&clock->lock);
	set_base(clock, ns);
	spin_unlock(&clock->lock);
	airlock_vm_request_all(vm, AIRLOCK_REQ_CLOCK);
	return 0;
}

int x86_kvmclock_ctrl(struct airlock_vcpu *vcpu)
{
	struct x86_kvmclock *clock = &vcpu->arch.clock;

	if (!(clock->system_time & SYSTEM_TIME_ENABLE))
		return -EINVAL;
	clock->guest_stopped = true;
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_CLOCK);
	return 0;
}
