// SPDX-License-Identifier: GPL-2.0
/* Accesses to devices on arm64 that cannot be carried out as they are. */
#include "fake_arm64_mmio.h"

#define X	(vcpu->arch.regs.x)

static int touch(u64 address)
{
	return arm64_mmio(vcpu, address, 0, address);
}

/* No device can do these: the guest's own fault. */
static void refused(struct kunit *test)
{
	static const u32 words[] = {
		0x885f7c41,	/* ldxr w1, [x2] */
		0xf8210043,	/* ldadd x1, x3, [x2] */
		0xc8a17c43,	/* cas x1, x3, [x2] */
		0xd50b7422,	/* dc zva, x2 */
	};
	unsigned int i;

	X[2] = USER;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		insn(words[i]);
		KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_RESUME);
		KUNIT_EXPECT_EQ(test, aborts, i + 1);
		KUNIT_EXPECT_EQ(test, abort_far, USER);
		KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE);
	}
	/* Or userspace's to decide, if it wants to. */
	vm.arch.nisv_to_user = true;
	KUNIT_EXPECT_EQ(test, arm64_mmio(vcpu, USER, ARM64_DABT_WNR | 6, USER),
			AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason, (u32)KVM_EXIT_ARM_NISV);
	KUNIT_EXPECT_EQ(test, vcpu->run->arm_nisv.fault_ipa, USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->arm_nisv.esr_iss, ARM64_DABT_WNR | 6);
	KUNIT_EXPECT_EQ(test, aborts, i);
}

static void undecodable(struct kunit *test)
{
	insn(0xd9200841);	/* stg x1, [x2] */
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	vm.arch.nisv_to_user = true;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason, (u32)KVM_EXIT_ARM_NISV);
	/* ldr pc, [r1] */
	vm.arch.nisv_to_user = false;
	vcpu->arch.regs.pstate = 0x1d3;
	insn(0xe591f000);
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	KUNIT_EXPECT_EQ(test, aborts, 0);
}

/* The instruction is not the one that faulted, or is not there: look again. */
static void never_a_loop(struct kunit *test)
{
	insn(0xa9000440);	/* stp x0, x1, [x2] */
	X[2] = 0x3000;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, vcpu->requests, BIT(AIRLOCK_REQ_TLB_FLUSH));
	/* Once. */
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	/* Where there are no instructions. */
	vcpu->arch.regs.pc = USER;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
}

static void paged_out_code(struct kunit *test)
{
	insn(0xa9000440);	/* stp x0, x1, [x2] */
	X[2] = USER;
	X[0] = 7;
	paged_out = true;
	KUNIT_EXPECT_EQ(test, touch(USER), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	expect_exit(test, USER, 8, true);
	KUNIT_EXPECT_EQ(test, written(), 7);
}

static struct kunit_case mmio_wrong_cases[] = {
	KUNIT_CASE(refused),
	KUNIT_CASE(undecodable),
	KUNIT_CASE(never_a_loop),
	KUNIT_CASE(paged_out_code),
	{}
};

static struct kunit_suite mmio_wrong_suite = {
	.name = "airlock_arm64_mmio_wrong",
	.init = mmio_init,
	.exit = mmio_exit,
	.test_cases = mmio_wrong_cases,
};

kunit_test_suite(mmio_wrong_suite);

MODULE_DESCRIPTION("KUnit tests of arm64's accesses that cannot be made");
MODULE_LICENSE("GPL");
