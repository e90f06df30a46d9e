/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest that reads and writes memory as it is told, for tests that look at
 * guest memory from both sides. Works on the addresses of PEEK_GPA, where tests
 * put a slot.
 */
#ifndef TEST_PEEK_H
#define TEST_PEEK_H

#include "vm.h"

/* Nothing else is there. */
#define PEEK_GPA	0x40000000UL

/*
 * Have the guest read or write 8 bytes. Return NULL when it has, else what
 * vcpu_run_str() says came instead.
 */
const char *guest_read(struct test_vcpu *vcpu, __u64 gpa, __u64 *value);
const char *guest_write(struct test_vcpu *vcpu, __u64 gpa, __u64 value);

/* Have it read 8 bytes when it runs next. */
void guest_read_next(struct test_vcpu *vcpu, __u64 gpa);

/* The value at an address as the guest sees it; GUEST_NO_VALUE if it cannot. */
#define GUEST_NO_VALUE	0xbadbadbadbadbadUL
__u64 guest_value(struct test_vcpu *vcpu, __u64 gpa);

#endif /* TEST_PEEK_H */
