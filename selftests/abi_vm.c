// SPDX-License-Identifier: GPL-2.0
/* A VM's file: unknown calls, vCPU ids, capabilities, order of creation. */
#include <fcntl.h>
#include <sys/mman.h>

#include "harness.h"

#define BAD_POINTER	((void *)8)

FIXTURE(vm) {
	struct test_vm vm;
	int fd;
};

FIXTURE_SETUP(vm)
{
	vm_create_bare(&self->vm);
	self->fd = self->vm.fd;
}

FIXTURE_TEARDOWN(vm)
{
	vm_destroy(&self->vm);
}

TEST_F(vm, unknown_ioctl)
{
#ifdef __x86_64__
	int err = ENOTTY;
#else
	int err = EINVAL;
#endif

	EXPECT_ERRNO(err, self->fd, _IO(KVMIO, 0xff), 0);
	EXPECT_ERRNO(err, self->fd, _IO('x', 0x41), 0);
	EXPECT_ERRNO(err, self->fd, _IOW(KVMIO, 0x41, char), 0);
	EXPECT_ERRNO(err, self->fd, KVM_RUN, 0);
}

TEST_F(vm, check_extension)
{
	EXPECT_EQ(1, test_cap(self->fd, KVM_CAP_USER_MEMORY));
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_CHECK_EXTENSION, ~0UL));
}

TEST_F(vm, vcpu_ids)
{
	unsigned long max = test_cap(self->fd, KVM_CAP_MAX_VCPU_ID);
	int fd = ioctl_err(self->fd, KVM_CREATE_VCPU, 0);

	ASSERT_LE(0, fd);
	EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	EXPECT_ERRNO(EEXIST, self->fd, KVM_CREATE_VCPU, 0);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VCPU, max);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VCPU, 1UL << 31);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VCPU, ~0UL);
	/* Must not be cut to id 1. */
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VCPU, (1UL << 32) + 1);
	/* The id stays taken while the VM lives. */
	close(fd);
	EXPECT_ERRNO(EEXIST, self->fd, KVM_CREATE_VCPU, 0);

	fd = ioctl_err(self->fd, KVM_CREATE_VCPU, 5UL);
	EXPECT_LE(0, fd);
	close(fd);
	fd = ioctl_err(self->fd, KVM_CREATE_VCPU, max - 1);
	EXPECT_LE(0, fd);
	close(fd);
}

TEST_F(vm, enable_cap)
{
	struct kvm_enable_cap cap = { .cap = 0x7fffffff };

	EXPECT_ERRNO(EINVAL, self->fd, KVM_ENABLE_CAP, &cap);
	cap.cap = KVM_CAP_USER_MEMORY;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_ENABLE_CAP, &cap);
	cap.flags = 1;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_ENABLE_CAP, &cap);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_ENABLE_CAP, BAD_POINTER);
}

TEST_F(vm, create_device)
{
	struct kvm_create_device device = { .type = 0x7fffffff };

	EXPECT_ERRNO(ENODEV, self->fd, KVM_CREATE_DEVICE, &device);
	device.flags = KVM_CREATE_DEVICE_TEST;
	EXPECT_ERRNO(ENODEV, self->fd, KVM_CREATE_DEVICE, &device);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_CREATE_DEVICE, BAD_POINTER);
}

TEST_F(vm, file_operations)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED,
		  mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

/* The limit on their number holds, whatever the ids. */
TEST_F(vm, many_vcpus)
{
	int fd[64];
	int i, max = test_cap(self->fd, KVM_CAP_MAX_VCPUS);

	if (max > 64)
		max = 64;
	for (i = 0; i < max; i++) {
		fd[i] = ioctl_err(self->fd, KVM_CREATE_VCPU, (unsigned long)i);
		ASSERT_LE(0, fd[i]);
	}
	while (i--)
		close(fd[i]);
}

/* S10: the device's file is not needed once the VM exists. */
TEST_F(vm, device_closed_first)
{
	int fd;

	close(self->vm.dev);
	fd = ioctl_err(self->fd, KVM_CREATE_VCPU, 0);
	EXPECT_LE(0, fd);
	close(fd);
	self->vm.dev = -1;
}

AIRLOCK_TEST_MAIN
