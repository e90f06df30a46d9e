// SPDX-License-Identifier: GPL-2.0
/* Getting the attention of a vCPU. Documentation/requests.rst */
#include <linux/cpumask.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "airlock.h"

void airlock_vcpu_kick(struct airlock_vcpu *vcpu)
{
	struct task_struct *task;

	/* Full barrier inside: the request is visible before we look. */
	if (rcuwait_wake_up(&vcpu->wait))
		return;
	if (READ_ONCE(vcpu->mode) != AIRLOCK_IN_GUEST)
		return;
	/* The reschedule interrupt is an exit like any other. */
	rcu_read_lock();
	task = pid_task(rcu_dereference(vcpu->pid), PIDTYPE_PID);
	if (task)
		kick_process(task);
	rcu_read_unlock();
}

/* Being interrupted is all that was asked of the CPU. */
static void request_seen(void *unused)
{
}

void airlock_vm_request_all(struct airlock_vm *vm, unsigned int req)
{
	struct airlock_vcpu *vcpu;
	cpumask_var_t mask;
	unsigned long id;
	bool some = false;
	bool have_mask;
	int cpu;

	have_mask = zalloc_cpumask_var(&mask, GFP_ATOMIC);
	xa_for_each(&vm->vcpus, id, vcpu) {
		airlock_vcpu_request(vcpu, req);
		/* Pairs with the barrier in step E2: request, then mode. */
		smp_mb__after_atomic();
		if (READ_ONCE(vcpu->mode) != AIRLOCK_IN_GUEST)
			continue;
		some = true;
		/* The CPU that goes with the mode: it is written before. */
		smp_rmb();
		cpu = READ_ONCE(vcpu->cpu);
		if (have_mask && cpu >= 0)
			cpumask_set_cpu(cpu, mask);
	}
	preempt_disable();
	if (some)
		smp_call_function_many(have_mask ? mask : cpu_online_mask,
				       request_seen, NULL, true);
	preempt_enable();
	if (have_mask)
		free_cpumask_var(mask);
}
