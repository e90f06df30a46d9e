/* SPDX-License-Identifier: GPL-2.0 */
#ifndef AIRLOCK_ARM64_SYSREG_H
#define AIRLOCK_ARM64_SYSREG_H

#include "types.h"

int arm64_sysreg_trap(struct airlock_vcpu *vcpu, u64 esr);
int arm64_cp_trap(struct airlock_vcpu *vcpu, u64 esr);
void arm64_sysreg_reset(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_SYSREG_H */
