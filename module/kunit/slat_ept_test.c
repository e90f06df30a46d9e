// SPDX-License-Identifier: GPL-2.0
/* The second-level walker with Intel's extended page tables. */
#include "../arch/x86/slat_pte.h"

#include "slat_suite.c"

static struct kunit_suite slat_ept_suite = {
	.name = "airlock_slat_ept",
	.test_cases = slat_suite_cases,
};

kunit_test_suite(slat_ept_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's second-level tables, EPT");
MODULE_LICENSE("GPL");
