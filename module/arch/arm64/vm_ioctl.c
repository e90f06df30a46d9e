// SPDX-License-Identifier: GPL-2.0
/* arm64 ioctls of the device and of a VM. */
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "idreg.h"
#include "irq.h"
#include "reset.h"

long airlock_arch_dev_ioctl(unsigned int nr, unsigned long arg)
{
	return -EINVAL;
}

static long vm_irq_line(struct airlock_vm *vm,
			const struct kvm_irq_level __user *user)
{
	struct kvm_irq_level irq;

	if (copy_from_user(&irq, user, sizeof(irq)))
		return -EFAULT;
	return arm64_irq_line(vm, &irq);
}

static long vm_enable_cap(struct airlock_vm *vm,
			  const struct kvm_enable_cap __user *user)
{
	struct kvm_enable_cap cap;

	if (copy_from_user(&cap, user, sizeof(cap)))
		return -EFAULT;
	if (cap.flags)
		return -EINVAL;
	switch (cap.cap) {
	case KVM_CAP_ARM_NISV_TO_USER:
		WRITE_ONCE(vm->arch.nisv_to_user, true);
		return 0;
	default:
		return -EINVAL;
	}
}

long airlock_arch_vm_ioctl(struct airlock_vm *vm, unsigned int nr,
			   unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_IRQ_LINE:
		return vm_irq_line(vm, user);
	case KVM_ARM_PREFERRED_TARGET:
		return arm64_preferred_target(user);
	case KVM_ENABLE_CAP:
		return vm_enable_cap(vm, user);
	case KVM_ARM_GET_REG_WRITABLE_MASKS:
		return arm64_idreg_writable_masks(user);
	default:
		return -EINVAL;	/* not -ENOTTY as on x86: KVM's answer here */
	}
}
