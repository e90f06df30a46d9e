// SPDX-License-Identifier: GPL-2.0
/* FP and SIMD registers are lent to a guest when it touches them. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(fpsimd, 0);

/* All 32 Q registers from or to 512 bytes. */
#define Q_PAIR(op, a, b, at) \
	op " q" #a ", q" #b ", [%0, #" #at "]\n\t"
#define Q_ALL(op)							\
	".arch_extension simd\n\t"					\
	Q_PAIR(op, 0, 1, 0) Q_PAIR(op, 2, 3, 32) Q_PAIR(op, 4, 5, 64)	\
	Q_PAIR(op, 6, 7, 96) Q_PAIR(op, 8, 9, 128) Q_PAIR(op, 10, 11, 160) \
	Q_PAIR(op, 12, 13, 192) Q_PAIR(op, 14, 15, 224)			\
	Q_PAIR(op, 16, 17, 256) Q_PAIR(op, 18, 19, 288)			\
	Q_PAIR(op, 20, 21, 320) Q_PAIR(op, 22, 23, 352)			\
	Q_PAIR(op, 24, 25, 384) Q_PAIR(op, 26, 27, 416)			\
	Q_PAIR(op, 28, 29, 448) Q_PAIR(op, 30, 31, 480)

static __u64 want[64], have[64];

static void q_load(const __u64 *from)
{
	asm volatile(Q_ALL("ldp") : : "r"(from) : "memory");
}

static void q_store(__u64 *to)
{
	asm volatile(Q_ALL("stp") : : "r"(to) : "memory");
}

static void fill(__u64 *q, __u64 seed)
{
	unsigned int i;

	for (i = 0; i < 64; i++)
		q[i] = (seed << 32 | i) * 0x9e3779b97f4a7c15;
}

static void expect_same(const __u64 *a, const __u64 *b)
{
	unsigned int i;

	for (i = 0; i < 64; i++)
		GUEST_EQ(a[i], b[i]);
}

/* Over light exits, heavy exits, and a host that uses them itself. */
static void guest_keep(unsigned long arg)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		fill(want, i + 1);
		q_load(want);
		arch_guest_light_exit();
		q_store(have);
		expect_same(have, want);
		q_load(want);
		guest_sync(i);
		q_store(have);
		expect_same(have, want);
	}
	guest_done();
}

TEST_F(fpsimd, kept)
{
	__u64 host[64];
	char expected[16];
	unsigned int i;

	vcpu_enter(self->vcpu, guest_keep);
	for (i = 0; i < 4; i++) {
		snprintf(expected, sizeof(expected), "sync %u", i);
		fill(host, 100 + i);
		q_load(host);
		ASSERT_RUN(expected, self->vcpu);
	}
	ASSERT_RUN("done", self->vcpu);
}

/* The launcher's values are its own after a run, all of them. */
static volatile int failed;

static void run_and_compare(struct test_vcpu *vcpu, __u64 seed)
{
	static __u64 before[64], after[64];

	fill(before, seed);
	/* Nothing between but the system call itself. */
	asm volatile(Q_ALL("ldp") : : "r"(before) : "memory");
	{
		register long x0 asm("x0") = vcpu->fd;
		register long x1 asm("x1") = KVM_RUN;
		register long x2 asm("x2") = 0;
		register long x8 asm("x8") = 29;	/* ioctl */

		asm volatile("svc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8)
			     : "memory");
	}
	asm volatile(Q_ALL("stp") : : "r"(after) : "memory");
	failed |= memcmp(before, after, sizeof(before)) != 0;
}

TEST_F(fpsimd, launcher_keeps_its_own)
{
	unsigned int i;

	/* The library's copy needs a first run for what is set up once. */
	self->vcpu->run->immediate_exit = 1;
	vcpu_run(self->vcpu);
	self->vcpu->run->immediate_exit = 0;
	vcpu_enter(self->vcpu, guest_keep);
	failed = 0;
	for (i = 0; i < 5; i++)
		run_and_compare(self->vcpu, 1000 + i);
	EXPECT_EQ(0, failed);
}

/* Nothing of the launcher's is in a guest's registers at first. */
static void guest_first(unsigned long arg)
{
	unsigned int i;

	q_store(have);
	for (i = 0; i < 64; i++)
		GUEST_EQ(have[i], 0);
	guest_done();
}

TEST_F(fpsimd, first_use)
{
	__u64 host[64];

	fill(host, 7);
	q_load(host);
	vcpu_enter(self->vcpu, guest_first);
	ASSERT_DONE(self->vcpu);
}

static void guest_status(unsigned long arg)
{
	write_sysreg(fpcr, 3UL << 22);
	write_sysreg(fpsr, 0x1f);
	guest_sync(1);
	GUEST_EQ(read_sysreg(fpcr), 3UL << 22);
	GUEST_EQ(read_sysreg(fpsr), 0x1f);
	write_sysreg(fpcr, 0);
	guest_done();
}

TEST_F(fpsimd, status)
{
	__u64 fpcr;

	vcpu_enter(self->vcpu, guest_status);
	ASSERT_RUN("sync 1", self->vcpu);
	asm volatile("mrs %0, fpcr" : "=r"(fpcr));
	EXPECT_EQ(0, fpcr);
	ASSERT_RUN("done", self->vcpu);
}

/* KVM_GET_ONE_REG and KVM_SET_ONE_REG see the same registers. */
#define VREG(n)	CORE_REG_SIZED(fp_regs.vregs[n], KVM_REG_SIZE_U128)

static void guest_swap(unsigned long arg)
{
	fill(want, 1);
	q_load(want);
	guest_sync(1);
	q_store(have);
	fill(want, 2);
	expect_same(have, want);
	guest_done();
}

TEST_F(fpsimd, one_reg)
{
	__u64 value[2], q[64];
	unsigned int i;

	vcpu_enter(self->vcpu, guest_swap);
	ASSERT_RUN("sync 1", self->vcpu);
	fill(q, 1);
	for (i = 0; i < 32; i++) {
		ASSERT_EQ(0, vcpu_reg_err(self->vcpu, VREG(i), value));
		EXPECT_EQ(q[2 * i], value[0]);
		EXPECT_EQ(q[2 * i + 1], value[1]);
	}
	fill(q, 2);
	for (i = 0; i < 32; i++)
		ASSERT_EQ(0, vcpu_set_reg_err(self->vcpu, VREG(i), &q[2 * i]));
	ASSERT_RUN("done", self->vcpu);
}

/* A guest that traps its own uses gets its own traps. */
static void guest_own_trap(unsigned long arg)
{
	write_sysreg(cpacr_el1, 0);
	isb();
	GUEST_EQ(guest_try(".arch_extension simd\n\tfmov d0, xzr"), EC_FP);
	write_sysreg(cpacr_el1, 3UL << 20);
	isb();
	GUEST_EQ(guest_try(".arch_extension simd\n\tfmov d0, xzr"),
		 GUEST_NO_TRAP);
	write_sysreg(cpacr_el1, 0);
	isb();
	GUEST_EQ(guest_try(".arch_extension simd\n\tfmov d0, xzr"), EC_FP);
	guest_done();
}

TEST_F(fpsimd, own_trap)
{
	vcpu_enter(self->vcpu, guest_own_trap);
	ASSERT_DONE(self->vcpu);
}

/* SVE was not asked for. */
GUEST_TEST_F(fpsimd, no_sve)
{
	__u64 value;

	write_sysreg(cpacr_el1, 3UL << 20 | 3UL << 16);
	isb();
	GUEST_EQ(guest_try(".inst 0x0420e3e0"), EC_UNKNOWN);	/* cntb x0 */
	GUEST_EQ(read_sysreg_safe(S3_0_C1_C2_0, &value), EC_UNKNOWN);
}

AIRLOCK_TEST_MAIN
