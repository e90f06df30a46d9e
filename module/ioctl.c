// SPDX-License-Identifier: GPL-2.0
/* From an ioctl number to the function behind it: device, VM, vCPU. */
#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "device.h"
#include "dirty_log.h"
#include "vcpu.h"

/**
 * airlock_dev_ioctl - an ioctl on /dev/airlock.
 * @file: the device's.
 * @nr: ioctl number.
 * @arg: its argument.
 *
 * Return: per ioctl, see Documentation/api.rst; -EINVAL for an unknown one.
 */
long airlock_dev_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	switch (nr) {
	case KVM_GET_API_VERSION:
		return arg ? -EINVAL : KVM_API_VERSION;
	case KVM_GET_VCPU_MMAP_SIZE:
		return arg ? -EINVAL : AIRLOCK_VCPU_MMAP_SIZE;
	case AIRLOCK_GET_VERSION:
		return arg ? -EINVAL : AIRLOCK_VERSION;
	case KVM_CREATE_VM:
		return airlock_vm_create(arg);
	case KVM_CHECK_EXTENSION:
		return airlock_check_extension(NULL, arg);
	default:
		return airlock_arch_dev_ioctl(nr, arg);
	}
}

static long vm_set_region(struct airlock_vm *vm, void __user *user, size_t len)
{
	struct kvm_userspace_memory_region2 region = {};

	/* The first form of the struct is a prefix of the second. */
	if (copy_from_user(&region, user, len))
		return -EFAULT;
	return airlock_guest_mem_set_region(vm, &region);
}

static long vm_dirty_log(struct airlock_vm *vm, void __user *user)
{
	struct kvm_dirty_log log;

	if (copy_from_user(&log, user, sizeof(log)))
		return -EFAULT;
	return airlock_dirty_log_get(vm, &log);
}

static long vm_irqfd(struct airlock_vm *vm, void __user *user)
{
	struct kvm_irqfd args;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	return airlock_irqfd(vm, &args);
}

static long vm_ioeventfd(struct airlock_vm *vm, void __user *user)
{
	struct kvm_ioeventfd args;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	return airlock_ioeventfd(vm, &args);
}

static long vm_set_gsi_routing(struct airlock_vm *vm,
			       struct kvm_irq_routing __user *user)
{
	struct kvm_irq_routing_entry *entries = NULL;
	struct kvm_irq_routing head;
	long ret;

	if (copy_from_user(&head, user, sizeof(head)))
		return -EFAULT;
	if (head.flags || head.nr > AIRLOCK_MAX_IRQ_ROUTES ||
	    !airlock_arch_irqchip_ready(vm))
		return -EINVAL;
	if (head.nr) {
		entries = vmemdup_user(user->entries,
				       array_size(sizeof(*entries), head.nr));
		if (IS_ERR(entries))
			return PTR_ERR(entries);
	}
	mutex_lock(&vm->irq_lock);
	ret = airlock_irq_routes_set(vm, entries, head.nr);
	mutex_unlock(&vm->irq_lock);
	kvfree(entries);
	return ret;
}

static long vm_ioctl(struct airlock_vm *vm, unsigned int nr, unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_CREATE_VCPU:
		return airlock_vcpu_create(vm, arg);
	case KVM_CHECK_EXTENSION:
		return airlock_check_extension(vm, arg);
	case KVM_SET_USER_MEMORY_REGION:
		return vm_set_region(vm, user,
				     sizeof(struct kvm_userspace_memory_region));
	case KVM_SET_USER_MEMORY_REGION2:
		return vm_set_region(vm, user,
				     sizeof(struct kvm_userspace_memory_region2));
	case KVM_GET_DIRTY_LOG:
		return vm_dirty_log(vm, user);
	case KVM_IRQFD:
		return vm_irqfd(vm, user);
	case KVM_IOEVENTFD:
		return vm_ioeventfd(vm, user);
	case KVM_SET_GSI_ROUTING:
		return vm_set_gsi_routing(vm, user);
	case KVM_CREATE_DEVICE:
		return airlock_create_device(vm, user);
	case KVM_UNREGISTER_COALESCED_MMIO:
	case KVM_REGISTER_COALESCED_MMIO:
		return 0;	/* allowed to coalesce, not obliged to */
	case AIRLOCK_SET_STATS:
		return airlock_stats_set(vm, user);
	default:
		return airlock_arch_vm_ioctl(vm, nr, arg);
	}
}

static long vm_file_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	struct airlock_vm *vm = file->private_data;

	/* Guest memory is the creator's: a forked child or a friend has none. */
	if (vm->mm != current->mm)
		return -EIO;
	return vm_ioctl(vm, nr, arg);
}

static int vm_file_release(struct inode *inode, struct file *file)
{
	airlock_vm_put(file->private_data);
	return 0;
}

const struct file_operations airlock_vm_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vm_file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vm_file_release,
	.llseek = noop_llseek,
};

/* Not inline: its locals would put a stack protector into the way of KVM_RUN. */
static noinline long
vcpu_set_signal_mask(struct airlock_vcpu *vcpu,
		     struct kvm_signal_mask __user *user)
{
	struct kvm_signal_mask head;
	sigset_t sigset;

	if (!user) {
		vcpu->sigset_active = false;
		return 0;
	}
	if (copy_from_user(&head, user, sizeof(head)))
		return -EFAULT;
	if (head.len != sizeof(vcpu->sigset))
		return -EINVAL;
	if (copy_from_user(&sigset, user->sigset, sizeof(sigset)))
		return -EFAULT;
	vcpu->sigset = sigset;
	sigdelsetmask(&vcpu->sigset, sigmask(SIGKILL) | sigmask(SIGSTOP));
	vcpu->sigset_active = true;
	return 0;
}

static long vcpu_ioctl(struct airlock_vcpu *vcpu, unsigned int nr,
		       unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_RUN:
		return arg ? -EINVAL : airlock_vcpu_run(vcpu);
	case KVM_SET_SIGNAL_MASK:
		return vcpu_set_signal_mask(vcpu, user);
	case AIRLOCK_GET_EXIT_STATS:
		return airlock_stats_get(vcpu, user);
	default:
		return airlock_arch_vcpu_ioctl(vcpu, nr, arg);
	}
}

static long vcpu_file_ioctl(struct file *file, unsigned int nr,
			    unsigned long arg)
{
	struct airlock_vcpu *vcpu = file->private_data;
	long ret;

	if (vcpu->vm->mm != current->mm)
		return -EIO;
	if (_IOC_TYPE(nr) != KVMIO && _IOC_TYPE(nr) != AIRLOCK_IO)
		return -EINVAL;
	/* Free, as a rule; and to ask costs less than to be ready to sleep. */
	if (!mutex_trylock(&vcpu->mutex) &&
	    mutex_lock_killable(&vcpu->mutex))
		return -EINTR;
	ret = vcpu_ioctl(vcpu, nr, arg);
	mutex_unlock(&vcpu->mutex);
	return ret;
}

static int vcpu_file_release(struct inode *inode, struct file *file)
{
	struct airlock_vcpu *vcpu = file->private_data;

	airlock_vm_put(vcpu->vm);
	return 0;
}

const struct file_operations airlock_vcpu_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vcpu_file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = airlock_vcpu_mmap,
	.release = vcpu_file_release,
	.llseek = noop_llseek,
};
