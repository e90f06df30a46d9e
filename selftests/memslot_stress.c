// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that read back what they wrote while the host drops, copies, moves and
 * joins their pages, and slots come and go. A page that the host took away must
 * not be reachable any more: it may be somebody else's by now.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "peek.h"

#define MB		(1UL << 20)
#define PAGE		4096UL
#define PAGES		1024U
#define SIZE		(PAGES * PAGE)
#define SLOT		5
#define VCPUS		2
#define ROUNDS		150

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif
#define CANARY		0xc0ffee0000000000UL

FIXTURE(stress) {
	struct test_vm vm;
	pthread_t thread[VCPUS];
	char *map;
	char *mem;
	__u32 rnd;
};

/* What each vCPU wrote last to its word of each page. */
static __u64 wrote[VCPUS][PAGES];
static volatile __u64 accesses[VCPUS];
static volatile __u32 stopped;

/* Read: what was written, or zero if the page was dropped. Then write. */
static void guest_remember(unsigned long id)
{
	__u32 rnd = 777 + id;
	__u64 n = 0;

	while (!stopped) {
		volatile __u64 *p;
		unsigned int page;
		__u64 seen;

		rnd = rnd * 1664525 + 1013904223;
		page = (rnd >> 12) % PAGES;
		p = (volatile __u64 *)(PEEK_GPA + page * PAGE) + 8 * id;
		/* Once: the host may drop the page at any moment. */
		seen = *p;
		if (seen)
			GUEST_EQ(seen, wrote[id][page]);
		wrote[id][page] = (id + 1) << 56 | ++n;
		*p = wrote[id][page];
		accesses[id] = n;
	}
	guest_done();
}

static void guest_remember_0(unsigned long arg)
{
	guest_remember(0);
}

static void guest_remember_1(unsigned long arg)
{
	guest_remember(1);
}

FIXTURE_SETUP(stress)
{
	vm_create(&self->vm, 0);
	self->map = test_pages(2 * SIZE, MAP_PRIVATE);
	self->mem = (char *)(((unsigned long)self->map + 2 * MB - 1) &
			     ~(2 * MB - 1));
	madvise(self->mem, SIZE, MADV_HUGEPAGE);
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
	self->rnd = 4711;
}

FIXTURE_TEARDOWN(stress)
{
	vm_destroy(&self->vm);
	munmap(self->map, 2 * SIZE);
}

static void *run_to_end(void *vcpu)
{
	return (void *)vcpu_finish(vcpu);
}

static void start_vcpu(pthread_t *thread, struct test_vcpu *vcpu)
{
	if (pthread_create(thread, NULL, run_to_end, vcpu))
		test_die("pthread_create failed");
}

static void start(FIXTURE_DATA(stress) * self)
{
	start_vcpu(&self->thread[0], vcpu_add(&self->vm, 0, guest_remember_0));
	start_vcpu(&self->thread[1], vcpu_add(&self->vm, 1, guest_remember_1));
}

/* Each guest got somewhere, and nothing it read was wrong. */
static const char *finish(FIXTURE_DATA(stress) * self)
{
	const char *what = "done";
	unsigned int i;
	void *ended;

	WRITE_ONCE(GUEST_VAR(&self->vm, stopped), 1);
	for (i = 0; i < VCPUS; i++) {
		pthread_join(self->thread[i], &ended);
		if (strcmp(ended, "done"))
			what = ended;
		else if (!GUEST_VAR(&self->vm, accesses)[i])
			what = "a guest that did nothing";
	}
	return what;
}

/* A random part of the memory, in pages. */
static char *some_pages(FIXTURE_DATA(stress) * self, size_t *size)
{
	unsigned int first, nr;

	self->rnd = self->rnd * 1664525 + 1013904223;
	first = (self->rnd >> 8) % PAGES;
	nr = 1 + (self->rnd >> 20) % 128;
	if (first + nr > PAGES)
		nr = PAGES - first;
	*size = nr * PAGE;
	return self->mem + first * PAGE;
}

/* Pages that were somebody's before; has that somebody still got them? */
static bool canary_lives(void)
{
	volatile __u64 *page = (volatile __u64 *)test_pages(MB, MAP_PRIVATE);
	bool lives = true;
	unsigned int i;

	for (i = 0; i < MB / 8; i += 8)
		page[i] = CANARY + i;
	test_relax();
	for (i = 0; i < MB / 8; i += 8)
		lives = lives && page[i] == CANARY + i;
	munmap((void *)page, MB);
	return lives;
}

static void fork_and_read(volatile char *mem, size_t size)
{
	pid_t pid = fork();
	size_t i;

	if (!pid) {
		for (i = 0; i < size; i += PAGE)
			(void)mem[i];
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

TEST_F(stress, host_drops_pages)
{
	size_t size;
	char *mem;
	int i;

	start(self);
	for (i = 0; i < ROUNDS / 3; i++) {
		mem = some_pages(self, &size);
		madvise(mem, size, MADV_DONTNEED);
		ASSERT_TRUE(canary_lives());
	}
	EXPECT_STREQ("done", finish(self));
}

TEST_F(stress, host_rearranges_pages)
{
	size_t size;
	char *mem;
	int i;

	start(self);
	for (i = 0; i < ROUNDS; i++) {
		mem = some_pages(self, &size);
		switch (i % 4) {
		case 0:
			fork_and_read(mem, size);
			break;
		case 1:
			madvise(self->mem + i % 2 * 2 * MB, 2 * MB,
				MADV_COLLAPSE);
			break;
		case 2:
			/* Both break huge pages up. */
			mprotect(mem, size, PROT_READ | PROT_WRITE | PROT_EXEC);
			mprotect(mem, size, PROT_READ | PROT_WRITE);
			break;
		case 3:
			madvise(mem, size, MADV_PAGEOUT);
			break;
		}
	}
	EXPECT_STREQ("done", finish(self));
}

/* Other slots on the same memory come, move, log and go. */
TEST_F(stress, slots_change)
{
	__u64 gpa = PEEK_GPA + SIZE;
	__u64 bits[PAGES / 64];
	size_t size;
	char *mem;
	int i;

	start(self);
	for (i = 0; i < ROUNDS; i++) {
		struct kvm_dirty_log log = {
			.slot = SLOT,
			.dirty_bitmap = bits,
		};

		mem = some_pages(self, &size);
		vm_slot(&self->vm, SLOT + 1, gpa, size, mem, 0);
		vm_slot(&self->vm, SLOT + 1, gpa + PAGE, size, mem, 0);
		vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem,
			KVM_MEM_LOG_DIRTY_PAGES);
		ASSERT_IOCTL(self->vm.fd, KVM_GET_DIRTY_LOG, &log);
		vm_slot(&self->vm, SLOT + 1, 0, 0, NULL, 0);
		vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
	}
	EXPECT_STREQ("done", finish(self));
}

/* The process ends with the guests in full flight. */
TEST_F(stress, killed)
{
	int status, i;
	pid_t pid;

	for (i = 0; i < 4; i++) {
		pid = fork();
		if (!pid) {
			struct test_vm vm;
			pthread_t thread;

			vm_create(&vm, 0);
			vm_slot(&vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
			start_vcpu(&thread, vcpu_add(&vm, 0, guest_remember_0));
			pause();
		}
		usleep(50000 + i * 20000);
		kill(pid, SIGKILL);
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
	}
}

AIRLOCK_TEST_MAIN
