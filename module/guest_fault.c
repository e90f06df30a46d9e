// SPDX-License-Identifier: GPL-2.0
/*
 * A second-level fault: the guest touched memory that it has no translation
 * for, or not one with the rights it needs.
 *
 * There is one way to map a page (fault_map): what the host's page table has
 * right now, under the lock that holds off the host's changes. When that is
 * not enough and we may sleep, the obstacle is dealt with, and then it is
 * tried again.
 */

#include <linux/kvm.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "airlock.h"
#include "compat.h"
#include "guest_notify.h"
#include "host_page.h"

/* A fault maps as many pages at once where the host has them: 64 bytes of */
/* entries, so one cache line of each page table. */
#define FAULT_AROUND		8

/**
 * struct guest_fault - a fault in work.
 * @vm: the VM.
 * @gpa: the address, to the page.
 * @access: SLAT_READ, SLAT_WRITE or SLAT_EXEC.
 * @spare: tables that were allocated where one may sleep.
 * @hva: the VMM's address, as of the last look at the slots.
 * @level: of the leaf that was last tried.
 * @seq: invalidate_seq when @hva was looked up.
 * @found: slat_page() of what the host brought in at @hva, for entries that
 *	airlock_host_pages() does not read; 0 if there is none.
 * @page: the reference that keeps @found in place, or NULL.
 */
struct guest_fault {
	struct airlock_vm *vm;
	gpa_t gpa;
	unsigned int access;
	struct list_head *spare;
	unsigned long hva;
	unsigned int level;
	unsigned long seq;
	u64 found;
	struct page *page;
};

/* Largest leaf that maps what the host has, and nothing outside the slot. */
static unsigned int fault_level(const struct guest_fault *f,
				const struct airlock_memslot *slot,
				unsigned int host_level)
{
	const struct airlock_slat_geometry *geo = &f->vm->mem.slat.geo;
	unsigned int level = min_t(unsigned int, host_level, geo->max_leaf);
	gfn_t gfn = f->gpa >> PAGE_SHIFT;

	if (geo->nx_huge && f->access & SLAT_EXEC)
		return SLAT_LEVEL_4K;

	for (; level > SLAT_LEVEL_4K; level--) {
		u64 mask = (slat_level_size(level) >> PAGE_SHIFT) - 1;
		gfn_t first = gfn & ~mask;

		if (!((gfn ^ (f->hva >> PAGE_SHIFT)) & mask) &&
		    first >= slot->base &&
		    first + mask < slot->base + slot->npages)
			break;
	}
	return level;
}

/*
 * The neighbours to look at: those in the same aligned group of guest frames
 * that are in the slot and in the same host table as the page itself.
 */
static void fault_window(const struct guest_fault *f,
			 const struct airlock_memslot *slot,
			 unsigned int *before, unsigned int *nr)
{
	gfn_t gfn = f->gpa >> PAGE_SHIFT;
	unsigned long below = gfn & (FAULT_AROUND - 1);
	unsigned long above = FAULT_AROUND - below;
	unsigned long index = (f->hva >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);

	below = min3(below, (unsigned long)(gfn - slot->base), index);
	above = min3(above, (unsigned long)(slot->base + slot->npages - gfn),
		     PTRS_PER_PTE - index);
	*before = below;
	*nr = below + above;
}

/* Is what was brought in the last time still what the host has? */
static bool fault_found(const struct guest_fault *f, unsigned long hva)
{
	return f->found && f->hva == hva &&
	       f->seq == f->vm->mem.invalidate_seq;
}

static int fault_install(struct guest_fault *f, unsigned int before,
			 unsigned int nr, const u64 *page)
{
	struct airlock_slat *slat = &f->vm->mem.slat;
	u64 mask = slat_level_size(f->level) - 1;
	int ret;

	if (f->level > SLAT_LEVEL_4K) {
		ret = airlock_slat_map(slat, f->spare, f->gpa & ~mask,
				       page[before] & PAGE_MASK & ~mask,
				       f->level, page[before] & SLAT_PROT_MASK);
		/*
		 * Small leaves that were wanted for being executable stay: to
		 * make them a huge one again would be undone at the next fetch.
		 */
		if (ret != -EAGAIN || !slat->geo.nx_huge)
			return ret;
		f->level = SLAT_LEVEL_4K;
	}
	return airlock_slat_map_around(slat, f->spare,
				       f->gpa - ((gpa_t)before << PAGE_SHIFT),
				       page, nr, before);
}

/*
 * Map what the host has. The read side of the lock is held.
 *
 * Return: enum airlock_fault; -ENOENT: the host has not got it; -EBUSY: the
 * host is changing it; -EAGAIN: another leaf is in the way; -ENOMEM: no
 * table; -EFAULT.
 */
static int fault_map(struct guest_fault *f)
{
	struct airlock_guest_mem *mem = &f->vm->mem;
	unsigned int before, nr, host_level, i;
	const struct airlock_memslot *slot;
	u64 page[FAULT_AROUND];
	unsigned long hva, size;

	slot = airlock_memslot_find(rcu_dereference_protected(mem->slots,
							      lockdep_is_held(&mem->lock)),
				    f->gpa >> PAGE_SHIFT);
	if (!slot)
		return AIRLOCK_FAULT_NO_SLOT;
	if (f->access & SLAT_WRITE && slot->flags & KVM_MEM_READONLY)
		return AIRLOCK_FAULT_READONLY;

	hva = airlock_memslot_hva(slot, f->gpa >> PAGE_SHIFT);
	if (f->found && !fault_found(f, hva))
		f->found = 0;
	f->hva = hva;
	f->seq = mem->invalidate_seq;

	fault_window(f, slot, &before, &nr);
	host_level = airlock_host_pages(f->vm->mm, hva, before, nr, page);
	if (!host_level || f->access & ~page[before]) {
		if (!f->found)
			return -ENOENT;
		page[0] = f->found;
		before = 0;
		nr = 1;
		host_level = SLAT_LEVEL_4K;
	}

	/* All that is mapped is in here, neighbours or huge page. */
	size = slat_level_size(max_t(unsigned int, host_level, SLAT_LEVEL_2M));
	if (airlock_guest_invalidating(mem, ALIGN_DOWN(hva, size),
				       ALIGN_DOWN(hva, size) + size))
		return -EBUSY;

	if (slot->flags & KVM_MEM_READONLY)
		for (i = 0; i < nr; i++)
			page[i] &= ~(u64)SLAT_WRITE;

	f->level = fault_level(f, slot, host_level);
	return fault_install(f, before, nr, page);
}

static int fault_try(struct guest_fault *f)
{
	int ret;

	lockdep_assert_irqs_enabled();
	read_lock(&f->vm->mem.lock);
	ret = fault_map(f);
	read_unlock(&f->vm->mem.lock);
	return ret;
}

/* Device memory and the like: entries that have no struct page to hold. */
static int fault_bring_in_raw(struct guest_fault *f)
{
	bool write = f->access & SLAT_WRITE, unlocked = false;
	unsigned int prot = SLAT_READ | SLAT_EXEC;
	struct mm_struct *mm = f->vm->mm;
	struct vm_area_struct *vma;
	struct airlock_pfnmap map;
	int ret = -EFAULT;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	vma = vma_lookup(mm, f->hva);
	if (!vma || !(vma->vm_flags & (VM_IO | VM_PFNMAP)))
		goto out_unlock;
	ret = airlock_pfnmap_get(vma, f->hva, &map);
	if (ret || (write && !map.writable)) {
		/* Let the driver make the entry, and come again. */
		ret = fixup_user_fault(mm, f->hva, write ? FAULT_FLAG_WRITE : 0,
				       &unlocked);
		goto out_unlock;
	}
	if (map.writable)
		prot |= SLAT_WRITE;
	if (!airlock_pgprot_cached(map.prot))
		prot |= SLAT_DEVICE;
	f->found = slat_page(PFN_PHYS(map.pfn), prot);
out_unlock:
	mmap_read_unlock(mm);
	return ret;
}

/* Have the host fault the page in, as if the VMM had touched it. */
static int fault_bring_in(struct guest_fault *f)
{
	unsigned int flags = FOLL_HWPOISON | FOLL_INTERRUPTIBLE |
			     FOLL_HONOR_NUMA_FAULT;
	unsigned int prot = SLAT_READ | SLAT_EXEC;
	long ret;

	if (f->access & SLAT_WRITE) {
		flags |= FOLL_WRITE;
		prot |= SLAT_WRITE;
	}
	ret = get_user_pages_unlocked(f->hva, 1, &f->page, flags);
	if (ret == 1) {
		f->found = slat_page(PFN_PHYS(page_to_pfn(f->page)), prot);
		return 0;
	}
	f->page = NULL;
	switch (ret) {
	case -EFAULT:
		return fault_bring_in_raw(f);
	case -EHWPOISON:
		/* As if the VMM had touched it: it may tell the guest. */
		send_sig_mceerr(BUS_MCEERR_AR, (void __user *)f->hva,
				PAGE_SHIFT, current);
		return -EINTR;
	case -EAGAIN:
		/* Killed while it waited for mmap_lock. */
		return -EINTR;
	}
	return ret ?: -EFAULT;
}

/* Wait until some invalidation has ended since the last look. */
static int fault_wait_settled(struct guest_fault *f)
{
	struct airlock_guest_mem *mem = &f->vm->mem;

	if (wait_event_interruptible(mem->settled,
				     READ_ONCE(mem->invalidate_seq) != f->seq))
		return -EINTR;
	return 0;
}

/* Unmap what is where the leaf should go. */
static int fault_clear_way(struct guest_fault *f)
{
	struct airlock_guest_mem *mem = &f->vm->mem;
	u64 size = slat_level_size(f->level);
	gpa_t start = ALIGN_DOWN(f->gpa, size);
	LIST_HEAD(freed);

	write_lock(&mem->lock);
	if (airlock_slat_unmap(&mem->slat, start, start + size, &freed))
		airlock_vm_request_all(f->vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);
	airlock_slat_free(&freed);
	return 0;
}

/* Deal with what fault_map() stumbled over; 0: try again. */
static int fault_overcome(struct guest_fault *f, int obstacle)
{
	if (signal_pending(current))
		return -EINTR;
	cond_resched();

	switch (obstacle) {
	case -ENOENT:
		if (f->page)
			put_page(f->page);
		f->page = NULL;
		return fault_bring_in(f);
	case -EBUSY:
		return fault_wait_settled(f);
	case -EAGAIN:
		return fault_clear_way(f);
	case -ENOMEM:
		return airlock_slat_topup(&f->vm->mem.slat, f->spare);
	}
	return obstacle;
}

int airlock_guest_fault(struct airlock_vm *vm, gpa_t gpa, unsigned int access,
			bool may_sleep)
{
	LIST_HEAD(spare);
	struct guest_fault f = {
		.vm = vm,
		.gpa = gpa & PAGE_MASK,
		.access = access,
	};
	int ret;

	if (!may_sleep) {
		ret = fault_try(&f);
		return ret < 0 ? AIRLOCK_FAULT_SLEEP : ret;
	}

	might_sleep();
	f.spare = &spare;
	do {
		ret = fault_try(&f);
		if (ret >= 0)
			break;
		ret = fault_overcome(&f, ret);
	} while (!ret);

	if (f.page)
		put_page(f.page);
	airlock_slat_free(&spare);
	return ret;
}
