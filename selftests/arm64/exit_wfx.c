// SPDX-License-Identifier: GPL-2.0
/* WFI and WFE: a vCPU that waits sleeps, and a signal always gets through. */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "harness.h"
#include "arch_vm.h"

static volatile __u32 guest_steps;

static void guest_wfi(unsigned long arg)
{
	guest_steps = 1;
	wfi();
	guest_steps = 2;
	guest_done();
}

static void guest_wfe(unsigned long arg)
{
	int i;

	for (i = 0; i < 100; i++)
		wfe();
	guest_done();
}

FIXTURE_ONE_VCPU(wfx, 0);

#define STEPS	READ_ONCE(GUEST_VAR(&self->vm, guest_steps))

/* Only a signal ends it; the vCPU has not gone on by then. */
TEST_F(wfx, wfi_sleeps)
{
	struct vcpu_thread t = { .cpu = -1 };
	int i;

	vcpu_enter(self->vcpu, guest_wfi);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(STEPS == 1);
	for (i = 0; i < 50; i++)
		test_relax();
	EXPECT_EQ(NULL, t.result);
	EXPECT_EQ(1, STEPS);
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
	EXPECT_EQ(1, STEPS);
}

/* Asleep it needs no CPU. */
TEST_F(wfx, wfi_takes_no_time)
{
	struct vcpu_thread t = { .cpu = -1 };
	struct timespec before, after;
	clockid_t clock;
	int i;

	vcpu_enter(self->vcpu, guest_wfi);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(STEPS == 1);
	for (i = 0; i < 50; i++)
		test_relax();
	ASSERT_EQ(0, pthread_getcpuclockid(t.handle, &clock));
	clock_gettime(clock, &before);
	for (i = 0; i < 100; i++)
		test_relax();
	clock_gettime(clock, &after);
	EXPECT_EQ(before.tv_sec, after.tv_sec);
	EXPECT_EQ(before.tv_nsec, after.tv_nsec);
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
}

/* A hint, no more: nobody sends the event, and the guest goes on. */
TEST_F(wfx, wfe_goes_on)
{
	vcpu_enter(self->vcpu, guest_wfe);
	ASSERT_DONE(self->vcpu);
}

static __u64 el0_wfe(__u64 arg)
{
	wfe();
	return arg + 1;
}

GUEST_TEST_F(wfx, wfe_at_el0)
{
	GUEST_EQ(guest_el0(el0_wfe, 6), 7);
}

/* Signals while asleep: each returns, and the next run sleeps on. */
TEST_F(wfx, wfi_and_signals)
{
	struct vcpu_thread t = { .cpu = -1 };
	const char *what;
	int i;

	vcpu_enter(self->vcpu, guest_wfi);
	for (i = 0; i < 5; i++) {
		vcpu_thread_start(&t, self->vcpu);
		WAIT_UNTIL(STEPS);
		test_relax();
		vcpu_thread_kick(&t);
		what = vcpu_thread_join(&t);
		/* WFI may end for any reason: then the guest is done. */
		if (STEPS == 2)
			break;
		EXPECT_STREQ("intr", what);
	}
}

AIRLOCK_TEST_MAIN
