// SPDX-License-Identifier: GPL-2.0
/* The address types: wide enough for what every guest can name. */
#include <kunit/test.h>
#include <linux/module.h>

#include "types.h"

static void address_types_are_64_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(gpa_t), 8);
	KUNIT_EXPECT_EQ(test, sizeof(gfn_t), 8);
	KUNIT_EXPECT_EQ(test, sizeof(gva_t), 8);
}

static struct kunit_case types_cases[] = {
	KUNIT_CASE(address_types_are_64_bits),
	{}
};

static struct kunit_suite types_suite = {
	.name = "airlock_types",
	.test_cases = types_cases,
};

kunit_test_suite(types_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's types");
MODULE_LICENSE("GPL");
