// SPDX-License-Identifier: GPL-2.0
/*
 * Debug registers: their accesses trap, and the guest finds what it wrote. The
 * switch arms breakpoints and watchpoints while the guest's MDSCR_EL1.MDE is
 * set. Software breakpoints and stepping need none of these.
 */
#include <linux/errno.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "airlock.h"
#include "sysreg_table.h"
#include "sysreg_types.h"

#define MDCCINT		ARM64_SYSREG(2, 0, 0, 2, 0)
#define DBGVCR32	ARM64_SYSREG(2, 4, 0, 7, 0)

/* OSLAR_EL1.OSLK, OSLSR_EL1: OSLM is 0b10, implemented. */
#define OSLAR_OSLK	BIT_ULL(0)
#define OSLSR_OSLK	BIT_ULL(1)
#define OSLSR_OSLM	BIT_ULL(3)

/* DBGBVR<n>_EL1 and the three others: op2 is 4 to 7, CRm is n. */
static u64 *debug_field(struct airlock_vcpu *vcpu, u16 reg)
{
	struct arm64_debug *d = &vcpu->arch.debug;
	unsigned int n = array_index_nospec(reg >> 3 & 15,
					    ARM64_NR_BREAKPOINTS);

	if (reg == MDCCINT)
		return &d->mdccint;
	if (reg == DBGVCR32)
		return &d->vcr;
	return &d->point[n][reg & 3];
}

int arm64_debug_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	*value = *debug_field(vcpu, reg);
	return 0;
}

int arm64_debug_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	*debug_field(vcpu, reg) = value;
	return 0;
}

int arm64_oslar_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	arm64_sys_write(vcpu, ARM64_SYS_OSLSR_EL1,
			value & OSLAR_OSLK ? OSLSR_OSLM | OSLSR_OSLK :
					     OSLSR_OSLM);
	return 0;
}

int arm64_oslsr_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	if ((value ^ OSLSR_OSLM) & ~OSLSR_OSLK)
		return -EINVAL;
	arm64_sys_write(vcpu, ARM64_SYS_OSLSR_EL1, value);
	return 0;
}

void arm64_sysreg_reset(struct airlock_vcpu *vcpu)
{
	memset(&vcpu->arch.debug, 0, sizeof(vcpu->arch.debug));
	arm64_sys_write(vcpu, ARM64_SYS_MDSCR_EL1, 0);
	arm64_sys_write(vcpu, ARM64_SYS_OSLSR_EL1, OSLSR_OSLM);
}
