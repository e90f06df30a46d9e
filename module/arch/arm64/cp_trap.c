// SPDX-License-Identifier: GPL-2.0
#include "airlock.h"
#include "cpu.h"
#include "sysreg.h"

int arm64_cp_trap(struct airlock_vcpu *vcpu, u64 esr)
{
	arm64_inject_undef(vcpu);
	return AIRLOCK_RESUME;
}
