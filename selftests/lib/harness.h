/* SPDX-License-Identifier: GPL-2.0 */
/* What every test program includes: the kernel's harness and the library. */
#ifndef TEST_HARNESS_H
#define TEST_HARNESS_H

#include "kselftest_harness.h"
#include "vm.h"
#include "guest.h"

/* Run; compare what became of it with a string of vcpu_run_str(). */
#define ASSERT_RUN(expected, vcpu)					\
	ASSERT_STREQ(expected, vcpu_run_for(vcpu, expected))
#define EXPECT_RUN(expected, vcpu)					\
	EXPECT_STREQ(expected, vcpu_run_for(vcpu, expected))

/* Run, answering everything but reports of the guest, until it is done. */
#define ASSERT_DONE(vcpu)		ASSERT_STREQ("done", vcpu_finish(vcpu))

/*
 * A test whose body is the guest's: it passes if the guest gets to the end.
 * The fixture has the vCPU.
 */
#define GUEST_TEST_F(fixture, name)					\
	static void guest_##name(void);					\
	static void guest_enter_##name(unsigned long arg)		\
	{								\
		guest_##name();						\
		guest_done();						\
	}								\
	TEST_F(fixture, name)						\
	{								\
		vcpu_enter(self->vcpu, guest_enter_##name);		\
		ASSERT_DONE(self->vcpu);				\
	}								\
	static void guest_##name(void)

/* An ioctl must fail with this errno. */
#define EXPECT_ERRNO(err, fd, nr, arg)	EXPECT_EQ(-(err), ioctl_err(fd, nr, arg))
#define ASSERT_ERRNO(err, fd, nr, arg)	ASSERT_EQ(-(err), ioctl_err(fd, nr, arg))

/* An ioctl must succeed. */
#define EXPECT_IOCTL(fd, nr, arg)	EXPECT_LE(0, ioctl_err(fd, nr, arg))
#define ASSERT_IOCTL(fd, nr, arg)	ASSERT_LE(0, ioctl_err(fd, nr, arg))

/* Tests of what only airlock has, or only KVM. */
#define SKIP_UNLESS_AIRLOCK() do {					\
	if (!test_on_airlock())						\
		SKIP(return, "an extension of airlock, device is %s",	\
		     test_device());					\
} while (0)

#define SKIP_UNLESS_CAP(fd, cap) do {					\
	if (!test_cap(fd, cap))						\
		SKIP(return, "%s is 0 on %s", #cap, test_device());	\
} while (0)

/* main() that skips the whole program where there is no device. */
#define AIRLOCK_TEST_MAIN						\
	int main(int argc, char **argv)					\
	{								\
		int fd = test_device_open();				\
									\
		if (fd < 0) {						\
			printf("TAP version 13\n1..0 # SKIP %s: %m\n",	\
			       test_device());				\
			return KSFT_SKIP;				\
		}							\
		close(fd);						\
		return test_harness_run(argc, argv);			\
	}

/* A VM with memory and one vCPU at a guest function: the usual fixture. */
#define FIXTURE_ONE_VCPU(name, flags)					\
	FIXTURE(name) {							\
		struct test_vm vm;					\
		struct test_vcpu *vcpu;					\
	};								\
	FIXTURE_SETUP(name)						\
	{								\
		vm_create(&self->vm, flags);				\
		self->vcpu = vcpu_add(&self->vm, 0, NULL);		\
	}								\
	FIXTURE_TEARDOWN(name)						\
	{								\
		vm_destroy(&self->vm);					\
	}								\
	struct name##_needs_semicolon

#endif /* TEST_HARNESS_H */
