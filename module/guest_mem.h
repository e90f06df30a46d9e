/* SPDX-License-Identifier: GPL-2.0 */
/* The VMM's memory as guest memory: faults, the MMU notifier, copies. */
#ifndef AIRLOCK_GUEST_MEM_H
#define AIRLOCK_GUEST_MEM_H

#include <linux/mmu_notifier.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "slat.h"
#include "types.h"

struct airlock_memslots;
struct kvm_userspace_memory_region2;

/**
 * struct airlock_guest_mem - the memory of a VM.
 * @slots: the memory slots. To change them takes vm->slots_lock, then the
 *	write sides of @copying and @lock; any one of the three, or RCU, is
 *	enough to read them
 * @copying: held for reading by copies that may sleep, so that a slot does not
 *	go away under them
 * @lock: of @slat and the fields below it; faults take the read side,
 *	notifiers and slot changes the write side. Never taken with interrupts
 *	off: its writers wait for other CPUs to take one
 * @slat: guest physical to host physical
 * @notifier: tells us when the host changes its mind about a page
 * @invalidate_seq: counts finished invalidations
 * @invalidating: invalidations that have begun and not ended
 * @invalid_start: lowest VMM address that any of them is about
 * @invalid_end: first address beyond all of them
 * @settled: woken when an invalidation has finished
 *
 * Order: vm->slots_lock, @copying, mmap_lock, page table locks, @lock.
 */
struct airlock_guest_mem {
	struct airlock_memslots __rcu *slots;
	struct rw_semaphore copying;
	rwlock_t lock;
	struct airlock_slat slat;
	struct mmu_notifier notifier;
	unsigned long invalidate_seq;
	unsigned int invalidating;
	unsigned long invalid_start;
	unsigned long invalid_end;
	wait_queue_head_t settled;
};

/**
 * enum airlock_fault - what became of a second-level fault.
 * @AIRLOCK_FAULT_FIXED: mapped (or somebody else did); enter again.
 * @AIRLOCK_FAULT_SLEEP: the page is not at hand; call again with @may_sleep.
 * @AIRLOCK_FAULT_NO_SLOT: no memory there: the access is MMIO.
 * @AIRLOCK_FAULT_READONLY: a write to a read-only slot: MMIO as well.
 *
 * Functions that return one return an int: one of these, or -EFAULT if the
 * VMM has no such memory, -ENOMEM, or -EINTR if a signal is pending: the page
 * may be a poisoned one, then the signal is SIGBUS with the VMM's address.
 */
enum airlock_fault {
	AIRLOCK_FAULT_FIXED,
	AIRLOCK_FAULT_SLEEP,
	AIRLOCK_FAULT_NO_SLOT,
	AIRLOCK_FAULT_READONLY,
};

/**
 * airlock_guest_mem_init - give a VM its (empty) memory.
 * @vm: the VM; vm->mm is the calling process's. Asks airlock_arch_slat_init()
 *	for the second-level table.
 *
 * From the return on the MMU notifier may call in.
 * Context: process; takes mmap_lock.
 * Return: 0, -ENOMEM, -EINTR, or what airlock_arch_slat_init() returns.
 */
int airlock_guest_mem_init(struct airlock_vm *vm);

/*
 * No vCPU runs, nor will. Ends the MMU notifier's calls, which reach for all
 * vCPUs: before they go. Sleeps; needs no mm of its own.
 */
void airlock_guest_mem_destroy(struct airlock_vm *vm);

/**
 * airlock_guest_mem_set_region - KVM_SET_USER_MEMORY_REGION(2).
 * @vm: the VM.
 * @region: copied from userspace.
 *
 * When it returns, no vCPU uses what the change took away, and no copy into
 * it is in flight.
 *
 * Return: as airlock_memslot_plan(); -EINVAL also if the VMM's addresses are
 * not userspace's or the guest's are beyond the second-level table.
 */
int airlock_guest_mem_set_region(struct airlock_vm *vm,
				 const struct kvm_userspace_memory_region2 *region);

/**
 * airlock_guest_fault - make guest memory present after a second-level fault.
 * @vm: the VM of the calling thread; current->mm is vm->mm.
 * @gpa: the faulting guest physical address.
 * @access: SLAT_READ, SLAT_WRITE or SLAT_EXEC: what the guest tried.
 * @may_sleep: false in the run loop (preemption disabled): only what the
 *	host has present is mapped.
 *
 * Maps a huge leaf where the host has a huge page, else also neighbours that
 * the host has present.
 *
 * A fault that another vCPU was quicker to fix is fixed. On arm64 that vCPU's
 * CPU may have the narrower translation cached still: after a permission
 * fault the architecture invalidates the address on its own CPU.
 *
 * Context: interrupts on.
 * Return: enum airlock_fault or a negative errno.
 */
int airlock_guest_fault(struct airlock_vm *vm, gpa_t gpa, unsigned int access,
			bool may_sleep);

/**
 * airlock_guest_read - copy from guest memory.
 * @vm: the VM; current->mm is vm->mm.
 * @gpa: where from; the range may cross pages and slots.
 * @data: where to.
 * @len: bytes.
 *
 * Context: process; sleeps. The _atomic variants do not, want interrupts on
 * all the same, and fail where a host page is not present.
 * Return: 0, or -EFAULT; then some of the bytes may have been copied.
 */
int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data,
		       size_t len);
int airlock_guest_read_atomic(struct airlock_vm *vm, gpa_t gpa, void *data,
			      size_t len);

/* The same to guest memory; a read-only slot is -EFAULT. */
int airlock_guest_write(struct airlock_vm *vm, gpa_t gpa, const void *data,
			size_t len);
int airlock_guest_write_atomic(struct airlock_vm *vm, gpa_t gpa,
			       const void *data, size_t len);

#endif /* AIRLOCK_GUEST_MEM_H */
