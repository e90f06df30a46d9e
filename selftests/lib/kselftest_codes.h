/* SPDX-License-Identifier: GPL-2.0 */
/* kselftest's exit codes, for files that do not include its static counters. */
#ifndef TEST_KSELFTEST_CODES_H
#define TEST_KSELFTEST_CODES_H

#define TEST_EXIT_PASS	0
#define TEST_EXIT_FAIL	1
#define TEST_EXIT_SKIP	4

#endif /* TEST_KSELFTEST_CODES_H */
