// SPDX-License-Identifier: GPL-2.0
/* How VMs end: in any order, at any time, by any means. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "harness.h"

static volatile __u32 guest_rounds;

static void guest_spin(unsigned long arg)
{
	for (;;)
		guest_rounds++;
}

/* In a child: start a guest that spins, tell the parent, run it. */
static pid_t child_in_guest(int ready, int nr)
{
	struct vcpu_thread t[4];
	struct test_vm vm;
	pid_t pid = fork();
	int i;

	if (pid)
		return pid;
	vm_create(&vm, 0);
	for (i = 0; i < nr; i++) {
		t[i].cpu = -1;
		vcpu_thread_start(&t[i], vcpu_add(&vm, i, guest_spin));
	}
	WAIT_UNTIL(READ_ONCE(GUEST_VAR(&vm, guest_rounds)));
	if (write(ready, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static int kill_while_in_guest(int sig, int nr)
{
	int ready[2], status;
	char byte;
	pid_t pid;

	if (pipe(ready))
		return -1;
	pid = child_in_guest(ready[1], nr);
	if (read(ready[0], &byte, 1) != 1)
		return -1;
	kill(pid, sig);
	waitpid(pid, &status, 0);
	close(ready[0]);
	close(ready[1]);
	return status;
}

TEST(killed_while_in_guest)
{
	int i;

	for (i = 0; i < 5; i++)
		EXPECT_EQ(SIGKILL, kill_while_in_guest(SIGKILL, 1));
	EXPECT_EQ(SIGKILL, kill_while_in_guest(SIGKILL, 4));
	EXPECT_EQ(SIGTERM, kill_while_in_guest(SIGTERM, 2));
}

TEST(files_closed_before_the_vcpu)
{
	struct test_vcpu *vcpu;
	struct test_vm vm;

	vm_create(&vm, 0);
	vcpu = vcpu_add(&vm, 3, guest_short);
	close(vm.dev);
	close(vm.fd);
	vm.dev = -1;
	vm.fd = -1;
	EXPECT_RUN("sync 3", vcpu);
	EXPECT_RUN("done", vcpu);
	vm_destroy(&vm);
}

/* KVM_RUN holds the file: closing it under a run ends nothing. */
TEST(vcpu_closed_while_running)
{
	struct vcpu_thread t = { .cpu = -1 };
	struct test_vcpu *vcpu;
	struct test_vm vm;

	vm_create(&vm, 0);
	vcpu = vcpu_add(&vm, 0, guest_spin);
	vcpu_thread_start(&t, vcpu);
	WAIT_UNTIL(READ_ONCE(GUEST_VAR(&vm, guest_rounds)));
	close(vcpu->fd);
	close(vm.fd);
	close(vm.dev);
	vcpu->fd = -1;
	vm.fd = -1;
	vm.dev = -1;
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
	vm_destroy(&vm);
}

TEST(memory_unmapped_before_the_end)
{
	struct test_vcpu *vcpu;
	struct test_vm vm;

	vm_create(&vm, 0);
	vcpu = vcpu_add(&vm, 0, guest_short);
	EXPECT_RUN("sync 0", vcpu);
	munmap(vm.ram, vm.ram_size);
	EXPECT_STREQ("errno 14", vcpu_run_str(vcpu));
	vm.ram = NULL;
	vm_destroy(&vm);
}

/* A process that has a VM becomes another program. */
TEST(exec)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct test_vm vm;

		vm_create(&vm, 0);
		vcpu_run_str(vcpu_add(&vm, 0, guest_short));
		if (freopen("/dev/null", "w", stderr))
			execl("/proc/self/exe", "vm_lifetime", "-l", NULL);
		_exit(99);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(KSFT_SKIP << 8, status);
}

/* The same, while another thread is in the guest. */
TEST(exec_while_in_guest)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct vcpu_thread t = { .cpu = -1 };
		struct test_vm vm;

		vm_create(&vm, 0);
		vcpu_thread_start(&t, vcpu_add(&vm, 0, guest_spin));
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&vm, guest_rounds)));
		if (freopen("/dev/null", "w", stderr))
			execl("/proc/self/exe", "vm_lifetime", "-l", NULL);
		_exit(99);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(KSFT_SKIP << 8, status);
}

TEST(many_in_turn)
{
	struct test_vm vm;
	int i;

	for (i = 0; i < 20; i++) {
		vm_create(&vm, 0);
		EXPECT_STREQ("done", vcpu_finish(vcpu_add(&vm, 0, guest_short)));
		vm_destroy(&vm);
	}
}

TEST(many_at_once)
{
	static struct test_vm vm[8];
	int i;

	for (i = 0; i < 8; i++) {
		vm_create(&vm[i], 0);
		vcpu_add(&vm[i], i, guest_short);
	}
	for (i = 0; i < 8; i++) {
		char expected[16];

		snprintf(expected, sizeof(expected), "sync %d", i);
		EXPECT_RUN(expected, &vm[i].vcpu[0]);
	}
	for (i = 7; i >= 0; i--) {
		EXPECT_RUN("done", &vm[i].vcpu[0]);
		vm_destroy(&vm[i]);
	}
}

static int module_users(void)
{
	FILE *file = fopen("/sys/module/airlock/refcnt", "r");
	int users = -1;

	if (file) {
		if (fscanf(file, "%d", &users) != 1)
			users = -1;
		fclose(file);
	}
	return users;
}

/* Every file counts, so that the module stays while one is open. */
TEST(module_is_held)
{
	int before = module_users(), with;
	struct test_vm vm;

	if (!test_on_airlock() || before < 0)
		SKIP(return, "no use count of airlock here");
	vm_create(&vm, 0);
	vcpu_add(&vm, 0, guest_short);
	with = module_users();
	EXPECT_LT(before, with);
	close(vm.dev);
	vm.dev = -1;
	EXPECT_LT(before, module_users());
	close(vm.fd);
	vm.fd = -1;
	EXPECT_LT(before, module_users());
	vm_destroy(&vm);
	EXPECT_EQ(before, module_users());
}

AIRLOCK_TEST_MAIN
