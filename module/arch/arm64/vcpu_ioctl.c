// SPDX-License-Identifier: GPL-2.0
/* arm64 ioctls of a vCPU; vcpu->mutex is held. */
#include <linux/uaccess.h>

#include "airlock.h"
#include "arch.h"
#include "guest_debug.h"
#include "psci.h"
#include "reset.h"
#include "timer.h"
#include "user_regs.h"

static long vcpu_get_mp_state(struct airlock_vcpu *vcpu,
			      struct kvm_mp_state __user *user)
{
	const struct kvm_mp_state state = {
		.mp_state = vcpu->arch.psci.power == ARM64_POWER_OFF ?
			KVM_MP_STATE_STOPPED : KVM_MP_STATE_RUNNABLE,
	};

	return copy_to_user(user, &state, sizeof(state)) ? -EFAULT : 0;
}

static long vcpu_set_mp_state(struct airlock_vcpu *vcpu,
			      const struct kvm_mp_state __user *user)
{
	struct kvm_mp_state state;

	if (copy_from_user(&state, user, sizeof(state)))
		return -EFAULT;
	if (state.mp_state != KVM_MP_STATE_RUNNABLE &&
	    state.mp_state != KVM_MP_STATE_STOPPED)
		return -EINVAL;
	arm64_psci_set_power(vcpu, state.mp_state == KVM_MP_STATE_RUNNABLE);
	return 0;
}

/* Of the groups that a vCPU could have, the timers' is there. */
static long vcpu_device_attr(struct airlock_vcpu *vcpu, unsigned int nr,
			     const struct kvm_device_attr __user *user)
{
	struct kvm_device_attr attr;

	if (copy_from_user(&attr, user, sizeof(attr)))
		return -EFAULT;
	if (attr.group != KVM_ARM_VCPU_TIMER_CTRL)
		return -ENXIO;
	return arm64_timer_device_attr(vcpu, nr, &attr);
}

/* What makes no sense before KVM_ARM_VCPU_INIT. */
static long vcpu_ioctl_initialised(struct airlock_vcpu *vcpu, unsigned int nr,
				   void __user *user)
{
	switch (nr) {
	case KVM_GET_ONE_REG:
		return arm64_reg_ioctl_get(vcpu, user);
	case KVM_SET_ONE_REG:
		return arm64_reg_ioctl_set(vcpu, user);
	case KVM_GET_REG_LIST:
		return arm64_reg_ioctl_list(vcpu, user);
	case KVM_GET_VCPU_EVENTS:
		return arm64_events_ioctl_get(vcpu, user);
	case KVM_SET_VCPU_EVENTS:
		return arm64_events_ioctl_set(vcpu, user);
	default:
		return -EINVAL;
	}
}

long airlock_arch_vcpu_ioctl(struct airlock_vcpu *vcpu, unsigned int nr,
			     unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_ARM_VCPU_INIT:
		return arm64_vcpu_ioctl_init(vcpu, user);
	case KVM_GET_MP_STATE:
		return vcpu_get_mp_state(vcpu, user);
	case KVM_SET_MP_STATE:
		return vcpu_set_mp_state(vcpu, user);
	case KVM_SET_GUEST_DEBUG:
		return arm64_guest_debug_ioctl(vcpu, user);
	case KVM_SET_DEVICE_ATTR:
	case KVM_GET_DEVICE_ATTR:
	case KVM_HAS_DEVICE_ATTR:
		return vcpu_device_attr(vcpu, nr, user);
	case KVM_GET_ONE_REG:
	case KVM_SET_ONE_REG:
	case KVM_GET_REG_LIST:
	case KVM_GET_VCPU_EVENTS:
	case KVM_SET_VCPU_EVENTS:
		if (!vcpu->arch.initialised)
			return -ENOEXEC;
		return vcpu_ioctl_initialised(vcpu, nr, user);
	default:
		return -EINVAL;
	}
}
