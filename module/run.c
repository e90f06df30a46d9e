// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_RUN, from the ioctl to the trip and back. The trip itself, steps E1 to
 * X6, is in the run.c, entry.S and exit.c of the architecture; `make tour`
 * prints it.
 */
#include <linux/sched/signal.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "thread.h"

/* Kicks go to the thread that runs the vCPU; it may change between runs. */
static void run_adopt_thread(struct airlock_vcpu *vcpu)
{
	struct pid *old = rcu_access_pointer(vcpu->pid);

	if (likely(old == task_pid(current)))
		return;
	rcu_assign_pointer(vcpu->pid, get_task_pid(current, PIDTYPE_PID));
	if (old) {
		synchronize_rcu();
		put_pid(old);
	}
}

/**
 * airlock_vcpu_block - sleep until the guest has something to do.
 * @vcpu: the vCPU, halted.
 *
 * Context: process.
 * Return: AIRLOCK_RESUME; a signal is found by the run loop.
 */
int airlock_vcpu_block(struct airlock_vcpu *vcpu)
{
	rcuwait_wait_event(&vcpu->wait, airlock_arch_runnable(vcpu),
			   TASK_INTERRUPTIBLE);
	return AIRLOCK_RESUME;
}

/*
 * Some launchers look at the exit reason whatever KVM_RUN returned. One that is
 * to start anew may find a signal with a handler first, and return after all.
 */
static int run_interrupted(struct airlock_vcpu *vcpu, int ret)
{
	vcpu->run->exit_reason = KVM_EXIT_INTR;
	return ret;
}

/* A vCPU that another one starts tells the launcher when that has happened. */
static int run_wait_start(struct airlock_vcpu *vcpu)
{
	if (READ_ONCE(vcpu->run->immediate_exit__unsafe))
		return -EINTR;
	airlock_vcpu_block(vcpu);
	return signal_pending(current) ? run_interrupted(vcpu, -EINTR) : -EAGAIN;
}

static int run_loop(struct airlock_vcpu *vcpu)
{
	int verdict;

	for (;;) {
		if (!airlock_arch_runnable(vcpu))
			airlock_vcpu_block(vcpu);
		if (airlock_thread_work_pending()) {
			verdict = airlock_thread_work();
			if (verdict)
				return verdict;
			continue;
		}
		verdict = airlock_arch_run(vcpu);
		if (verdict == AIRLOCK_DEFER)
			verdict = vcpu->deferred(vcpu);
		airlock_stats_close(&vcpu->stats, verdict != AIRLOCK_RESUME);
		if (verdict != AIRLOCK_RESUME)
			return verdict;
	}
}

/*
 * The order is the ABI's: an access that the launcher has carried out is
 * completed first, then immediate_exit counts, then signals. immediate_exit
 * leaves vcpu->run as it is: the kernel's KVM selftests look at an exit once
 * more after they have had it completed so.
 */
static int run_vcpu(struct airlock_vcpu *vcpu)
{
	int (*complete)(struct airlock_vcpu *vcpu) = vcpu->complete;
	int ret;

	if (unlikely(airlock_arch_wait_start(vcpu)))
		return run_wait_start(vcpu);
	ret = airlock_arch_prepare_run(vcpu);
	if (ret)
		return ret;
	if (complete) {
		vcpu->complete = NULL;
		ret = complete(vcpu);
		if (ret != AIRLOCK_RESUME)
			return ret;
	}
	if (READ_ONCE(vcpu->run->immediate_exit__unsafe))
		return -EINTR;
	ret = run_loop(vcpu);
	if (ret == -EINTR || ret == -ERESTARTNOHAND)
		return run_interrupted(vcpu, ret);
	return ret;
}

/**
 * airlock_vcpu_run - KVM_RUN.
 * @vcpu: the vCPU; its mutex is held, current->mm is the VM's.
 *
 * Context: process.
 * Return: 0 with vcpu->run filled in; -EINTR for a signal (exit_reason is
 * KVM_EXIT_INTR) or immediate_exit; -ERESTARTNOHAND for deferred work of the
 * kernel's for this thread, with TIF_NOTIFY_SIGNAL set; -EAGAIN from a vCPU
 * that has just been started by another; -EFAULT where the guest touched a slot
 * without memory behind it; -EINVAL for bad input in vcpu->run.
 */
int airlock_vcpu_run(struct airlock_vcpu *vcpu)
{
	int ret;

	run_adopt_thread(vcpu);
	if (vcpu->sigset_active)
		sigprocmask(SIG_SETMASK, &vcpu->sigset, &current->real_blocked);
	ret = run_vcpu(vcpu);
	airlock_arch_publish(vcpu);
	if (vcpu->sigset_active) {
		sigprocmask(SIG_SETMASK, &current->real_blocked, NULL);
		sigemptyset(&current->real_blocked);
	}
	return ret == AIRLOCK_TO_USER ? 0 : ret;
}
