// SPDX-License-Identifier: GPL-2.0
/*
 * Which pages has the guest written to? A slot that logs is mapped read-only,
 * so the first write to each page since the last look faults, and leaves a bit
 * (guest_fault.c). A look takes the bits and makes the pages read-only again.
 */

#include <linux/bitmap.h>
#include <linux/kvm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "dirty_log.h"

/*
 * So many words of bits are taken while faults have to wait: 256 MiB of the
 * guest on a host with words of 64 bits.
 */
#define DIRTY_LOG_STEP		1024UL

/* Make the pages of one word of bits read-only; true asks for a flush. */
static bool word_protect(struct airlock_slat *slat,
			 const struct airlock_memslot *slot, size_t word,
			 unsigned long bits)
{
	gfn_t first = slot->base + word * BITS_PER_LONG;
	unsigned long from, to;
	bool flush = false;

	/* By runs of pages: the walk from the root is what costs. */
	for_each_set_bitrange(from, to, &bits, BITS_PER_LONG)
		flush |= airlock_slat_write_protect(slat,
						    (first + from) << PAGE_SHIFT,
						    (first + to) << PAGE_SHIFT);
	return flush;
}

/* Take the bits of @nr words from @word on, and protect what they name. */
static void words_take(struct airlock_vm *vm,
		       const struct airlock_memslot *slot, size_t word,
		       size_t nr, unsigned long *taken)
{
	struct airlock_guest_mem *mem = &vm->mem;
	bool flush = false;
	size_t i;

	/* No fault is half done, so no page is writable without its bit. */
	write_lock(&mem->lock);
	for (i = 0; i < nr; i++) {
		taken[i] = 0;
		if (!slot->dirty[word + i])
			continue;
		taken[i] = xchg(&slot->dirty[word + i], 0);
		flush |= word_protect(&mem->slat, slot, word + i, taken[i]);
	}
	/* Also what a vCPU has cached is read-only before userspace copies. */
	if (flush)
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);
}

static int slot_take(struct airlock_vm *vm, const struct airlock_memslot *slot,
		     unsigned long __user *user)
{
	size_t words = BITS_TO_LONGS(slot->npages), word, nr;
	unsigned long *taken;
	int ret = 0;

	taken = kvmalloc_array(min(words, DIRTY_LOG_STEP), sizeof(long),
			       GFP_KERNEL_ACCOUNT);
	if (!taken)
		return -ENOMEM;
	for (word = 0; word < words && !ret; word += nr) {
		nr = min(words - word, DIRTY_LOG_STEP);
		words_take(vm, slot, word, nr, taken);
		if (copy_to_user(user + word, taken, nr * sizeof(long)))
			ret = -EFAULT;
		cond_resched();
	}
	kvfree(taken);
	return ret;
}

int airlock_dirty_log_get(struct airlock_vm *vm, const struct kvm_dirty_log *log)
{
	const struct airlock_memslots *slots;
	const struct airlock_memslot *slot;
	int ret;

	if (log->slot >= AIRLOCK_MAX_MEMSLOTS)
		return -EINVAL;

	/* Keeps the slot, while copy_to_user() may sleep. */
	mutex_lock(&vm->slots_lock);
	slots = rcu_dereference_protected(vm->mem.slots,
					  lockdep_is_held(&vm->slots_lock));
	slot = airlock_memslot_by_id(slots, log->slot);
	if (slot && slot->dirty)
		ret = slot_take(vm, slot, log->dirty_bitmap);
	else
		ret = -ENOENT;
	mutex_unlock(&vm->slots_lock);
	return ret;
}
