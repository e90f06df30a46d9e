/* SPDX-License-Identifier: GPL-2.0 */
/* Registers for userspace: KVM_GET_ONE_REG and its kind. */
#ifndef AIRLOCK_ARM64_USER_REGS_H
#define AIRLOCK_ARM64_USER_REGS_H

#include "types.h"

struct kvm_one_reg;
struct kvm_reg_list;
struct kvm_vcpu_events;

/**
 * arm64_reg_ioctl_get - KVM_GET_ONE_REG.
 * @vcpu: the vCPU, its mutex is held.
 * @user: the ioctl's argument.
 *
 * Return: 0; -ENOEXEC: before KVM_ARM_VCPU_INIT; -EFAULT; -ENOENT: no such
 * register; -EINVAL: an id of another architecture, or a core register that is
 * not of that size.
 */
long arm64_reg_ioctl_get(struct airlock_vcpu *vcpu,
			 struct kvm_one_reg __user *user);

/* KVM_SET_ONE_REG. Also -EINVAL for a bad value, -EBUSY for one too late. */
long arm64_reg_ioctl_set(struct airlock_vcpu *vcpu,
			 struct kvm_one_reg __user *user);

/**
 * arm64_reg_ioctl_list - KVM_GET_REG_LIST.
 * @vcpu: the vCPU, its mutex is held.
 * @user: the ioctl's argument: room on entry, the number of ids afterwards.
 *
 * Return: 0; -E2BIG: not enough room, the number has been written; -EFAULT;
 * -ENOEXEC; -ENOMEM.
 */
long arm64_reg_ioctl_list(struct airlock_vcpu *vcpu,
			  struct kvm_reg_list __user *user);

/* fw_regs.c: registers of the firmware that we are. @id: the whole id. */
int arm64_fw_reg_get(struct airlock_vcpu *vcpu, u64 id, u64 *value);
int arm64_fw_reg_set(struct airlock_vcpu *vcpu, u64 id, u64 value);
extern const u64 arm64_fw_reg_ids[];
extern const unsigned int arm64_nr_fw_regs;

/* core_user.c: @offset as in core_regs.h, checked; @data has room for it. */
void arm64_core_reg_get(struct airlock_vcpu *vcpu, unsigned int offset,
			void *data);
int arm64_core_reg_set(struct airlock_vcpu *vcpu, unsigned int offset,
		       const void *data);

/**
 * arm64_events_ioctl_get - KVM_GET_VCPU_EVENTS.
 * @vcpu: the vCPU, its mutex is held.
 * @user: the ioctl's argument.
 *
 * Return: 0 or -EFAULT.
 */
long arm64_events_ioctl_get(struct airlock_vcpu *vcpu,
			    struct kvm_vcpu_events __user *user);

/* KVM_SET_VCPU_EVENTS. -EINVAL: reserved fields, or a syndrome without RAS. */
long arm64_events_ioctl_set(struct airlock_vcpu *vcpu,
			    const struct kvm_vcpu_events __user *user);

#endif /* AIRLOCK_ARM64_USER_REGS_H */
