// SPDX-License-Identifier: GPL-2.0
/*
 * Userspace debugs a guest. All of it is decided here, by the ioctl, and costs
 * a trip nothing: MDCR_EL2.TDE makes debug exceptions exits, MDSCR_EL1 has what
 * is wanted of stepping and of breakpoints, and PSTATE.SS is left to the CPU.
 *
 * A step begins with SS set. The CPU clears it when the instruction is done, as
 * does arm64_skip() for one that we carry out, and takes a Software Step
 * exception before the next. Interrupts of the host's in between change
 * nothing. Arm ARM "Software Step exceptions".
 */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/esr.h>

#include "airlock.h"
#include "controls.h"
#include "exit.h"
#include "guest_debug.h"
#include "pstate.h"

static bool is_stepping(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.guest_debug.control & KVM_GUESTDBG_SINGLESTEP;
}

/* The OS lock is the guest's own, and keeps from it what is not by BRK. */
static u64 guests_mdscr(struct airlock_vcpu *vcpu)
{
	const u64 *sys = vcpu->arch.sys;
	u64 mdscr = sys[ARM64_SYS_MDSCR_EL1] & MDSCR_GUEST;

	if (sys[ARM64_SYS_OSLSR_EL1] & OSLSR_OSLK)
		mdscr &= ~(MDSCR_SS | MDSCR_MDE);
	return mdscr | MDSCR_TDCC;
}

void arm64_guest_debug_update(struct airlock_vcpu *vcpu)
{
	u32 control = vcpu->arch.guest_debug.control;
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	u64 mdscr = guests_mdscr(vcpu);

	el2->mdcr = MDCR_GUEST;
	if (control) {
		el2->mdcr |= MDCR_TDE;
		/* The guest cannot step while it is looked at. */
		mdscr &= ~MDSCR_SS;
	}
	if (control & KVM_GUESTDBG_SINGLESTEP)
		mdscr |= MDSCR_SS;
	if (control & KVM_GUESTDBG_USE_HW)
		mdscr |= MDSCR_MDE | EL2_MDSCR_USERS;
	/* Also where the host's value is the same: its points are others. */
	if (mdscr & MDSCR_MDE)
		mdscr |= EL2_MDSCR_POINTS;
	el2->mdscr = mdscr;
}

u64 arm64_guest_debug_pstate(struct airlock_vcpu *vcpu)
{
	u64 pstate = vcpu->arch.regs.pstate;

	if (!is_stepping(vcpu))
		return pstate;
	return (pstate & ~ARM64_PSTATE_SS) | vcpu->arch.guest_debug.pstate_ss;
}

void arm64_guest_debug_set_pstate(struct airlock_vcpu *vcpu, u64 pstate)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	if (is_stepping(vcpu)) {
		vcpu->arch.guest_debug.pstate_ss = pstate & ARM64_PSTATE_SS;
		pstate &= ~ARM64_PSTATE_SS;
		pstate |= regs->pstate & ARM64_PSTATE_SS;
	}
	regs->pstate = pstate;
}

static void step_begin(struct airlock_vcpu *vcpu)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	vcpu->arch.guest_debug.pstate_ss = regs->pstate & ARM64_PSTATE_SS;
	regs->pstate |= ARM64_PSTATE_SS;
}

void arm64_guest_debug_reset(struct airlock_vcpu *vcpu)
{
	if (is_stepping(vcpu))
		step_begin(vcpu);
	arm64_guest_debug_update(vcpu);
}

static void copy_points(struct airlock_vcpu *vcpu,
			const struct kvm_guest_debug_arch *from)
{
	struct arm64_guest_debug *d = &vcpu->arch.guest_debug;
	unsigned int i;

	for (i = 0; i < ARM64_NR_BREAKPOINTS; i++) {
		d->point[i][0] = from->dbg_bvr[i];
		d->point[i][1] = from->dbg_bcr[i];
		d->point[i][2] = from->dbg_wvr[i];
		d->point[i][3] = from->dbg_wcr[i];
	}
}

long arm64_guest_debug_ioctl(struct airlock_vcpu *vcpu,
			     const struct kvm_guest_debug __user *user)
{
	struct arm64_guest_debug *d = &vcpu->arch.guest_debug;
	struct kvm_guest_debug debug;
	bool stepped = is_stepping(vcpu);
	u64 pstate = arm64_guest_debug_pstate(vcpu);

	if (copy_from_user(&debug, user, sizeof(debug)))
		return -EFAULT;
	if (debug.control & ~ARM64_GUESTDBG)
		return -EINVAL;
	d->control = debug.control & KVM_GUESTDBG_ENABLE ? debug.control : 0;
	if (d->control & KVM_GUESTDBG_USE_HW)
		copy_points(vcpu, &debug.arch);
	if (is_stepping(vcpu) && !stepped)
		step_begin(vcpu);
	else if (!is_stepping(vcpu))
		vcpu->arch.regs.pstate = pstate;
	arm64_guest_debug_update(vcpu);
	return 0;
}

/*
 * BRK, a breakpoint, a watchpoint, or a step is done. Whose it was userspace
 * has to find out. PC is where the exception was taken.
 */
int exit_debug(struct airlock_vcpu *vcpu)
{
	const struct el2_vcpu *el2 = &vcpu->arch.el2;
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_DEBUG;
	run->flags = KVM_DEBUG_ARCH_HSR_HIGH_VALID;
	run->debug.arch.hsr = lower_32_bits(el2->esr);
	run->debug.arch.hsr_high = upper_32_bits(el2->esr);
	if (el2->reason == ESR_ELx_EC_WATCHPT_LOW)
		run->debug.arch.far = el2->far;
	if (is_stepping(vcpu) && el2->reason == ESR_ELx_EC_SOFTSTP_LOW)
		vcpu->arch.regs.pstate |= ARM64_PSTATE_SS;
	return AIRLOCK_TO_USER;
}
