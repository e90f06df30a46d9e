// SPDX-License-Identifier: GPL-2.0
/* A vCPU that spins gives its CPU to one that may hold what it waits for. */
#include <linux/sched.h>

#include "airlock.h"

/* Returns true if the vCPU's thread wanted a CPU and got ours. */
static bool spin_yield_to(struct airlock_vcpu *vcpu)
{
	struct task_struct *task;
	bool yielded = false;

	if (READ_ONCE(vcpu->mode) == AIRLOCK_IN_GUEST)
		return false;
	rcu_read_lock();
	task = pid_task(rcu_dereference(vcpu->pid), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	if (!task)
		return false;
	if (task != current && task_is_running(task))
		yielded = yield_to(task, true) > 0;
	put_task_struct(task);
	return yielded;
}

/**
 * airlock_vcpu_spin - deferred handler: the guest waits in a PAUSE loop.
 * @vcpu: the vCPU.
 *
 * Turns around among the others, so that each has its chance.
 *
 * Context: process.
 * Return: AIRLOCK_RESUME.
 */
int airlock_vcpu_spin(struct airlock_vcpu *vcpu)
{
	struct airlock_vm *vm = vcpu->vm;
	unsigned long first = READ_ONCE(vm->spin_next);
	struct airlock_vcpu *other;
	unsigned long id;

	xa_for_each_start(&vm->vcpus, id, other, first) {
		if (other == vcpu || !spin_yield_to(other))
			continue;
		WRITE_ONCE(vm->spin_next, id + 1);
		return AIRLOCK_RESUME;
	}
	WRITE_ONCE(vm->spin_next, 0);
	cond_resched();
	return AIRLOCK_RESUME;
}
