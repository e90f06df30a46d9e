/* SPDX-License-Identifier: GPL-2.0 */
/* What the two halves of a fault share: guest_fault.c, guest_fault_slow.c. */
#ifndef AIRLOCK_GUEST_FAULT_H
#define AIRLOCK_GUEST_FAULT_H

#include "guest_mem.h"

/**
 * struct fault_help - what the sleeping path has at hand.
 * @spare: tables.
 * @hpa: host physical address of what the host brought in, for entries that
 *	airlock_host_leaf() does not read; 0 if there is nothing.
 * @prot: SLAT_* of it.
 * @hva: the VMM's address of it.
 * @seq: invalidate_seq before it was looked up: it is still what the host has
 *	if that has not changed.
 * @page: the reference that keeps it in place, or NULL.
 * @touched: the host was asked to fault it in.
 */
struct fault_help {
	struct list_head spare;
	u64 hpa;
	unsigned int prot;
	unsigned long hva;
	unsigned long seq;
	struct page *page;
	bool touched;
};

/**
 * struct guest_fault - a fault in work.
 * @vm: the VM.
 * @gpa: the address, to the page.
 * @access: SLAT_READ, SLAT_WRITE or SLAT_EXEC.
 * @level: of the leaf that was last tried.
 * @hva: the VMM's address, as of the last look at the slots.
 * @seq: invalidate_seq, as of then.
 * @help: NULL on the atomic path.
 */
struct guest_fault {
	struct airlock_vm *vm;
	gpa_t gpa;
	unsigned int access;
	unsigned int level;
	unsigned long hva;
	unsigned long seq;
	struct fault_help *help;
};

/**
 * airlock_fault_try - map what the host has, as it is.
 * @f: the fault.
 *
 * Context: interrupts on; does not sleep.
 * Return: enum airlock_fault; -ENOENT: the host has not got it; -EBUSY: the
 * host is changing it; -EAGAIN: another leaf is in the way; -ENOMEM: no
 * table; -EFAULT: no such guest physical address.
 */
int airlock_fault_try(struct guest_fault *f);

/**
 * airlock_fault_sleeping - go on where airlock_fault_try() met an obstacle.
 * @f: the fault.
 * @obstacle: what it returned.
 *
 * Context: process; sleeps.
 * Return: as airlock_guest_fault().
 */
int airlock_fault_sleeping(struct guest_fault *f, int obstacle);

#endif /* AIRLOCK_GUEST_FAULT_H */
