// SPDX-License-Identifier: GPL-2.0
/*
 * A second-level fault: the guest touched memory that it has no translation
 * for, or not one with the rights it needs.
 *
 * There is one way to map a page: what the host's page table has right now,
 * under the lock that holds off the host's changes. When that is not enough and
 * we may sleep, the obstacle is dealt with (guest_fault_slow.c), and then it is
 * tried again.
 */

#include <linux/align.h>
#include <linux/irqflags.h>
#include <linux/kvm.h>
#include <linux/minmax.h>
#include <linux/pgtable.h>

#include "airlock.h"
#include "compat.h"
#include "guest_fault.h"
#include "guest_notify.h"
#include "host_page.h"

/*
 * A fault maps as many pages at once where the host has them: 64 bytes of
 * entries, so one cache line of each page table.
 */
#define FAULT_AROUND		8

/* Tables that were allocated where one may sleep, if any. */
static struct list_head *fault_spare(const struct guest_fault *f)
{
	return f->help ? &f->help->spare : NULL;
}

/* What the slot lets this fault have of what the host would give. */
static unsigned int fault_prot(const struct guest_fault *f,
			       const struct airlock_memslot *slot,
			       unsigned int prot)
{
	/* While writes are logged a page is writable once one was seen. */
	if (slot->flags & KVM_MEM_READONLY ||
	    (slot->dirty && !(f->access & SLAT_WRITE)))
		prot &= ~SLAT_WRITE;
	if (f->vm->mem.slat.geo.exec_late && !(f->access & SLAT_EXEC))
		prot &= ~SLAT_EXEC;
	return prot;
}

/* Largest leaf that maps what the host has, and nothing outside the slot. */
static unsigned int fault_level(const struct guest_fault *f,
				const struct airlock_memslot *slot,
				unsigned int host_level)
{
	const struct airlock_slat_geometry *geo = &f->vm->mem.slat.geo;
	unsigned int level = min_t(unsigned int, host_level, geo->max_leaf);
	gfn_t gfn = f->gpa >> PAGE_SHIFT;

	if (slot->dirty || (geo->nx_huge && f->access & SLAT_EXEC))
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

	if (!help || !help->hpa || help->hva != f->hva || help->seq != f->seq)
		return -ENOENT;
	if (fault_invalidating(f, SLAT_LEVEL_4K))
		return -EBUSY;
	return fault_install_small(f, help->hpa,
				   fault_prot(f, slot, help->prot));
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
		.ignore = PAGE_MASK,
		.addr = PAGE_MASK,
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

	leaf->prot = fault_prot(f, slot, leaf->prot);
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
	/* A write that is logged is of this page and no other. */
	if (unlikely(leaf->alone ||
		     (slot->dirty && f->access & SLAT_WRITE)))
		return fault_install_small(f, leaf->hpa, leaf->prot);
	if (leaf->level > SLAT_LEVEL_4K)
		return fault_install_part(f, slot, leaf);

	fault_window(f, slot, &leaf->src);
	return airlock_slat_map_around(slat, fault_spare(f), f->gpa, leaf->hpa,
				       leaf->prot, &leaf->src);
}

/* Map what the host has of a slot. The read side of the lock is held. */
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

	if (unlikely(slot->dirty) && !ret && f->access & SLAT_WRITE)
		airlock_memslot_mark_dirty(slot, f->gpa >> PAGE_SHIFT);
	return ret;
}

/* The same of whatever is at the address. */
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

int airlock_fault_try(struct guest_fault *f)
{
	int ret;

	lockdep_assert_irqs_enabled();
	read_lock(&f->vm->mem.lock);
	ret = fault_map(f);
	read_unlock(&f->vm->mem.lock);
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

	ret = airlock_fault_try(&f);
	if (likely(ret >= 0))
		return ret;
	return may_sleep ? airlock_fault_sleeping(&f, ret) : AIRLOCK_FAULT_SLEEP;
}
