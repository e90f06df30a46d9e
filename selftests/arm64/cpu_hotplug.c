// SPDX-License-Identifier: GPL-2.0
/*
 * Host CPUs go and come while guests run: EL2 is given back with each and
 * taken again, and a guest notices nothing but the time.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"

#define NR	4

FIXTURE(hotplug) {
	struct test_vm vm;
	struct vcpu_thread t[NR];
	int cpus;
};

static int set_online(int cpu, int online)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online",
		 cpu);
	return test_put(path, online ? "1" : "0");
}

FIXTURE_SETUP(hotplug)
{
	int i;

	self->cpus = sysconf(_SC_NPROCESSORS_CONF);
	vm_create(&self->vm, 0);
	for (i = 0; i < NR; i++) {
		vcpu_add(&self->vm, i, guest_count_up);
		self->t[i].cpu = -1;
	}
}

FIXTURE_TEARDOWN(hotplug)
{
	int i;

	for (i = 1; i < self->cpus; i++)
		set_online(i, 1);
	vm_destroy(&self->vm);
}

#define COUNT(id)	READ_ONCE(GUEST_VAR(&self->vm, guest_counts)[id])

TEST_F_TIMEOUT(hotplug, under_load, 90)
{
	__u32 seen;
	int i, cpu;

	if (self->cpus < 2)
		SKIP(return, "the host has one CPU");
	for (i = 0; i < NR; i++)
		vcpu_thread_start(&self->t[i], &self->vm.vcpu[i]);
	for (i = 0; i < 6; i++) {
		cpu = 1 + i % (self->cpus - 1);
		ASSERT_EQ(0, set_online(cpu, 0));
		seen = COUNT(i % NR);
		WAIT_UNTIL(COUNT(i % NR) != seen);
		ASSERT_EQ(0, set_online(cpu, 1));
		seen = COUNT((i + 1) % NR);
		WAIT_UNTIL(COUNT((i + 1) % NR) != seen);
	}
	for (i = 0; i < NR; i++) {
		vcpu_thread_kick(&self->t[i]);
		EXPECT_STREQ("intr", vcpu_thread_join(&self->t[i]));
	}
}

/* A CPU that came back runs guests as the others do. */
TEST_F_TIMEOUT(hotplug, on_the_one_that_came_back, 60)
{
	struct test_vm vm;
	int cpu;

	if (self->cpus < 2)
		SKIP(return, "the host has one CPU");
	for (cpu = 1; cpu < self->cpus; cpu++) {
		ASSERT_EQ(0, set_online(cpu, 0));
		ASSERT_EQ(0, set_online(cpu, 1));
		test_pin(cpu);
		vm_create(&vm, 0);
		EXPECT_STREQ("done", vcpu_finish(vcpu_add(&vm, 0, guest_short)));
		vm_destroy(&vm);
	}
}

/* While VMs are made and unmade. */
TEST_F_TIMEOUT(hotplug, between_vms, 60)
{
	struct test_vm vm;
	pid_t pid;
	int i, status;

	if (self->cpus < 2)
		SKIP(return, "the host has one CPU");
	pid = fork();
	if (!pid) {
		for (i = 0; i < 6; i++)
			if (set_online(1, i & 1))
				_exit(1);
		_exit(0);
	}
	for (i = 0; i < 20; i++) {
		vm_create(&vm, 0);
		EXPECT_STREQ("done", vcpu_finish(vcpu_add(&vm, 0, guest_short)));
		vm_destroy(&vm);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

AIRLOCK_TEST_MAIN
