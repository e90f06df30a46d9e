// SPDX-License-Identifier: GPL-2.0
/* Core registers as userspace numbers them: every offset, every size. */
#include <kunit/test.h>
#include <linux/module.h>

#include "../arch/arm64/core_regs.c"

/* X0 to X30, SP, PC, PSTATE, SP_EL1, ELR_EL1, five SPSRs: 41. V, FPSR, FPCR. */
static void how_many(struct kunit *test)
{
	unsigned int offset, of[17] = {};

	for (offset = 0; offset < ARM64_CORE_END; offset++)
		of[arm64_core_reg_bytes(offset)]++;
	KUNIT_EXPECT_EQ(test, of[8], 41);
	KUNIT_EXPECT_EQ(test, of[16], 32);
	KUNIT_EXPECT_EQ(test, of[4], 2);
}

/* Registers do not overlap. */
static void layout(struct kunit *test)
{
	unsigned int offset = 0, bytes;

	while (offset < ARM64_CORE_END) {
		bytes = arm64_core_reg_bytes(offset);
		for (offset++; bytes > 4; bytes -= 4)
			KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(offset++),
					0);
	}
}

static void names(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(0), 8);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(60), 8);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_SP_EL0), 8);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_PSTATE), 8);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_SPSR + 8), 8);
	/* The padding before the V registers. */
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_SPSR + 10), 0);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_V), 16);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_FPSR - 4), 16);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_FPCR), 4);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_bytes(ARM64_CORE_FPCR + 1), 0);
}

static void wrong(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(0, 8), 0);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(1, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(0, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(0, 16), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(0, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(0, 2048), -ENOENT);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(ARM64_CORE_FPCR, 8),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(ARM64_CORE_FPCR + 1, 4),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(ARM64_CORE_END, 8),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(~0ULL, 8), -ENOENT);
	KUNIT_EXPECT_EQ(test, arm64_core_reg_check(~0ULL - 1, 8), -ENOENT);
}

static struct kunit_case core_regs_cases[] = {
	KUNIT_CASE(how_many),
	KUNIT_CASE(layout),
	KUNIT_CASE(names),
	KUNIT_CASE(wrong),
	{}
};

static struct kunit_suite core_regs_suite = {
	.name = "airlock_arm64_core_regs",
	.test_cases = core_regs_cases,
};

kunit_test_suite(core_regs_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's core register numbers");
MODULE_LICENSE("GPL");
