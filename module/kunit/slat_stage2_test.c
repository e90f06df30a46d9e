// SPDX-License-Identifier: GPL-2.0
/* The second-level walker with Arm's stage-2 descriptors. */
#include "../arch/arm64/slat_pte.h"

#include "slat_suite.c"

static struct kunit_suite slat_stage2_suite = {
	.name = "airlock_slat_stage2",
	.test_cases = slat_suite_cases,
};

kunit_test_suite(slat_stage2_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's second-level tables, stage 2");
MODULE_LICENSE("GPL");
