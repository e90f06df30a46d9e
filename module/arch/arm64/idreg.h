/* SPDX-License-Identifier: GPL-2.0 */
/* ID registers: which of the host's features a guest is told of. */
#ifndef AIRLOCK_ARM64_IDREG_H
#define AIRLOCK_ARM64_IDREG_H

#include "sysreg.h"
#include "sysreg_types.h"

/* ID_PFR0_EL1; ARM64_NR_IDREGS from there on. */
#define ARM64_IDREG_FIRST	ARM64_SYSREG(3, 0, 0, 1, 0)
#define ARM64_IDREG(crm, op2)	(((crm) - 1) * 8 + (op2))

#define ARM64_ID_AA64PFR0	ARM64_IDREG(4, 0)
#define ARM64_ID_AA64PFR1	ARM64_IDREG(4, 1)
#define ARM64_ID_AA64DFR0	ARM64_IDREG(5, 0)
#define ARM64_ID_AA64MMFR0	ARM64_IDREG(7, 0)
#define ARM64_ID_AA64MMFR1	ARM64_IDREG(7, 1)

/* A field of an ID register: four bits, if it is not signed unsigned. */
#define ARM64_ID_FIELD(value, shift)	((value) >> (shift) & 0xf)

#define ARM64_ID_AA64PFR0_GIC	(0xfULL << 24)
#define ARM64_ID_PFR1_GIC	(0xfULL << 28)

struct reg_mask_range;

/**
 * struct arm64_idreg_row - the policy for an ID register.
 * @name: as the manual has it; NULL for one that reads zero.
 * @keep: bits that the guest may see of the host's value.
 * @cap: the highest that a field may be: 0xf for all of them, but few.
 * @fixed: set in any case: fields whose zero means that something is there.
 * @writable: fields that userspace may lower.
 * @is_signed: of these, 0xf is less than 0.
 * @higher: of these, more is less.
 */
struct arm64_idreg_row {
	const char *name;
	u64 keep;
	u64 cap;
	u64 fixed;
	u64 writable;
	u64 is_signed;
	u64 higher;
};

extern const struct arm64_idreg_row arm64_idreg_rows[ARM64_NR_IDREGS];

/* What a guest is told, of what the host has. */
u64 arm64_idreg_sanitise(const struct arm64_idreg_row *row, u64 host);

/**
 * arm64_idreg_allows - may userspace set an ID register so?
 * @row: the register's policy.
 * @limit: what it is without userspace.
 * @value: what it is to be.
 */
bool arm64_idreg_allows(const struct arm64_idreg_row *row, u64 limit,
			u64 value);

/* Fill in a new VM's. */
void arm64_idreg_init(struct airlock_vm *vm);

/**
 * arm64_idreg_freeze - a vCPU runs for the first time since it was initialised.
 * @vcpu: the vCPU, its mutex is held.
 *
 * From now on the VM's ID registers stay as they are; what has to trap for that
 * is made to.
 */
void arm64_idreg_freeze(struct airlock_vcpu *vcpu);

/* Rows of sysreg_table.c. */
int arm64_idreg_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_idreg_set(struct airlock_vcpu *vcpu, u16 reg, u64 value);
bool arm64_has_ras(struct airlock_vcpu *vcpu);
bool arm64_has_lor(struct airlock_vcpu *vcpu);

/* sysreg_parts.c */
bool arm64_has_gic(struct airlock_vm *vm);

/**
 * arm64_idreg_writable_masks - KVM_ARM_GET_REG_WRITABLE_MASKS.
 * @user: the ioctl's argument.
 *
 * Return: 0; -EINVAL: a range that we do not know, or reserved fields; -EFAULT.
 */
long arm64_idreg_writable_masks(struct reg_mask_range __user *user);

/* What the host has, the same for all its CPUs. @nr: ARM64_IDREG(). */
u64 arm64_host_idreg(unsigned int nr);
u64 arm64_host_ctr(void);

/*
 * cacheid.c: registers that the guest reads without a trap as long as they are
 * the host's.
 */
void arm64_cacheid_init(struct airlock_vcpu *vcpu);
int arm64_cacheid_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_cacheid_set(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_cacheid_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_ccsidr_get(struct airlock_vcpu *vcpu, unsigned int cache, u32 *value);
int arm64_ccsidr_set(struct airlock_vcpu *vcpu, unsigned int cache, u32 value);

/*
 * Have these registers to trap (HCR_EL2.TID2)? To be asked when the vCPU is
 * about to run for the first time: userspace cannot change them afterwards.
 */
bool arm64_cacheid_traps(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_IDREG_H */
