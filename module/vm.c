// SPDX-License-Identifier: GPL-2.0
/* A VM from KVM_CREATE_VM to the last reference. */
#include <linux/anon_inodes.h>
#include <linux/fs.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "airlock.h"
#include "arch.h"
#include "main.h"

static void vm_destroy_vcpus(struct airlock_vm *vm)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu)
		airlock_vcpu_destroy(vcpu);
	xa_destroy(&vm->vcpus);
}

/* The reverse of vm_alloc(), step by step. */
static void vm_destroy(struct airlock_vm *vm)
{
	/*
	 * First what could still reach a vCPU from outside: eventfds, timers,
	 * and the MMU notifier, which asks every vCPU for a flush.
	 */
	airlock_eventfd_destroy(vm);
	airlock_arch_vm_stop(vm);
	airlock_guest_mem_destroy(vm);
	vm_destroy_vcpus(vm);
	airlock_iobus_destroy(vm);
	airlock_irq_routes_destroy(vm);
	airlock_arch_vm_destroy(vm);
	airlock_hw_put();
	__free_page(vm->coalesced);
	mmdrop(vm->mm);
	kfree(vm);
}

static void vm_release(struct kref *users)
{
	vm_destroy(container_of(users, struct airlock_vm, users));
}

void airlock_vm_get(struct airlock_vm *vm)
{
	kref_get(&vm->users);
}

/**
 * airlock_vm_put - drop a reference to a VM; the last one ends it.
 * @vm: the VM.
 *
 * Context: process, may sleep. The VMM's mm may be gone already.
 */
void airlock_vm_put(struct airlock_vm *vm)
{
	kref_put(&vm->users, vm_release);
}

static void vm_init_fields(struct airlock_vm *vm)
{
	kref_init(&vm->users);
	mutex_init(&vm->lock);
	mutex_init(&vm->slots_lock);
	mutex_init(&vm->irq_lock);
	xa_init(&vm->vcpus);
	INIT_LIST_HEAD(&vm->irqfds);
	INIT_LIST_HEAD(&vm->ioeventfds);
	vm->mm = current->mm;
	mmgrab(vm->mm);
}

static struct airlock_vm *vm_alloc(unsigned long type)
{
	struct airlock_vm *vm;
	int ret = -ENOMEM;

	vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);
	if (!vm)
		return ERR_PTR(-ENOMEM);
	vm_init_fields(vm);
	vm->coalesced = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!vm->coalesced)
		goto err_free;
	ret = airlock_hw_get();
	if (ret)
		goto err_free_page;
	ret = airlock_arch_vm_init(vm, type);
	if (ret)
		goto err_hw_put;
	ret = airlock_guest_mem_init(vm);
	if (ret)
		goto err_arch_destroy;
	return vm;

err_arch_destroy:
	airlock_arch_vm_destroy(vm);
err_hw_put:
	airlock_hw_put();
err_free_page:
	__free_page(vm->coalesced);
err_free:
	mmdrop(vm->mm);
	kfree(vm);
	return ERR_PTR(ret);
}

/**
 * airlock_vm_create - KVM_CREATE_VM.
 * @type: 0 on x86; IPA size on arm64.
 *
 * Context: process.
 * Return: a file descriptor; -EINVAL for a bad @type; -EBUSY if another
 * hypervisor holds a CPU; -ENOMEM; -EMFILE.
 */
long airlock_vm_create(unsigned long type)
{
	struct airlock_vm *vm;
	int fd;

	vm = vm_alloc(type);
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	fd = anon_inode_getfd("airlock-vm", &airlock_vm_fops, vm,
			      O_RDWR | O_CLOEXEC);
	if (fd < 0)
		airlock_vm_put(vm);
	return fd;
}
