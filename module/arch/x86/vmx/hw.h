/* SPDX-License-Identifier: GPL-2.0 */
/* VMX operation of a CPU, and which VMCSs are active on it. */
#ifndef VMX_HW_H
#define VMX_HW_H

#include <linux/preempt.h>
#include <linux/sched.h>

#include "types.h"

int airlock_vmx_hw_init(void);
void airlock_vmx_hw_exit(void);

int airlock_vmx_vmcs_alloc(struct airlock_vcpu *vcpu);
void airlock_vmx_vmcs_free(struct airlock_vcpu *vcpu);

/**
 * airlock_vmx_load - make a vCPU's VMCS current on this CPU.
 * @vcpu: the vCPU.
 *
 * Context: preemption off, interrupts on. Takes the VMCS away from the CPU
 * where it was active before, and then asks for what that invalidates.
 * Return: false if this CPU is on its way offline and out of VMX operation
 * already: the thread must go to another one and try again.
 */
bool airlock_vmx_load(struct airlock_vcpu *vcpu);

/* What to do about that, preemption on: the scheduler is moving us already. */
static inline void vmx_wait_for_cpu(void)
{
	schedule_timeout_uninterruptible(1);
}

/*
 * Outside the guest context: the VMCS current, for a few reads and writes.
 * Preemption is off in between.
 */
static inline void vmx_get(struct airlock_vcpu *vcpu)
{
	preempt_disable();
	while (unlikely(!airlock_vmx_load(vcpu))) {
		preempt_enable();
		vmx_wait_for_cpu();
		preempt_disable();
	}
}

static inline void vmx_put(struct airlock_vcpu *vcpu)
{
	preempt_enable();
}

#endif /* VMX_HW_H */
