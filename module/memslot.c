// SPDX-License-Identifier: GPL-2.0
/*
 * The rules by which memory slots change, as KVM_SET_USER_MEMORY_REGION has
 * them: no locks, no guest, only a sorted array and the one that follows it.
 */

#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/kvm.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "memslot.h"

#define MEMSLOT_FLAGS		(KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY)

static struct airlock_memslots *memslots_alloc(unsigned int nr)
{
	struct airlock_memslots *slots;
	size_t size = struct_size(slots, slot, nr);

	slots = kvzalloc(size_add(size, array_size(sizeof(*slots->by_hva), nr)),
			 GFP_KERNEL_ACCOUNT);
	if (!slots)
		return NULL;
	slots->nr = nr;
	slots->by_hva = (void *)slots + size;
	return slots;
}

/* Fill in max_end of the nodes from @low to before @high; return the highest. */
static unsigned long nodes_set_ends(struct airlock_memslots *slots,
				    unsigned int low, unsigned int high)
{
	unsigned int mid = low + (high - low) / 2;
	struct airlock_memslot_node *node = &slots->by_hva[mid];

	if (low == high)
		return 0;
	node->max_end = max3(airlock_memslot_hva_end(&slots->slot[node->slot]),
			     nodes_set_ends(slots, low, mid),
			     nodes_set_ends(slots, mid + 1, high));
	return node->max_end;
}

/*
 * The order by VMM address is the one of @old, without the slot @drop and with
 * the slot @add, each an index, of @old and of @slots, or -1. Linear: sorting
 * anew would cost a launcher with thousands of slots dearly.
 */
static void nodes_inherit(struct airlock_memslots *slots,
			  const struct airlock_memslots *old, int drop, int add)
{
	struct airlock_memslot_node *to = slots->by_hva;
	unsigned int i, nr = old ? old->nr : 0;
	bool pending = add >= 0;

	for (i = 0; i < nr; i++) {
		int slot = old->by_hva[i].slot;

		if (slot == drop)
			continue;
		if (pending && slots->slot[add].hva < old->slot[slot].hva) {
			to++->slot = add;
			pending = false;
		}
		if (drop >= 0 && slot > drop)
			slot--;
		if (add >= 0 && slot >= add)
			slot++;
		to++->slot = slot;
	}
	if (pending)
		to->slot = add;
	nodes_set_ends(slots, 0, slots->nr);
}

/* The nodes from @low to before @high. */
static void nodes_visit(const struct airlock_memslots *slots, unsigned int low,
			unsigned int high, unsigned long start,
			unsigned long end,
			void (*visit)(const struct airlock_memslot *slot,
				      void *data),
			void *data)
{
	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct airlock_memslot_node *node = &slots->by_hva[mid];
		const struct airlock_memslot *slot = &slots->slot[node->slot];

		if (node->max_end <= start)
			return;
		/* As deep as the tree: 15 levels for all slots there can be. */
		nodes_visit(slots, low, mid, start, end, visit, data);
		if (slot->hva >= end)
			return;
		if (airlock_memslot_hva_end(slot) > start)
			visit(slot, data);
		low = mid + 1;
	}
}

void airlock_memslot_visit_hva(const struct airlock_memslots *slots,
			       unsigned long start, unsigned long end,
			       void (*visit)(const struct airlock_memslot *slot,
					     void *data),
			       void *data)
{
	if (slots)
		nodes_visit(slots, 0, slots->nr, start, end, visit, data);
}

const struct airlock_memslot *
airlock_memslot_by_id(const struct airlock_memslots *slots, u32 id)
{
	unsigned int i;

	for (i = 0; slots && i < slots->nr; i++)
		if (slots->slot[i].id == id)
			return &slots->slot[i];
	return NULL;
}

/* Is the request well-formed, whatever the slots are? */
static bool memslot_valid(const struct kvm_userspace_memory_region2 *region)
{
	u64 size = region->memory_size;

	/* Bits 31:16 of the slot are the address space; there is only one. */
	return !(region->flags & ~MEMSLOT_FLAGS) &&
	       region->slot < AIRLOCK_MAX_MEMSLOTS &&
	       PAGE_ALIGNED(size) &&
	       PAGE_ALIGNED(region->guest_phys_addr) &&
	       PAGE_ALIGNED(region->userspace_addr) &&
	       region->guest_phys_addr + size >= region->guest_phys_addr &&
	       size >> PAGE_SHIFT <= AIRLOCK_MEMSLOT_MAX_PAGES;
}

/* Does a slot with another id have a frame in common with @slot? */
static bool memslot_overlaps(const struct airlock_memslots *slots,
			     const struct airlock_memslot *slot)
{
	unsigned int i;

	if (!slots)
		return false;
	for (i = airlock_memslot_search(slots, slot->base); i < slots->nr; i++) {
		if (slots->slot[i].base >= slot->base + slot->npages)
			return false;
		if (slots->slot[i].id != slot->id)
			return true;
	}
	return false;
}

/* @old without the slot @drop, which may be NULL, and with @add, which may. */
static struct airlock_memslots *
memslots_replace(const struct airlock_memslots *old,
		 const struct airlock_memslot *drop,
		 const struct airlock_memslot *add)
{
	unsigned int i, to = 0, nr = old ? old->nr : 0;
	struct airlock_memslots *new;
	int added = -1;

	new = memslots_alloc(nr - !!drop + !!add);
	if (!new)
		return NULL;
	for (i = 0; i < nr; i++) {
		if (&old->slot[i] == drop)
			continue;
		if (add && added < 0 && add->base < old->slot[i].base)
			added = to++;
		new->slot[to++] = old->slot[i];
	}
	if (add) {
		if (added < 0)
			added = to;
		new->slot[added] = *add;
	}
	nodes_inherit(new, old, drop ? drop - old->slot : -1, added);
	return new;
}

/* May a slot that exists become @slot? It may move and change its flags. */
static bool memslot_may_become(const struct airlock_memslot *was,
			       const struct airlock_memslot *slot)
{
	return was->hva == slot->hva && was->npages == slot->npages &&
	       !((was->flags ^ slot->flags) & KVM_MEM_READONLY);
}

/* Give a slot its dirty bits, its own if it had some. */
static int memslot_dirty_bits(const struct airlock_memslot *was,
			      struct airlock_memslot *slot)
{
	if (!(slot->flags & KVM_MEM_LOG_DIRTY_PAGES))
		return 0;
	slot->dirty = was->dirty;
	if (!slot->dirty)
		slot->dirty = kvcalloc(BITS_TO_LONGS(slot->npages),
				       sizeof(long), GFP_KERNEL_ACCOUNT);
	return slot->dirty ? 0 : -ENOMEM;
}

/* Put the slot into @new; @now is what there is of the same id, or NULL. */
static int memslot_apply(const struct airlock_memslots *old,
			 const struct airlock_memslot *now,
			 struct airlock_memslot *slot,
			 struct airlock_memslots **new,
			 struct airlock_memslot *was)
{
	int ret;

	*was = now ? *now : (struct airlock_memslot){};
	ret = memslot_dirty_bits(was, slot);
	if (ret)
		return ret;
	*new = memslots_replace(old, now, slot->npages ? slot : NULL);
	if (*new)
		return 0;
	if (slot->dirty != was->dirty)
		kvfree(slot->dirty);
	return -ENOMEM;
}

int airlock_memslot_plan(const struct airlock_memslots *old,
			 const struct kvm_userspace_memory_region2 *region,
			 struct airlock_memslots **new,
			 struct airlock_memslot *was)
{
	struct airlock_memslot slot = {
		.base = region->guest_phys_addr >> PAGE_SHIFT,
		.npages = region->memory_size >> PAGE_SHIFT,
		.hva = region->userspace_addr,
		.flags = region->flags,
		.id = region->slot,
	};
	const struct airlock_memslot *now;

	*new = NULL;
	if (!memslot_valid(region))
		return -EINVAL;

	now = airlock_memslot_by_id(old, slot.id);
	if (!slot.npages) {
		if (!now)
			return -EINVAL;
		/* A deletion names the slot; the flags are no matter. */
		slot.flags = 0;
	} else if (now) {
		if (!memslot_may_become(now, &slot))
			return -EINVAL;
		if (now->base == slot.base && now->flags == slot.flags)
			return 0;
	}
	if (slot.npages && memslot_overlaps(old, &slot))
		return -EEXIST;
	return memslot_apply(old, now, &slot, new, was);
}
