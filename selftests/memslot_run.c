// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory that changes under a running guest: slots that go and move,
 * and everything the host's memory management does behind its back. The guest
 * must see what the process sees.
 */
#include <sys/mman.h>

#include "harness.h"

#define GPA	0x40000000UL
#define MOVED	0x50000000UL
#define SIZE	(16 * 4096UL)
#define HUGE	(2UL << 20)

FIXTURE(run) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *mem;
};

FIXTURE_SETUP(run)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	self->mem = test_pages(SIZE, MAP_PRIVATE);
	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, 0);
}

FIXTURE_TEARDOWN(run)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

/* Read a word and report it, over and over; or write it first. */
static void guest_read(unsigned long arg)
{
	for (;;)
		guest_sync(*(volatile __u32 *)GPA);
}

static void guest_write(unsigned long arg)
{
	__u32 i;

	for (i = 1;; i++) {
		*(volatile __u32 *)GPA = i;
		guest_sync(i);
	}
}

#define WORD	(*(volatile __u32 *)self->mem)

TEST_F(run, host_writes_are_seen)
{
	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 0", self->vcpu);
	WORD = 5;
	ASSERT_RUN("sync 5", self->vcpu);
	WORD = 6;
	ASSERT_RUN("sync 6", self->vcpu);
}

TEST_F(run, dontneed)
{
	vcpu_enter(self->vcpu, guest_write);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(1, WORD);
	ASSERT_EQ(0, madvise(self->mem, SIZE, MADV_DONTNEED));
	EXPECT_EQ(0, WORD);
	ASSERT_RUN("sync 2", self->vcpu);
	EXPECT_EQ(2, WORD);
}

TEST_F(run, unmapped)
{
	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 0", self->vcpu);
	munmap(self->mem, SIZE);
	EXPECT_STREQ("errno 14", vcpu_run_str(self->vcpu));
	ASSERT_EQ(self->mem, mmap(self->mem, SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	WORD = 7;
	ASSERT_RUN("sync 7", self->vcpu);
}

TEST_F(run, protected)
{
	vcpu_enter(self->vcpu, guest_write);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_READ));
	EXPECT_STREQ("errno 14", vcpu_run_str(self->vcpu));
	EXPECT_EQ(1, WORD);
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_READ | PROT_WRITE));
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_NONE));
	EXPECT_STREQ("errno 14", vcpu_run_str(self->vcpu));
	ASSERT_EQ(0, mprotect(self->mem, SIZE, PROT_READ | PROT_WRITE));
	ASSERT_RUN("sync 3", self->vcpu);
}

/* After a fork the guest writes to the parent's page, not to the child's. */
TEST_F(run, fork)
{
	int status, to_child[2];
	char byte = 0;
	pid_t pid;

	vcpu_enter(self->vcpu, guest_write);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, pipe(to_child));
	pid = fork();
	if (!pid) {
		if (read(to_child[0], &byte, 1) != 1)
			_exit(2);
		_exit(WORD != 1);
	}
	ASSERT_RUN("sync 2", self->vcpu);
	EXPECT_EQ(2, WORD);
	WORD = 100;
	ASSERT_EQ(1, write(to_child[1], &byte, 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_RUN("sync 3", self->vcpu);
	EXPECT_EQ(3, WORD);
}

TEST_F(run, remapped)
{
	char *other = test_pages(SIZE, MAP_PRIVATE);

	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 0", self->vcpu);
	*(__u32 *)other = 9;
	ASSERT_EQ(self->mem, mremap(other, SIZE, SIZE,
				    MREMAP_MAYMOVE | MREMAP_FIXED, self->mem));
	ASSERT_RUN("sync 9", self->vcpu);
}

/* S13: where a slot was, MMIO is. */
TEST_F(run, slot_deleted)
{
	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 0", self->vcpu);
	vm_slot(&self->vm, 1, 0, 0, NULL, 0);
	ASSERT_RUN("mmio read 4 0x40000000", self->vcpu);
	memset(self->vcpu->run->mmio.data, 0, 8);
	ASSERT_RUN("sync 0", self->vcpu);
	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, 0);
	WORD = 3;
	ASSERT_RUN("sync 3", self->vcpu);
}

TEST_F(run, slot_moved)
{
	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 0", self->vcpu);
	vm_slot(&self->vm, 1, MOVED, SIZE, self->mem, 0);
	ASSERT_RUN("mmio read 4 0x40000000", self->vcpu);
	memset(self->vcpu->run->mmio.data, 0, 8);
	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, 0);
	ASSERT_RUN("sync 0", self->vcpu);
	WORD = 4;
	ASSERT_RUN("sync 4", self->vcpu);
}

/* S12: reads from memory, writes to userspace. */
TEST_F(run, slot_read_only)
{
	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_READONLY_MEM);
	vm_slot(&self->vm, 1, 0, 0, NULL, 0);
	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, KVM_MEM_READONLY);
	WORD = 8;
	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("sync 8", self->vcpu);
	vcpu_enter(self->vcpu, guest_write);
	ASSERT_RUN("mmio write 4 0x40000000 0x1", self->vcpu);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(8, WORD);
}

static void guest_copy(unsigned long arg)
{
	*(volatile __u64 *)(GPA + 4092) = 0x1122334455667788;
	GUEST_EQ(*(volatile __u64 *)(GPA + 4092), 0x1122334455667788);
	guest_done();
}

TEST_F(run, across_pages)
{
	vcpu_enter(self->vcpu, guest_copy);
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(0x55667788, *(__u32 *)(self->mem + 4092));
	EXPECT_EQ(0x11223344, *(__u32 *)(self->mem + 4096));
}

/* S21: what was written since the last look, and nothing else. */
static void guest_dirty(unsigned long arg)
{
	*(volatile __u32 *)(GPA + 4096) = 1;
	*(volatile __u32 *)(GPA + 3 * 4096) = 1;
	(void)*(volatile __u32 *)(GPA + 5 * 4096);
	guest_sync(1);
	*(volatile __u32 *)(GPA + 3 * 4096) = 2;
	guest_sync(2);
	guest_done();
}

TEST_F(run, dirty_log)
{
	__u64 bitmap;
	struct kvm_dirty_log log = { .slot = 1, .dirty_bitmap = &bitmap };

	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, KVM_MEM_LOG_DIRTY_PAGES);
	vcpu_enter(self->vcpu, guest_dirty);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	EXPECT_EQ(1 << 1 | 1 << 3, bitmap);
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	EXPECT_EQ(1 << 3, bitmap);
	ASSERT_RUN("done", self->vcpu);
	ASSERT_IOCTL(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	EXPECT_EQ(0, bitmap);
}

/* Backed by a huge page, which the host then breaks into small ones. */
static void guest_sum(unsigned long arg)
{
	volatile __u32 *p = (void *)MOVED;
	__u32 sum = 0;
	int i;

	for (;;) {
		for (i = 0; i < HUGE / 4; i += 1024)
			sum += p[i]++;
		guest_sync(sum);
	}
}

TEST_F(run, huge_page)
{
	char *mem = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *huge = (void *)(((unsigned long)mem + HUGE - 1) & -HUGE);
	int i;

	madvise(huge, HUGE, MADV_HUGEPAGE);
	memset(huge, 0, HUGE);
	vm_slot(&self->vm, 2, MOVED, HUGE, huge, 0);
	vcpu_enter(self->vcpu, guest_sum);
	ASSERT_RUN("sync 0", self->vcpu);
	for (i = 0; i < HUGE; i += 4096)
		ASSERT_EQ(1, *(__u32 *)(huge + i));
	ASSERT_EQ(0, madvise(huge, HUGE / 2, MADV_DONTNEED));
	ASSERT_RUN("sync 256", self->vcpu);
	EXPECT_EQ(1, *(__u32 *)huge);
	EXPECT_EQ(2, *(__u32 *)(huge + HUGE / 2));
	munmap(mem, 2 * HUGE);
}

/* Under a guest that never leaves: it must see each change at once. */
static volatile __u32 guest_seen;

static void guest_watch(unsigned long arg)
{
	for (;;)
		guest_seen = *(volatile __u32 *)GPA;
}

TEST_F(run, changes_under_a_running_guest)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u32 i;

	vcpu_enter(self->vcpu, guest_watch);
	WORD = 1;
	vcpu_thread_start(&t, self->vcpu);
	for (i = 2; i < 40; i++) {
		ASSERT_EQ(0, madvise(self->mem, SIZE, MADV_DONTNEED));
		WORD = i;
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_seen)) == i);
	}
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
}

TEST_F(run, slot_deleted_under_a_running_guest)
{
	struct vcpu_thread t = { .cpu = -1 };
	int i;

	for (i = 0; i < 10; i++) {
		vcpu_enter(self->vcpu, guest_watch);
		WORD = 100 + i;
		vcpu_thread_start(&t, self->vcpu);
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_seen)) == 100 + i);
		vm_slot(&self->vm, 1, 0, 0, NULL, 0);
		EXPECT_STREQ("mmio read 4 0x40000000", vcpu_thread_join(&t));
		vm_slot(&self->vm, 1, GPA, SIZE, self->mem, 0);
	}
}

AIRLOCK_TEST_MAIN
