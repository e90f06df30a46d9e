// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory is the launcher's memory: whatever the host does to that, and
 * whatever the launcher does, both sides see the same bytes afterwards.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "peek.h"

#define MB		(1UL << 20)
#define PAGE		4096UL
#define SIZE		(4 * MB)
#define SLOT		5

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif

FIXTURE(host) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *mem;
};

FIXTURE_SETUP(host)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	self->mem = test_pages(SIZE, MAP_PRIVATE);
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
}

FIXTURE_TEARDOWN(host)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

/* The launcher's view of an offset in the slot, and the guest's. */
#define HOST(offset)	(*(volatile __u64 *)(self->mem + (offset)))
#define GUEST(offset)	guest_value(self->vcpu, PEEK_GPA + (offset))

#define GUEST_WRITE(offset, value) \
	guest_write(self->vcpu, PEEK_GPA + (offset), value)

#define ASSERT_WRITE(offset, value) \
	ASSERT_EQ(NULL, GUEST_WRITE(offset, value))

static const char *guest_touch(struct test_vcpu *vcpu, __u64 gpa)
{
	__u64 value;

	return guest_read(vcpu, gpa, &value);
}

/* Another mapping in the slot's place, at the same address. */
static char *map_over(char *mem, size_t size, int flags, int fd)
{
	char *map = mmap(mem, size, PROT_READ | PROT_WRITE, flags | MAP_FIXED,
			 fd, 0);

	if (map == MAP_FAILED)
		test_die("mmap over the slot: %m");
	return map;
}

/* Memory whose first byte is at the start of a huge page. */
static char *map_aligned(size_t size)
{
	char *mem = test_pages(size + 2 * MB, MAP_PRIVATE);

	return (char *)(((unsigned long)mem + 2 * MB - 1) & ~(2 * MB - 1));
}

TEST_F(host, both_see_the_same)
{
	/* Never touched: zero, and the guest may be first to write. */
	EXPECT_EQ(0, GUEST(0));
	EXPECT_EQ(0, GUEST(SIZE - 8));
	ASSERT_WRITE(8, 1);
	EXPECT_EQ(1, HOST(8));
	ASSERT_WRITE(PAGE, 2);
	EXPECT_EQ(2, HOST(PAGE));
	/* Or the launcher, before the guest has looked and after. */
	HOST(8) = 3;
	HOST(2 * PAGE) = 4;
	EXPECT_EQ(3, GUEST(8));
	EXPECT_EQ(4, GUEST(2 * PAGE));
	HOST(2 * PAGE) = 5;
	EXPECT_EQ(5, GUEST(2 * PAGE));
}

TEST_F(host, dropped_pages_are_zero)
{
	int i;

	for (i = 0; i < 64; i++)
		ASSERT_WRITE(i * PAGE, i + 1);
	ASSERT_EQ(0, madvise(self->mem, 32 * PAGE, MADV_DONTNEED));
	for (i = 0; i < 32; i++)
		EXPECT_EQ(0, GUEST(i * PAGE));
	for (; i < 64; i++)
		EXPECT_EQ(i + 1, GUEST(i * PAGE));
}

TEST_F(host, unmapped_is_a_fault)
{
	ASSERT_WRITE(0, 1);
	ASSERT_WRITE(MB, 2);
	ASSERT_EQ(0, munmap(self->mem, MB));
	EXPECT_STREQ("errno 14", guest_touch(self->vcpu, PEEK_GPA));
	EXPECT_STREQ("errno 14", GUEST_WRITE(PAGE, 1));
	EXPECT_EQ(2, GUEST(MB));
	/* The vCPU lives on, and so does the memory if it comes back. */
	map_over(self->mem, MB, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	EXPECT_EQ(0, GUEST(0));
}

TEST_F(host, protection)
{
	ASSERT_WRITE(0, 1);
	ASSERT_EQ(0, mprotect(self->mem, MB, PROT_READ));
	EXPECT_EQ(1, GUEST(0));
	EXPECT_STREQ("errno 14", GUEST_WRITE(0, 2));
	EXPECT_EQ(1, HOST(0));
	ASSERT_EQ(0, mprotect(self->mem, MB, PROT_NONE));
	EXPECT_STREQ("errno 14", guest_touch(self->vcpu, PEEK_GPA));
	ASSERT_EQ(0, mprotect(self->mem, MB, PROT_READ | PROT_WRITE));
	ASSERT_WRITE(0, 3);
	EXPECT_EQ(3, HOST(0));
}

/* The child has what was there at the time, the guest's writes are ours. */
TEST_F(host, fork)
{
	int go[2], status;
	pid_t pid;
	char c;

	ASSERT_WRITE(0, 1);
	ASSERT_WRITE(MB, 2);
	ASSERT_EQ(0, pipe(go));
	pid = fork();
	if (!pid) {
		if (read(go[0], &c, 1) != 1)
			_exit(9);
		_exit(HOST(0) != 1 || HOST(MB) != 2);
	}
	EXPECT_EQ(1, GUEST(0));
	ASSERT_WRITE(0, 3);
	EXPECT_EQ(3, HOST(0));
	HOST(MB) = 4;
	EXPECT_EQ(4, GUEST(MB));
	ASSERT_EQ(1, write(go[1], "x", 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_WRITE(0, 5);
	EXPECT_EQ(5, HOST(0));
}

TEST_F(host, moved_away)
{
	char *to = test_pages(MB, MAP_PRIVATE);

	ASSERT_WRITE(0, 1);
	ASSERT_EQ(to, mremap(self->mem, MB, MB, MREMAP_MAYMOVE | MREMAP_FIXED,
			     to));
	EXPECT_STREQ("errno 14", guest_touch(self->vcpu, PEEK_GPA));
	EXPECT_EQ(1, *(__u64 *)to);
	ASSERT_EQ(self->mem, mremap(to, MB, MB, MREMAP_MAYMOVE | MREMAP_FIXED,
				    self->mem));
	EXPECT_EQ(1, GUEST(0));
}

/* A file in memory, mapped twice: one through the guest. */
TEST_F(host, shared_file)
{
	int fd = memfd_create("guest", 0);
	char *other;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, SIZE));
	map_over(self->mem, SIZE, MAP_SHARED, fd);
	other = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, other);

	*(volatile __u64 *)other = 1;
	EXPECT_EQ(1, GUEST(0));
	ASSERT_WRITE(0, 2);
	EXPECT_EQ(2, *(volatile __u64 *)other);
	/* A hole, and the end, are taken from all who map them. */
	ASSERT_EQ(0, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			       0, MB));
	EXPECT_EQ(0, GUEST(0));
	ASSERT_WRITE(2 * MB, 3);
	ASSERT_EQ(0, ftruncate(fd, MB));
	EXPECT_STREQ("errno 14", guest_touch(self->vcpu, PEEK_GPA + 2 * MB));
	EXPECT_EQ(0, GUEST(0));
}

/* Private pages of a file: the guest's write makes a copy. */
TEST_F(host, private_file)
{
	int fd = open("/proc/self/exe", O_RDONLY);

	ASSERT_LE(0, fd);
	map_over(self->mem, 16 * PAGE, MAP_PRIVATE, fd);
	EXPECT_EQ(0x464c457f, GUEST(0) & 0xffffffff);
	ASSERT_WRITE(0, 1);
	EXPECT_EQ(1, HOST(0));
	ASSERT_EQ(0, madvise(self->mem, 16 * PAGE, MADV_DONTNEED));
	EXPECT_EQ(0x464c457f, GUEST(0) & 0xffffffff);
}

/* Huge pages that break up, and small ones that are made huge. */
TEST_F(host, huge_pages)
{
	char *mem = map_aligned(SIZE);
	int i;

	vm_slot(&self->vm, SLOT, 0, 0, NULL, 0);
	munmap(self->mem, SIZE);
	self->mem = mem;
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, mem, 0);
	madvise(mem, SIZE, MADV_HUGEPAGE);
	memset(mem, 1, SIZE);

	EXPECT_EQ(0x0101010101010101, GUEST(MB));
	ASSERT_WRITE(0, 1);
	ASSERT_EQ(0, madvise(mem + 5 * PAGE, PAGE, MADV_DONTNEED));
	EXPECT_EQ(0, GUEST(5 * PAGE));
	EXPECT_EQ(0x0101010101010101, GUEST(6 * PAGE));
	EXPECT_EQ(1, GUEST(0));
	for (i = 0; i < 512; i++)
		ASSERT_WRITE(i * PAGE, i);
	if (madvise(mem, 2 * MB, MADV_COLLAPSE))
		SKIP(return, "the host makes no huge pages: %m");
	for (i = 0; i < 512; i++)
		EXPECT_EQ(i, GUEST(i * PAGE));
	ASSERT_WRITE(0, 7);
	EXPECT_EQ(7, HOST(0));
}

/* The slot lies otherwise in huge pages than the memory does. */
TEST_F(host, huge_pages_askew)
{
	char *mem = map_aligned(SIZE);

	madvise(mem, SIZE, MADV_HUGEPAGE);
	memset(mem, 1, SIZE);
	vm_slot(&self->vm, SLOT + 1, PEEK_GPA + SIZE + PAGE, 3 * MB, mem, 0);
	*(volatile __u64 *)(mem + 8 * PAGE) = 8;
	*(volatile __u64 *)(mem + 9 * PAGE) = 9;
	EXPECT_EQ(8, GUEST(SIZE + 9 * PAGE));
	EXPECT_EQ(9, GUEST(SIZE + 10 * PAGE));
	ASSERT_WRITE(SIZE + 9 * PAGE, 7);
	EXPECT_EQ(7, *(volatile __u64 *)(mem + 8 * PAGE));
}

/* Two slots, one memory. */
TEST_F(host, alias)
{
	vm_slot(&self->vm, SLOT + 1, PEEK_GPA + SIZE, SIZE, self->mem, 0);
	ASSERT_WRITE(0, 1);
	EXPECT_EQ(1, GUEST(SIZE));
	ASSERT_EQ(0, madvise(self->mem, PAGE, MADV_DONTNEED));
	EXPECT_EQ(0, GUEST(SIZE));
	EXPECT_EQ(0, GUEST(0));
}

TEST_F(host, slot_goes)
{
	char what[64];

	ASSERT_WRITE(0, 1);
	vm_slot(&self->vm, SLOT, 0, 0, NULL, 0);
	snprintf(what, sizeof(what), "mmio read 8 %#lx", PEEK_GPA);
	EXPECT_STREQ(what, guest_touch(self->vcpu, PEEK_GPA));
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
	EXPECT_EQ(1, GUEST(0));
}

TEST_F(host, slot_moves)
{
	char what[64];

	ASSERT_WRITE(0, 1);
	vm_slot(&self->vm, SLOT, PEEK_GPA + PAGE, SIZE, self->mem, 0);
	snprintf(what, sizeof(what), "mmio read 8 %#lx", PEEK_GPA);
	EXPECT_STREQ(what, guest_touch(self->vcpu, PEEK_GPA));
	EXPECT_EQ(1, GUEST(PAGE));
}

TEST_F(host, read_only_slot)
{
	char what[64];

	SKIP_UNLESS_CAP(self->vm.fd, KVM_CAP_READONLY_MEM);
	HOST(0) = 1;
	vm_slot(&self->vm, SLOT, 0, 0, NULL, 0);
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, KVM_MEM_READONLY);
	EXPECT_EQ(1, GUEST(0));
	snprintf(what, sizeof(what), "mmio write 8 %#lx 0x5", PEEK_GPA);
	EXPECT_STREQ(what, GUEST_WRITE(0, 5));
	EXPECT_EQ(1, HOST(0));
	EXPECT_EQ(1, GUEST(0));
}

/* Memory of a device: the video BIOS, which has no struct page. */
TEST_F(host, device_memory)
{
	int fd = open("/dev/mem", O_RDONLY);
	char *rom;

	if (fd < 0)
		SKIP(return, "/dev/mem: %m");
	rom = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0xc0000);
	if (rom == MAP_FAILED)
		SKIP(return, "mmap of /dev/mem: %m");
	vm_slot(&self->vm, SLOT + 1, PEEK_GPA + SIZE, PAGE, rom, 0);
	EXPECT_EQ(*(volatile __u64 *)rom, GUEST(SIZE));
	/* KVM makes an MMIO exit of it, as for a read-only slot. */
	EXPECT_NE(NULL, GUEST_WRITE(SIZE, 1));
	ASSERT_EQ(0, munmap(rom, PAGE));
	EXPECT_STREQ("errno 14", guest_touch(self->vcpu, PEEK_GPA + SIZE));
}

AIRLOCK_TEST_MAIN
