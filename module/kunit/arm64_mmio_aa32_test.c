// SPDX-License-Identifier: GPL-2.0
/* Accesses of AArch32 guests to devices that the CPU does not describe. */
#include "fake_arm64_mmio.h"

#define X	(vcpu->arch.regs.x)
#define SVC	0x1d3		/* Supervisor mode, all masked */
#define FIQ	0x1d1
#define T32	BIT(5)

static int touch(u64 address)
{
	return arm64_mmio(vcpu, address, 0, address);
}

/* ldm r0!, {r1, sp, lr}: the mode's own registers, and all or nothing. */
static void load_several(struct kunit *test)
{
	vcpu->arch.regs.pstate = SVC;
	insn(0xe8b06002);
	X[0] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	expect_exit(test, USER, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0x11111111), AIRLOCK_TO_USER);
	expect_exit(test, USER + 4, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0x22222222), AIRLOCK_TO_USER);
	expect_exit(test, USER + 8, 4, false);
	KUNIT_EXPECT_EQ(test, X[1], 0);
	KUNIT_EXPECT_EQ(test, finish(0x33333333), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[1], 0x11111111);
	KUNIT_EXPECT_EQ(test, X[19], 0x22222222);
	KUNIT_EXPECT_EQ(test, X[18], 0x33333333);
	KUNIT_EXPECT_EQ(test, X[0], USER + 12);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
}

/* Where each mode has R8, R13 and R14: stm r0, {r8, sp, lr}. */
static void modes(struct kunit *test)
{
	static const struct {
		u8 mode;
		u8 x[3];
	} cases[] = {
		{ 0x10, { 8, 13, 14 } }, { 0x11, { 24, 29, 30 } },
		{ 0x12, { 8, 17, 16 } }, { 0x13, { 8, 19, 18 } },
		{ 0x17, { 8, 21, 20 } }, { 0x1b, { 8, 23, 22 } },
		{ 0x1f, { 8, 13, 14 } },
	};
	unsigned int i, k;

	insn(0xe8806100);
	for (i = 0; i < 31; i++)
		X[i] = i;
	X[0] = USER;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		vcpu->arch.regs.pstate = cases[i].mode;
		vcpu->arch.regs.pc = CODE;
		KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
		for (k = 0; k < 3; k++) {
			expect_exit(test, USER + 4 * k, 4, true);
			KUNIT_EXPECT_EQ_MSG(test, written(), cases[i].x[k],
					    "mode %#x", cases[i].mode);
			next_run();
		}
	}
}

/* T32: ldmia r3!, {r0, r1}, which is two bytes long. */
static void narrow(struct kunit *test)
{
	vcpu->arch.regs.pstate = SVC | T32;
	vcpu->arch.regs.pc = CODE + 2;
	insn(0xcb03);
	X[3] = DEVICE;
	dev.value = 0x12345678;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.reads, 2);
	KUNIT_EXPECT_EQ(test, X[0], 0x12345678);
	KUNIT_EXPECT_EQ(test, X[1], 0x12345678);
	KUNIT_EXPECT_EQ(test, X[3], DEVICE + 8);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
}

/* strd r2, r8, [r4], #-8: four bytes, in two words, in FIQ mode. */
static void wide(struct kunit *test)
{
	vcpu->arch.regs.pstate = FIQ | T32;
	vcpu->arch.regs.pc = CODE + 2;
	insn(0x2802e864);
	X[4] = DEVICE + 0x10;
	X[2] = 2;
	X[24] = 0x24;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x10), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 2);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 0x14);
	KUNIT_EXPECT_EQ(test, dev.value, 0x24);
	KUNIT_EXPECT_EQ(test, X[4], DEVICE + 8);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 6);
}

/* Signs, indices that are subtracted, addresses that wrap at 4 GiB. */
static void one_register(struct kunit *test)
{
	vcpu->arch.regs.pstate = SVC;
	insn(0xe0d430d2);	/* ldrsb r3, [r4], #2 */
	X[4] = DEVICE;
	dev.value = 0x80;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[3], 0xffffff80);
	vcpu->arch.regs.pc = CODE;
	insn(0xe7654006);	/* strb r4, [r5, -r6]! */
	X[5] = 8;
	X[6] = 8 - (u32)DEVICE;
	X[4] = 0x44;
	KUNIT_EXPECT_EQ(test, touch(DEVICE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x44);
	KUNIT_EXPECT_EQ(test, X[5], DEVICE);
	/* ldr r0, [pc, #-8]: itself, were it a device. */
	vcpu->arch.regs.pc = CODE;
	insn(0xe51f0008);
	dev.value = 0x77;
	KUNIT_EXPECT_EQ(test, arm64_mmio(vcpu, DEVICE, 0, CODE),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, X[0], 0x77);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(load_several),
	KUNIT_CASE(modes),
	KUNIT_CASE(narrow),
	KUNIT_CASE(wide),
	KUNIT_CASE(one_register),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "airlock_arm64_mmio_aa32",
	.init = mmio_init,
	.exit = mmio_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's accesses to devices in AArch32");
MODULE_LICENSE("GPL");
