// SPDX-License-Identifier: GPL-2.0
/* KVM_GET_DIRTY_LOG: every page that was written to, and no other. */
#include <pthread.h>
#include <sys/mman.h>

#include "harness.h"
#include "peek.h"

#define PAGE		4096UL
#define PAGES		1024UL
#define SIZE		(PAGES * PAGE)
#define SLOT		5
#define WORDS		(PAGES / 64)

FIXTURE(dirty) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *mem;
	char *map;
	__u64 bits[WORDS + 1];
};

/* Huge pages if the host will: they must be logged in small ones. */
FIXTURE_SETUP(dirty)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	self->map = test_pages(2 * SIZE, MAP_PRIVATE);
	self->mem = (char *)(((unsigned long)self->map + SIZE - 1) &
			     ~(SIZE - 1));
	madvise(self->mem, SIZE, MADV_HUGEPAGE);
	memset(self->mem, 1, SIZE);
}

FIXTURE_TEARDOWN(dirty)
{
	vm_destroy(&self->vm);
	munmap(self->map, 2 * SIZE);
}

static int get_log(FIXTURE_DATA(dirty) * self)
{
	struct kvm_dirty_log log = {
		.slot = SLOT,
		.dirty_bitmap = self->bits,
	};

	return ioctl_err(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
}

/* How many bits are set; of pages that nobody names none may be. */
static int nr_dirty(FIXTURE_DATA(dirty) * self)
{
	unsigned int i;
	int nr = 0;

	memset(self->bits, 0, sizeof(self->bits));
	self->bits[WORDS] = 0x55;
	if (get_log(self) || self->bits[WORDS] != 0x55)
		return -1;
	for (i = 0; i < WORDS; i++)
		nr += __builtin_popcountll(self->bits[i]);
	return nr;
}

static void set_slot(FIXTURE_DATA(dirty) * self, unsigned int flags)
{
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, flags);
}

#define DIRTY(page)	(self->bits[(page) / 64] >> ((page) % 64) & 1)

#define ASSERT_WRITE(page, value) \
	ASSERT_EQ(NULL, guest_write(self->vcpu, PEEK_GPA + (page) * PAGE, value))

TEST_F(dirty, writes_are_seen)
{
	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	EXPECT_EQ(0, nr_dirty(self));
	/* Reads are no writes, though KVM may take one for such. */
	EXPECT_NE(GUEST_NO_VALUE, guest_value(self->vcpu, PEEK_GPA));
	if (test_on_airlock())
		EXPECT_EQ(0, nr_dirty(self));
	nr_dirty(self);
	ASSERT_WRITE(5, 1);
	ASSERT_WRITE(64, 1);
	ASSERT_WRITE(PAGES - 1, 1);
	ASSERT_WRITE(5, 2);
	ASSERT_EQ(3, nr_dirty(self));
	EXPECT_TRUE(DIRTY(5));
	EXPECT_TRUE(DIRTY(64));
	EXPECT_TRUE(DIRTY(PAGES - 1));
	/* The look takes them; the next write is seen again. */
	EXPECT_EQ(0, nr_dirty(self));
	ASSERT_WRITE(5, 3);
	ASSERT_EQ(1, nr_dirty(self));
	EXPECT_TRUE(DIRTY(5));
	EXPECT_EQ(3, *(volatile __u64 *)(self->mem + 5 * PAGE));
}

/* The guest had written before anybody wanted to know. */
TEST_F(dirty, turned_on_in_use)
{
	unsigned int i;

	set_slot(self, 0);
	EXPECT_EQ(-ENOENT, get_log(self));
	for (i = 0; i < PAGES; i += 100)
		ASSERT_WRITE(i, 1);
	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	EXPECT_EQ(0, nr_dirty(self));
	for (i = 0; i < PAGES; i += 100)
		ASSERT_WRITE(i, 2);
	EXPECT_EQ(11, nr_dirty(self));
	set_slot(self, 0);
	EXPECT_EQ(-ENOENT, get_log(self));
	ASSERT_WRITE(0, 3);
	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	EXPECT_EQ(0, nr_dirty(self));
}

TEST_F(dirty, moved_slot_keeps_its_log)
{
	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	ASSERT_WRITE(7, 1);
	vm_slot(&self->vm, SLOT, PEEK_GPA + SIZE, SIZE, self->mem,
		KVM_MEM_LOG_DIRTY_PAGES);
	ASSERT_WRITE(PAGES + 9, 1);
	ASSERT_EQ(2, nr_dirty(self));
	EXPECT_TRUE(DIRTY(7));
	EXPECT_TRUE(DIRTY(9));
}

TEST_F(dirty, refusals)
{
	struct kvm_dirty_log log = { .slot = SLOT, .dirty_bitmap = (void *)8 };

	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_GET_DIRTY_LOG, (void *)8);
	EXPECT_ERRNO(ENOENT, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	log.slot = 0xffff;
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
	log.slot = SLOT | 7 << 16;
	EXPECT_ERRNO(EINVAL, self->vm.fd, KVM_GET_DIRTY_LOG, &log);
}

static volatile __u32 stopped;

/* Write to pages in no order, until the host has seen enough. */
static void guest_scribble(unsigned long arg)
{
	__u32 rnd = 12345;
	__u64 n = 0;

	while (!stopped) {
		rnd = rnd * 1664525 + 1013904223;
		*(volatile __u64 *)(PEEK_GPA + (rnd >> 12) % PAGES * PAGE +
				    (rnd & 0xff0)) = ++n;
	}
	guest_done();
}

static void *run_to_end(void *vcpu)
{
	return (void *)vcpu_finish(vcpu);
}

/* Copy what the log says is dirty. */
static void copy_dirty(FIXTURE_DATA(dirty) * self, char *copy)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		if (DIRTY(i))
			memcpy(copy + i * PAGE, self->mem + i * PAGE, PAGE);
}

/* What a migration does: in the end the copy is the memory. */
TEST_F(dirty, copy_of_a_running_guest)
{
	pthread_t thread;
	void *what;
	char *copy = test_pages(SIZE, MAP_PRIVATE);
	unsigned int round;

	set_slot(self, KVM_MEM_LOG_DIRTY_PAGES);
	memcpy(copy, self->mem, SIZE);
	vcpu_enter(self->vcpu, guest_scribble);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_to_end, self->vcpu));
	for (round = 0; round < 50; round++) {
		ASSERT_LE(0, nr_dirty(self));
		copy_dirty(self, copy);
		test_relax();
	}
	WRITE_ONCE(GUEST_VAR(&self->vm, stopped), 1);
	ASSERT_EQ(0, pthread_join(thread, &what));
	ASSERT_STREQ("done", what);
	ASSERT_LE(0, nr_dirty(self));
	copy_dirty(self, copy);
	EXPECT_EQ(0, memcmp(copy, self->mem, SIZE));
	munmap(copy, SIZE);
}

AIRLOCK_TEST_MAIN
