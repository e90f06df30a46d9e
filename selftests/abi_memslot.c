// SPDX-License-Identifier: GPL-2.0
/* KVM_SET_USER_MEMORY_REGION and the dirty log: what they refuse. */
#include <sys/mman.h>

#include "harness.h"

#define BAD_POINTER	((void *)8)
#define SIZE		0x10000UL
#define GPA		0x40000000UL
#define GIB		(1UL << 30)

FIXTURE(memslot) {
	struct test_vm vm;
	char *mem;
};

FIXTURE_SETUP(memslot)
{
	vm_create_bare(&self->vm);
	self->mem = test_pages(SIZE, MAP_PRIVATE);
	ASSERT_EQ(0, vm_slot_err(&self->vm, 1, GPA, SIZE, self->mem, 0));
}

FIXTURE_TEARDOWN(memslot)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

#define SET(slot, gpa, size, hva, flags) \
	vm_slot_err(&self->vm, slot, gpa, size, hva, flags)

TEST_F(memslot, bad_arguments)
{
	unsigned int nr = test_cap(self->vm.fd, KVM_CAP_NR_MEMSLOTS);
	char *mem = self->mem;

	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_SET_USER_MEMORY_REGION,
		     BAD_POINTER);
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB + 1, 0x1000, mem, 0));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1001, mem, 0));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1000, mem + 1, 0));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1000, mem, 1U << 31));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1000, mem, 8));
	/* Ids: the number of slots, and address spaces above them. */
	EXPECT_EQ(-EINVAL, SET(nr, GPA + GIB, 0x1000, mem, 0));
	EXPECT_EQ(-EINVAL, SET(0xffff, GPA + GIB, 0x1000, mem, 0));
	EXPECT_EQ(-EINVAL, SET(2 | 7 << 16, GPA + GIB, 0x1000, mem, 0));
	EXPECT_EQ(0, SET(nr - 1, GPA + GIB, 0x1000, mem, 0));
}

TEST_F(memslot, bad_ranges)
{
	char *mem = self->mem;

	/* Beyond the end of the address space, of userspace, of what fits. */
	EXPECT_EQ(-EINVAL, SET(2, ~0xfffUL, 0x2000, mem, 0));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1000, (void *)(1UL << 63), 0));
	EXPECT_EQ(-EINVAL, SET(2, GPA + GIB, 0x1000, (void *)~0xfffUL, 0));
	EXPECT_EQ(-EINVAL, SET(2, 0, 1UL << 43, (void *)0x1000, 0));
}

TEST_F(memslot, overlap)
{
	char *mem = self->mem;

	EXPECT_EQ(-EEXIST, SET(2, GPA, SIZE, mem, 0));
	EXPECT_EQ(-EEXIST, SET(2, GPA - 0x1000, 0x2000, mem, 0));
	EXPECT_EQ(-EEXIST, SET(2, GPA + SIZE - 0x1000, 0x2000, mem, 0));
	EXPECT_EQ(-EEXIST, SET(2, GPA - 0x1000, SIZE + 0x2000, mem, 0));
	EXPECT_EQ(-EEXIST, SET(2, GPA + 0x1000, 0x1000, mem, 0));
	/* Side by side is no overlap; the same host memory may come twice. */
	EXPECT_EQ(0, SET(2, GPA + SIZE, SIZE, mem, 0));
	EXPECT_EQ(0, SET(3, GPA - SIZE, SIZE, mem, 0));
}

TEST_F(memslot, change)
{
	char *mem = self->mem;

	/* The same again, other flags, another place. */
	EXPECT_EQ(0, SET(1, GPA, SIZE, mem, 0));
	EXPECT_EQ(0, SET(1, GPA, SIZE, mem, KVM_MEM_LOG_DIRTY_PAGES));
	EXPECT_EQ(0, SET(1, GPA, SIZE, mem, 0));
	EXPECT_EQ(0, SET(1, GPA + GIB, SIZE, mem, 0));
	EXPECT_EQ(0, SET(1, GPA + GIB - 0x1000, SIZE, mem, 0));
	EXPECT_EQ(0, SET(1, GPA, SIZE, mem, 0));
	/* Neither size nor host address can change. */
	EXPECT_EQ(-EINVAL, SET(1, GPA, SIZE - 0x1000, mem, 0));
	EXPECT_EQ(-EINVAL, SET(1, GPA, SIZE, mem + 0x1000, 0));
	EXPECT_EQ(-EINVAL, SET(1, GPA, SIZE * 2, mem, 0));
	/* A move onto another slot. */
	EXPECT_EQ(0, SET(2, GPA + GIB, SIZE, mem, 0));
	EXPECT_EQ(-EEXIST, SET(2, GPA + 0x1000, SIZE, mem, 0));
}

TEST_F(memslot, read_only)
{
	SKIP_UNLESS_CAP(self->vm.fd, KVM_CAP_READONLY_MEM);
	EXPECT_EQ(-EINVAL, SET(1, GPA, SIZE, self->mem, KVM_MEM_READONLY));
	EXPECT_EQ(0, SET(1, 0, 0, NULL, 0));
	EXPECT_EQ(0, SET(1, GPA, SIZE, self->mem, KVM_MEM_READONLY));
	EXPECT_EQ(-EINVAL, SET(1, GPA, SIZE, self->mem, 0));
}

TEST_F(memslot, delete)
{
	EXPECT_EQ(0, SET(1, 0, 0, NULL, 0));
	EXPECT_EQ(-EINVAL, SET(1, 0, 0, NULL, 0));
	EXPECT_EQ(-EINVAL, SET(7, 0, 0, NULL, 0));
	/* The id is free again for anything. */
	EXPECT_EQ(0, SET(1, GPA + GIB, SIZE / 2, self->mem + 0x1000, 0));
}

/* Memory need not be there, nor fit the host, to be a slot. */
TEST_F(memslot, lazy)
{
	void *hole = test_pages(SIZE, MAP_PRIVATE);

	munmap(hole, SIZE);
	EXPECT_EQ(0, SET(2, GPA + GIB, SIZE, hole, 0));
	/* 128 GiB, where no host memory is. */
	EXPECT_EQ(0, SET(3, 1UL << 37, 1UL << 37, (void *)(1UL << 40), 0));
	EXPECT_EQ(0, SET(3, 0, 0, NULL, 0));
}

TEST_F(memslot, many)
{
	unsigned int i;

	for (i = 2; i < 302; i++)
		ASSERT_EQ(0, SET(i, GPA + i * GIB, 0x1000, self->mem, 0));
	for (i = 2; i < 302; i += 2)
		ASSERT_EQ(0, SET(i, 0, 0, NULL, 0));
	for (i = 3; i < 302; i += 2)
		ASSERT_EQ(-EEXIST, SET(400, GPA + i * GIB, 0x1000, self->mem, 0));
}

TEST_F(memslot, region2)
{
	struct kvm_userspace_memory_region2 region = {
		.slot = 2, .guest_phys_addr = GPA + GIB, .memory_size = SIZE,
		.userspace_addr = (unsigned long)self->mem,
	};

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_USER_MEMORY2);
	EXPECT_IOCTL(self->vm.fd, KVM_SET_USER_MEMORY_REGION2, &region);
	region.memory_size = 0;
	EXPECT_IOCTL(self->vm.fd, KVM_SET_USER_MEMORY_REGION2, &region);
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_SET_USER_MEMORY_REGION2, &region);
	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_SET_USER_MEMORY_REGION2,
		     BAD_POINTER);
}

TEST_F(memslot, dirty_log)
{
	__u64 bitmap[SIZE / 4096 / 64 + 1];
	struct kvm_dirty_log log = { .slot = 1, .dirty_bitmap = bitmap };

	EXPECT_ERRNO(ENOENT, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	ASSERT_EQ(0, SET(1, GPA, SIZE, self->mem, KVM_MEM_LOG_DIRTY_PAGES));
	bitmap[0] = ~0UL;
	EXPECT_IOCTL(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	EXPECT_EQ(0, bitmap[0]);
	log.slot = 2;
	EXPECT_ERRNO(ENOENT, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	log.slot = 0xffff;
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	log.slot = 1 | 9 << 16;
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_GET_DIRTY_LOG, BAD_POINTER);
}

AIRLOCK_TEST_MAIN
