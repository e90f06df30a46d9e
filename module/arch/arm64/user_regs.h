/* SPDX-License-Identifier: GPL-2.0 */
/* Registers as userspace sees them: KVM_GET_ONE_REG and KVM_SET_ONE_REG. */
#ifndef AIRLOCK_ARM64_USER_REGS_H
#define AIRLOCK_ARM64_USER_REGS_H

#include "types.h"

struct kvm_one_reg;

long arm64_reg_ioctl_get(struct airlock_vcpu *vcpu,
			 const struct kvm_one_reg __user *user);
long arm64_reg_ioctl_set(struct airlock_vcpu *vcpu,
			 const struct kvm_one_reg __user *user);

#endif /* AIRLOCK_ARM64_USER_REGS_H */
