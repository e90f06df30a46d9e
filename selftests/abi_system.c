// SPDX-License-Identifier: GPL-2.0
/* The device's own file: versions, capabilities, creation of VMs. */
#include <fcntl.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "harness.h"

#define BAD_POINTER	((void *)8)

FIXTURE(system) {
	int fd;
};

FIXTURE_SETUP(system)
{
	self->fd = test_device_open();
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(system)
{
	close(self->fd);
}

/* The node's mode is 0660, and what the kernel makes is root's. */
TEST_F(system, not_for_everybody)
{
	const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR };
	int status, fd, i;
	pid_t pid;

	SKIP_UNLESS_AIRLOCK();
	if (geteuid())
		SKIP(return, "only root can become nobody");
	pid = fork();
	if (!pid) {
		if (setgroups(0, NULL) || setresgid(65534, 65534, 65534) ||
		    setresuid(65534, 65534, 65534))
			_exit(1);
		for (i = 0; i < 3; i++) {
			fd = open(test_device(), flags[i]);
			if (fd >= 0 || errno != EACCES)
				_exit(2 + i);
		}
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(system, api_version)
{
	EXPECT_EQ(12, ioctl_err(self->fd, KVM_GET_API_VERSION, 0));
	EXPECT_ERRNO(EINVAL, self->fd, KVM_GET_API_VERSION, 1UL);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_GET_API_VERSION, 1UL << 63);
}

TEST_F(system, mmap_size)
{
	long page = sysconf(_SC_PAGESIZE);

#ifdef __x86_64__
	EXPECT_EQ(3 * page, ioctl_err(self->fd, KVM_GET_VCPU_MMAP_SIZE, 0));
#else
	EXPECT_EQ(2 * page, ioctl_err(self->fd, KVM_GET_VCPU_MMAP_SIZE, 0));
#endif
	EXPECT_ERRNO(EINVAL, self->fd, KVM_GET_VCPU_MMAP_SIZE, 1UL);
}

TEST_F(system, unknown_ioctl)
{
	EXPECT_ERRNO(EINVAL, self->fd, _IO(KVMIO, 0xff), 0);
	EXPECT_ERRNO(EINVAL, self->fd, _IO('x', 0x00), 0);
	/* Right number and type, wrong size: another ioctl altogether. */
	EXPECT_ERRNO(EINVAL, self->fd, _IOR(KVMIO, 0x00, int), 0);
	EXPECT_ERRNO(EINVAL, self->fd, _IOW(KVMIO, 0x03, long), 0);
	/* A vCPU's and a VM's. */
	EXPECT_ERRNO(EINVAL, self->fd, KVM_RUN, 0);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VCPU, 0);
}

TEST_F(system, capabilities)
{
	static const int needed[] = {
		KVM_CAP_USER_MEMORY, KVM_CAP_DESTROY_MEMORY_REGION_WORKS,
		KVM_CAP_JOIN_MEMORY_REGIONS_WORKS, KVM_CAP_IMMEDIATE_EXIT,
		KVM_CAP_CHECK_EXTENSION_VM, KVM_CAP_INTERNAL_ERROR_DATA,
		KVM_CAP_SYNC_MMU,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		EXPECT_EQ(1, ioctl_err(self->fd, KVM_CHECK_EXTENSION, needed[i])) {
			TH_LOG("capability %d", needed[i]);
		}
	EXPECT_LE(32, test_cap(self->fd, KVM_CAP_NR_MEMSLOTS));
	EXPECT_LE(1, test_cap(self->fd, KVM_CAP_NR_VCPUS));
	EXPECT_LE(test_cap(self->fd, KVM_CAP_NR_VCPUS),
		  test_cap(self->fd, KVM_CAP_MAX_VCPUS));
	EXPECT_LE(test_cap(self->fd, KVM_CAP_MAX_VCPUS),
		  test_cap(self->fd, KVM_CAP_MAX_VCPU_ID));
}

TEST_F(system, unknown_capabilities_are_zero)
{
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_CHECK_EXTENSION, 0x7fffffffUL));
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_CHECK_EXTENSION, ~0UL));
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_CHECK_EXTENSION, 5000UL));
}

TEST_F(system, create_vm)
{
	int fd = ioctl_err(self->fd, KVM_CREATE_VM, 0);

	ASSERT_LE(0, fd);
	EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	EXPECT_EQ(12, ioctl_err(self->fd, KVM_GET_API_VERSION, 0));
	/* A VM is no device. */
	EXPECT_GT(0, ioctl_err(fd, KVM_GET_API_VERSION, 0));
	close(fd);
}

TEST_F(system, create_vm_bad_type)
{
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VM, ~0UL);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_VM, 0x100UL << 32);
}

TEST_F(system, many_vms)
{
	int fd[20], i;

	for (i = 0; i < 20; i++) {
		fd[i] = ioctl_err(self->fd, KVM_CREATE_VM, 0);
		ASSERT_LE(0, fd[i]);
	}
	while (i--)
		close(fd[i]);
}

TEST_F(system, file_operations)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

#ifdef __x86_64__
TEST_F(system, supported_cpuid)
{
	struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entries[256];
	} cpuid = { .head.nent = 256 };
	int needed;

	ASSERT_IOCTL(self->fd, KVM_GET_SUPPORTED_CPUID, &cpuid);
	needed = cpuid.head.nent;
	EXPECT_GT(needed, 3);
	/* kvmtool has room for so many and dies if they do not fit. */
	EXPECT_LE(needed, 100);

	cpuid.head.nent = needed;
	EXPECT_IOCTL(self->fd, KVM_GET_SUPPORTED_CPUID, &cpuid);
	cpuid.head.nent = needed - 1;
	EXPECT_ERRNO(E2BIG, self->fd, KVM_GET_SUPPORTED_CPUID, &cpuid);
	cpuid.head.nent = 0;
	EXPECT_ERRNO(E2BIG, self->fd, KVM_GET_SUPPORTED_CPUID, &cpuid);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_GET_SUPPORTED_CPUID, BAD_POINTER);
}

TEST_F(system, msr_index_list)
{
	struct {
		struct kvm_msr_list head;
		__u32 index[512];
	} list = { .head.nmsrs = 0 };
	unsigned int needed;

	EXPECT_ERRNO(E2BIG, self->fd, KVM_GET_MSR_INDEX_LIST, &list);
	needed = list.head.nmsrs;
	EXPECT_GT(needed, 0);
	/* Firecracker has room for so many. */
	EXPECT_LE(needed, 256);
	ASSERT_IOCTL(self->fd, KVM_GET_MSR_INDEX_LIST, &list);
	EXPECT_EQ(needed, list.head.nmsrs);
	list.head.nmsrs = needed - 1;
	EXPECT_ERRNO(E2BIG, self->fd, KVM_GET_MSR_INDEX_LIST, &list);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_GET_MSR_INDEX_LIST, BAD_POINTER);
}
#endif

AIRLOCK_TEST_MAIN
