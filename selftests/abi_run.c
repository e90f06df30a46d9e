// SPDX-License-Identifier: GPL-2.0
/* KVM_RUN: immediate_exit, signals, and that nothing is lost between them. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "harness.h"

static volatile __u32 guest_rounds;

static void guest_spin(unsigned long arg)
{
	for (;;)
		guest_rounds++;
}

static void guest_report(unsigned long arg)
{
	__u32 i;

	for (i = 1;; i++)
		guest_sync(i);
}

FIXTURE_ONE_VCPU(run, 0);

#define ROUNDS	READ_ONCE(GUEST_VAR(&self->vm, guest_rounds))

static volatile __u32 guest_go;

static void guest_until_told(unsigned long arg)
{
	GUEST_WAIT(guest_go);
	guest_sync(1);
}

static void *tell_later(void *vm)
{
	usleep(500000);
	WRITE_ONCE(GUEST_VAR((struct test_vm *)vm, guest_go), 1);
	return NULL;
}

/*
 * Without a signal KVM_RUN does not return EINTR, though the kernel has work for
 * the thread from time to time: the kernel's dirty_log_test waits for the
 * signal then.
 */
TEST_F(run, no_signal_no_eintr)
{
	pthread_t thread;

	arch_vcpu_init(self->vcpu, guest_until_told);
	ASSERT_EQ(0, pthread_create(&thread, NULL, tell_later, &self->vm));
	EXPECT_STREQ("sync 1", vcpu_run_str(self->vcpu));
	pthread_join(thread, NULL);
}

/* S3: looked at once on entry, never cleared. */
TEST_F(run, immediate_exit)
{
	struct kvm_run *run = self->vcpu->run;

	arch_vcpu_init(self->vcpu, guest_report);
	run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	EXPECT_EQ(1, run->immediate_exit);
	ASSERT_RUN("intr", self->vcpu);
	run->immediate_exit = 0;
	ASSERT_RUN("sync 1", self->vcpu);
	/* Any other value counts as well. */
	run->immediate_exit = 0x80;
	ASSERT_RUN("intr", self->vcpu);
	run->immediate_exit = 0;
	ASSERT_RUN("sync 2", self->vcpu);
}

/* Set while the guest runs, it waits for the next time. */
TEST_F(run, immediate_exit_from_another_thread)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u32 seen;

	arch_vcpu_init(self->vcpu, guest_spin);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(ROUNDS);
	WRITE_ONCE(self->vcpu->run->immediate_exit, 1);
	seen = ROUNDS;
	WAIT_UNTIL(ROUNDS != seen);
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
}

/* S4: a signal ends guest mode. */
TEST_F(run, signal_while_in_guest)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u32 seen;
	int i;

	arch_vcpu_init(self->vcpu, guest_spin);
	for (i = 0; i < 10; i++) {
		seen = ROUNDS;
		vcpu_thread_start(&t, self->vcpu);
		WAIT_UNTIL(ROUNDS != seen);
		t.kicked = 1;
		pthread_kill(t.handle, SIGUSR1);
		EXPECT_STREQ("intr", vcpu_thread_join(&t));
		EXPECT_EQ(KVM_EXIT_INTR, self->vcpu->run->exit_reason);
	}
}

/*
 * The exit that immediate_exit completes can be looked at once more: the KVM
 * selftests of the kernel do so after every run.
 */
TEST_F(run, reason_of_immediate_exit)
{
	__u32 reason;

	arch_vcpu_init(self->vcpu, guest_report);
	ASSERT_RUN("sync 1", self->vcpu);
	reason = self->vcpu->run->exit_reason;
	self->vcpu->run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	EXPECT_EQ(reason, self->vcpu->run->exit_reason);
}

static void set_blocked(int sig, bool blocked)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static int set_run_mask(struct test_vcpu *vcpu, __u64 mask, __u32 len)
{
	struct {
		struct kvm_signal_mask head;
		__u8 bytes[8];
	} arg = { .head.len = len };

	memcpy(arg.head.sigset, &mask, sizeof(mask));
	return ioctl_err(vcpu->fd, KVM_SET_SIGNAL_MASK, &arg);
}

/* A blocked signal is none; KVM_SET_SIGNAL_MASK unblocks it for KVM_RUN. */
TEST_F(run, signal_mask)
{
	test_catch_signal(SIGUSR1);
	arch_vcpu_init(self->vcpu, guest_report);
	set_blocked(SIGUSR1, true);
	raise(SIGUSR1);
	ASSERT_RUN("sync 1", self->vcpu);

	ASSERT_EQ(0, set_run_mask(self->vcpu, 0, 8));
	ASSERT_RUN("intr", self->vcpu);
	/* Still pending: the thread's own mask is back. */
	ASSERT_RUN("intr", self->vcpu);

	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_SIGNAL_MASK, NULL);
	ASSERT_RUN("sync 2", self->vcpu);
	set_blocked(SIGUSR1, false);
	ASSERT_RUN("sync 3", self->vcpu);
}

/* Blocked in KVM_RUN only: it arrives when KVM_RUN has returned. */
static volatile int signals;

static void count_signal(int sig)
{
	signals++;
}

TEST_F(run, signal_mask_blocks)
{
	arch_vcpu_init(self->vcpu, guest_report);
	signal(SIGUSR2, count_signal);
	ASSERT_EQ(0, set_run_mask(self->vcpu, 1UL << (SIGUSR2 - 1), 8));
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(0, signals);
	raise(SIGUSR2);
	EXPECT_EQ(1, signals);
}

TEST_F(run, signal_mask_errors)
{
	EXPECT_EQ(-EINVAL, set_run_mask(self->vcpu, 0, 7));
	EXPECT_EQ(-EINVAL, set_run_mask(self->vcpu, 0, 16));
	EXPECT_EQ(-EINVAL, set_run_mask(self->vcpu, 0, 0));
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_SIGNAL_MASK, (void *)8);
}

/* SIGSTOP and SIGCONT are over before anybody notices. */
TEST_F(run, stop_and_continue)
{
	struct vcpu_thread t = { .cpu = -1 };
	pid_t pid, self_pid = getpid();
	__u32 seen;
	int status;

	arch_vcpu_init(self->vcpu, guest_spin);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(ROUNDS);
	pid = fork();
	if (!pid) {
		kill(self_pid, SIGSTOP);
		test_relax();
		kill(self_pid, SIGCONT);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	/* Stopping may end a run as a signal does, or not. */
	if (!t.result) {
		seen = ROUNDS;
		WAIT_UNTIL(ROUNDS != seen || t.result);
	}
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
}

/* A storm of signals: no report of the guest is lost or comes twice. */
static void *storm(void *data)
{
	struct vcpu_thread *t = data;

	while (!t->tid)
		test_relax();
	while (!signals) {
		tgkill(getpid(), t->tid, SIGUSR1);
		sched_yield();
	}
	return NULL;
}

TEST_F(run, signal_storm)
{
	struct vcpu_thread t = { .tid = gettid() };
	char expected[32];
	pthread_t thread;
	int i;

	test_catch_signal(SIGUSR1);
	arch_vcpu_init(self->vcpu, guest_report);
	signals = 0;
	ASSERT_EQ(0, pthread_create(&thread, NULL, storm, &t));
	for (i = 1; i <= 500; i++) {
		snprintf(expected, sizeof(expected), "sync %d", i);
		EXPECT_STREQ(expected, vcpu_run_full(self->vcpu));
		if (i % 50 == 0)
			sched_yield();
	}
	signals = 1;
	pthread_join(thread, NULL);
}

AIRLOCK_TEST_MAIN
