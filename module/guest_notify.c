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
 * slot_part - the guest addresses of a slot that are in a VMM range.
 * @slot: the slot.
 * @start: VMM address.
 * @end: first VMM address beyond.
 * @from: first guest physical address.
 * @to: first guest physical address beyond.
 *
 * Return: false if there are none. Whole pages, even if @start and @end lie
 * inside them.
 */
static bool slot_part(const struct airlock_memslot *slot, unsigned long start,
		      unsigned long end, gpa_t *from, gpa_t *to)
{
	unsigned long hva_end = slot->hva + (slot->npages << PAGE_SHIFT);
	gpa_t base = slot->base << PAGE_SHIFT;

	if (start >= hva_end || end <= slot->hva)
		return false;
	start = max(start, slot->hva) & PAGE_MASK;
	end = min(end, hva_end);
	*from = base + (start - slot->hva);
	*to = base + PAGE_ALIGN(end - slot->hva);
	return true;
}

/* Unmap what the guest has of a VMM range; true asks for a flush. */
static bool unmap_hva(struct airlock_guest_mem *mem, unsigned long start,
		      unsigned long end, struct list_head *freed)
{
	const struct airlock_memslots *slots = locked_slots(mem);
	bool flush = false;
	gpa_t from, to;
	unsigned int i;

	/* Slots may alias each other's VMM memory: look at all of them. */
	for (i = 0; slots && i < slots->nr; i++)
		if (slot_part(&slots->slot[i], start, end, &from, &to))
			flush |= airlock_slat_unmap(&mem->slat, from, to,
						    freed);
	return flush;
}

static int notify_invalidate_start(struct mmu_notifier *notifier,
				   const struct mmu_notifier_range *range)
{
	struct airlock_vm *vm = notifier_vm(notifier);
	struct airlock_guest_mem *mem = &vm->mem;
	LIST_HEAD(freed);

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
	if (unmap_hva(mem, range->start, range->end, &freed))
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

static bool age_hva(struct airlock_vm *vm, unsigned long start,
		    unsigned long end)
{
	struct airlock_guest_mem *mem = &vm->mem;
	const struct airlock_memslots *slots;
	bool young = false, flush = false;
	gpa_t from, to;
	unsigned int i;

	read_lock(&mem->lock);
	slots = locked_slots(mem);
	for (i = 0; slots && i < slots->nr; i++)
		if (slot_part(&slots->slot[i], start, end, &from, &to))
			flush |= airlock_slat_age(&mem->slat, from, to, &young);
	if (flush)
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	read_unlock(&mem->lock);
	return young;
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
	return age_hva(notifier_vm(notifier), start, end);
}

static int notify_test_young(struct mmu_notifier *notifier,
			     struct mm_struct *mm, unsigned long address)
{
	struct airlock_guest_mem *mem = &notifier_vm(notifier)->mem;
	const struct airlock_memslots *slots;
	bool young = false;
	gpa_t from, to;
	unsigned int i;

	read_lock(&mem->lock);
	slots = locked_slots(mem);
	for (i = 0; slots && i < slots->nr && !young; i++)
		if (slot_part(&slots->slot[i], address, address + 1, &from,
			      &to))
			young = airlock_slat_test_young(&mem->slat, from, to);
	read_unlock(&mem->lock);
	return young;
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
