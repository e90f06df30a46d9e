/* SPDX-License-Identifier: GPL-2.0 */
/* Memory slots: which guest physical addresses are which of the VMM's. */
#ifndef AIRLOCK_MEMSLOT_H
#define AIRLOCK_MEMSLOT_H

#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>

#include "types.h"

struct kvm_userspace_memory_region2;

/* Answer of KVM_CAP_NR_MEMSLOTS; ids are below it. */
#define AIRLOCK_MAX_MEMSLOTS	32764

/* What fits KVM's dirty bitmaps, and so what KVM takes. */
#define AIRLOCK_MEMSLOT_MAX_PAGES	((1UL << 31) - 1)

/**
 * struct airlock_memslot - a range of guest memory.
 * @base: its first guest frame.
 * @npages: its length in pages of PAGE_SIZE.
 * @hva: the VMM's address of its first byte.
 * @dirty: a bit for each page that was written to since the last look, while
 *	@flags have KVM_MEM_LOG_DIRTY_PAGES, else NULL. The one thing about a
 *	slot that changes: bits are set by anyone who reads it (atomically),
 *	cleared under the write side of guest_mem's lock.
 * @flags: KVM_MEM_*.
 * @id: the slot number userspace chose.
 */
struct airlock_memslot {
	gfn_t base;
	unsigned long npages;
	unsigned long hva;
	unsigned long *dirty;
	u32 flags;
	u32 id;
};

/**
 * struct airlock_memslot_node - a slot in the tree by VMM addresses.
 * @slot: index into airlock_memslots.slot.
 * @max_end: highest end of a slot in this node's part of the tree.
 */
struct airlock_memslot_node {
	unsigned long max_end;
	u32 slot;
};

/**
 * struct airlock_memslots - all slots of a VM, immutable once published.
 * @rcu: frees it.
 * @nr: how many.
 * @by_hva: the slots again, sorted by VMM address, which may overlap. It is a
 *	tree all the same: the root is in the middle, and so on in each half.
 * @slot: sorted by base; they do not overlap.
 */
struct airlock_memslots {
	struct rcu_head rcu;
	unsigned int nr;
	struct airlock_memslot_node *by_hva;
	struct airlock_memslot slot[] __counted_by(nr);
};

/**
 * airlock_memslot_plan - the slots after a change, by KVM's rules.
 * @old: the slots now; may be NULL for none.
 * @region: what userspace asks for (KVM_SET_USER_MEMORY_REGION2).
 * @new: the new slots, or NULL if the request changes nothing; the caller
 *	frees them with kvfree().
 * @was: the slot as it was; npages is 0 if there was none. Filled in only if
 *	@new is not NULL.
 *
 * Pure: looks at nothing but its arguments. That the VMM's addresses are
 * userspace's is the caller's to check.
 *
 * A slot's dirty bits go with it. They are allocated here for a slot that
 * starts to log, and are the caller's to kvfree() when @was has some that its
 * successor, if there is one, has not.
 *
 * Return: 0; -EINVAL for a bad id, alignment, wrap, size, flag, a deletion of
 * nothing, or a change of size or hva; -EEXIST for an overlap; -ENOMEM.
 */
int airlock_memslot_plan(const struct airlock_memslots *old,
			 const struct kvm_userspace_memory_region2 *region,
			 struct airlock_memslots **new,
			 struct airlock_memslot *was);

/* Index of the first slot whose end is beyond @gfn, or the number of slots. */
static inline unsigned int
airlock_memslot_search(const struct airlock_memslots *slots, gfn_t gfn)
{
	unsigned int low = 0, high = slots->nr;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct airlock_memslot *slot = &slots->slot[mid];

		if (gfn < slot->base + slot->npages)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/**
 * airlock_memslot_find - the slot that holds a guest frame.
 * @slots: may be NULL.
 * @gfn: the frame.
 *
 * Return: the slot, or NULL. Valid as long as @slots is.
 */
static inline const struct airlock_memslot *
airlock_memslot_find(const struct airlock_memslots *slots, gfn_t gfn)
{
	unsigned int i;

	if (unlikely(!slots))
		return NULL;
	i = airlock_memslot_search(slots, gfn);
	if (i == slots->nr || gfn < slots->slot[i].base)
		return NULL;
	return &slots->slot[i];
}

/**
 * airlock_memslot_visit_hva - call a function for each slot in a VMM range.
 * @slots: may be NULL.
 * @start: VMM address.
 * @end: first VMM address beyond.
 * @visit: gets each slot that has memory in the range, and @data.
 * @data: for @visit.
 */
void airlock_memslot_visit_hva(const struct airlock_memslots *slots,
			       unsigned long start, unsigned long end,
			       void (*visit)(const struct airlock_memslot *slot,
					     void *data),
			       void *data);

/* The slot of an id, or NULL; as airlock_memslot_find(). */
const struct airlock_memslot *
airlock_memslot_by_id(const struct airlock_memslots *slots, u32 id);

/* A page of the slot is being written to. */
static inline void
airlock_memslot_mark_dirty(const struct airlock_memslot *slot, gfn_t gfn)
{
	/* Most pages are dirty already: keep the cache line shared. */
	if (slot->dirty && !test_bit(gfn - slot->base, slot->dirty))
		set_bit(gfn - slot->base, slot->dirty);
}

/* First VMM address beyond a slot. */
static inline unsigned long
airlock_memslot_hva_end(const struct airlock_memslot *slot)
{
	return slot->hva + (slot->npages << PAGE_SHIFT);
}

static inline unsigned long
airlock_memslot_hva(const struct airlock_memslot *slot, gfn_t gfn)
{
	return slot->hva + ((gfn - slot->base) << PAGE_SHIFT);
}

#endif /* AIRLOCK_MEMSLOT_H */
