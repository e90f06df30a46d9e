// SPDX-License-Identifier: GPL-2.0
/* The guest's time-stamp counter. */
#include "airlock.h"
#include "cpu.h"
#include "host.h"
#include "irqchip/irqchip.h"
#include "tsc.h"

/* Writes less than this apart are meant for the same moment. */
#define SYNC_MS		1000

u64 airlock_x86_guest_tsc(struct airlock_vcpu *vcpu)
{
	return x86_host_tsc() + vcpu->arch.msr.tsc_offset;
}

u32 airlock_x86_guest_tsc_khz(struct airlock_vcpu *vcpu)
{
	return x86_host_tsc_khz();
}

static void set_offset(struct airlock_vcpu *vcpu, u64 offset)
{
	vcpu->arch.msr.tsc_offset = offset;
	airlock_x86_tsc_offset_changed(vcpu);
	if (vcpu->arch.lapic)
		airlock_lapic_tsc_changed(vcpu);
	/* The kvmclock page has a guest TSC in it. */
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_CLOCK);
}

/*
 * Is the value what a vCPU, set when @clock says, would read about now? A zero
 * is what VMMs write to have a new vCPU join the others.
 */
static bool same_moment(const struct x86_vm_clock *clock, u64 value, u64 now)
{
	u64 expected = clock->tsc_value + (now - clock->tsc_written);
	u64 window = (u64)x86_host_tsc_khz() * SYNC_MS;

	if (!clock->tsc_set)
		return false;
	return value == 0 || value - expected + window < 2 * window;
}

/* The offset that gives a vCPU this value now, or the VM's if that is meant. */
static u64 synchronised(struct x86_vm_clock *clock, u64 value, u64 now)
{
	u64 offset;

	spin_lock(&clock->lock);
	if (!same_moment(clock, value, now)) {
		clock->tsc_offset = value - now;
		clock->tsc_set = true;
	}
	offset = clock->tsc_offset;
	clock->tsc_value = now + offset;
	clock->tsc_written = now;
	spin_unlock(&clock->lock);
	return offset;
}

void x86_tsc_init(struct airlock_vcpu *vcpu)
{
	set_offset(vcpu, synchronised(&vcpu->vm->arch.clock, 0,
				      x86_host_tsc()));
}

void x86_tsc_write(struct airlock_vcpu *vcpu, u64 value, bool host)
{
	struct x86_msrs *msr = &vcpu->arch.msr;
	u64 now = x86_host_tsc();
	u64 offset = value - now;

	if (host)
		offset = synchronised(&vcpu->vm->arch.clock, value, now);
	else
		/* SDM 3B "IA32_TSC_ADJUST Support": it moves along. */
		msr->tsc_adjust += offset - msr->tsc_offset;
	set_offset(vcpu, offset);
}

void x86_tsc_write_adjust(struct airlock_vcpu *vcpu, u64 value, bool host)
{
	struct x86_msrs *msr = &vcpu->arch.msr;
	u64 delta = value - msr->tsc_adjust;

	msr->tsc_adjust = value;
	if (!host && delta)
		set_offset(vcpu, msr->tsc_offset + delta);
}
