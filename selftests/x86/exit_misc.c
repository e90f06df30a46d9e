// SPDX-License-Identifier: GPL-2.0
/*
 * Exits that need little: VMCALL, WBINVD, INVD, PAUSE, the time-stamp counter,
 * RDPMC, INVPCID, INVLPG, shutdown, a state that cannot be entered.
 */
#include "harness.h"
#include "arch_vm.h"

#define MSR_TSC_AUX	0xc0000103

FIXTURE_ONE_VCPU(misc, 0);

/* Hypercalls that nobody knows are refused as KVM does: -KVM_ENOSYS. */
GUEST_TEST_F(misc, vmcall_unknown)
{
	long ret = 0xffff;
	unsigned long rbx = 1, rcx = 2, rdx = 3, rsi = 4;

	asm volatile("vmcall" : "+a"(ret), "+b"(rbx), "+c"(rcx), "+d"(rdx),
		     "+S"(rsi) : : "memory");
	GUEST_EQ(ret, -1000);
	GUEST_EQ(rbx, 1);
	GUEST_EQ(rcx, 2);
	GUEST_EQ(rdx, 3);
	GUEST_EQ(rsi, 4);
}

GUEST_TEST_F(misc, cache_control)
{
	GUEST_EQ(guest_try("wbinvd"), GUEST_NO_TRAP);
	GUEST_EQ(guest_try("invd"), GUEST_NO_TRAP);
	GUEST_EQ(guest_try("invlpg 0x1000"), GUEST_NO_TRAP);
}

GUEST_TEST_F(misc, pause)
{
	int i;

	for (i = 0; i < 100000; i++)
		pause_cpu();
}

GUEST_TEST_F(misc, tsc_is_monotonic)
{
	__u64 last = rdtsc(), now;
	int i;

	for (i = 0; i < 1000; i++) {
		if (i % 10 == 0)
			cpuid(0, 0, (__u32[4]) { });
		now = rdtsc();
		GUEST_ASSERT(now > last);
		last = now;
	}
}

GUEST_TEST_F(misc, tsc_goes_on_over_user_exits)
{
	__u64 last = rdtsc(), now;
	int i;

	for (i = 0; i < 100; i++) {
		guest_sync(i);
		now = rdtsc();
		GUEST_ASSERT(now > last);
		last = now;
	}
}

GUEST_TEST_F(misc, rdtscp)
{
	__u32 reg[4], aux, lo, hi;

	cpuid(0x80000001, 0, reg);
	if (!(reg[3] & 1 << 27))
		return;
	wrmsr(MSR_TSC_AUX, 0x1234);
	asm volatile("rdtscp" : "=a"(lo), "=d"(hi), "=c"(aux));
	GUEST_EQ(aux, 0x1234);
	cpuid(0, 0, reg);
	guest_sync(1);
	asm volatile("rdtscp" : "=a"(lo), "=d"(hi), "=c"(aux));
	GUEST_EQ(aux, 0x1234);
	GUEST_EQ(rdmsr(MSR_TSC_AUX), 0x1234);
}

/* No counter of that number. */
GUEST_TEST_F(misc, rdpmc)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("rdpmc") : : "c"(0x12345) : "rax", "rdx");
	GUEST_EQ(guest_ex_end(), GP_VECTOR);
}

static int do_invpcid(unsigned long type, __u64 pcid, __u64 address)
{
	__u64 descriptor[2] = { pcid, address };

	guest_ex_begin();
	asm volatile(GUEST_EX("invpcid (%0), %1") : : "r"(descriptor),
		     "r"(type) : "memory");
	return guest_ex_end();
}

GUEST_TEST_F(misc, invpcid)
{
	__u32 reg[4];

	cpuid(7, 0, reg);
	if (!(reg[1] & 1 << 10))
		return;
	GUEST_EQ(do_invpcid(0, 0, 0x1000), GUEST_NO_TRAP);
	GUEST_EQ(do_invpcid(1, 0, 0), GUEST_NO_TRAP);
	GUEST_EQ(do_invpcid(2, 0, 0), GUEST_NO_TRAP);
	GUEST_EQ(do_invpcid(3, 0, 0), GUEST_NO_TRAP);
	GUEST_EQ(do_invpcid(4, 0, 0), GP_VECTOR);
	GUEST_EQ(do_invpcid(0, 1UL << 12, 0x1000), GP_VECTOR);
}

/* A #UD with no handler to take it, nor one for the double fault. */
static void guest_triple_fault(unsigned long arg)
{
	struct { __u16 limit; __u64 base; } __attribute__((packed)) idt = { };

	asm volatile("lidt %0\n\tud2" : : "m"(idt));
}

static void guest_fine(unsigned long arg)
{
	guest_done();
}

/* S14: after a shutdown the vCPU can be set up and run again. */
TEST_F(misc, shutdown_and_again)
{
	int i;

	for (i = 0; i < 3; i++) {
		arch_vcpu_init(self->vcpu, guest_triple_fault);
		ASSERT_RUN("shutdown", self->vcpu);
		EXPECT_EQ(0, self->vcpu->run->if_flag);
	}
	arch_vcpu_init(self->vcpu, guest_fine);
	ASSERT_DONE(self->vcpu);
}

/* The task register with a TSS of 16 bits: the CPU refuses the entry. */
TEST_F(misc, entry_failure_and_again)
{
	struct kvm_sregs sregs;
	int i;

	for (i = 0; i < 3; i++) {
		arch_vcpu_init(self->vcpu, guest_fine);
		must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &sregs);
		sregs.tr.type = 3;
		ASSERT_IOCTL(self->vcpu->fd, KVM_SET_SREGS, &sregs);
		ASSERT_RUN("fail entry 0x80000021", self->vcpu);
	}
	arch_vcpu_init(self->vcpu, guest_fine);
	ASSERT_DONE(self->vcpu);
}

/* A call to where no memory is: S13. */
static void guest_fetch(unsigned long arg)
{
	((void (*)(void))GUEST_MMIO)();
}

TEST_F(misc, fetch_without_memory)
{
	vcpu_enter(self->vcpu, guest_fetch);
	ASSERT_RUN("internal error 1", self->vcpu);
	EXPECT_LE(self->vcpu->run->internal.ndata, 16);
	arch_vcpu_init(self->vcpu, guest_fine);
	ASSERT_DONE(self->vcpu);
}

/* The stack of an exception is not there: it cannot be delivered. */
static void guest_bad_stack(unsigned long arg)
{
	asm volatile("movq %0, %%rsp\n\tud2" : : "r"(GUEST_MMIO + 0x100UL));
}

/* Emulation or delivery of an event: which of them is a matter of order. */
static bool is_internal_error(const char *what)
{
	return !strcmp(what, "internal error 1") ||
	       !strcmp(what, "internal error 3");
}

TEST_F(misc, delivery_without_memory)
{
	vcpu_enter(self->vcpu, guest_bad_stack);
	ASSERT_TRUE(is_internal_error(vcpu_run_str(self->vcpu))) {
		TH_LOG("it was: %s", self->vcpu->what);
	}
	arch_vcpu_init(self->vcpu, guest_fine);
	ASSERT_DONE(self->vcpu);
}

/* Page tables where no memory is: no walk without end. */
TEST_F(misc, page_tables_without_memory)
{
	struct kvm_sregs sregs;
	const char *what;

	vcpu_enter(self->vcpu, guest_fine);
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &sregs);
	sregs.cr3 = GUEST_MMIO;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_SREGS, &sregs);
	what = vcpu_run_str(self->vcpu);
	EXPECT_TRUE(is_internal_error(what) || !strcmp(what, "shutdown")) {
		TH_LOG("it was: %s", what);
	}
}

AIRLOCK_TEST_MAIN
