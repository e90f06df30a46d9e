// SPDX-License-Identifier: GPL-2.0
/* Memory changes under a vCPU that runs: slots, and what backs them. */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define SLOT		1
#define OTHER_SLOT	2
#define GPA		0x40000000UL
#define GPA_MOVED	0x50000000UL
#define HUGE_SIZE	0x200000UL
#define SIZE		(2 * HUGE_SIZE)
#define CELL(mem)	(*(volatile __u64 *)(mem))

/* What the guest works at, and how often it has. */
static volatile __u64 *cell = (void *)GPA;
static volatile __u64 rounds;
static volatile __u64 last;

/* Guests have interrupts on: an emulator may keep the host's from others. */
static void guest_read(unsigned long arg)
{
	arch_guest_irqs_on();
	for (;;) {
		last = *cell;
		rounds++;
	}
}

static void guest_write(unsigned long arg)
{
	arch_guest_irqs_on();
	for (;;) {
		rounds++;
		*cell = rounds;
	}
}

static void guest_fetch(unsigned long arg)
{
	void (*nowhere)(void) = (void *)GUEST_MMIO;

	arch_guest_irqs_on();
	nowhere();
	guest_done();
}

FIXTURE(live) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	struct vcpu_thread thread;
	char *mem;
};

FIXTURE_SETUP(live)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	/* Aligned for a huge page. */
	self->mem = mmap((void *)GPA, SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			 0);
	ASSERT_EQ((char *)GPA, self->mem);
	madvise(self->mem, SIZE, MADV_NOHUGEPAGE);
	vm_slot(&self->vm, SLOT, GPA, SIZE, self->mem, 0);
}

FIXTURE_TEARDOWN(live)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

#define GUEST(var)	READ_ONCE(GUEST_VAR(&self->vm, var))

/* The guest has gone round at least once from here on. */
static void wait_round(FIXTURE_DATA(live) * self)
{
	__u64 now = GUEST(rounds);

	WAIT_UNTIL(GUEST(rounds) > now + 1);
}

/* -EINTR needs no signal: the host's kernel has work for the thread at times. */
static void *run_thread(void *data)
{
	struct vcpu_thread *t = data;

	do {
		t->result = vcpu_run_str(t->vcpu);
	} while (!strcmp(t->result, "intr") &&
		 !READ_ONCE(t->vcpu->run->immediate_exit));
	return NULL;
}

static void start_thread(FIXTURE_DATA(live) * self)
{
	pthread_t handle;

	test_catch_signal(SIGUSR1);
	self->thread.vcpu = self->vcpu;
	if (pthread_create(&handle, NULL, run_thread, &self->thread))
		test_die("pthread_create failed");
	self->thread.handle = handle;
}

static void start(FIXTURE_DATA(live) * self, void (*guest)(unsigned long arg))
{
	vcpu_enter(self->vcpu, guest);
	start_thread(self);
	wait_round(self);
}

/* Finish the access of the last exit, so that the vCPU may go elsewhere. */
static void finish_access(FIXTURE_DATA(live) * self)
{
	self->vcpu->run->immediate_exit = 1;
	if (vcpu_run(self->vcpu) != -EINTR)
		test_die("KVM_RUN runs in spite of immediate_exit");
	self->vcpu->run->immediate_exit = 0;
}

/* End the guest from outside: it ran until now. */
static const char *stop(FIXTURE_DATA(live) * self)
{
	vcpu_thread_kick(&self->thread);
	return vcpu_thread_join(&self->thread);
}

/* What the thread shows next to the guest it sees, and the reverse. */
#define EXPECT_SEEN(value) do {						\
	CELL(self->mem) = (value);					\
	WAIT_UNTIL(GUEST(last) == (value));				\
} while (0)

TEST_F(live, delete_while_read)
{
	start(self, guest_read);
	vm_slot(&self->vm, SLOT, GPA, 0, self->mem, 0);
	EXPECT_STREQ("mmio read 8 0x40000000",
		     vcpu_thread_join(&self->thread));
	/* And here it is again: the access itself has not been lost. */
	vm_slot(&self->vm, SLOT, GPA, SIZE, self->mem, 0);
	start_thread(self);
	EXPECT_SEEN(0x1234);
	EXPECT_STREQ("intr", stop(self));
}

/* No write is lost: it is in memory, or it is the exit. */
TEST_F(live, delete_while_written)
{
	struct kvm_run *run = self->vcpu->run;
	__u64 value, written;
	int i;

	for (i = 0; i < 10; i++) {
		start(self, guest_write);
		vm_slot(&self->vm, SLOT, GPA, 0, self->mem, 0);
		value = CELL(self->mem);
		vcpu_thread_join(&self->thread);
		ASSERT_EQ(KVM_EXIT_MMIO, run->exit_reason);
		ASSERT_EQ(1, run->mmio.is_write);
		memcpy(&written, run->mmio.data, sizeof(written));
		EXPECT_EQ(GUEST(rounds), written);
		EXPECT_EQ(value + 1, GUEST(rounds));
		EXPECT_EQ(value, CELL(self->mem));
		finish_access(self);
		vm_slot(&self->vm, SLOT, GPA, SIZE, self->mem, 0);
	}
}

TEST_F(live, move)
{
	start(self, guest_read);
	EXPECT_SEEN(0x1111);
	vm_slot(&self->vm, SLOT, GPA_MOVED, SIZE, self->mem, 0);
	EXPECT_STREQ("mmio read 8 0x40000000",
		     vcpu_thread_join(&self->thread));
	finish_access(self);
	WRITE_ONCE(GUEST_VAR(&self->vm, cell), (void *)GPA_MOVED);
	start(self, guest_read);
	EXPECT_SEEN(0x2222);
	EXPECT_STREQ("intr", stop(self));
}

/* Slots come and go elsewhere: the guest does not notice. */
TEST_F(live, others_change)
{
	int i;

	start(self, guest_write);
	for (i = 0; i < 200; i++) {
		vm_slot(&self->vm, OTHER_SLOT, GPA_MOVED, SIZE, self->mem, 0);
		vm_slot(&self->vm, OTHER_SLOT, GPA_MOVED, 0, self->mem, 0);
	}
	wait_round(self);
	EXPECT_STREQ("intr", stop(self));
}

TEST_F(live, dontneed)
{
	int i;

	start(self, guest_read);
	for (i = 1; i < 20; i++) {
		EXPECT_SEEN(i);
		ASSERT_EQ(0, madvise(self->mem, SIZE, MADV_DONTNEED));
		WAIT_UNTIL(GUEST(last) == 0);
	}
	EXPECT_STREQ("intr", stop(self));
}

TEST_F(live, unmap)
{
	start(self, guest_read);
	EXPECT_SEEN(1);
	ASSERT_EQ(0, munmap(self->mem, SIZE));
	EXPECT_STREQ("errno 14", vcpu_thread_join(&self->thread));
	/* Mapped again, the guest goes on with what is there now. */
	ASSERT_EQ(self->mem, mmap(self->mem, SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
				  0));
	start_thread(self);
	WAIT_UNTIL(GUEST(last) == 0);
	EXPECT_SEEN(2);
	EXPECT_STREQ("intr", stop(self));
}

/* One page lies over another: the guest reads the new one from then on. */
TEST_F(live, map_over)
{
	char *new = test_pages(SIZE, MAP_PRIVATE);

	start(self, guest_read);
	EXPECT_SEEN(1);
	CELL(new) = 0x77;
	ASSERT_EQ(self->mem, mremap(new, SIZE, SIZE,
				    MREMAP_MAYMOVE | MREMAP_FIXED, self->mem));
	WAIT_UNTIL(GUEST(last) == 0x77);
	EXPECT_SEEN(3);
	EXPECT_STREQ("intr", stop(self));
}

/* Read-only for the launcher is read-only for its guest. */
TEST_F(live, protect)
{
	__u64 value;

	start(self, guest_write);
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_READ));
	value = CELL(self->mem);
	EXPECT_STREQ("errno 14", vcpu_thread_join(&self->thread));
	EXPECT_EQ(value, CELL(self->mem));
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_READ | PROT_WRITE));
	start_thread(self);
	wait_round(self);
	EXPECT_STREQ("intr", stop(self));
	EXPECT_LT(value, CELL(self->mem));
}

/* A child has the memory of the moment of the fork, the guest its launcher's. */
static int child_memory(const char *mem)
{
	__u64 value = CELL(mem);
	int i;

	for (i = 0; i < 20; i++)
		test_relax();
	return CELL(mem) != value;
}

TEST_F(live, fork_while_written)
{
	int i, status;
	pid_t pid;

	start(self, guest_write);
	for (i = 0; i < 5; i++) {
		pid = fork();
		if (!pid)
			_exit(child_memory(self->mem));
		wait_round(self);
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_EQ(0, status);
		wait_round(self);
	}
	EXPECT_STREQ("intr", stop(self));
	/* The launcher sees what the guest wrote last. */
	EXPECT_LE(GUEST(rounds) - 1, CELL(self->mem));
}

TEST_F(live, fork_while_read)
{
	int status;
	pid_t pid;

	start(self, guest_read);
	EXPECT_SEEN(5);
	pid = fork();
	if (!pid)
		_exit(child_memory(self->mem));
	/* The launcher's write makes a copy; the guest must move to it. */
	EXPECT_SEEN(6);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_SEEN(7);
	EXPECT_STREQ("intr", stop(self));
}

TEST_F(live, read_only_slot)
{
	SKIP_UNLESS_CAP(self->vm.fd, KVM_CAP_READONLY_MEM);
	CELL(self->mem) = 0x55;
	vm_slot(&self->vm, SLOT, GPA, 0, self->mem, 0);
	vm_slot(&self->vm, SLOT, GPA, SIZE, self->mem, KVM_MEM_READONLY);
	vcpu_enter(self->vcpu, guest_write);
	ASSERT_RUN("mmio write 8 0x40000000 0x1", self->vcpu);
	ASSERT_RUN("mmio write 8 0x40000000 0x2", self->vcpu);
	EXPECT_EQ(0x55, CELL(self->mem));
	finish_access(self);
	start(self, guest_read);
	EXPECT_SEEN(0x66);
	EXPECT_STREQ("intr", stop(self));
}

TEST_F(live, fetch_from_nowhere)
{
#ifndef __x86_64__
	SKIP(return, "x86 only: the guest gets an abort, see arm64/exit_abort");
#endif
	if (!test_on_airlock())
		SKIP(return, "KVM gives the guest an exception");
	vcpu_enter(self->vcpu, guest_fetch);
	ASSERT_RUN("internal error 1", self->vcpu);
	/* And again, since nothing has changed. */
	ASSERT_RUN("internal error 1", self->vcpu);
}

/* Huge pages come and go behind the guest. */
TEST_F(live, huge_pages)
{
	int i;

	if (madvise(self->mem, SIZE, MADV_HUGEPAGE))
		SKIP(return, "no transparent huge pages: %m");
	ASSERT_EQ(0, madvise(self->mem, SIZE, MADV_DONTNEED));
	start(self, guest_read);
	for (i = 1; i < 10; i++) {
		EXPECT_SEEN(i);
		/* Part of a huge page splits it. */
		ASSERT_EQ(0, madvise(self->mem + 0x1000, 0x1000,
				     MADV_DONTNEED));
		EXPECT_SEEN(i + 100);
		ASSERT_EQ(0, madvise(self->mem, HUGE_SIZE, MADV_DONTNEED));
		WAIT_UNTIL(GUEST(last) == 0);
		ASSERT_EQ(0, mprotect(self->mem + HUGE_SIZE - 0x1000, 0x1000,
				      i & 1 ? PROT_READ :
					      PROT_READ | PROT_WRITE));
	}
	EXPECT_STREQ("intr", stop(self));
}

AIRLOCK_TEST_MAIN
