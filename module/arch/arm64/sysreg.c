// SPDX-License-Identifier: GPL-2.0
/* Until the table is merged: every trapped register is undefined. */
#include "airlock.h"
#include "cpu.h"
#include "sysreg.h"

int arm64_sysreg_trap(struct airlock_vcpu *vcpu, u64 esr)
{
	arm64_inject_undef(vcpu);
	return AIRLOCK_RESUME;
}

int arm64_cp_trap(struct airlock_vcpu *vcpu, u64 esr)
{
	arm64_inject_undef(vcpu);
	return AIRLOCK_RESUME;
}

void arm64_sysreg_reset(struct airlock_vcpu *vcpu)
{
}
