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

void airlock_guest_mem_destroy(struct airlock_vm *vm)
{
	struct airlock_guest_mem *mem = &vm->mem;

	/* Calls the notifier's release if the process has not ended yet. */
	mmu_notifier_unregister(&mem->notifier, vm->mm);
	airlock_slat_destroy(&mem->slat);
	kvfree(rcu_dereference_protected(mem->slots, true));
	RCU_INIT_POINTER(mem->slots, NULL);
}

/* Are the addresses ones that the VMM and the guest can have? */
static bool region_in_bounds(struct airlock_vm *vm,
			     const struct kvm_userspace_memory_region2 *region)
{
	unsigned long given = region->userspace_addr;
	unsigned long hva = untagged_addr(given);
	u64 size = region->memory_size;

	/* A tag in the address would be lost on the way to the page table. */
	if (hva != given || !access_ok((void __user *)hva, size))
		return false;
	/* A deletion names the slot by its id alone. */
	return !size || (size <= airlock_slat_end(&vm->mem.slat) &&
			 region->guest_phys_addr <=
			 airlock_slat_end(&vm->mem.slat) - size);
}

/* Make new slots the ones in force, and what was in @was fault again. */
static void slots_publish(struct airlock_vm *vm, struct airlock_memslots *new,
			  const struct airlock_memslot *was)
{
	struct airlock_guest_mem *mem = &vm->mem;
	gpa_t start = was->base << PAGE_SHIFT;
	LIST_HEAD(freed);

	lockdep_assert_held(&vm->slots_lock);

	/* Waits for copies that may sleep; those that may not hold the lock. */
	down_write(&mem->copying);
	write_lock(&mem->lock);
	/*
	 * Under the lock: a fault that found the old slots has installed what
	 * it is going to install, and the unmapping below sees it.
	 */
	rcu_assign_pointer(mem->slots, new);
	if (airlock_slat_unmap(&mem->slat, start,
			       start + ((gpa_t)was->npages << PAGE_SHIFT),
			       &freed))
		airlock_vm_request_all(vm, AIRLOCK_REQ_TLB_FLUSH);
	write_unlock(&mem->lock);
	up_write(&mem->copying);

	airlock_slat_free(&freed);
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
		slots_publish(vm, new, &was);
		if (old)
			kvfree_rcu(old, rcu);
	}
	mutex_unlock(&vm->slots_lock);
	return ret;
}
