/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's timers in the CPU. At EL2 (VHE) their plain names are EL2's own
 * timers; an nVHE kernel reaches the virtual timer by its name, and uses the
 * physical one itself.
 */
#ifndef AIRLOCK_ARM64_TIMER_HW_H
#define AIRLOCK_ARM64_TIMER_HW_H

#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

#include "timer.h"

/* CNTP_CTL_EL02 and so on. */
#define EL02_CNTP_CTL	sys_reg(3, 5, 14, 2, 1)
#define EL02_CNTP_CVAL	sys_reg(3, 5, 14, 2, 2)
#define EL02_CNTV_CTL	sys_reg(3, 5, 14, 3, 1)
#define EL02_CNTV_CVAL	sys_reg(3, 5, 14, 3, 2)

static __always_inline u64 timer_hw_read_ctl(enum arm64_timer_id id)
{
	if (id == ARM64_PTIMER)
		return read_sysreg_s(EL02_CNTP_CTL);
	return has_vhe() ? read_sysreg_s(EL02_CNTV_CTL) :
					 read_sysreg(cntv_ctl_el0);
}

static __always_inline void timer_hw_write_ctl(enum arm64_timer_id id, u64 ctl)
{
	if (id == ARM64_PTIMER)
		write_sysreg_s(ctl, EL02_CNTP_CTL);
	else if (has_vhe())
		write_sysreg_s(ctl, EL02_CNTV_CTL);
	else
		write_sysreg(ctl, cntv_ctl_el0);
}

static __always_inline u64 timer_hw_read_cval(enum arm64_timer_id id)
{
	if (id == ARM64_PTIMER)
		return read_sysreg_s(EL02_CNTP_CVAL);
	return has_vhe() ? read_sysreg_s(EL02_CNTV_CVAL) :
					 read_sysreg(cntv_cval_el0);
}

static __always_inline void timer_hw_write_cval(enum arm64_timer_id id,
						u64 cval)
{
	if (id == ARM64_PTIMER)
		write_sysreg_s(cval, EL02_CNTP_CVAL);
	else if (has_vhe())
		write_sysreg_s(cval, EL02_CNTV_CVAL);
	else
		write_sysreg(cval, cntv_cval_el0);
}

/* Does it drive its interrupt? */
static __always_inline bool timer_hw_is_up(enum arm64_timer_id id)
{
	return (timer_hw_read_ctl(id) & (TIMER_CTL_ENABLE | TIMER_CTL_IMASK |
					 TIMER_CTL_ISTATUS)) ==
	       (TIMER_CTL_ENABLE | TIMER_CTL_ISTATUS);
}

#endif /* AIRLOCK_ARM64_TIMER_HW_H */
