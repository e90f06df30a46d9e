// SPDX-License-Identifier: GPL-2.0
/*
 * The physical timer of a guest on a host that has no timer to spare for it:
 * its accesses trap, and an hrtimer raises its interrupt.
 */
#include <asm/arch_timer.h>

#include "compat.h"
#include "timer_soft.h"

u32 arm64_timer_hz(void)
{
	return read_sysreg(cntfrq_el0);
}

u64 arm64_timer_count(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	return __arch_counter_get_cntpct() -
	       READ_ONCE(vcpu->vm->arch.timer.offset[id]);
}

static struct arm64_timer *soft_timer(struct airlock_vcpu *vcpu)
{
	return &vcpu->arch.timer.timer[ARM64_PTIMER];
}

static enum hrtimer_restart soft_due(struct hrtimer *hrtimer)
{
	struct airlock_vcpu *vcpu = container_of(hrtimer, struct airlock_vcpu,
						 arch.timer.soft);

	arm64_timer_line(vcpu, ARM64_PTIMER, true);
	return HRTIMER_NORESTART;
}

void arm64_timer_soft_init(struct airlock_vcpu *vcpu)
{
	airlock_hrtimer_setup(&vcpu->arch.timer.soft, soft_due,
			      HRTIMER_MODE_REL_HARD);
}

void arm64_timer_soft_stop(struct airlock_vcpu *vcpu)
{
	hrtimer_cancel(&vcpu->arch.timer.soft);
}

/*
 * The timer was written: its line and its hrtimer. @vcpu is this thread's, or
 * its mutex is held.
 */
static void soft_update(struct airlock_vcpu *vcpu)
{
	const struct arm64_timer *timer = soft_timer(vcpu);
	u64 count = arm64_timer_count(vcpu, ARM64_PTIMER);
	u64 left;

	arm64_timer_soft_stop(vcpu);
	arm64_timer_line(vcpu, ARM64_PTIMER,
			 arm64_timer_is_up(timer->ctl, timer->cval, count));
	if (!arm64_timer_is_armed(timer->ctl))
		return;
	left = arm64_timer_ns_left(timer->cval, count, arm64_timer_hz());
	if (left)
		hrtimer_start(&vcpu->arch.timer.soft, ns_to_ktime(left),
			      HRTIMER_MODE_REL_HARD);
}

static u64 timer_ctl(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	const struct arm64_timer *timer = &vcpu->arch.timer.timer[id];
	u64 ctl = timer->ctl;

	/* ISTATUS does not care for IMASK. */
	if (ctl & TIMER_CTL_ENABLE &&
	    arm64_timer_count(vcpu, id) >= timer->cval)
		ctl |= TIMER_CTL_ISTATUS;
	return ctl;
}

u64 arm64_timer_trap_read(struct airlock_vcpu *vcpu, enum arm64_timer_reg reg)
{
	const struct arm64_timer *timer = soft_timer(vcpu);

	switch (reg) {
	case ARM64_TIMER_CNT:
		return arm64_timer_count(vcpu, ARM64_PTIMER);
	case ARM64_TIMER_TVAL:
		return arm64_timer_get_tval(timer->cval,
					    arm64_timer_count(vcpu, ARM64_PTIMER));
	case ARM64_TIMER_CTL:
		return timer_ctl(vcpu, ARM64_PTIMER);
	default:
		return timer->cval;
	}
}

void arm64_timer_trap_write(struct airlock_vcpu *vcpu,
			    enum arm64_timer_reg reg, u64 value)
{
	struct arm64_timer *timer = soft_timer(vcpu);

	switch (reg) {
	case ARM64_TIMER_TVAL:
		timer->cval = arm64_timer_set_tval(value,
						   arm64_timer_count(vcpu, ARM64_PTIMER));
		break;
	case ARM64_TIMER_CTL:
		timer->ctl = value & (TIMER_CTL_ENABLE | TIMER_CTL_IMASK);
		break;
	case ARM64_TIMER_CVAL:
		timer->cval = value;
		break;
	default:
		return;
	}
	if (!timer->in_hw)
		soft_update(vcpu);
}

u64 arm64_timer_user_get(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			 enum arm64_timer_reg reg)
{
	switch (reg) {
	case ARM64_TIMER_CNT:
		return arm64_timer_count(vcpu, id);
	case ARM64_TIMER_CTL:
		return timer_ctl(vcpu, id);
	default:
		return vcpu->arch.timer.timer[id].cval;
	}
}

void arm64_timer_user_set(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			  enum arm64_timer_reg reg, u64 value)
{
	struct arm64_timer *timer = &vcpu->arch.timer.timer[id];

	switch (reg) {
	case ARM64_TIMER_CNT:
		/* The physical counter is the host's, for all it is told. */
		if (id == ARM64_VTIMER)
			WRITE_ONCE(vcpu->vm->arch.timer.offset[id],
				   __arch_counter_get_cntpct() - value);
		return;
	case ARM64_TIMER_CTL:
		timer->ctl = value & (TIMER_CTL_ENABLE | TIMER_CTL_IMASK);
		break;
	default:
		timer->cval = value;
		break;
	}
	if (!timer->in_hw)
		soft_update(vcpu);
}
