/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the timers. */
#ifndef AIRLOCK_ARM64_TIMER_SOFT_H
#define AIRLOCK_ARM64_TIMER_SOFT_H

#include <linux/interrupt.h>

#include "airlock.h"
#include "timer.h"

/* A timer's input of the GIC; nothing happens without one. Any context. */
void arm64_timer_line(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
		      bool up);

/* The counter that a timer of the guest compares with, now. */
u64 arm64_timer_count(struct airlock_vcpu *vcpu, enum arm64_timer_id id);
u32 arm64_timer_hz(void);

/* timer_soft.c: the physical timer where it traps */
void arm64_timer_soft_init(struct airlock_vcpu *vcpu);
void arm64_timer_soft_stop(struct airlock_vcpu *vcpu);

/* timer.c: of vgic/host.c's interrupts */
irqreturn_t arm64_vtimer_irq(int irq, void *unused);
irqreturn_t arm64_ptimer_irq(int irq, void *unused);

#endif /* AIRLOCK_ARM64_TIMER_SOFT_H */
