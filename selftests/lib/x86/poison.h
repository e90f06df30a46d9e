/* SPDX-License-Identifier: GPL-2.0 */
/* The guest of x86/poison.c. */
#ifndef TEST_X86_POISON_H
#define TEST_X86_POISON_H

#include <linux/types.h>

/* Decides all of the guest's values; even and odd ones are complements. */
extern __u8 poison_seed;

/* Never ends: a report of the number that is its seed after each round. */
void guest_poison(unsigned long arg);

/* A vCPU that nobody has run yet. */
void guest_fresh(unsigned long arg);

#endif /* TEST_X86_POISON_H */
