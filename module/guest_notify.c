// SPDX-License-Identifier: GPL-2.0
/*
 * The host changes its mind about a page: the MMU notifier.
 *
 * The host calls invalidate_range_start before it takes a mapping of the VMM
 * away or narrows it, and invalidate_range_end when it has. In between no
 * fault may map anything of the range, for what it reads from the host's page
 * table may be gone the next moment. Invalidations nest and overlap.
 */

#include "airlock.h"
#include "guest_notify.h"

static struct airlock_vm *notifier_vm(struct mmu_notifier *notifier)
{
	return container_of(notifier, struct airlock_vm, mem.notifier);
}

/* The slots; either side of the lock is held. */
static const struct airlock_memslots *locked_slots(struct airlock_guest_mem *mem)
{
	return rcu_dereference_protected(mem->slots,
					 lockdep_is_held(&mem->lock));
}

/**
 * struct hva_walk - what the host wants of a range of VMM memory.
 * @slat: the table.
 * @start: VMM address.
 * @end: first VMM address beyond.
 * @freed: tables that are no longer in use.
 * @flush: a translation was taken away.
 * @young: something in the range was accessed.
 */
struct hva_walk {
	struct airlock_slat *slat;
	unsigned long start;
	unsigned long end;
	struct list_head *freed;
	bool flush;
	bool young;
};

/* The guest's part of it in one slot: whole pages. */
static void slot_part(const struct airlock_memslot *slot,
		      const struct hva_walk *walk, gpa_t *from, gpa_t *to)
{
	unsigned long start = max(walk->start, slot->hva) & PAGE_MASK;
	unsigned long end = min(walk->end, airlock_memslot_hva_end(slot));
	gpa_t base = slot->base << PAGE_SHIFT;

	*from = base + (start - slot->hva);
	*to = base + PAGE_ALIGN(end - slot->hva);
}

/* Look at all slots that have memory there: they may alias each other. */
static void walk_slots(struct airlock_guest_mem *mem, struct hva_walk *walk,
		       void (*visit)(const struct airlock_memslot *slot,
				     void *data))
{
	walk->slat = &mem->slat;
	airlock_memslot_visit_hva(locked_slots(mem), walk->start, walk->end,
				  visit, walk);
}

static void slot_unmap(const struct airlock_memslot *slot, void *data)
{
	struct hva_walk *walk = data;
	gpa_t from, to;

	slot_part(slot, walk, &from, &to);
	walk->flush |= airlock_slat_unmap(walk->slat, from, to, walk->freed);
}

static int notify_invalidate_start(struct mmu_notifier *notifier,
				   const struct mmu_notifier_range *range)
{
	struct airlock_vm *vm = notifier_vm(notifier);
	struct airlock_guest_mem *mem = &vm->mem;
	LIST_HEAD(freed);
	struct hva_walk walk = {
		.start = range->start,
		.end = range->end,
		.freed = &freed,
	};

	write_lock(&mem->lock);
	/*
	 * Counted even where no slot is: one may come before the end. One
	 * range that covers them all is exact as long as there is one.
	 */
	if (!mem->invalidating++) {
		mem->invalid_start = range->start;
		mem->invalid_end = range->end;
	} else {
		mem->invalid_start = min(mem->invalid_start, range->start);
		mem->invalid_end = max(mem->invalid_end, range->end);
	}
	walk_slots(mem, &walk, slot_unmap);
	if (walk.flush)
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);

	airlock_slat_free(&freed);
	/* Spins at most, so a range that must not sleep is no different. */
	return 0;
}

static void notify_invalidate_end(struct mmu_notifier *notifier,
				  const struct mmu_notifier_range *range)
{
	struct airlock_guest_mem *mem = &notifier_vm(notifier)->mem;

	write_lock(&mem->lock);
	mem->invalidate_seq++;
	if (!WARN_ON_ONCE(!mem->invalidating))
		mem->invalidating--;
	write_unlock(&mem->lock);

	if (wq_has_sleeper(&mem->settled))
		wake_up_all(&mem->settled);
}

static void slot_age(const struct airlock_memslot *slot, void *data)
{
	struct hva_walk *walk = data;
	gpa_t from, to;

	slot_part(slot, walk, &from, &to);
	walk->flush |= airlock_slat_age(walk->slat, from, to, &walk->young);
}

/*
 * Clears the accessed bit without a flush of cached translations: a page in
 * use may look idle for as long as its translation stays cached. x86 treats
 * the host's own pages so, and an interrupt of every vCPU for every page that
 * reclaim looks at would cost more than the odd refault.
 */
static int notify_clear_young(struct mmu_notifier *notifier,
			      struct mm_struct *mm, unsigned long start,
			      unsigned long end)
{
	struct airlock_vm *vm = notifier_vm(notifier);
	struct airlock_guest_mem *mem = &vm->mem;
	struct hva_walk walk = {
		.start = start,
		.end = end,
	};

	read_lock(&mem->lock);
	walk_slots(mem, &walk, slot_age);
	if (walk.flush)
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	read_unlock(&mem->lock);
	return walk.young;
}

static void slot_test_young(const struct airlock_memslot *slot, void *data)
{
	struct hva_walk *walk = data;
	gpa_t from, to;

	slot_part(slot, walk, &from, &to);
	walk->young |= airlock_slat_test_young(walk->slat, from, to);
}

static int notify_test_young(struct mmu_notifier *notifier,
			     struct mm_struct *mm, unsigned long address)
{
	struct airlock_guest_mem *mem = &notifier_vm(notifier)->mem;
	struct hva_walk walk = {
		.start = address,
		.end = address + 1,
	};

	read_lock(&mem->lock);
	walk_slots(mem, &walk, slot_test_young);
	read_unlock(&mem->lock);
	return walk.young;
}

/*
 * The process is ending, or the VM is. Its pages are freed next, with no
 * further notice: nothing must be mapped, and nothing ever again.
 */
static void notify_release(struct mmu_notifier *notifier, struct mm_struct *mm)
{
	struct airlock_vm *vm = notifier_vm(notifier);
	struct airlock_guest_mem *mem = &vm->mem;
	LIST_HEAD(freed);

	write_lock(&mem->lock);
	/* An invalidation that never ends. */
	mem->invalidating++;
	mem->invalid_start = 0;
	mem->invalid_end = ULONG_MAX;
	if (airlock_slat_unmap(&mem->slat, 0, airlock_slat_end(&mem->slat),
			       &freed))
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);

	airlock_slat_free(&freed);
}

const struct mmu_notifier_ops airlock_guest_notifier_ops = {
	.release = notify_release,
	.invalidate_range_start = notify_invalidate_start,
	.invalidate_range_end = notify_invalidate_end,
	.clear_flush_young = notify_clear_young,
	.clear_young = notify_clear_young,
	.test_young = notify_test_young,
};
