/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: guest_peek.h, on the array of fake_guest.h. */
#ifndef AIRLOCK_KUNIT_FAKE_PEEK_H
#define AIRLOCK_KUNIT_FAKE_PEEK_H

#include "fake_guest.h"

/* The real one reads userspace. */
#define AIRLOCK_GUEST_PEEK_H

struct airlock_peek {
	bool entered;
};

static void airlock_peek_enter(struct airlock_peek *peek,
			       struct airlock_vm *vm)
{
	peek->entered = true;
}

static void airlock_peek_leave(struct airlock_peek *peek)
{
	peek->entered = false;
}

static int peek_guest(struct airlock_peek *peek, gpa_t gpa, void *value,
		      size_t len)
{
	if (!peek->entered || (gpa ^ (gpa + len - 1)) & PAGE_MASK)
		return -EFAULT;
	return airlock_guest_read_atomic(NULL, gpa, value, len);
}

static int airlock_peek_u64(struct airlock_peek *peek, gpa_t gpa, u64 *value)
{
	return peek_guest(peek, gpa, value, sizeof(*value));
}

static int airlock_peek_u32(struct airlock_peek *peek, gpa_t gpa, u32 *value)
{
	return peek_guest(peek, gpa, value, sizeof(*value));
}

static __maybe_unused int airlock_peek_u8(struct airlock_peek *peek, gpa_t gpa, u8 *value)
{
	return peek_guest(peek, gpa, value, sizeof(*value));
}

#endif /* AIRLOCK_KUNIT_FAKE_PEEK_H */
