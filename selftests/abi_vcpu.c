// SPDX-License-Identifier: GPL-2.0
/* A vCPU's file: its mapping, who may use it, and when. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include "harness.h"

FIXTURE_ONE_VCPU(vcpu, 0);

TEST_F(vcpu, unknown_ioctl)
{
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, _IO(KVMIO, 0xff), 0);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, _IO('x', 0x80), 0);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, _IOW(KVMIO, 0x80, int), 0);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_CREATE_VCPU, 9UL);
}

TEST_F(vcpu, run_takes_no_argument)
{
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_RUN, 1UL);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_RUN, 1UL << 40);
}

TEST_F(vcpu, mp_state)
{
	struct kvm_mp_state state = { .mp_state = 99 };

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_MP_STATE);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_MP_STATE, &state);
	state.mp_state = 99;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_MP_STATE, &state);
}

/* S1: the pages are the same through every mapping, at every offset. */
TEST_F(vcpu, mapping)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = self->vm.run_size;
	char *all = (char *)self->vcpu->run;
	char *one;
	size_t i;

	for (i = 0; i < size; i += page) {
		one = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED,
			   self->vcpu->fd, i);
		ASSERT_NE(MAP_FAILED, one);
		one[0x7ff] = 0x5a + i / page;
		EXPECT_EQ((char)(0x5a + i / page), all[i + 0x7ff]);
		one[0x7ff] = 0;
		munmap(one, page);
	}
}

/* One ring of coalesced MMIO for the VM; empty, since nobody registered. */
TEST_F(vcpu, coalesced_ring)
{
	int page = test_cap(self->vm.dev, KVM_CAP_COALESCED_MMIO);
	struct kvm_coalesced_mmio_ring *ring, *ring2;
	struct test_vcpu *second = vcpu_create(&self->vm, 1);

	if (!page)
		SKIP(return, "KVM_CAP_COALESCED_MMIO is 0");
	ring = (void *)((char *)self->vcpu->run + page * 4096);
	ring2 = (void *)((char *)second->run + page * 4096);
	EXPECT_EQ(0, ring->first);
	EXPECT_EQ(0, ring->last);
	ring->first = 3;
	EXPECT_EQ(3, ring2->first);
	ring->first = 0;
}

static sigjmp_buf on_bus_error;

static void bus_error(int sig)
{
	siglongjmp(on_bus_error, 1);
}

static bool touch_faults(volatile char *p)
{
	if (sigsetjmp(on_bus_error, 1))
		return true;
	(void)*p;
	return false;
}

TEST_F(vcpu, mapping_beyond_the_end)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = self->vm.run_size;
	char *mem;

	signal(SIGBUS, bus_error);
	mem = mmap(NULL, 64 * page, PROT_READ | PROT_WRITE, MAP_SHARED,
		   self->vcpu->fd, 0);
	ASSERT_NE(MAP_FAILED, mem);
	EXPECT_FALSE(touch_faults(mem));
	EXPECT_TRUE(touch_faults(mem + size));
	EXPECT_TRUE(touch_faults(mem + 63 * page));
	munmap(mem, 64 * page);

	mem = mmap(NULL, page, PROT_READ, MAP_SHARED, self->vcpu->fd,
		   1000 * page);
	ASSERT_NE(MAP_FAILED, mem);
	EXPECT_TRUE(touch_faults(mem));
	munmap(mem, page);
}

/* The mapping keeps everything alive: S10. */
TEST_F(vcpu, mapping_outlives_files)
{
	struct kvm_run *run = self->vcpu->run;

	close(self->vcpu->fd);
	close(self->vm.fd);
	close(self->vm.dev);
	self->vcpu->fd = -1;
	self->vm.fd = -1;
	self->vm.dev = -1;
	run->immediate_exit = 1;
	EXPECT_EQ(1, READ_ONCE(run->immediate_exit));
}

/* S8: another process may look at the mapping and do nothing else. */
TEST_F(vcpu, other_process)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct kvm_mp_state state;

		_exit(ioctl_err(self->vcpu->fd, KVM_RUN, 0) != -EIO ||
		      ioctl_err(self->vcpu->fd, KVM_GET_MP_STATE, &state) != -EIO ||
		      ioctl_err(self->vm.fd, KVM_CREATE_VCPU, 3UL) != -EIO ||
		      ioctl_err(self->vm.fd, KVM_CHECK_EXTENSION, 0) != -EIO ||
		      ioctl_err(self->vm.dev, KVM_GET_API_VERSION, 0) != 12 ||
		      READ_ONCE(self->vcpu->run->immediate_exit));
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

static volatile __u32 guest_rounds;

static void guest_spin(unsigned long arg)
{
	for (;;)
		guest_rounds++;
}

static void *get_regs(void *data)
{
	struct test_vcpu *vcpu = data;
	struct kvm_mp_state state;
	long ret = ioctl_err(vcpu->fd, KVM_GET_MP_STATE, &state);

	return (void *)ret;
}

static volatile int second_returned;

static void *second_thread(void *data)
{
	void *ret = get_regs(data);

	second_returned = 1;
	return ret;
}

/* S9: a second thread's call waits for KVM_RUN to return. */
TEST_F(vcpu, second_thread_waits)
{
	struct vcpu_thread t = { .cpu = -1 };
	pthread_t second;
	void *ret;
	int i;

	arch_vcpu_init(self->vcpu, guest_spin);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_rounds)));
	ASSERT_EQ(0, pthread_create(&second, NULL, second_thread, self->vcpu));
	for (i = 0; i < 20; i++)
		test_relax();
	/* Or it came in between two runs, see vcpu_thread(). */
	EXPECT_TRUE(!second_returned || t.returns);
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
	pthread_join(second, &ret);
	EXPECT_EQ(NULL, ret);
}

/* S8: any thread of the process may run it, one after the other. */
TEST_F(vcpu, threads_take_turns)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u32 seen;
	int i;

	arch_vcpu_init(self->vcpu, guest_spin);
	for (i = 0; i < 5; i++) {
		seen = READ_ONCE(GUEST_VAR(&self->vm, guest_rounds));
		vcpu_thread_start(&t, self->vcpu);
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_rounds)) != seen);
		vcpu_thread_kick(&t);
		EXPECT_STREQ("intr", vcpu_thread_join(&t));
	}
}

AIRLOCK_TEST_MAIN
