// SPDX-License-Identifier: GPL-2.0
/*
 * Nonsense in large amounts, the same each time: the host must take no harm.
 * What the calls answer does not matter here; the runner looks at the host's
 * log, and every test ends with a VM that works.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "fuzz.h"
#include "harness.h"

#define CALLS	500

static __u64 seed = 0x123456789abcdef;

static __u32 random32(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 16;
}

/* Random bytes, or few bits, or many: all have their bugs. */
static void random_fill(void *buffer, size_t size)
{
	__u32 kind = random32() % 4;
	__u8 *p = buffer;
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = kind == 0 ? random32() :
		       kind == 1 ? (random32() % 16 ? 0 : random32()) :
		       kind == 2 ? (random32() % 16 ? 0xff : random32()) :
		       random32() % 3;
}

static void guest_fine(unsigned long arg)
{
	guest_sync(1);
	guest_done();
}

FIXTURE(fuzz) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *blob;
};

FIXTURE_SETUP(fuzz)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, guest_fine);
	self->blob = test_pages(0x10000, MAP_PRIVATE);
}

FIXTURE_TEARDOWN(fuzz)
{
	struct test_vm after;

	vm_destroy(&self->vm);
	vm_create(&after, 0);
	EXPECT_STREQ("done", vcpu_finish(vcpu_add(&after, 0, guest_fine)));
	vm_destroy(&after);
}

/* Not those that sleep for ever, or make files that pile up. */
static bool is_harmless(unsigned long nr)
{
	switch (_IOC_NR(nr)) {
	case _IOC_NR(KVM_RUN):
	case _IOC_NR(KVM_CREATE_VM):
	case _IOC_NR(KVM_CREATE_VCPU):
	case _IOC_NR(KVM_CREATE_DEVICE):
	case _IOC_NR(KVM_CREATE_GUEST_MEMFD):
	case _IOC_NR(KVM_GET_STATS_FD):
		return false;
	}
	return true;
}

/* Numbers, types, sizes, directions and arguments at random. */
TEST_F_TIMEOUT(fuzz, ioctl_numbers, 120)
{
	int fds[] = { self->vm.dev, self->vm.fd, self->vcpu->fd };
	unsigned long nr, arg;
	int i;

	for (i = 0; i < CALLS; i++) {
		nr = _IOC(random32() % 4, random32() % 8 ? KVMIO : random32(),
			  random32() % 256, random32() % 0x2000);
		if (!is_harmless(nr))
			continue;
		random_fill(self->blob, 4096);
		arg = random32() % 4 ? (unsigned long)self->blob :
			(unsigned long)random32() << (random32() % 40);
		ioctl(fds[random32() % 3], nr, arg);
	}
}

/* A guest whose state is noise is entered, for a short while. */
static void run_briefly(struct test_vcpu *vcpu)
{
	struct vcpu_thread t = { .cpu = -1 };

	vcpu_thread_start(&t, vcpu);
	WAIT_UNTIL(t.tid);
	vcpu_thread_kick(&t);
	vcpu_thread_join(&t);
}

/* One of a list that 0 ends. */
static unsigned long random_of(const unsigned long *list)
{
	unsigned int nr = 0;

	while (list[nr])
		nr++;
	return list[random32() % nr];
}

static void fuzz_sets(struct test_vm *vm, char *blob, bool on_vm, int calls)
{
	struct test_vcpu *vcpu = &vm->vcpu[0];
	int i;

	for (i = 0; i < calls; i++) {
		random_fill(blob, 8192);
		/* Counts that are small enough to be taken. */
		if (random32() % 2)
			*(__u32 *)blob %= 64;
		if (on_vm)
			ioctl(vm->fd, random_of(arch_fuzz_vm_sets), blob);
		else
			ioctl(vcpu->fd, random_of(arch_fuzz_vcpu_sets), blob);
		if (i % 50 == 0)
			run_briefly(vcpu);
	}
}

TEST_F_TIMEOUT(fuzz, vcpu_state, 120)
{
	fuzz_sets(&self->vm, self->blob, false, CALLS);
}

TEST_F_TIMEOUT(fuzz, vm_state, 120)
{
	fuzz_sets(&self->vm, self->blob, true, CALLS / 2);
}

TEST_F_TIMEOUT(fuzz, with_irqchip, 120)
{
	struct test_vm vm;

	vm_create(&vm, VM_IRQCHIP | VM_PIT);
	vcpu_add(&vm, 0, guest_fine);
	fuzz_sets(&vm, self->blob, true, CALLS / 2);
	fuzz_sets(&vm, self->blob, false, CALLS / 2);
	vm_destroy(&vm);
}

/* Valid state of a vCPU with one bit in it turned over. */
TEST_F_TIMEOUT(fuzz, one_bit_of_state, 120)
{
	int i;

	arch_fuzz_begin(self->vcpu);
	for (i = 0; i < 400; i++) {
		vcpu_enter(self->vcpu, guest_fine);
		if (arch_fuzz_bit(self->vcpu, random32()))
			run_briefly(self->vcpu);
	}
}

/* The mapping is rewritten all the time while the guest exits. */
static volatile int stop;

static void *scribble(void *data)
{
	struct test_vm *vm = data;

	while (!stop) {
		random_fill(vm->vcpu[0].run, vm->run_size);
		sched_yield();
	}
	return NULL;
}

static void guest_exits(unsigned long arg)
{
	for (;;) {
		guest_sync(1);
		*(volatile __u64 *)GUEST_MMIO = 1;
		(void)*(volatile __u32 *)GUEST_MMIO;
		arch_guest_light_exit();
	}
}

TEST_F_TIMEOUT(fuzz, scribbled_kvm_run, 120)
{
	pthread_t thread;
	int i;

	vcpu_enter(self->vcpu, guest_exits);
	stop = 0;
	ASSERT_EQ(0, pthread_create(&thread, NULL, scribble, &self->vm));
	for (i = 0; i < CALLS; i++) {
		ioctl(self->vcpu->fd, KVM_RUN, 0);
		if (i % 20 == 0)
			sched_yield();
	}
	stop = 1;
	pthread_join(thread, NULL);
}

AIRLOCK_TEST_MAIN
