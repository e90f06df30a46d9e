/* SPDX-License-Identifier: GPL-2.0 */
/* PSCI: vCPUs and the VM turned on and off by the guest. */
#ifndef AIRLOCK_ARM64_PSCI_H
#define AIRLOCK_ARM64_PSCI_H

#include "types.h"

/* What KVM_REG_ARM_PSCI_VERSION may be set to, major above minor. */
#define ARM64_PSCI_0_1		0x00001
#define ARM64_PSCI_0_2		0x00002
#define ARM64_PSCI_1_0		0x10000
#define ARM64_PSCI_1_1		0x10001

/**
 * arm64_psci_call - a call of the guest's in the PSCI range.
 * @vcpu: the vCPU.
 * @function: its number.
 * @verdict: what is to become of the exit.
 *
 * Context: the guest context, interrupts on.
 * Return: what the guest finds in X0.
 */
u64 arm64_psci_call(struct airlock_vcpu *vcpu, u32 function, int *verdict);

/**
 * arm64_psci_power - deferred: another vCPU, or userspace, turned this one on
 * or off.
 * @vcpu: the vCPU.
 *
 * Return: AIRLOCK_RESUME.
 */
int arm64_psci_power(struct airlock_vcpu *vcpu);

/* Turn a vCPU off, or on as it is; KVM_SET_MP_STATE, KVM_ARM_VCPU_INIT. */
void arm64_psci_set_power(struct airlock_vcpu *vcpu, bool on);

#endif /* AIRLOCK_ARM64_PSCI_H */
