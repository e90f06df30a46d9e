/* SPDX-License-Identifier: GPL-2.0 */
/* The state a vCPU starts in. */
#ifndef AIRLOCK_ARM64_RESET_H
#define AIRLOCK_ARM64_RESET_H

#include <linux/kvm.h>

#include "types.h"

struct arm64_psci;

/* KVM_ARM_PREFERRED_TARGET: every word of it is written. */
long arm64_preferred_target(struct kvm_vcpu_init __user *user);

/**
 * arm64_vcpu_ioctl_init - KVM_ARM_VCPU_INIT.
 * @vcpu: the vCPU; its mutex is held.
 * @user: struct kvm_vcpu_init.
 *
 * Return: 0; -EFAULT; -ENOENT: a feature number that does not exist; -EINVAL:
 * another target or other features than this vCPU can have or has; -EBUSY:
 * not while it runs.
 */
long arm64_vcpu_ioctl_init(struct airlock_vcpu *vcpu,
			   const struct kvm_vcpu_init __user *user);

/* PSCI CPU_ON has come to the vCPU that it is about. */
void arm64_reset_start(struct airlock_vcpu *vcpu, const struct arm64_psci *on);

/* Is the guest's kernel big-endian, as things stand? */
bool arm64_reset_big_endian(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_RESET_H */
