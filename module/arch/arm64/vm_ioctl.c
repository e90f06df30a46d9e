// SPDX-License-Identifier: GPL-2.0
/* arm64 ioctls of the device and of a VM. */
#include "airlock.h"
#include "arch.h"
#include "reset.h"

long airlock_arch_dev_ioctl(unsigned int nr, unsigned long arg)
{
	return -EINVAL;
}

long airlock_arch_vm_ioctl(struct airlock_vm *vm, unsigned int nr,
			   unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_ARM_PREFERRED_TARGET:
		return arm64_preferred_target(user);
	default:
		return -EINVAL;	/* not -ENOTTY as on x86: KVM's answer here */
	}
}
