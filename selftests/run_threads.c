// SPDX-License-Identifier: GPL-2.0
/* Several vCPUs and VMs at once, and vCPUs that move between CPUs. */
#include <sched.h>

#include "harness.h"

#define NR	4

static volatile __u32 guest_turn, guest_count[NR];

/* Each waits for its turn and passes it on. */
static void guest_relay(unsigned long id)
{
	__u32 i;

	for (i = 0; i < 50; i++) {
		while (guest_turn % NR != id)
			arch_guest_light_exit();
		guest_count[id]++;
		guest_turn++;
	}
	guest_done();
}

static void guest_work(unsigned long id)
{
	__u32 i;

	for (i = 0;; i++) {
		guest_count[id] = i;
		if (i % 1000 == 0)
			guest_sync(i / 1000);
	}
}

FIXTURE(threads) {
	struct test_vm vm;
	struct vcpu_thread t[NR];
};

FIXTURE_SETUP(threads)
{
	int i;

	vm_create(&self->vm, 0);
	for (i = 0; i < NR; i++) {
		vcpu_add(&self->vm, i, NULL);
		self->t[i].cpu = -1;
	}
}

FIXTURE_TEARDOWN(threads)
{
	vm_destroy(&self->vm);
}

TEST_F(threads, relay)
{
	int i;

	for (i = 0; i < NR; i++) {
		vcpu_enter(&self->vm.vcpu[i], guest_relay);
		vcpu_thread_start(&self->t[i], &self->vm.vcpu[i]);
	}
	for (i = 0; i < NR; i++) {
		EXPECT_STREQ("done", vcpu_thread_join(&self->t[i]));
		EXPECT_EQ(50, GUEST_VAR(&self->vm, guest_count)[i]);
	}
}

/* One vCPU, another CPU for every run, and its state comes along. */
TEST_F(threads, migrating_between_runs)
{
	int cpus = test_nr_cpus(), i;
	char expected[32];

	if (cpus < 2)
		SKIP(return, "the host has one CPU");
	vcpu_enter(&self->vm.vcpu[0], guest_work);
	for (i = 0; i < 60; i++) {
		test_pin(i % cpus);
		snprintf(expected, sizeof(expected), "sync %d", i);
		ASSERT_RUN(expected, &self->vm.vcpu[0]);
	}
}

/* Moved by force while in the guest. */
static void guest_spin(unsigned long id)
{
	for (;;)
		guest_count[id]++;
}

TEST_F(threads, migrating_while_running)
{
	int cpus = test_nr_cpus(), i;
	__u32 seen;
	cpu_set_t set;

	if (cpus < 2)
		SKIP(return, "the host has one CPU");
	vcpu_enter(&self->vm.vcpu[0], guest_spin);
	vcpu_thread_start(&self->t[0], &self->vm.vcpu[0]);
	WAIT_UNTIL(self->t[0].tid);
	for (i = 0; i < 30; i++) {
		CPU_ZERO(&set);
		CPU_SET(i % cpus, &set);
		ASSERT_EQ(0, sched_setaffinity(self->t[0].tid, sizeof(set), &set));
		seen = READ_ONCE(GUEST_VAR(&self->vm, guest_count)[0]);
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_count)[0]) != seen);
	}
	vcpu_thread_kick(&self->t[0]);
	EXPECT_STREQ("intr", vcpu_thread_join(&self->t[0]));
}

/* Two VMs run on one CPU, turn by turn: neither sees the other's memory. */
TEST_F(threads, two_vms)
{
	static struct test_vm other;
	char expected[32];
	int i;

	vm_create(&other, 0);
	vcpu_add(&other, 0, guest_work);
	vcpu_enter(&self->vm.vcpu[0], guest_work);
	ASSERT_RUN("sync 0", &other.vcpu[0]);
	ASSERT_RUN("sync 1", &other.vcpu[0]);
	for (i = 0; i < 30; i++) {
		snprintf(expected, sizeof(expected), "sync %d", i);
		ASSERT_RUN(expected, &self->vm.vcpu[0]);
		snprintf(expected, sizeof(expected), "sync %d", i + 2);
		ASSERT_RUN(expected, &other.vcpu[0]);
		EXPECT_EQ(i * 1000, GUEST_VAR(&self->vm, guest_count)[0]);
	}
	vm_destroy(&other);
}

/* Every vCPU spins; all can be stopped, again and again. */
TEST_F(threads, all_spin)
{
	int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < NR; i++) {
			GUEST_VAR(&self->vm, guest_count)[i] = 0;
			vcpu_enter(&self->vm.vcpu[i], guest_spin);
			vcpu_thread_start(&self->t[i], &self->vm.vcpu[i]);
		}
		for (i = 0; i < NR; i++)
			WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_count)[i]));
		for (i = 0; i < NR; i++)
			vcpu_thread_kick(&self->t[i]);
		for (i = 0; i < NR; i++)
			EXPECT_STREQ("intr", vcpu_thread_join(&self->t[i]));
	}
}

AIRLOCK_TEST_MAIN
