/* SPDX-License-Identifier: GPL-2.0 */
/* Guest side of arm64/poison. */
#ifndef TEST_ARM64_POISON_H
#define TEST_ARM64_POISON_H

#include <linux/types.h>

#define POISON_GPA	0x40000000UL	/* pages to fault on, one a round */

/* The guest's copy makes its values: set it before the first run. */
extern volatile __u64 poison_seed;

/* Reports its seed after each round of exits, for ever. */
void poison_guest(unsigned long arg);

/* Finds nothing of others in its registers, and is done. */
void poison_fresh(unsigned long arg);

#endif /* TEST_ARM64_POISON_H */
