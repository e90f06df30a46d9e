/* SPDX-License-Identifier: GPL-2.0 */
/* The guest of arm64/poison.c. */
#ifndef TEST_ARM64_POISON_H
#define TEST_ARM64_POISON_H

#include <linux/types.h>

/* Where the guest finds memory that it has not touched yet. */
#define POISON_GPA	0x40000000UL

/* Decides all of the guest's values. */
extern volatile __u64 poison_seed;

/* Never ends: a report of the number that is its seed after each round. */
void guest_poison(unsigned long arg);

/* A vCPU that nobody has run yet. */
void guest_fresh(unsigned long arg);

#endif /* TEST_ARM64_POISON_H */
