// SPDX-License-Identifier: GPL-2.0
/*
 * A VM's memory: from its making to its end, and the changes of its slots.
 *
 * Documentation/guest-memory.rst tells the story; guest_fault.c brings pages
 * in, guest_notify.c takes them away.
 */

#include <linux/kvm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "guest_notify.h"

int airlock_guest_mem_init(struct airlock_vm *vm)
{
	struct airlock_guest_mem *mem = &vm->mem;
	int ret;

	RCU_INIT_POINTER(mem->slots, NULL);
	init_rwsem(&mem->copying);
	rwlock_init(&mem->lock);
	init_waitqueue_head(&mem->settled);

	ret = airlock_arch_slat_init(vm);
	if (ret)
		return ret;

	mem->notifier.ops = &airlock_guest_notifier_ops;
	ret = mmu_notifier_register(&mem->notifier, vm->mm);
	if (ret)
		goto err_destroy_slat;
	return 0;

err_destroy_slat:
	airlock_slat_destroy(&mem->slat);
	return ret;
}

static void slots_free(struct airlock_memslots *slots)
{
	unsigned int i;

	for (i = 0; slots && i < slots->nr; i++)
		kvfree(slots->slot[i].dirty);
	kvfree(slots);
}

void airlock_guest_mem_destroy(struct airlock_vm *vm)
{
	struct airlock_guest_mem *mem = &vm->mem;

	/* Calls the notifier's release, unless the process has ended. */
	mmu_notifier_unregister(&mem->notifier, vm->mm);
	airlock_slat_destroy(&mem->slat);
	slots_free(rcu_dereference_protected(mem->slots, true));
	RCU_INIT_POINTER(mem->slots, NULL);
}

/* Are the addresses ones that the VMM and the guest can have? */
static bool region_in_bounds(struct airlock_vm *vm,
			     const struct kvm_userspace_memory_region2 *region)
{
	unsigned long given = region->userspace_addr;
	unsigned long hva = untagged_addr(given);
	u64 limit = airlock_slat_end(&vm->mem.slat);
	u64 size = region->memory_size;

	/* A tag in the address would be lost on the way to the page table. */
	if (hva != given || !access_ok((void __user *)hva, size))
		return false;
	/* A deletion names the slot by its id alone. */
	return !size ||
	       (size <= limit && region->guest_phys_addr <= limit - size);
}

/*
 * What the table holds of a slot that changes. One that goes or moves is
 * unmapped. One that starts to log its dirty pages is write-protected, so that
 * the next write to each is seen; one that stops is unmapped, too, so that it
 * gets its huge leaves back.
 */
static bool slot_revoke(struct airlock_slat *slat,
			const struct airlock_memslot *was,
			const struct airlock_memslot *now,
			struct list_head *freed)
{
	gpa_t start = was->base << PAGE_SHIFT;
	gpa_t end = start + ((gpa_t)was->npages << PAGE_SHIFT);

	if (now && now->base == was->base && now->dirty && !was->dirty)
		return airlock_slat_write_protect(slat, start, end);
	return airlock_slat_unmap(slat, start, end, freed);
}

/* Make new slots the ones in force, and what was in @was fault again. */
static void slots_publish(struct airlock_vm *vm, struct airlock_memslots *new,
			  const struct airlock_memslot *was,
			  const struct airlock_memslot *now)
{
	struct airlock_guest_mem *mem = &vm->mem;
	LIST_HEAD(freed);

	lockdep_assert_held(&vm->slots_lock);

	/* Waits for copies that may sleep; those that may not hold the lock. */
	down_write(&mem->copying);
	write_lock(&mem->lock);
	/*
	 * Under the lock: a fault that found the old slots has installed what
	 * it is going to install, and what follows sees it.
	 */
	rcu_assign_pointer(mem->slots, new);
	if (slot_revoke(&mem->slat, was, now, &freed))
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);
	up_write(&mem->copying);

	airlock_slat_free(&freed);
	/* Nobody looks at dirty bits but under one of these locks. */
	if (was->dirty && !(now && now->dirty))
		kvfree(was->dirty);
}

int airlock_guest_mem_set_region(struct airlock_vm *vm,
				 const struct kvm_userspace_memory_region2 *region)
{
	struct airlock_memslots *old, *new;
	struct airlock_memslot was;
	int ret;

	if (!region_in_bounds(vm, region))
		return -EINVAL;

	mutex_lock(&vm->slots_lock);
	old = rcu_dereference_protected(vm->mem.slots,
					lockdep_is_held(&vm->slots_lock));
	ret = airlock_memslot_plan(old, region, &new, &was);
	if (!ret && new) {
		slots_publish(vm, new, &was,
			      airlock_memslot_by_id(new, region->slot));
		if (old)
			kvfree_rcu(old, rcu);
	}
	mutex_unlock(&vm->slots_lock);
	return ret;
}
