/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel wants of a vCPU's thread while it is in KVM_RUN. */
#ifndef AIRLOCK_THREAD_H
#define AIRLOCK_THREAD_H

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <linux/thread_info.h>

/* 6.13: a reschedule that may wait for the next tick. It has waited. */
#ifndef _TIF_NEED_RESCHED_LAZY
#define _TIF_NEED_RESCHED_LAZY	0
#endif

/*
 * Work on the way to the guest. The kernel's own mask has TIF_NOTIFY_RESUME
 * too, but serving that takes functions which modules do not have; see
 * airlock_thread_user_work().
 */
#define AIRLOCK_THREAD_WORK	(_TIF_NEED_RESCHED | _TIF_NEED_RESCHED_LAZY | \
				 _TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL)

/* Is there something to do before the guest may go on? Any context. */
static __always_inline bool airlock_thread_work_pending(void)
{
	return READ_ONCE(current_thread_info()->flags) & AIRLOCK_THREAD_WORK;
}

/**
 * airlock_thread_work - do it.
 *
 * Context: process.
 * Return: 0, or -EINTR if the thread has to return to userspace.
 */
static inline int airlock_thread_work(void)
{
	if (signal_pending(current))
		return -EINTR;
	schedule();
	return signal_pending(current) ? -EINTR : 0;
}

/**
 * airlock_thread_user_work - is there work that waits for the thread to return
 * to userspace?
 *
 * Modules cannot run it, and a guest that never needs the launcher must not put
 * it off for ever: ask on every host interrupt. The launcher does not notice:
 * as it would with a signal that has no handler, the system call starts anew.
 * TIF_NOTIFY_SIGNAL makes the kernel look for one, and the work is done there.
 *
 * Return: 0, or what KVM_RUN has to return.
 */
static inline int airlock_thread_user_work(void)
{
	if (likely(!test_thread_flag(TIF_NOTIFY_RESUME) ||
		   !task_work_pending(current)))
		return 0;
	set_thread_flag(TIF_NOTIFY_SIGNAL);
	return -ERESTARTNOHAND;
}

#endif /* AIRLOCK_THREAD_H */
