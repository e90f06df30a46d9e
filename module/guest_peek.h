/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several small reads of guest memory in a row, where sleeping is not allowed:
 * a walk of the guest's page tables, the bytes of an instruction. Inline, and
 * with one lock for all, since an exit for a device waits for it.
 */
#ifndef AIRLOCK_GUEST_PEEK_H
#define AIRLOCK_GUEST_PEEK_H

#include <linux/mm.h>
#include <linux/uaccess.h>

#include "airlock.h"

/**
 * struct airlock_peek - a row of reads.
 * @mem: the guest's memory; its lock is held for reading.
 * @slot: where the last read was, or NULL: the next one is likely near.
 */
struct airlock_peek {
	struct airlock_guest_mem *mem;
	const struct airlock_memslot *slot;
};

/**
 * airlock_peek_enter - begin a row of reads.
 * @peek: the row.
 * @vm: the VM; current->mm is vm->mm.
 *
 * Context: interrupts on; until airlock_peek_leave(), atomic.
 */
static inline void airlock_peek_enter(struct airlock_peek *peek,
				      struct airlock_vm *vm)
{
	peek->mem = &vm->mem;
	peek->slot = NULL;
	read_lock(&vm->mem.lock);
	pagefault_disable();
}

static inline void airlock_peek_leave(struct airlock_peek *peek)
{
	pagefault_enable();
	read_unlock(&peek->mem->lock);
}

/* The VMM's address of @len bytes in one page, or NULL. */
static inline const void __user *airlock_peek_at(struct airlock_peek *peek,
						 gpa_t gpa, unsigned int len)
{
	const struct airlock_memslot *slot = peek->slot;
	gfn_t gfn = gpa >> PAGE_SHIFT;

	if (unlikely(offset_in_page(gpa) + len > PAGE_SIZE))
		return NULL;
	if (!slot || gfn - slot->base >= slot->npages) {
		const struct airlock_memslots *slots;

		slots = rcu_dereference_protected(peek->mem->slots,
						  lockdep_is_held(&peek->mem->lock));
		slot = airlock_memslot_find(slots, gfn);
		if (!slot)
			return NULL;
		peek->slot = slot;
	}
	return (const void __user *)airlock_memslot_hva(slot, gfn) +
	       offset_in_page(gpa);
}

/**
 * airlock_peek_u64 - read eight bytes at once.
 * @peek: the row.
 * @gpa: where; they must not cross a page.
 * @value: where to.
 *
 * Return: 0, or -EFAULT where there is no memory, or the host has it not at
 * hand.
 */
static inline int airlock_peek_u64(struct airlock_peek *peek, gpa_t gpa,
				   u64 *value)
{
	const u64 __user *at = airlock_peek_at(peek, gpa, sizeof(*value));

	return at && !get_user(*value, at) ? 0 : -EFAULT;
}

/* The same with four bytes. */
static inline int airlock_peek_u32(struct airlock_peek *peek, gpa_t gpa,
				   u32 *value)
{
	const u32 __user *at = airlock_peek_at(peek, gpa, sizeof(*value));

	return at && !get_user(*value, at) ? 0 : -EFAULT;
}

/* And with one. */
static inline int airlock_peek_u8(struct airlock_peek *peek, gpa_t gpa,
				  u8 *value)
{
	const u8 __user *at = airlock_peek_at(peek, gpa, sizeof(*value));

	return at && !get_user(*value, at) ? 0 : -EFAULT;
}

#endif /* AIRLOCK_GUEST_PEEK_H */
