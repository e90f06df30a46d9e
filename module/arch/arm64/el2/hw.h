/* SPDX-License-Identifier: GPL-2.0 */
/* EL2 of a CPU: whether it is ours. */
#ifndef EL2_HW_H
#define EL2_HW_H

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "types.h"

/* VBAR_EL2 of a VHE host; vectors.S hands it what is not ours. */
extern u64 airlock_el2_host_vbar;
/* HCR_EL2 of it. */
extern u64 airlock_el2_host_hcr;

DECLARE_PER_CPU(bool, airlock_el2_on);

/* Is EL2 of this CPU ours to use? Context: preemption off. */
static __always_inline bool el2_hw_on(void)
{
	return likely(this_cpu_read(airlock_el2_on));
}

/* What to do if not, preemption on: the scheduler is moving us already. */
static inline void el2_wait_for_cpu(void)
{
	schedule_timeout_uninterruptible(1);
}

int airlock_el2_kvm_probe(void);
int airlock_el2_hw_init(void);
void airlock_el2_hw_exit(void);

#endif /* EL2_HW_H */
