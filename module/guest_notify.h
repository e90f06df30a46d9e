/* SPDX-License-Identifier: GPL-2.0 */
/* What the MMU notifier and the fault path say to each other. */
#ifndef AIRLOCK_GUEST_NOTIFY_H
#define AIRLOCK_GUEST_NOTIFY_H

#include "guest_mem.h"

extern const struct mmu_notifier_ops airlock_guest_notifier_ops;

/**
 * airlock_guest_invalidating - is the host about to change its mappings?
 * @mem: guest memory; either side of its lock is held.
 * @start: VMM address.
 * @end: first address beyond.
 *
 * If not, what the host's page table says of the range is true until the lock
 * is let go of.
 */
static inline bool
airlock_guest_invalidating(const struct airlock_guest_mem *mem,
			   unsigned long start, unsigned long end)
{
	return unlikely(mem->invalidating) &&
	       start < mem->invalid_end && mem->invalid_start < end;
}

#endif /* AIRLOCK_GUEST_NOTIFY_H */
