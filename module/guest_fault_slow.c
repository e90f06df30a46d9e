// SPDX-License-Identifier: GPL-2.0
/*
 * A fault that could not be fixed at once: get the host to have the page, wait
 * for it to finish what it is doing, clear the way, or get memory for tables.
 * Then the atomic half (guest_fault.c) tries again.
 */

#include <linux/align.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "airlock.h"
#include "compat.h"
#include "guest_fault.h"
#include "host_pte.h"

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

/* Deal with what airlock_fault_try() stumbled over; 0: try again. */
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

int airlock_fault_sleeping(struct guest_fault *f, int obstacle)
{
	struct fault_help help = {
		.spare = LIST_HEAD_INIT(help.spare),
	};
	int ret;

	might_sleep();
	f->help = &help;
	for (;;) {
		ret = fault_overcome(f, obstacle);
		if (ret)
			break;
		ret = airlock_fault_try(f);
		if (ret >= 0)
			break;
		obstacle = ret;
	}

	fault_let_go(&help);
	airlock_slat_free(&help.spare);
	return ret;
}
