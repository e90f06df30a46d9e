// SPDX-License-Identifier: GPL-2.0
/* A vCPU from KVM_CREATE_VCPU to the end of its VM, and its mapping. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "airlock.h"
#include "arch.h"
#include "vcpu.h"

/* The pages of a vCPU's file, by page offset. */
static struct page *vcpu_page(struct airlock_vcpu *vcpu, pgoff_t pgoff)
{
	if (pgoff == 0)
		return virt_to_page(vcpu->run);
	if (pgoff == AIRLOCK_PIO_PAGE)
		return virt_to_page(vcpu->pio_data);
	if (pgoff == AIRLOCK_COALESCED_PAGE)
		return vcpu->vm->coalesced;
	return NULL;
}

static vm_fault_t vcpu_fault(struct vm_fault *vmf)
{
	struct airlock_vcpu *vcpu = vmf->vma->vm_file->private_data;
	struct page *page = vcpu_page(vcpu, vmf->pgoff);

	if (!page)
		return VM_FAULT_SIGBUS;
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct vcpu_vm_ops = {
	.fault = vcpu_fault,
};

/**
 * airlock_vcpu_mmap - map kvm_run and the pages behind it.
 * @file: the vCPU's.
 * @vma: any length; pages that do not exist give SIGBUS when touched.
 */
int airlock_vcpu_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &vcpu_vm_ops;
	return 0;
}

static struct airlock_vcpu *vcpu_alloc(struct airlock_vm *vm, unsigned int id)
{
	struct airlock_vcpu *vcpu;
	int ret = -ENOMEM;

	vcpu = kvzalloc(sizeof(*vcpu), GFP_KERNEL_ACCOUNT);
	if (!vcpu)
		return ERR_PTR(-ENOMEM);
	vcpu->vm = vm;
	vcpu->id = id;
	vcpu->cpu = -1;
	mutex_init(&vcpu->mutex);
	rcuwait_init(&vcpu->wait);
	vcpu->run = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!vcpu->run)
		goto err_free;
	vcpu->pio_data = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!vcpu->pio_data)
		goto err_free_run;
	ret = airlock_arch_vcpu_init(vcpu);
	if (ret)
		goto err_free_pio;
	return vcpu;

err_free_pio:
	free_page((unsigned long)vcpu->pio_data);
err_free_run:
	free_page((unsigned long)vcpu->run);
err_free:
	kvfree(vcpu);
	return ERR_PTR(ret);
}

/**
 * airlock_vcpu_destroy - free a vCPU.
 * @vcpu: nobody can reach it any more.
 *
 * Context: process, may sleep.
 */
void airlock_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	airlock_arch_vcpu_destroy(vcpu);
	put_pid(rcu_dereference_protected(vcpu->pid, true));
	free_page((unsigned long)vcpu->pio_data);
	free_page((unsigned long)vcpu->run);
	kvfree(vcpu);
}

/*
 * Make a finished vCPU known: to the VM first, so that when userspace gets
 * the descriptor everything about it is in place.
 */
static int vcpu_publish(struct airlock_vcpu *vcpu)
{
	struct airlock_vm *vm = vcpu->vm;
	struct file *file;
	int fd, ret;

	/* Before there is a file: what comes after it cannot be undone at once. */
	ret = xa_reserve(&vm->vcpus, vcpu->id, GFP_KERNEL_ACCOUNT);
	if (ret)
		return ret;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		ret = fd;
		goto err_release;
	}
	file = anon_inode_getfile("airlock-vcpu", &airlock_vcpu_fops, vcpu,
				  O_RDWR);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto err_put_fd;
	}
	airlock_vm_get(vm);
	xa_store(&vm->vcpus, vcpu->id, vcpu, GFP_KERNEL_ACCOUNT);
	vm->nr_vcpus++;
	fd_install(fd, file);
	return fd;

err_put_fd:
	put_unused_fd(fd);
err_release:
	xa_release(&vm->vcpus, vcpu->id);
	return ret;
}

/**
 * airlock_vcpu_create - KVM_CREATE_VCPU.
 * @vm: the VM.
 * @id: the vCPU's id; on x86 its initial APIC id.
 *
 * Context: process.
 * Return: a file descriptor; -EINVAL for an id out of range or too many
 * vCPUs; -EEXIST for an id in use; -ENOMEM; -EMFILE.
 */
int airlock_vcpu_create(struct airlock_vm *vm, unsigned long id)
{
	struct airlock_vcpu *vcpu;
	int ret;

	if (id >= AIRLOCK_MAX_VCPU_ID)
		return -EINVAL;
	mutex_lock(&vm->lock);
	ret = -EINVAL;
	if (vm->nr_vcpus >= AIRLOCK_MAX_VCPUS)
		goto out;
	ret = -EEXIST;
	if (airlock_vcpu_find(vm, id))
		goto out;
	vcpu = vcpu_alloc(vm, id);
	ret = PTR_ERR_OR_ZERO(vcpu);
	if (ret)
		goto out;
	ret = vcpu_publish(vcpu);
	if (ret < 0)
		airlock_vcpu_destroy(vcpu);
out:
	mutex_unlock(&vm->lock);
	return ret;
}
