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
#include "host_pte.h"

/*
 * A fault maps as many pages at once where the host has them: 64 bytes of
 * entries, so one cache line of each page table.
 */
#define FAULT_AROUND		8

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
 */
struct fault_help {
	struct list_head spare;
	u64 hpa;
	unsigned int prot;
	unsigned long hva;
	unsigned long seq;
	struct page *page;
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

/* Tables that were allocated where one may sleep, if any. */
static struct list_head *fault_spare(const struct guest_fault *f)
{
	return f->help ? &f->help->spare : NULL;
}

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
			 struct airlock_slat_source *src)
{
	unsigned long offset = (f->gpa >> PAGE_SHIFT) - slot->base;
	unsigned long index = (f->hva >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
	unsigned long before = (f->gpa >> PAGE_SHIFT) & (FAULT_AROUND - 1);
	unsigned long after = FAULT_AROUND - 1 - before;

	src->before = min3(before, offset, index);
	src->after = min3(after, slot->npages - 1 - offset,
			  PTRS_PER_PTE - 1 - index);
}

/* Is the host changing anything of what would be mapped? */
static bool fault_invalidating(const struct guest_fault *f,
			       unsigned int host_level)
{
	/* The huge page, or the table of the page and its neighbours. */
	u64 size = slat_level_size(max_t(unsigned int, host_level,
					 SLAT_LEVEL_2M));
	unsigned long start = ALIGN_DOWN(f->hva, size);

	return airlock_guest_invalidating(&f->vm->mem, start, start + size);
}

static int fault_install_huge(struct guest_fault *f, u64 hpa, unsigned int prot)
{
	u64 mask = slat_level_size(f->level) - 1;

	return airlock_slat_map(&f->vm->mem.slat, fault_spare(f),
				f->gpa & ~mask, hpa & ~mask, f->level, prot);
}

static int fault_install_small(struct guest_fault *f, u64 hpa,
			       unsigned int prot)
{
	f->level = SLAT_LEVEL_4K;
	return airlock_slat_map(&f->vm->mem.slat, fault_spare(f), f->gpa, hpa,
				SLAT_LEVEL_4K, prot);
}

/*
 * The host's page table says nothing (yet), but something was brought in the
 * last time: one page, if it is still what the host has.
 */
static noinline int fault_use_found(struct guest_fault *f,
				    const struct airlock_memslot *slot)
{
	const struct fault_help *help = f->help;
	unsigned int prot;

	if (!help || !help->hpa || help->hva != f->hva || help->seq != f->seq)
		return -ENOENT;
	if (fault_invalidating(f, SLAT_LEVEL_4K))
		return -EBUSY;
	prot = help->prot;
	if (slot->flags & KVM_MEM_READONLY)
		prot &= ~SLAT_WRITE;
	return fault_install_small(f, help->hpa, prot);
}

/*
 * A small leaf out of a huge page of the host, and neighbours, which are its
 * other parts.
 */
static noinline int fault_install_part(struct guest_fault *f,
				       const struct airlock_memslot *slot,
				       const struct airlock_host_leaf *leaf)
{
	struct airlock_slat_source src = {
		.ignore = PAGE_MASK, .addr = PAGE_MASK,
	};
	u64 part[FAULT_AROUND];
	unsigned int i;

	fault_window(f, slot, &src);
	for (i = 0; i <= src.before + src.after; i++)
		part[i] = leaf->hpa + ((u64)i << PAGE_SHIFT) -
			  ((u64)src.before << PAGE_SHIFT);
	src.entry = &part[src.before];
	src.like = leaf->hpa;
	return airlock_slat_map_around(&f->vm->mem.slat, fault_spare(f), f->gpa,
				       leaf->hpa, leaf->prot, &src);
}

/* Map one page or a huge one. Interrupts are off, as they were for the look. */
static int fault_install(struct guest_fault *f,
			 const struct airlock_memslot *slot,
			 struct airlock_host_leaf *leaf)
{
	struct airlock_slat *slat = &f->vm->mem.slat;
	int ret;

	if (slot->flags & KVM_MEM_READONLY)
		leaf->prot &= ~SLAT_WRITE;
	f->level = fault_level(f, slot, leaf->level);

	if (f->level > SLAT_LEVEL_4K) {
		ret = fault_install_huge(f, leaf->hpa, leaf->prot);
		/*
		 * Small leaves that are executable stay: a huge one in their
		 * place would go again at the next fetch.
		 */
		if (ret != -EAGAIN || !slat->geo.nx_huge)
			return ret;
	}
	f->level = SLAT_LEVEL_4K;
	if (leaf->level > SLAT_LEVEL_4K)
		return fault_install_part(f, slot, leaf);
	if (unlikely(leaf->alone))
		return fault_install_small(f, leaf->hpa, leaf->prot);

	fault_window(f, slot, &leaf->src);
	return airlock_slat_map_around(slat, fault_spare(f), f->gpa, leaf->hpa,
				       leaf->prot, &leaf->src);
}

/*
 * Map what the host has of a slot. The read side of the lock is held.
 *
 * Return: AIRLOCK_FAULT_FIXED; -ENOENT: the host has not got it; -EBUSY: the
 * host is changing it; -EAGAIN: another leaf is in the way; -ENOMEM: no
 * table; -EFAULT.
 */
static int fault_map_slot(struct guest_fault *f,
			  const struct airlock_memslot *slot)
{
	struct airlock_guest_mem *mem = &f->vm->mem;
	struct airlock_host_leaf leaf __uninitialized;
	int ret;

	local_irq_disable();
	if (unlikely(!airlock_host_leaf(f->vm->mm, f->hva, &leaf) ||
		     f->access & ~leaf.prot))
		ret = fault_use_found(f, slot);
	else if (unlikely(mem->invalidating) &&
		 fault_invalidating(f, leaf.level))
		ret = -EBUSY;
	else
		ret = fault_install(f, slot, &leaf);
	local_irq_enable();
	return ret;
}

/* As fault_map_slot(), or any enum airlock_fault. */
static int fault_map(struct guest_fault *f)
{
	struct airlock_guest_mem *mem = &f->vm->mem;
	const struct airlock_memslots *slots;
	const struct airlock_memslot *slot;

	slots = rcu_dereference_protected(mem->slots,
					  lockdep_is_held(&mem->lock));
	slot = airlock_memslot_find(slots, f->gpa >> PAGE_SHIFT);
	if (!slot)
		return AIRLOCK_FAULT_NO_SLOT;
	if (f->access & SLAT_WRITE && slot->flags & KVM_MEM_READONLY)
		return AIRLOCK_FAULT_READONLY;

	f->hva = airlock_memslot_hva(slot, f->gpa >> PAGE_SHIFT);
	f->seq = mem->invalidate_seq;
	return fault_map_slot(f, slot);
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

/* Forget what was brought in. */
static void fault_let_go(struct fault_help *help)
{
	if (help->page)
		put_page(help->page);
	help->page = NULL;
	help->hpa = 0;
}

/* Device memory and the like: entries that have no struct page to hold. */
static int fault_bring_in_raw(struct guest_fault *f, struct fault_help *help)
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
	if (!host_prot_cached(map.prot))
		prot |= SLAT_DEVICE;
	help->hpa = PFN_PHYS(map.pfn);
	help->prot = prot;
out_unlock:
	mmap_read_unlock(mm);
	return ret;
}

/* Have the host fault the page in, as if the VMM had touched it. */
static int fault_bring_in(struct guest_fault *f, struct fault_help *help)
{
	unsigned int flags = FOLL_HWPOISON | FOLL_INTERRUPTIBLE |
			     FOLL_HONOR_NUMA_FAULT;
	long ret;

	fault_let_go(help);
	help->hva = f->hva;
	help->seq = f->seq;
	help->prot = SLAT_READ | SLAT_EXEC;
	if (f->access & SLAT_WRITE) {
		flags |= FOLL_WRITE;
		help->prot |= SLAT_WRITE;
	}
	ret = get_user_pages_unlocked(f->hva, 1, &help->page, flags);
	switch (ret) {
	case 1:
		help->hpa = PFN_PHYS(page_to_pfn(help->page));
		return 0;
	case -EFAULT:
		return fault_bring_in_raw(f, help);
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
		return fault_bring_in(f, f->help);
	case -EBUSY:
		return fault_wait_settled(f);
	case -EAGAIN:
		return fault_clear_way(f);
	case -ENOMEM:
		return airlock_slat_topup(&f->vm->mem.slat, &f->help->spare);
	}
	return obstacle;
}

/* Go on where fault_try() met the @obstacle. */
static noinline int fault_sleeping(struct guest_fault *f, int obstacle)
{
	struct fault_help help = {
		.spare = LIST_HEAD_INIT(help.spare),
	};
	int ret;

	might_sleep();
	f->help = &help;
	do {
		ret = fault_overcome(f, obstacle);
		if (ret)
			break;
		ret = obstacle = fault_try(f);
	} while (ret < 0);

	fault_let_go(&help);
	airlock_slat_free(&help.spare);
	return ret;
}

int airlock_guest_fault(struct airlock_vm *vm, gpa_t gpa, unsigned int access,
			bool may_sleep)
{
	struct guest_fault f = {
		.vm = vm,
		.gpa = gpa & PAGE_MASK,
		.access = access,
	};
	int ret;

	ret = fault_try(&f);
	if (likely(ret >= 0))
		return ret;
	return may_sleep ? fault_sleeping(&f, ret) : AIRLOCK_FAULT_SLEEP;
}
