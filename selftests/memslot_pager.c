// SPDX-License-Identifier: GPL-2.0
/* Guest memory whose pages the launcher brings when they are missed. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/userfaultfd.h>

#include "harness.h"
#include "peek.h"

#define PAGE		4096UL
#define SIZE		(16 * PAGE)
#define SLOT		5

FIXTURE(pager) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *mem;
};

FIXTURE_SETUP(pager)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	self->mem = test_pages(SIZE, MAP_PRIVATE);
	vm_slot(&self->vm, SLOT, PEEK_GPA, SIZE, self->mem, 0);
}

FIXTURE_TEARDOWN(pager)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

/* Missing pages of the memory are for the launcher to bring; -1: cannot be. */
static int page_myself(void *mem, size_t size)
{
	struct uffdio_register missing = {
		.range = { (unsigned long)mem, size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffdio_api api = { .api = UFFD_API };
	int dev = open("/dev/userfaultfd", O_RDWR | O_CLOEXEC);
	int uffd;

	if (dev < 0)
		return -1;
	uffd = ioctl(dev, USERFAULTFD_IOC_NEW, O_CLOEXEC | O_NONBLOCK);
	close(dev);
	if (uffd >= 0 && (ioctl(uffd, UFFDIO_API, &api) ||
			  ioctl(uffd, UFFDIO_REGISTER, &missing)))
		test_die("userfaultfd: %m");
	return uffd;
}

struct pager {
	int uffd;
	int served;
};

/* Serves eight missing pages, each with its number. */
static void *pager_thread(void *data)
{
	struct pager *p = data;
	struct pollfd pfd = { .fd = p->uffd, .events = POLLIN };
	__u64 page[PAGE / 8] = {};
	struct uffd_msg msg;

	while (p->served < 8 && poll(&pfd, 1, 5000) == 1 &&
	       read(p->uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		struct uffdio_copy copy = {
			.dst = msg.arg.pagefault.address & ~(PAGE - 1),
			.src = (unsigned long)page,
			.len = PAGE,
		};

		page[0] = ++p->served;
		if (ioctl(p->uffd, UFFDIO_COPY, &copy))
			break;
	}
	return NULL;
}

TEST_F(pager, paged_by_the_launcher)
{
	struct pager pager = {};
	pthread_t thread;
	int i;

	pager.uffd = page_myself(self->mem, 8 * PAGE);
	if (pager.uffd < 0)
		SKIP(return, "/dev/userfaultfd: %m");
	ASSERT_EQ(0, pthread_create(&thread, NULL, pager_thread, &pager));
	for (i = 0; i < 8; i++)
		EXPECT_EQ(i + 1, guest_value(self->vcpu, PEEK_GPA + i * PAGE));
	pthread_join(thread, NULL);
	EXPECT_EQ(8, pager.served);
}

/* Nobody serves the page: a signal has to be able to end the wait. */
TEST_F(pager, signal_ends_a_wait_for_a_page)
{
	if (page_myself(self->mem, PAGE) < 0)
		SKIP(return, "/dev/userfaultfd: %m");
	test_catch_signal(SIGALRM);
	guest_read_next(self->vcpu, PEEK_GPA);
	ualarm(50000, 0);
	EXPECT_STREQ("intr", vcpu_run_str(self->vcpu));
}

AIRLOCK_TEST_MAIN
