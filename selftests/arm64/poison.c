// SPDX-License-Identifier: GPL-2.0
/*
 * Every class of registers that Documentation/who-saves-what.rst names is
 * filled with values of its owner: one guest, another one with other values,
 * and the thread that runs them. After each trip everybody looks for his own.
 */
#include <linux/psci.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"
#include "poison.h"
#include "trip.h"

#define NR_IOCTL	29

struct host {
	__u64 seed;
	struct trip trip;
	__u64 tpidr, tpidrro, cntvct;
	int bp;				/* counts writes to watched */
	volatile __u32 watched;
	__u64 writes;
	char what[128];
};

static void host_init(struct host *h, __u64 seed)
{
	memset(h, 0, sizeof(*h));
	h->seed = seed;
	h->bp = host_breakpoint_open(&h->watched);
}

static void host_fini(struct host *h)
{
	if (h->bp >= 0)
		close(h->bp);
}

#define DIFFERS(fmt, ...) do {						\
	snprintf(h->what, sizeof(h->what), "host: " fmt, __VA_ARGS__);	\
	return h->what;							\
} while (0)

/* The counter goes on from where it was: not by hours, and not back. */
#define COUNTER_JUMP	(1UL << 40)

static const char *host_check(struct host *h)
{
	__u64 now = read_sysreg(cntvct_el0), writes;
	int reg = trip_differs(&h->trip, 1);

	if (reg >= 0)
		DIFFERS("%s is not its own after KVM_RUN", trip_name(reg));
	if (read_sysreg(tpidr_el0) != h->tpidr)
		DIFFERS("TPIDR_EL0 is %#llx", read_sysreg(tpidr_el0));
	if (read_sysreg(tpidrro_el0) != h->tpidrro)
		DIFFERS("TPIDRRO_EL0 is %#llx", read_sysreg(tpidrro_el0));
	if (now < h->cntvct || now - h->cntvct > COUNTER_JUMP)
		DIFFERS("CNTVCT_EL0 went from %#llx to %#llx", h->cntvct, now);
	h->watched = 1;
	h->writes++;
	if (h->bp >= 0) {
		if (read(h->bp, &writes, sizeof(writes)) != sizeof(writes))
			return "host: its breakpoint cannot be read";
		if (writes < h->writes)
			DIFFERS("breakpoint hit %llu times of %llu", writes,
				h->writes);
	}
	return NULL;
}

/* KVM_RUN in a thread that is full of values; NULL if it kept them. */
static const char *host_run(struct host *h, struct test_vcpu *vcpu)
{
	trip_fill(&h->trip, ++h->seed);
	h->trip.in.x[0] = vcpu->fd;
	h->trip.in.x[1] = KVM_RUN;
	h->trip.in.x[2] = 0;
	h->trip.in.x[8] = NR_IOCTL;
	h->tpidr = read_sysreg(tpidr_el0);
	h->tpidrro = read_sysreg(tpidrro_el0);
	h->cntvct = read_sysreg(cntvct_el0);
	trip_svc(&h->trip);
	return host_check(h);
}

/* A guest's round: it must end with a report of the guest's seed. */
static const char *round_trip(struct host *h, struct test_vcpu *vcpu)
{
	const char *bad, *what;
	char want[32];

	snprintf(want, sizeof(want), "sync %u",
		 (__u32)GUEST_VAR(vcpu->vm, poison_seed));
	do {
		bad = host_run(h, vcpu);
		what = vcpu_exit_str(vcpu, (int)h->trip.out.x[0]);
	} while (!bad && !strcmp(what, "intr"));
	if (!bad && strcmp(what, want))
		bad = what;
	return bad;
}

FIXTURE(poison) {
	struct test_vm vm[2];
	struct test_vcpu *vcpu[2];
	void *mem[2];
};

#define MEM_SIZE	(4096UL * 4096)

static struct test_vcpu *create(struct test_vm *vm, __u64 seed, void *mem)
{
	struct test_vcpu *vcpu;

	vm_create(vm, VM_IRQCHIP);
	GUEST_VAR(vm, poison_seed) = seed;
	vm_slot(vm, 1, POISON_GPA, MEM_SIZE, mem, 0);
	/* Another id, another stack. */
	vcpu = vcpu_add(vm, seed & 1, guest_poison);
	arch_vm_ready(vm);
	vm->ready = true;
	/* Another time. */
	vcpu_set_reg(vcpu, KVM_REG_ARM_TIMER_CNT, seed << 48);
	return vcpu;
}

FIXTURE_SETUP(poison)
{
	int i;

	for (i = 0; i < 2; i++) {
		self->mem[i] = test_pages(MEM_SIZE, MAP_PRIVATE);
		self->vcpu[i] = create(&self->vm[i], i ? 0x5a : 0x25,
				       self->mem[i]);
	}
}

FIXTURE_TEARDOWN(poison)
{
	vm_destroy(&self->vm[0]);
	vm_destroy(&self->vm[1]);
}

#include "poison_tests.h"

/* A vCPU that goes from CPU to CPU takes all of it along. */
TEST_F(poison, migrating)
{
	int cpus = test_nr_cpus(), i;
	struct host h;

	if (cpus < 2)
		SKIP(return, "the host has one CPU");
	host_init(&h, 0x77);
	for (i = 0; i < 2 * ROUNDS; i++) {
		test_pin(i / 2 % cpus);
		ASSERT_KEPT(round_trip(&h, self->vcpu[i & 1]));
	}
	host_fini(&h);
}

/* Nothing of the guest that ran before is in a new one. */
TEST_F(poison, fresh_vcpu)
{
	static struct test_vm vm;
	struct host h;
	int i;

	host_init(&h, 0x3c);
	for (i = 0; i < 2; i++) {
		ASSERT_KEPT(round_trip(&h, self->vcpu[i]));
		vm_create(&vm, 0);
		EXPECT_STREQ("done", vcpu_finish(vcpu_add(&vm, 0, guest_fresh)));
		vm_destroy(&vm);
	}
	host_fini(&h);
}

AIRLOCK_TEST_MAIN
