// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's timers on those of the CPU.
 *
 * A timer that the host leaves free is the guest's to program without an exit.
 * Its interrupt is forwarded: the host's GIC holds it active from the moment it
 * comes until the guest deactivates it, both by one write, as the list register
 * says. So it does not come a second time meanwhile, and if the timer is up
 * still after that, it does.
 *
 * Between leaving the guest context and entering it again the timers are in
 * memory and the CPU's are off.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/percpu.h>

#include "airlock.h"
#include "compat.h"
#include "timer_hw.h"
#include "timer_soft.h"
#include "vgic/host.h"
#include "vgic/vgic.h"

/* Whose timers are in this CPU. */
static DEFINE_PER_CPU(struct airlock_vcpu *, timer_vcpu);

static u32 timer_mask(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	return BIT(vcpu->vm->arch.timer.ppi[id]);
}

static struct arm64_timer *timer_of(struct airlock_vcpu *vcpu,
				    enum arm64_timer_id id)
{
	return &vcpu->arch.timer.timer[id];
}

void arm64_timer_line(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
		      bool up)
{
	if (vcpu->arch.vgic.gic)
		arm64_vgic_line(vcpu->vm, vcpu, vcpu->vm->arch.timer.ppi[id],
				GIC_SOURCE_TIMER, up);
}

static bool timer_line_is_up(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	return vcpu->arch.vgic.own.line[GIC_SOURCE_TIMER] &
	       timer_mask(vcpu, id);
}

/* Should its interrupt be active in the host's GIC? Tell that. */
static void timer_host_set(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			   bool active)
{
	gic_host_set_active(id, active);
	if (active)
		vcpu->arch.vgic.host_active |= timer_mask(vcpu, id);
	else
		vcpu->arch.vgic.host_active &= ~timer_mask(vcpu, id);
}

void arm64_timer_host_active(struct airlock_vcpu *vcpu, u32 want)
{
	u32 differ = want ^ vcpu->arch.vgic.host_active;
	unsigned int id;

	lockdep_assert_irqs_disabled();
	for (id = 0; id < ARM64_NR_TIMERS; id++) {
		u32 mask = timer_mask(vcpu, id);

		if (timer_of(vcpu, id)->in_hw && differ & mask)
			timer_host_set(vcpu, id, want & mask);
	}
}

void arm64_timer_resample(struct airlock_vcpu *vcpu)
{
	unsigned int id;

	lockdep_assert_irqs_disabled();
	for (id = 0; id < ARM64_NR_TIMERS; id++)
		if (timer_of(vcpu, id)->in_hw && timer_line_is_up(vcpu, id) &&
		    !timer_hw_is_up(id))
			arm64_timer_line(vcpu, id, false);
}

/* A VM without a GIC in the kernel has nobody to tell: the timer is silenced. */
static bool timer_silence(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	if (vcpu->arch.vgic.gic)
		return false;
	timer_hw_write_ctl(id, timer_hw_read_ctl(id) | TIMER_CTL_IMASK);
	isb();
	return true;
}

static irqreturn_t timer_came(enum arm64_timer_id id)
{
	struct airlock_vcpu *vcpu = this_cpu_read(timer_vcpu);

	/* Turned off while the interrupt was on its way, or nobody to hear. */
	if (!vcpu || !timer_of(vcpu, id)->in_hw || !timer_hw_is_up(id) ||
	    timer_silence(vcpu, id)) {
		gic_host_set_active(id, false);
		return IRQ_HANDLED;
	}
	/* Being forwarded, it stays active. */
	vcpu->arch.vgic.host_active |= timer_mask(vcpu, id);
	arm64_timer_line(vcpu, id, true);
	return IRQ_HANDLED;
}

irqreturn_t arm64_vtimer_irq(int irq, void *unused)
{
	return timer_came(ARM64_VTIMER);
}

irqreturn_t arm64_ptimer_irq(int irq, void *unused)
{
	return timer_came(ARM64_PTIMER);
}

/* It is withdrawn from the CPU, and is the guest's already. */
static void timer_claim(struct airlock_vcpu *vcpu, enum arm64_timer_id id)
{
	if (vcpu->arch.vgic.host_active & timer_mask(vcpu, id) ||
	    unlikely(!vcpu->arch.vgic.gic))
		return;
	timer_host_set(vcpu, id, true);
	arm64_timer_line(vcpu, id, true);
}

void arm64_timer_exit_irq(struct airlock_vcpu *vcpu)
{
	if (timer_hw_is_up(ARM64_VTIMER))
		timer_claim(vcpu, ARM64_VTIMER);
	if (timer_of(vcpu, ARM64_PTIMER)->in_hw &&
	    unlikely(timer_hw_is_up(ARM64_PTIMER)))
		timer_claim(vcpu, ARM64_PTIMER);
}

static noinline void timer_sync_one(struct airlock_vcpu *vcpu,
				    enum arm64_timer_id id)
{
	const struct arm64_timer *timer = timer_of(vcpu, id);
	bool up = false;

	/* While it is active, how the line is shows when it no longer is. */
	if (arm64_timer_is_armed(timer->ctl) &&
	    !(vcpu->arch.vgic.own.active & timer_mask(vcpu, id)))
		up = arm64_timer_count(vcpu, id) >= timer->cval;
	if (up != timer_line_is_up(vcpu, id))
		arm64_timer_line(vcpu, id, up);
}

/*
 * Bring the GIC up to date with the timers that are in memory and in hardware
 * at times; @physical: so is the physical one.
 */
static __always_inline void timer_sync_lines(struct airlock_vcpu *vcpu,
					     bool physical)
{
	const struct arm64_timer *timer = vcpu->arch.timer.timer;
	u32 lines = vcpu->arch.vgic.own.line[GIC_SOURCE_TIMER];

	if (lines || arm64_timer_is_armed(timer[ARM64_VTIMER].ctl))
		timer_sync_one(vcpu, ARM64_VTIMER);
	if (physical && (lines || arm64_timer_is_armed(timer[ARM64_PTIMER].ctl)))
		timer_sync_one(vcpu, ARM64_PTIMER);
}

static __always_inline void timer_load(const struct arm64_timer *timer,
				       enum arm64_timer_id id)
{
	timer_hw_write_cval(id, timer[id].cval);
	timer_hw_write_ctl(id, timer[id].ctl);
}

static __always_inline void timer_save(struct arm64_timer *timer,
				       enum arm64_timer_id id)
{
	timer[id].ctl = timer_hw_read_ctl(id) & ~(u64)TIMER_CTL_ISTATUS;
	timer[id].cval = timer_hw_read_cval(id);
	timer_hw_write_ctl(id, 0);
}

void arm64_timer_enter(struct airlock_vcpu *vcpu)
{
	struct arm64_timer *timer = vcpu->arch.timer.timer;
	bool physical = timer[ARM64_PTIMER].in_hw;
	u32 want;

	local_irq_disable();
	timer_sync_lines(vcpu, physical);
	/* Before the timers can be up: what is in hand does not come again. */
	want = gic_host_wants(&vcpu->arch.vgic);
	if (unlikely(want))
		arm64_timer_host_active(vcpu, want);
	timer_load(timer, ARM64_VTIMER);
	if (physical)
		timer_load(timer, ARM64_PTIMER);
	vcpu->arch.timer.loaded = true;
	__this_cpu_write(timer_vcpu, vcpu);
	local_irq_enable();
}

void arm64_timer_leave(struct airlock_vcpu *vcpu)
{
	struct arm64_timer *timer = vcpu->arch.timer.timer;
	bool physical = timer[ARM64_PTIMER].in_hw;

	local_irq_disable();
	vcpu->arch.timer.loaded = false;
	__this_cpu_write(timer_vcpu, NULL);
	timer_save(timer, ARM64_VTIMER);
	if (physical)
		timer_save(timer, ARM64_PTIMER);
	/* Off before anybody else's can come, or this one again. */
	isb();
	if (unlikely(vcpu->arch.vgic.host_active))
		arm64_timer_host_active(vcpu, 0);
	timer_sync_lines(vcpu, physical);
	local_irq_enable();
}

/* Timers that are in memory, in hardware or not: their lines as they are now. */
static enum hrtimer_restart timer_wakes(struct hrtimer *hrtimer)
{
	struct airlock_vcpu *vcpu = container_of(hrtimer, struct airlock_vcpu,
						 arch.timer.wake);

	timer_sync_lines(vcpu, timer_of(vcpu, ARM64_PTIMER)->in_hw);
	airlock_vcpu_kick(vcpu);
	return HRTIMER_NORESTART;
}

void arm64_timer_block(struct airlock_vcpu *vcpu)
{
	u64 left = U64_MAX;
	unsigned int id;

	for (id = 0; id < ARM64_NR_TIMERS; id++) {
		const struct arm64_timer *timer = timer_of(vcpu, id);

		/* Trapped ones have an hrtimer of their own. */
		if (!timer->in_hw || !arm64_timer_is_armed(timer->ctl) ||
		    timer_line_is_up(vcpu, id))
			continue;
		left = min(left, arm64_timer_ns_left(timer->cval,
						     arm64_timer_count(vcpu, id),
						     arm64_timer_hz()));
	}
	if (left != U64_MAX)
		hrtimer_start(&vcpu->arch.timer.wake, ns_to_ktime(left),
			      HRTIMER_MODE_REL_HARD);
}

void arm64_timer_unblock(struct airlock_vcpu *vcpu)
{
	hrtimer_cancel(&vcpu->arch.timer.wake);
}

void arm64_timer_vcpu_init(struct airlock_vcpu *vcpu)
{
	bool vhe = is_kernel_in_hyp_mode();

	airlock_hrtimer_setup(&vcpu->arch.timer.wake, timer_wakes,
			      HRTIMER_MODE_REL_HARD);
	arm64_timer_soft_init(vcpu);
	timer_of(vcpu, ARM64_VTIMER)->in_hw = true;
	/* A host below EL2 needs it itself. */
	timer_of(vcpu, ARM64_PTIMER)->in_hw =
		vhe && arm64_gic_host_irqs.timer[ARM64_PTIMER];
}

void arm64_timer_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	hrtimer_cancel(&vcpu->arch.timer.wake);
	arm64_timer_soft_stop(vcpu);
}

/* Arm ARM: CNT<x>_CTL_EL0.ENABLE is 0 after reset, the rest unknown. */
void arm64_timer_vcpu_reset(struct airlock_vcpu *vcpu)
{
	unsigned int id;

	arm64_timer_soft_stop(vcpu);
	for (id = 0; id < ARM64_NR_TIMERS; id++) {
		timer_of(vcpu, id)->ctl = 0;
		timer_of(vcpu, id)->cval = 0;
		arm64_timer_line(vcpu, id, false);
	}
}
