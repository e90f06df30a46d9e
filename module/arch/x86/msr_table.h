/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of MSRs: the policy, a row for each range. */
#ifndef AIRLOCK_X86_MSR_TABLE_H
#define AIRLOCK_X86_MSR_TABLE_H

#include <linux/bits.h>
#include <linux/types.h>

struct airlock_vcpu;

/* SDM 3A "Memory Type Range Registers (MTRRs)" */
#define X86_MSR_MTRR_CAP	0xfe
/* IA32_MTRR_PHYSBASE0; its mask and the other pairs follow. */
#define X86_MSR_MTRR_VAR	0x200
#define X86_MSR_MTRR_FIX64K	0x250
#define X86_MSR_MTRR_FIX16K	0x258
#define X86_MSR_MTRR_FIX4K	0x268
#define X86_MSR_MTRR_DEF	0x2ff

/* Bits of x86_msr_row.flags. */
#define X86_MSR_LISTED		BIT(0)	/* in KVM_GET_MSR_INDEX_LIST */
#define X86_MSR_READ_ONLY	BIT(1)	/* every write is #GP */
#define X86_MSR_HOST_WRITES	BIT(2)	/* a write by the guest is #GP */
#define X86_MSR_GUEST_IGNORED	BIT(3)	/* ... or does nothing */
#define X86_MSR_WRITE_ONLY	BIT(4)	/* a read by the guest is #GP */

/**
 * struct x86_msr_row - what we do for an MSR, or for several in a row.
 * @first: the first.
 * @more: how many follow it.
 * @flags: X86_MSR_*.
 * @feature: 1 + enum x86_feature that a guest needs, or 0. KVM_GET_MSRS and
 *	KVM_SET_MSRS need none: VMMs save and restore whole lists.
 * @field: offset in struct x86_msrs where the first is kept, if there is no
 *	@read or no @write.
 * @writable: without @write: bits that may be set; others are #GP.
 * @valid: without @write: may be NULL; if not it allows the value.
 * @read: as x86_msr_read().
 * @write: as x86_msr_write().
 */
struct x86_msr_row {
	u32 first;
	u32 more;
	u8 flags;
	u8 feature;
	u16 field;
	u64 writable;
	bool (*valid)(struct airlock_vcpu *vcpu, u32 msr, u64 value);
	int (*read)(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host);
	int (*write)(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host);
};

/* In ascending order, without overlap. */
extern const struct x86_msr_row x86_msr_rows[];
extern const unsigned int x86_nr_msr_rows;

/* What KVM_GET_MSRS of the device answers. Return: 0, or -EINVAL. */
int x86_msr_feature(u32 msr, u64 *value);

/* msr_mtrr.c */
bool x86_mtrr_def_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value);
bool x86_mtrr_fixed_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value);
bool x86_mtrr_var_valid(struct airlock_vcpu *vcpu, u32 msr, u64 value);
bool x86_pat_valid(u64 value);

#endif /* AIRLOCK_X86_MSR_TABLE_H */
