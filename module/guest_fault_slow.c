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
static int fault_look_raw(struct guest_fault *f, struct fault_help *help,
			  struct vm_area_struct *vma)
{
	bool write = f->access & SLAT_WRITE, unlocked = false;
	struct airlock_pfnmap map;
	int ret;

	ret = airlock_pfnmap_get(vma, f->hva, &map);
	/* Let the driver make the entry, and come again. */
	if (ret || (write && !map.writable))
		return fixup_user_fault(f->vm->mm, f->hva,
					write ? FAULT_FLAG_WRITE : 0,
					&unlocked);
	help->hpa = PFN_PHYS(map.pfn);
	help->prot = SLAT_READ | SLAT_EXEC;
	if (map.writable)
		help->prot |= SLAT_WRITE;
	if (!host_prot_cached(map.prot))
		help->prot |= SLAT_DEVICE;
	return 0;
}

/* The host has a page there, and it is broken. The VMM may tell the guest. */
static int fault_poisoned(const struct guest_fault *f)
{
	send_sig_mceerr(BUS_MCEERR_AR, (void __user *)f->hva, PAGE_SHIFT,
			current);
	return -EINTR;
}

static int fault_host_errno(const struct guest_fault *f, vm_fault_t fault)
{
	/* What is pending, if anything, the next turn will see. */
	if (!(fault & VM_FAULT_ERROR))
		return 0;
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	if (fault & (VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE))
		return fault_poisoned(f);
	return -EFAULT;
}

/* Have the host fault the page in, as if the VMM had touched it. */
static int fault_touch(struct guest_fault *f, struct fault_help *help)
{
	bool write = f->access & SLAT_WRITE;
	unsigned int flags = FAULT_FLAG_DEFAULT;
	struct mm_struct *mm = f->vm->mm;
	struct vm_area_struct *vma;
	vm_fault_t fault;
	int ret = -EFAULT;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	vma = vma_lookup(mm, f->hva);
	if (!vma || !(vma->vm_flags & (write ? VM_WRITE : VM_READ)))
		goto out_unlock;
	if (vma->vm_flags & (VM_IO | VM_PFNMAP)) {
		ret = fault_look_raw(f, help, vma);
		goto out_unlock;
	}

	help->touched = true;
	if (write)
		flags |= FAULT_FLAG_WRITE;
	fault = handle_mm_fault(vma, f->hva, flags, NULL);
	/* These have let go of the lock. */
	if (!(fault & (VM_FAULT_RETRY | VM_FAULT_COMPLETED)))
		mmap_read_unlock(mm);
	return fault_host_errno(f, fault);

out_unlock:
	mmap_read_unlock(mm);
	return ret;
}

/* Have the host produce the page itself, whatever its page table looks like. */
static int fault_get_page(struct guest_fault *f, struct fault_help *help)
{
	unsigned int flags = FOLL_HWPOISON | FOLL_INTERRUPTIBLE |
			     FOLL_HONOR_NUMA_FAULT;
	long ret;

	help->prot = SLAT_READ | SLAT_EXEC;
	if (f->access & SLAT_WRITE) {
		flags |= FOLL_WRITE;
		help->prot |= SLAT_WRITE;
	}
	ret = get_user_pages_unlocked(f->hva, 1, &help->page, flags);
	if (ret == 1) {
		help->hpa = PFN_PHYS(page_to_pfn(help->page));
		return 0;
	}
	help->page = NULL;
	if (ret == -EHWPOISON)
		return fault_poisoned(f);
	/* Killed while it waited for mmap_lock. */
	if (ret == -EAGAIN)
		return -EINTR;
	return ret ?: -EFAULT;
}

/*
 * A touch is cheaper, and it is enough unless the host took the page away again
 * at once, or has it in an entry that airlock_host_leaf() does not read.
 */
static int fault_bring_in(struct guest_fault *f, struct fault_help *help)
{
	fault_let_go(help);
	help->hva = f->hva;
	help->seq = f->seq;
	return help->touched ? fault_get_page(f, help) : fault_touch(f, help);
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
