// SPDX-License-Identifier: GPL-2.0
/*
 * Accesses to devices on arm64, from the exit to the register: those that the
 * CPU describes, and those that we have to decode.
 */
#include "fake_arm64_mmio.h"

#define X	(vcpu->arch.regs.x)

/* A syndrome that describes an access: log2 of the size, the register. */
static u64 described(unsigned int size, unsigned int rt)
{
	return ARM64_DABT_ISV | size << 22 | rt << 16;
}

static int load(gpa_t gpa, u64 esr)
{
	return arm64_mmio(vcpu, gpa, esr, gpa);
}

static int store(gpa_t gpa, u64 esr)
{
	return arm64_mmio(vcpu, gpa, esr | ARM64_DABT_WNR, gpa);
}

static void to_the_kernel(struct kunit *test)
{
	X[3] = 0x1122334455667788;
	KUNIT_EXPECT_EQ(test, store(DEVICE + 4, described(2, 3)),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x55667788);
	KUNIT_EXPECT_EQ(test, dev.len, 4);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 4);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
	dev.value = 0x99aabbcc;
	KUNIT_EXPECT_EQ(test, load(DEVICE, described(1, 4)), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[4], 0xbbcc);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 8);
	/* The zero register: of nothing, into nothing. */
	KUNIT_EXPECT_EQ(test, store(DEVICE, described(3, 31)), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0);
	KUNIT_EXPECT_EQ(test, load(DEVICE, described(3, 31)), AIRLOCK_RESUME);
}

static void to_userspace(struct kunit *test)
{
	X[5] = 0x1122334455667788;
	KUNIT_EXPECT_EQ(test, store(USER, described(1, 5)), AIRLOCK_TO_USER);
	expect_exit(test, USER, 2, true);
	KUNIT_EXPECT_EQ(test, written(), 0x7788);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
	KUNIT_EXPECT_EQ(test, load(USER + 8, described(3, 6)), AIRLOCK_TO_USER);
	expect_exit(test, USER + 8, 8, false);
	KUNIT_EXPECT_EQ(test, finish(0xfedcba9876543210), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[6], 0xfedcba9876543210ULL & U32_MAX);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 8);
	KUNIT_EXPECT_EQ(test, load(USER, described(3, 6) | ARM64_DABT_SF),
			AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, finish(0xfedcba9876543210), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[6], 0xfedcba9876543210);
}

static void sign(struct kunit *test)
{
	dev.value = 0x8081828384858687;
	load(DEVICE, described(0, 1) | ARM64_DABT_SSE);
	KUNIT_EXPECT_EQ(test, X[1], 0xffffff87);
	load(DEVICE, described(0, 1) | ARM64_DABT_SSE | ARM64_DABT_SF);
	KUNIT_EXPECT_EQ(test, X[1], 0xffffffffffffff87);
	load(DEVICE, described(1, 1) | ARM64_DABT_SSE | ARM64_DABT_SF);
	KUNIT_EXPECT_EQ(test, X[1], 0xffffffffffff8687);
	load(DEVICE, described(2, 1) | ARM64_DABT_SSE | ARM64_DABT_SF);
	KUNIT_EXPECT_EQ(test, X[1], 0xffffffff84858687);
	load(DEVICE, described(2, 1));
	KUNIT_EXPECT_EQ(test, X[1], 0x84858687);
}

static void big_endian(struct kunit *test)
{
	vcpu->arch.sys[ARM64_SYS_SCTLR_EL1] = BIT(25);
	X[1] = 0x1122334455667788;
	store(DEVICE, described(2, 1));
	KUNIT_EXPECT_EQ(test, dev.value, 0x88776655);
	store(DEVICE, described(3, 1));
	KUNIT_EXPECT_EQ(test, dev.value, 0x8877665544332211);
	store(DEVICE, described(0, 1));
	KUNIT_EXPECT_EQ(test, dev.value, 0x88);
	dev.value = 0x1180;
	load(DEVICE, described(1, 2) | ARM64_DABT_SSE);
	KUNIT_EXPECT_EQ(test, X[2], 0xffff8011);
	/* EL0 has a bit of its own; AArch32, one in PSTATE. */
	vcpu->arch.regs.pstate = 0;
	KUNIT_EXPECT_FALSE(test, arm64_guest_big_endian(vcpu));
	vcpu->arch.sys[ARM64_SYS_SCTLR_EL1] = BIT(24);
	KUNIT_EXPECT_TRUE(test, arm64_guest_big_endian(vcpu));
	vcpu->arch.regs.pstate = 0x1d3;
	KUNIT_EXPECT_FALSE(test, arm64_guest_big_endian(vcpu));
	vcpu->arch.regs.pstate = 0x3d0;
	KUNIT_EXPECT_TRUE(test, arm64_guest_big_endian(vcpu));
}

static void not_an_access(struct kunit *test)
{
	/* Cache maintenance: nothing to do. A table that is no memory: abort. */
	KUNIT_EXPECT_EQ(test, load(USER, ARM64_DABT_CM | ARM64_DABT_WNR),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
	KUNIT_EXPECT_EQ(test, arm64_mmio(vcpu, USER, ARM64_DABT_S1PTW, 0x77),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, aborts, 1);
	KUNIT_EXPECT_EQ(test, abort_far, 0x77);
}

/* Userspace moved the vCPU away: it gets nothing of it. */
static void abandoned_access(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, load(USER, described(2, 1)), AIRLOCK_TO_USER);
	vcpu->arch.regs.pc = 0x5000;
	X[1] = 1;
	KUNIT_EXPECT_EQ(test, finish(2), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[1], 1);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, 0x5000);
	KUNIT_EXPECT_EQ(test, store(USER, described(2, 1)), AIRLOCK_TO_USER);
	vcpu->arch.regs.pc = CODE;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE);
}

/* From here on, the syndrome says nothing. */

static int touch(u64 address)
{
	return arm64_mmio(vcpu, address, 0, address);
}

static void pair_load(struct kunit *test)
{
	insn(0xa8c10440);	/* ldp x0, x1, [x2], #16 */
	X[2] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	expect_exit(test, USER, 8, false);
	KUNIT_EXPECT_EQ(test, finish(0x1111111111111111), AIRLOCK_TO_USER);
	expect_exit(test, USER + 8, 8, false);
	KUNIT_EXPECT_EQ(test, X[2], USER);
	KUNIT_EXPECT_EQ(test, X[0], 0);
	KUNIT_EXPECT_EQ(test, finish(0x2222222222222222), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[0], 0x1111111111111111);
	KUNIT_EXPECT_EQ(test, X[1], 0x2222222222222222);
	KUNIT_EXPECT_EQ(test, X[2], USER + 16);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
}

static void pair_signed(struct kunit *test)
{
	insn(0x69400440);	/* ldpsw x0, x1, [x2] */
	X[2] = DEVICE;
	dev.value = 0x80000001;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.reads, 2);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 4);
	KUNIT_EXPECT_EQ(test, X[0], 0xffffffff80000001);
	KUNIT_EXPECT_EQ(test, X[1], 0xffffffff80000001);
}

static void stack_pointer(struct kunit *test)
{
	insn(0xa9bf07e0);	/* stp x0, x1, [sp, #-16]! */
	X[0] = 5;
	X[1] = 6;
	vcpu->arch.sys[ARM64_SYS_SP_EL1] = DEVICE + 16;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 2);
	KUNIT_EXPECT_EQ(test, dev.value, 6);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
	KUNIT_EXPECT_EQ(test, vcpu->arch.sys[ARM64_SYS_SP_EL1], DEVICE);
	/* At EL0 it is the other one. */
	vcpu->arch.regs.pc = CODE;
	vcpu->arch.regs.pstate = 0;
	vcpu->arch.regs.sp_el0 = DEVICE + 32;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 16), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.sp_el0, DEVICE + 16);
}

static void index_and_literal(struct kunit *test)
{
	insn(0xb863d841);	/* ldr w1, [x2, w3, sxtw #2] */
	X[2] = DEVICE + 0x100;
	X[3] = 0xffffffff;
	dev.value = 0x12345678;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0xfc), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[1], 0x12345678);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 0xfc);
	/* The base is the PC, and so is not in a register. */
	insn(0x18000061);	/* ldr w1, .+12 */
	KUNIT_EXPECT_EQ(test, arm64_mmio(vcpu, DEVICE + 0x10, 0, CODE + 16),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 0x10);
}

static void vectors(struct kunit *test)
{
	insn(0x3d800440);	/* str q0, [x2, #16] */
	X[2] = USER - 16;
	vcpu->arch.v[0][0] = 0x1111222233334444;
	vcpu->arch.v[0][1] = 0x5555666677778888;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	expect_exit(test, USER, 8, true);
	KUNIT_EXPECT_EQ(test, written(), 0x1111222233334444);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_TO_USER);
	expect_exit(test, USER + 8, 8, true);
	KUNIT_EXPECT_EQ(test, written(), 0x5555666677778888);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);

	/* A load clears what it does not load. */
	insn(0xbd400043);	/* ldr s3, [x2] */
	X[2] = DEVICE;
	dev.value = 0x9abcdef0;
	vcpu->arch.v[3][0] = ~0ULL;
	vcpu->arch.v[3][1] = ~0ULL;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[3][0], 0x9abcdef0);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[3][1], 0);
}

static void structures_of_vectors(struct kunit *test)
{
	insn(0x0c408441);	/* ld2 {v1.4h, v2.4h}, [x2] */
	X[2] = USER;
	vcpu->arch.v[1][1] = ~0ULL;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, finish(0x0003000200010000), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, finish(0x0007000600050004), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][0], 0x0006000400020000);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][1], 0);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[2][0], 0x0007000500030001);

	/* One lane: the others stay. */
	insn(0x4d408441);	/* ld1 {v1.d}[1], [x2] */
	X[2] = DEVICE;
	dev.value = 0x7777777777777777;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][0], 0x0006000400020000);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][1], 0x7777777777777777);

	/* To all lanes. */
	insn(0x4d40c441);	/* ld1r {v1.8h}, [x2] */
	dev.value = 0xabcd;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][0], 0xabcdabcdabcdabcd);
	KUNIT_EXPECT_EQ(test, vcpu->arch.v[1][1], 0xabcdabcdabcdabcd);
}

static void decoded_big_endian(struct kunit *test)
{
	vcpu->arch.sys[ARM64_SYS_SCTLR_EL1] = BIT(25);
	insn(0x29000440);	/* stp w0, w1, [x2] */
	X[0] = 0x11223344;
	X[1] = 0x55667788;
	X[2] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, written(), 0x44332211);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, written(), 0x88776655);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	/* Of 16 bytes, the most significant one comes first. */
	insn(0x3d800040);	/* str q0, [x2] */
	vcpu->arch.v[0][0] = 0x1111111111111111;
	vcpu->arch.v[0][1] = 0x0102030405060708;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, written(), 0x0807060504030201);
}

/* From memory to a device, with identity mapping: RAM ends, USER's begins. */
static void across_pages(struct kunit *test)
{
	u64 address = RAM_SIZE - 8;

	insn(0xa9000440);	/* stp x0, x1, [x2] */
	X[0] = 0x1111;
	X[1] = 0x2222;
	X[2] = address;
	/* The fault is in the second page; memory wants a context to sleep in. */
	KUNIT_EXPECT_EQ(test, arm64_mmio(vcpu, RAM_SIZE, 0, RAM_SIZE),
			AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	expect_exit(test, RAM_SIZE, 8, true);
	KUNIT_EXPECT_EQ(test, written(), 0x2222);
	KUNIT_EXPECT_EQ(test, *(u64 *)(ram + address), 0x1111);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);

	/* Unaligned, of which the CPU has told only half. */
	insn(0xf8402041);	/* ldur x1, [x2, #2] */
	X[2] = USER + 0xffb - 2;
	KUNIT_EXPECT_EQ(test,
			arm64_mmio(vcpu, USER + 0xffb,
				   described(3, 1) | ARM64_DABT_SF,
				   USER + 0xffb),
			AIRLOCK_TO_USER);
	expect_exit(test, USER + 0xffb, 5, false);
	KUNIT_EXPECT_EQ(test, finish(0x5544332211), AIRLOCK_TO_USER);
	expect_exit(test, USER + 0x1000, 3, false);
	KUNIT_EXPECT_EQ(test, finish(0x887766), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[1], 0x8877665544332211);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(to_the_kernel),
	KUNIT_CASE(to_userspace),
	KUNIT_CASE(sign),
	KUNIT_CASE(big_endian),
	KUNIT_CASE(not_an_access),
	KUNIT_CASE(abandoned_access),
	KUNIT_CASE(pair_load),
	KUNIT_CASE(pair_signed),
	KUNIT_CASE(stack_pointer),
	KUNIT_CASE(index_and_literal),
	KUNIT_CASE(vectors),
	KUNIT_CASE(structures_of_vectors),
	KUNIT_CASE(decoded_big_endian),
	KUNIT_CASE(across_pages),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "airlock_arm64_mmio",
	.init = mmio_init,
	.exit = mmio_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's accesses to devices on arm64");
MODULE_LICENSE("GPL");
