// SPDX-License-Identifier: GPL-2.0
/*
 * Copies between the kernel and guest memory, through the VMM's addresses: the
 * host's page faults, protection keys and dirty tracking apply as if the VMM
 * itself had read or written.
 */

#include <linux/kvm.h>
#include <linux/uaccess.h>

#include "airlock.h"

/**
 * struct guest_copy - one copy, in pieces that lie in one slot.
 * @vm: the VM.
 * @gpa: where the next piece is.
 * @data: the kernel's side of it; read from if @write.
 * @len: bytes to go.
 * @write: to the guest.
 * @atomic: host page faults fail.
 */
struct guest_copy {
	struct airlock_vm *vm;
	gpa_t gpa;
	void *data;
	size_t len;
	bool write;
	bool atomic;
};

/* One of the locks that keep the slots is held. */
static inline bool copying(struct airlock_guest_mem *mem)
{
	return lockdep_is_held(&mem->lock) || lockdep_is_held(&mem->copying);
}

/* After the copy: a look at the log in between sees the bits the next time. */
static void mark_dirty(const struct airlock_memslot *slot, gpa_t gpa, size_t n)
{
	gfn_t gfn;

	for (gfn = gpa >> PAGE_SHIFT; gfn <= (gpa + n - 1) >> PAGE_SHIFT; gfn++)
		airlock_memslot_mark_dirty(slot, gfn);
}

/* Copy as much as lies in the slot at hand. */
static int copy_piece(struct guest_copy *c)
{
	struct airlock_guest_mem *mem = &c->vm->mem;
	const struct airlock_memslots *slots;
	const struct airlock_memslot *slot;
	unsigned long left;
	void __user *uptr;
	gpa_t offset;
	size_t n;

	slots = rcu_dereference_protected(mem->slots, copying(mem));
	slot = airlock_memslot_find(slots, c->gpa >> PAGE_SHIFT);
	if (!slot || (c->write && slot->flags & KVM_MEM_READONLY))
		return -EFAULT;

	offset = c->gpa - (slot->base << PAGE_SHIFT);
	n = min_t(u64, c->len, ((u64)slot->npages << PAGE_SHIFT) - offset);
	uptr = (void __user *)(slot->hva + offset);
	if (c->write)
		left = c->atomic ? __copy_to_user_inatomic(uptr, c->data, n) :
				   copy_to_user(uptr, c->data, n);
	else
		left = c->atomic ? __copy_from_user_inatomic(c->data, uptr, n) :
				   copy_from_user(c->data, uptr, n);
	if (left)
		return -EFAULT;
	if (c->write)
		mark_dirty(slot, c->gpa, n);
	c->gpa += n;
	c->data += n;
	c->len -= n;
	return 0;
}

/* A range that wraps runs out of slots. */
static int copy_pieces(struct guest_copy *c)
{
	int ret = 0;

	while (c->len && !ret)
		ret = copy_piece(c);
	return ret;
}

static int copy_sleeping(struct guest_copy *c)
{
	int ret;

	might_sleep();
	down_read(&c->vm->mem.copying);
	ret = copy_pieces(c);
	up_read(&c->vm->mem.copying);
	return ret;
}

static int copy_atomic(struct guest_copy *c)
{
	int ret;

	lockdep_assert_irqs_enabled();
	read_lock(&c->vm->mem.lock);
	pagefault_disable();
	ret = copy_pieces(c);
	pagefault_enable();
	read_unlock(&c->vm->mem.lock);
	return ret;
}

int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len)
{
	struct guest_copy c = {
		.vm = vm,
		.gpa = gpa,
		.data = data,
		.len = len,
	};

	return copy_sleeping(&c);
}

int airlock_guest_read_atomic(struct airlock_vm *vm, gpa_t gpa, void *data,
			      size_t len)
{
	struct guest_copy c = {
		.vm = vm,
		.gpa = gpa,
		.data = data,
		.len = len,
		.atomic = true,
	};

	return copy_atomic(&c);
}

int airlock_guest_write(struct airlock_vm *vm, gpa_t gpa, const void *data,
			size_t len)
{
	struct guest_copy c = {
		.vm = vm,
		.gpa = gpa,
		.data = (void *)data,
		.len = len,
		.write = true,
	};

	return copy_sleeping(&c);
}

int airlock_guest_write_atomic(struct airlock_vm *vm, gpa_t gpa,
			       const void *data, size_t len)
{
	struct guest_copy c = {
		.vm = vm,
		.gpa = gpa,
		.data = (void *)data,
		.len = len,
		.write = true,
		.atomic = true,
	};

	return copy_atomic(&c);
}
