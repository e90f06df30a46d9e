// SPDX-License-Identifier: GPL-2.0
/*
 * The host sleeps while guests run, and they go on when it wakes: suspend to
 * idle, and hibernation, whose image is kept here instead of on a disk, so that
 * nothing but the kernel is needed to go back to it. All CPUs but one go
 * offline for that, and the last one leaves the kernel for the code that puts
 * the image back: EL2 has to be the kernel's own by then.
 */
#include <fcntl.h>
#include <linux/posix_types.h>
#include <linux/suspend_ioctls.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"

#define NR		2
#define IMAGE_ROOM	(1UL << 30)
#define RTC		"/sys/class/rtc/rtc0/wakealarm"
#define STATE		"/sys/power/state"

FIXTURE(sleep) {
	struct test_vm vm;
	struct vcpu_thread t[NR];
};

FIXTURE_SETUP(sleep)
{
	int i;

	vm_create(&self->vm, 0);
	for (i = 0; i < NR; i++) {
		vcpu_add(&self->vm, i, guest_count_up);
		self->t[i].cpu = -1;
	}
}

FIXTURE_TEARDOWN(sleep)
{
	vm_destroy(&self->vm);
}

static bool state_is_known(const char *state)
{
	char known[64] = "";
	int fd = open(STATE, O_RDONLY);

	if (fd < 0)
		return false;
	if (read(fd, known, sizeof(known) - 1) < 0)
		known[0] = 0;
	close(fd);
	return strstr(known, state);
}

#define COUNT(id)	READ_ONCE(GUEST_VAR(&self->vm, guest_counts)[id])

/* Every vCPU gets on. */
#define WAIT_FOR_GUESTS() do {						\
	__u32 seen[NR];							\
	int id;								\
									\
	for (id = 0; id < NR; id++)					\
		seen[id] = COUNT(id);					\
	for (id = 0; id < NR; id++)					\
		WAIT_UNTIL(COUNT(id) != seen[id]);			\
} while (0)

#define GUESTS_START() do {						\
	int id;								\
									\
	for (id = 0; id < NR; id++)					\
		vcpu_thread_start(&self->t[id], &self->vm.vcpu[id]);	\
	WAIT_FOR_GUESTS();						\
} while (0)

/* They still run, can be stopped, and there can be others. */
#define GUESTS_END() do {						\
	struct test_vm other;						\
	int id;								\
									\
	WAIT_FOR_GUESTS();						\
	for (id = 0; id < NR; id++) {					\
		vcpu_thread_kick(&self->t[id]);				\
		EXPECT_STREQ("intr", vcpu_thread_join(&self->t[id]));	\
	}								\
	vm_create(&other, 0);						\
	EXPECT_STREQ("done", vcpu_finish(vcpu_add(&other, 0, guest_short))); \
	vm_destroy(&other);						\
} while (0)

TEST_F_TIMEOUT(sleep, suspend_to_idle, 60)
{
	if (!state_is_known("freeze"))
		SKIP(return, "the host's kernel cannot suspend to idle");
	if (test_put(RTC, "0") || test_put(RTC, "+2"))
		SKIP(return, "no clock that could wake the host: " RTC);
	GUESTS_START();
	ASSERT_EQ(0, test_put(STATE, "freeze"));
	GUESTS_END();
}

/* The image, from the kernel into memory. */
static size_t image_read(int fd, char *buf)
{
	size_t size = 0;
	ssize_t got;

	while ((got = read(fd, buf + size, IMAGE_ROOM - size)) > 0)
		size += got;
	if (got < 0)
		test_die("the image after %zu bytes: %m", size);
	return size;
}

/* Back to where the image was made. Returns only if that fails. */
static void image_restore(const char *buf, size_t size)
{
	int fd = open("/dev/snapshot", O_WRONLY);
	size_t at;
	ssize_t put;

	if (fd < 0)
		test_die("/dev/snapshot for writing: %m");
	for (at = 0; at < size; at += put) {
		put = write(fd, buf + at, 4096);
		if (put <= 0)
			test_die("the image at %zu of %zu: %m", at, size);
	}
	if (ioctl(fd, SNAPSHOT_FREEZE) || ioctl(fd, SNAPSHOT_ATOMIC_RESTORE))
		test_die("the image cannot be gone back to: %m");
	test_die("ATOMIC_RESTORE returned");
}

TEST_F_TIMEOUT(sleep, hibernation, 90)
{
	int fd, first = -1;
	size_t size;
	char *image;

	fd = open("/dev/snapshot", O_RDONLY);
	if (fd < 0)
		SKIP(return, "the host's kernel cannot hibernate");
	image = test_pages(IMAGE_ROOM, MAP_PRIVATE);
	GUESTS_START();
	ASSERT_EQ(0, ioctl(fd, SNAPSHOT_FREEZE));
	ASSERT_EQ(0, ioctl(fd, SNAPSHOT_CREATE_IMAGE, &first));
	if (first) {
		/* It has been made. What is from now on will not have been. */
		size = image_read(fd, image);
		close(fd);
		WAIT_FOR_GUESTS();
		image_restore(image, size);
	}
	ASSERT_EQ(0, first);
	ASSERT_EQ(0, ioctl(fd, SNAPSHOT_UNFREEZE));
	close(fd);
	munmap(image, IMAGE_ROOM);
	GUESTS_END();
}

AIRLOCK_TEST_MAIN
