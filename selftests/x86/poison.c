// SPDX-License-Identifier: GPL-2.0
/*
 * Every class of registers that Documentation/who-saves-what.rst names is
 * filled with values of its owner: one guest, another one with other values,
 * and the thread that runs them. After each trip everybody looks for his own.
 */
#include <asm/prctl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"
#include "poison.h"
#include "trip.h"
#include "xstate.h"

#define USER_DS		0x2b

/* The kernel's tools have a header of their own without these. */
#ifndef SYS_ioctl
#define SYS_ioctl	16
#endif
#ifndef SYS_arch_prctl
#define SYS_arch_prctl	158
#endif

/* A thread's own values, and what it found. */
struct host {
	__u8 seed;
	__u64 mask;
	struct trip trip;
	struct xstate mine, seen;
	__u64 fs_base, gs_base;		/* FS and GS point there */
	__u64 fs_arch, gs_arch;		/* what the kernel says */
	__u64 fs_load, gs_load;		/* what the CPU does */
	__u16 ds, es;
	int bp;				/* counts writes to watched */
	volatile __u32 watched;
	__u64 writes;
	char what[128];
};

static long raw_syscall(long nr, long arg1, long arg2)
{
	long ret;

	asm volatile("syscall" : "=a"(ret) : "0"(nr), "D"(arg1), "S"(arg2)
		     : "rcx", "r11", "memory");
	return ret;
}

/* Call in the thread itself. */
static void host_init(struct host *h, __u8 seed)
{
	memset(h, 0, sizeof(*h));
	h->seed = seed;
	trip_fill(&h->trip, seed);
	if (xstate_exists()) {
		h->mask = xgetbv(0) & xstate_offered();
		xstate_fill(&h->mine, h->mask, seed);
	}
	h->fs_base = 0xf5f5f5f500UL + seed;
	h->gs_base = 0xa5a5a5a500UL + seed;
	h->bp = host_breakpoint_open(&h->watched);
}

static void host_fini(struct host *h)
{
	if (h->bp >= 0)
		close(h->bp);
}

/*
 * One system call with all of the thread's registers its own. Nothing of libc
 * is called here: FS is not where it should be, and libc uses vectors.
 */
static void host_trip(struct host *h)
{
	unsigned long fs;

	raw_syscall(SYS_arch_prctl, ARCH_GET_FS, (long)&fs);
	raw_syscall(SYS_arch_prctl, ARCH_SET_FS, (long)&h->fs_base);
	raw_syscall(SYS_arch_prctl, ARCH_SET_GS, (long)&h->gs_base);
	asm volatile("movl %0, %%ds; movl %0, %%es" : : "r"(USER_DS));
	if (h->mask)
		xstate_load(&h->mine, h->mask);
	trip_syscall(&h->trip);
	if (h->mask)
		xstate_save(&h->seen, h->mask);
	asm volatile("movw %%ds, %0; movw %%es, %1" : "=m"(h->ds), "=m"(h->es));
	asm volatile("movq %%fs:0, %0" : "=r"(h->fs_load));
	asm volatile("movq %%gs:0, %0" : "=r"(h->gs_load));
	raw_syscall(SYS_arch_prctl, ARCH_GET_FS, (long)&h->fs_arch);
	raw_syscall(SYS_arch_prctl, ARCH_GET_GS, (long)&h->gs_arch);
	raw_syscall(SYS_arch_prctl, ARCH_SET_FS, fs);
	asm volatile("movl %0, %%ds; movl %0, %%es" : : "r"(0));
	h->watched = h->seed;
	h->writes++;
}

#define SAME(name, seen, wanted) do {					\
	if ((__u64)(seen) != (__u64)(wanted)) {				\
		snprintf(h->what, sizeof(h->what),			\
			 "host: " name " is %#llx, was %#llx",		\
			 (__u64)(seen), (__u64)(wanted));		\
		return h->what;						\
	}								\
} while (0)

static const char *host_check(struct host *h)
{
	__u64 writes;

	SAME("first register that changed", trip_differs(&h->trip,
							 SYSCALL_CHANGES), -1);
	if (h->mask)
		SAME("first byte of XSAVE that changed",
		     xstate_differs(&h->seen, &h->mine, h->mask), -1);
	SAME("FS base", h->fs_arch, &h->fs_base);
	SAME("GS base", h->gs_arch, &h->gs_base);
	SAME("value at FS", h->fs_load, h->fs_base);
	SAME("value at GS", h->gs_load, h->gs_base);
	SAME("DS", h->ds, USER_DS);
	SAME("ES", h->es, USER_DS);
	if (h->bp >= 0) {
		if (read(h->bp, &writes, sizeof(writes)) != sizeof(writes))
			return "host: its breakpoint cannot be read";
		SAME("count of its breakpoint", writes, h->writes);
	}
	return NULL;
}

/* KVM_RUN in a thread that is full of values; NULL if it kept them. */
static const char *host_run(struct host *h, struct test_vcpu *vcpu)
{
	h->trip.in[RAX] = SYS_ioctl;
	h->trip.in[RDI] = vcpu->fd;
	h->trip.in[RSI] = KVM_RUN;
	h->trip.in[RDX] = 0;
	host_trip(h);
	return host_check(h);
}

/* A guest's round: it must end with a report of the guest's seed. */
static const char *round_trip(struct host *h, struct test_vcpu *vcpu)
{
	struct test_vm *vm = vcpu->vm;
	char want[32];
	const char *bad, *what;

	snprintf(want, sizeof(want), "sync %u", GUEST_VAR(vm, poison_seed));
	do {
		bad = host_run(h, vcpu);
		what = vcpu_exit_str(vcpu, (int)h->trip.out[RAX]);
	} while (!bad && (!strcmp(what, "set tpr") || !strcmp(what, "intr")));
	if (!bad && strcmp(what, want))
		bad = what;
	return bad;
}

FIXTURE(poison) {
	struct test_vm vm[2];
	struct test_vcpu *vcpu[2];
};

static struct test_vcpu *create(struct test_vm *vm, __u8 seed)
{
	vm_create(vm, 0);
	GUEST_VAR(vm, poison_seed) = seed;
	/* Another id, another stack, another GS base. */
	return vcpu_add(vm, seed & 1, guest_poison);
}

FIXTURE_SETUP(poison)
{
	self->vcpu[0] = create(&self->vm[0], 0x5a);
	self->vcpu[1] = create(&self->vm[1], 0xa5);
}

FIXTURE_TEARDOWN(poison)
{
	vm_destroy(&self->vm[0]);
	vm_destroy(&self->vm[1]);
}

#include "poison_tests.h"

/* Nothing of the guest that ran before is in a new one. */
TEST_F(poison, fresh_vcpu)
{
	struct test_vm vm;
	struct host h;
	int i;

	host_init(&h, 0x3c);
	for (i = 0; i < 2; i++) {
		ASSERT_KEPT(round_trip(&h, self->vcpu[i]));
		vm_create(&vm, 0);
		EXPECT_KEPT(host_run(&h, vcpu_add(&vm, 0, guest_fresh)));
		EXPECT_STREQ("done", vcpu_exit_str(&vm.vcpu[0],
						   (int)h.trip.out[RAX]));
		vm_destroy(&vm);
	}
	host_fini(&h);
}

AIRLOCK_TEST_MAIN
