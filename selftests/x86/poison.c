// SPDX-License-Identifier: GPL-2.0
/*
 * Who saves what: guests fill every class of registers with values of their
 * own and look, exit after exit, whether they are still there, while other
 * guests and the launcher do the same on the same CPU. A value in the wrong
 * place is a register that nobody saved, or a leak.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"
#include "xstate.h"

#define ROUNDS		8
#define CR4_OSXSAVE	(1UL << 18)

/* Distinct for every register, owner and round; canonical as an address. */
static __u64 value(__u64 seed, unsigned int reg)
{
	return ((seed * 0x9e3779b97f4a7c15 + reg * 0x0101010101010101) &
		0x00007ffffffff000) | reg;
}

/* The guest. */

static struct xstate guest_want, guest_have;

static const __u32 msrs[] = {
	0xc0000100,	/* FS.base */
	0xc0000102,	/* KERNEL_GS_BASE */
	0xc0000082,	/* LSTAR */
	0xc0000083,	/* CSTAR */
	0x175,		/* SYSENTER_ESP */
	0x176,		/* SYSENTER_EIP */
};

static void poison_msrs(__u64 seed)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		wrmsr(msrs[i], value(seed, i));
	wrmsr(0xc0000081, (seed & 0xfff) << 48 | 0x23UL << 32);
	wrmsr(0xc0000084, seed & 0x700);
	wrmsr(0xc0000103, (__u32)seed);
	wrmsr(0x174, seed & 0xfff8);
	wrmsr(0x277, seed & 1 ? 0x0007040600070406 : 0x0407050600070106);
}

static void check_msrs(__u64 seed)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		GUEST_EQ(rdmsr(msrs[i]), value(seed, i));
	GUEST_EQ(rdmsr(0xc0000081), (seed & 0xfff) << 48 | 0x23UL << 32);
	GUEST_EQ(rdmsr(0xc0000084), seed & 0x700);
	GUEST_EQ(rdmsr(0xc0000103), (__u32)seed);
	GUEST_EQ(rdmsr(0x174), seed & 0xfff8);
	GUEST_EQ(rdmsr(0x277),
		 seed & 1 ? 0x0007040600070406 : 0x0407050600070106);
}

#define SET_DR(nr, v)	asm volatile("movq %0, %%dr" #nr : : "r"(v))
#define GET_DR(nr) ({							\
	__u64 __v;							\
									\
	asm volatile("movq %%dr" #nr ", %0" : "=r"(__v));		\
	__v;								\
})

static void poison_debug(__u64 seed)
{
	SET_DR(0, value(seed, 10));
	SET_DR(1, value(seed, 11));
	SET_DR(2, value(seed, 12));
	SET_DR(3, value(seed, 13));
	/* Enabled, at addresses that nobody touches. */
	SET_DR(7, 0x400UL | 0xff);
	write_cr2(value(seed, 14));
}

static void check_debug(__u64 seed)
{
	GUEST_EQ(GET_DR(0), value(seed, 10));
	GUEST_EQ(GET_DR(1), value(seed, 11));
	GUEST_EQ(GET_DR(2), value(seed, 12));
	GUEST_EQ(GET_DR(3), value(seed, 13));
	GUEST_EQ(GET_DR(7), 0x4ff);
	GUEST_EQ(GET_DR(6), 0xffff0ff0);
	GUEST_EQ(read_cr2(), value(seed, 14));
}

/*
 * All general registers but RSP, and the flags, over an OUT to the launcher
 * (they must all survive), or over a VMCALL (all but RAX). The sum of what
 * went wrong, 0 if nothing.
 */
#define LOAD(n, reg)	"leaq " #n "(%%rdi), %%" #reg "\n\t"
#define SAME(n, reg)	"subq $" #n ", %%" #reg "\n\tsubq %%rdi, %%" #reg "\n\t" \
			"orq %%" #reg ", %%rax\n\t"

#define GPRS_OVER(insn, eax)						\
	asm volatile("pushq %%rbp\n\t"					\
		     LOAD(1, rbx) LOAD(2, rcx) LOAD(3, rsi) LOAD(4, rbp) \
		     LOAD(5, r8) LOAD(6, r9) LOAD(7, r10) LOAD(8, r11)	\
		     LOAD(9, r12) LOAD(10, r13) LOAD(11, r14) LOAD(12, r15) \
		     "stc\n\tstd\n\t"					\
		     insn "\n\t"					\
		     "pushfq\n\tcld\n\tpopq %%rax\n\t"			\
		     "andl $0x4c1, %%eax\n\txorl $0x401, %%eax\n\t"	\
		     "andl $0x401, %%eax\n\t"				\
		     SAME(1, rbx) SAME(2, rcx) SAME(3, rsi) SAME(4, rbp) \
		     SAME(5, r8) SAME(6, r9) SAME(7, r10) SAME(8, r11)	\
		     SAME(9, r12) SAME(10, r13) SAME(11, r14) SAME(12, r15) \
		     "popq %%rbp"					\
		     : "=a"(wrong)					\
		     : "D"(seed), "d"(GUEST_CALL_SYNC), "a"(eax)	\
		     : "rbx", "rcx", "rsi", "r8", "r9", "r10", "r11",	\
		       "r12", "r13", "r14", "r15", "memory", "cc")

static unsigned long gprs_over_out(__u64 seed)
{
	unsigned long wrong;

	GPRS_OVER("outl %%eax, %%dx", 1);
	return wrong;
}

static unsigned long gprs_over_vmcall(__u64 seed)
{
	unsigned long wrong;

	GPRS_OVER("vmcall", 0xffff);
	return wrong;
}

static void guest_poison(unsigned long id)
{
	__u32 lo, hi;
	__u64 seed;
	int round;

	write_cr4(read_cr4() | CR4_OSXSAVE);
	xstate_find();
	xstate_layout();
	lo = xstate_mask;
	hi = 0;
	asm volatile("xsetbv" : : "c"(0), "a"(lo), "d"(hi));
	for (round = 1; round <= ROUNDS; round++) {
		seed = id * 1000 + round;
		xstate_fill(&guest_want, seed);
		poison_msrs(seed);
		poison_debug(seed);
		xrstor(&guest_want);
		GUEST_EQ(gprs_over_vmcall(seed << 20), 0);
		GUEST_EQ(gprs_over_out(seed << 20), 0);
		GUEST_EQ(gprs_over_vmcall(seed << 24), 0);
		GUEST_EQ(gprs_over_out(seed << 24), 0);
		xsave(&guest_have);
		GUEST_EQ(xstate_differs(&guest_want, &guest_have), -1);
		check_msrs(seed);
		check_debug(seed);
	}
	guest_done();
}

/* What a vCPU finds that has never run: the state of a reset. */
static void guest_fresh(unsigned long id)
{
	unsigned int i;

	write_cr4(read_cr4() | CR4_OSXSAVE);
	xstate_find();
	xstate_layout();
	asm volatile("xsetbv" : : "c"(0), "a"(xstate_mask), "d"(0));
	xsave(&guest_have);
	FOR_XSTATE_BYTES(i)
		GUEST_EQ(guest_have.bytes[i], 0);
	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		GUEST_EQ(rdmsr(msrs[i]), 0);
	GUEST_EQ(GET_DR(0), 0);
	GUEST_EQ(GET_DR(3), 0);
	GUEST_EQ(GET_DR(7), 0x400);
	GUEST_EQ(read_cr2(), 0);
	guest_done();
}

#define NR	3

FIXTURE(poison) {
	struct test_vm vm[NR];
};

FIXTURE_SETUP(poison)
{
	struct test_cpuid cpuid;
	int i;

	for (i = 0; i < NR; i++) {
		vm_create(&self->vm[i], 0);
		vcpu_add(&self->vm[i], 0, guest_poison);
		vcpu_add(&self->vm[i], 1, guest_poison);
	}
	test_cpuid_get(&self->vm[0], &cpuid);
	if (!(test_cpuid_leaf(&cpuid, 1, 0)->ecx >> 26 & 1))
		SKIP(return, "no XSAVE");
}

FIXTURE_TEARDOWN(poison)
{
	int i;

	for (i = 0; i < NR; i++)
		vm_destroy(&self->vm[i]);
}

TEST_F(poison, one_guest)
{
	ASSERT_DONE(&self->vm[0].vcpu[0]);
}

/* Guests turn by turn in one thread, and one that has never run in between. */
TEST_F(poison, guests_in_turn)
{
	struct test_vcpu *fresh;
	const char *what;
	int i, n, done = 0;

	vcpu_destroy(&self->vm[2].vcpu[1]);
	fresh = &self->vm[2].vcpu[0];
	vcpu_enter(fresh, guest_fresh);
	for (n = 0; done < 2; n++) {
		for (i = 0; i < 2; i++) {
			struct test_vcpu *vcpu = &self->vm[i].vcpu[0];

			if (!strcmp(vcpu->what, "done"))
				continue;
			what = vcpu_run_full(vcpu);
			done += !strcmp(what, "done");
			ASSERT_TRUE(!strcmp(what, "done") ||
				    !strcmp(what, "sync 1")) {
				TH_LOG("%s", what);
			}
		}
		if (n == 3)
			ASSERT_DONE(fresh);
	}
}

/* The launcher keeps its own, whatever guest ran. */
TEST_F(poison, host_keeps_its_own)
{
	static struct xstate want, have;
	struct test_vcpu *vcpu = &self->vm[0].vcpu[0];
	int i, ret, differs;

	xstate_find();
	xstate_layout();
	for (i = 0; i < 2 * ROUNDS; i++) {
		xstate_fill(&want, 0x5500 + i);
		xrstor(&want);
		ret = ioctl(vcpu->fd, KVM_RUN, 0);
		xsave(&have);
		differs = xstate_differs(&want, &have);
		/* Back to what C expects. */
		xstate_fill(&want, 0);
		xrstor(&want);
		asm volatile("fninit");
		EXPECT_EQ(-1, differs);
		if (ret && errno == EINTR)
			continue;
		ASSERT_EQ(0, ret);
		ASSERT_STREQ("sync 1", vcpu_exit_str(vcpu, 0));
	}
	ASSERT_DONE(vcpu);
}

/* Threads of guests, and a process that does nothing but use its registers. */
TEST_F(poison, all_at_once)
{
	static struct xstate want, have;
	struct vcpu_thread t[NR];
	int i, status, running = 1;
	pid_t pid;

	xstate_find();
	xstate_layout();
	pid = fork();
	if (!pid) {
		xstate_fill(&want, 0x77);
		for (;;) {
			xrstor(&want);
			for (i = 0; i < 100000; i++)
				pause_cpu();
			xsave(&have);
			if (xstate_differs(&want, &have) != -1)
				_exit(1);
		}
	}
	while (running) {
		running = 0;
		for (i = 0; i < NR; i++) {
			t[i].cpu = -1;
			if (strcmp(self->vm[i].vcpu[0].what, "done"))
				vcpu_thread_start(&t[i], &self->vm[i].vcpu[0]);
			else
				t[i].handle = 0;
		}
		for (i = 0; i < NR; i++) {
			if (!t[i].handle)
				continue;
			running++;
			vcpu_thread_join(&t[i]);
			ASSERT_TRUE(!strcmp(t[i].result, "done") ||
				    !strcmp(t[i].result, "sync 1")) {
				TH_LOG("%s", t[i].result);
			}
		}
	}
	EXPECT_EQ(0, waitpid(pid, &status, WNOHANG));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

AIRLOCK_TEST_MAIN
