/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What guest code of the tests is written with, whatever the architecture.
 *
 * Guest code is C of the test program, compiled without vector registers. It
 * runs at the highest privilege a guest has and may use the program's
 * variables (its own copy), but nothing of libc.
 */
#ifndef TEST_GUEST_H
#define TEST_GUEST_H

#include <linux/types.h>

#include "layout.h"

/*
 * struct guest_report - why the guest stopped, for the host to print.
 * The strings are the program's own, so the host's copy can be printed.
 */
struct guest_report {
	const char *file;
	const char *what;
	unsigned long line;
	unsigned long seen;
	unsigned long wanted;
};

#include "arch_guest.h"

/* Tell the host something and go on when it runs us again. */
static inline void guest_sync(__u32 value)
{
	arch_guest_call(GUEST_CALL_SYNC, value);
}

/* The guest has shown what it should. */
static inline void __attribute__((noreturn)) guest_done(void)
{
	for (;;)
		arch_guest_call(GUEST_CALL_DONE, 0);
}

void guest_fail(const char *file, unsigned long line, const char *what,
		unsigned long seen, unsigned long wanted);
__u64 guest_resume(__u64 insn);

/* guests.c. Light exits without end, counted by vCPU in the guest's copy. */
extern volatile __u32 guest_counts[];
void guest_count_up(unsigned long id);
/* One sync of its argument, and done. */
void guest_short(unsigned long arg);

#define GUEST_ASSERT(cond) do {						\
	if (!(cond))							\
		guest_fail(__FILE__, __LINE__, #cond, 0, 1);		\
} while (0)

#define GUEST_EQ(_seen, _wanted) do {					\
	unsigned long __s = (unsigned long)(_seen);			\
	unsigned long __w = (unsigned long)(_wanted);			\
									\
	if (__s != __w)							\
		guest_fail(__FILE__, __LINE__, #_seen " == " #_wanted,	\
			   __s, __w);					\
} while (0)

#endif /* TEST_GUEST_H */
