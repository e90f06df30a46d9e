// SPDX-License-Identifier: GPL-2.0
/*
 * Memory types: MTRRs and the PAT. MTRRs are kept and have no effect, since
 * the guest's memory is the VMM's and cached; the PAT is the CPU's to apply.
 */
#include "airlock.h"
#include "msr_table.h"

/* SDM 3A "Memory Types and Their Encodings": UC, WC, WT, WP, WB. */
#define TYPES_MTRR	(BIT(0) | BIT(1) | BIT(4) | BIT(5) | BIT(6))
/* ... and UC-. */
#define TYPES_PAT	(TYPES_MTRR | BIT(7))

#define MTRR_DEF_E	BIT_ULL(11)
#define MTRR_DEF_FE	BIT_ULL(10)
#define MTRR_BASE_RSVD	0xf00ULL
#define MTRR_MASK_RSVD	0x7ffULL

static bool type_valid(u8 type, unsigned int types)
{
	return type < 8 && types & BIT(type);
}

/* Eight types in one register. */
static bool types_valid(u64 value, unsigned int types)
{
	unsigned int i;

	for (i = 0; i < 64; i += 8)
		if (!type_valid(value >> i, types))
			return false;
	return true;
}

bool x86_mtrr_def_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	return !(value & ~(MTRR_DEF_E | MTRR_DEF_FE | 0xff)) &&
	       type_valid(value, TYPES_MTRR);
}

bool x86_mtrr_fixed_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	return types_valid(value, TYPES_MTRR);
}

bool x86_mtrr_var_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	if (value & x86_cpuid_reserved_gpa(&vcpu->arch.cpuid))
		return false;
	if ((msr - X86_MSR_MTRR_VAR) & 1)
		return !(value & MTRR_MASK_RSVD);
	return !(value & MTRR_BASE_RSVD) && type_valid(value, TYPES_MTRR);
}

bool x86_pat_valid(u64 value)
{
	return types_valid(value, TYPES_PAT);
}
