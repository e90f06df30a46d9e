// SPDX-License-Identifier: GPL-2.0
/* vCPUs in threads of their own. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vm.h"

static void no_op(int sig)
{
}

/* Make a signal interrupt system calls and do nothing else. */
void test_catch_signal(int sig)
{
	struct sigaction action = { .sa_handler = no_op };

	if (sigaction(sig, &action, NULL))
		test_die("sigaction: %m");
}

int test_nr_cpus(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}

void test_pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		test_die("sched_setaffinity to CPU %d: %m", cpu);
}

/* Sleep: on a host with one CPU the others need it. */
void test_relax(void)
{
	struct timespec nap = { .tv_nsec = 1000000 };

	nanosleep(&nap, NULL);
}

static void *vcpu_thread(void *data)
{
	struct vcpu_thread *t = data;
	const char *what;

	if (t->cpu >= 0)
		test_pin(t->cpu);
	t->tid = gettid();
	/*
	 * airlock also returns when the kernel wants the thread for itself:
	 * every client goes on then, and so does this one.
	 */
	for (;;) {
		what = vcpu_run_str(t->vcpu);
		if (strcmp(what, "intr") || t->kicked)
			break;
		t->returns++;
	}
	t->result = what;
	return NULL;
}

/* KVM_RUN in a new thread until something happens; t->cpu must be set. */
void vcpu_thread_start(struct vcpu_thread *t, struct test_vcpu *vcpu)
{
	pthread_t handle;

	test_catch_signal(SIGUSR1);
	t->vcpu = vcpu;
	t->tid = 0;
	t->kicked = 0;
	t->returns = 0;
	t->result = NULL;
	if (pthread_create(&handle, NULL, vcpu_thread, t))
		test_die("pthread_create failed");
	t->handle = handle;
}

/* Make the KVM_RUN return, also if it has not begun yet. */
void vcpu_thread_kick(struct vcpu_thread *t)
{
	t->kicked = 1;
	WRITE_ONCE(t->vcpu->run->immediate_exit, 1);
	pthread_kill(t->handle, SIGUSR1);
}

/* Wait for the KVM_RUN to return; what it returned. */
const char *vcpu_thread_join(struct vcpu_thread *t)
{
	pthread_join(t->handle, NULL);
	WRITE_ONCE(t->vcpu->run->immediate_exit, 0);
	return t->result;
}
