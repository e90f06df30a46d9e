// SPDX-License-Identifier: GPL-2.0
/* Devices with a file of their own: KVM_CREATE_DEVICE. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kvm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"
#include "device.h"

/**
 * struct device_file - what a device's descriptor stands for.
 * @vm: the VM, which it keeps alive [c]
 * @ops: the kind of device [c]
 */
struct device_file {
	struct airlock_vm *vm;
	const struct airlock_device_ops *ops;
};

static long device_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	struct device_file *device = file->private_data;
	struct kvm_device_attr attr;

	if (device->vm->mm != current->mm)
		return -EIO;
	if (nr != KVM_SET_DEVICE_ATTR && nr != KVM_GET_DEVICE_ATTR &&
	    nr != KVM_HAS_DEVICE_ATTR)
		return -ENOTTY;
	if (copy_from_user(&attr, (void __user *)arg, sizeof(attr)))
		return -EFAULT;
	if (attr.flags)
		return -EINVAL;
	switch (nr) {
	case KVM_SET_DEVICE_ATTR:
		return device->ops->set(device->vm, &attr);
	case KVM_GET_DEVICE_ATTR:
		return device->ops->get(device->vm, &attr);
	default:
		return device->ops->has(device->vm, &attr);
	}
}

static int device_release(struct inode *inode, struct file *file)
{
	struct device_file *device = file->private_data;

	airlock_vm_put(device->vm);
	kfree(device);
	return 0;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = device_release,
	.llseek = noop_llseek,
};

static struct file *device_file(struct airlock_vm *vm,
				const struct airlock_device_ops *ops)
{
	struct device_file *device = kmalloc(sizeof(*device),
					     GFP_KERNEL_ACCOUNT);
	struct file *file;

	if (!device)
		return ERR_PTR(-ENOMEM);
	device->vm = vm;
	device->ops = ops;
	file = anon_inode_getfile(ops->name, &device_fops, device, O_RDWR);
	if (IS_ERR(file)) {
		kfree(device);
		return file;
	}
	/* The file's, from here on. */
	airlock_vm_get(vm);
	return file;
}

/* The descriptor last: once it is there, anything may be done with it. */
static int device_create(struct airlock_vm *vm,
			 const struct airlock_device_ops *ops,
			 struct kvm_create_device *args,
			 struct kvm_create_device __user *user)
{
	struct file *file;
	int fd, ret;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	file = device_file(vm, ops);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto err_put_fd;
	}
	args->fd = fd;
	ret = copy_to_user(user, args, sizeof(*args)) ? -EFAULT : 0;
	if (!ret) {
		mutex_lock(&vm->lock);
		ret = ops->create(vm);
		mutex_unlock(&vm->lock);
	}
	if (ret)
		goto err_put_file;
	fd_install(fd, file);
	return 0;

err_put_file:
	fput(file);
err_put_fd:
	put_unused_fd(fd);
	return ret;
}

/**
 * airlock_create_device - KVM_CREATE_DEVICE.
 * @vm: the VM.
 * @user: type and flags in, the descriptor out.
 *
 * Context: process.
 * Return: 0; -ENODEV: no such type; -EINVAL: unknown flags; -EFAULT; -EMFILE;
 * -ENOMEM; what the device's own create says.
 */
long airlock_create_device(struct airlock_vm *vm,
			   struct kvm_create_device __user *user)
{
	const struct airlock_device_ops *ops;
	struct kvm_create_device args;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	ops = airlock_arch_device(args.type);
	if (!ops)
		return -ENODEV;
	if (args.flags & ~KVM_CREATE_DEVICE_TEST)
		return -EINVAL;
	if (args.flags & KVM_CREATE_DEVICE_TEST)
		return 0;
	return device_create(vm, ops, &args, user);
}
