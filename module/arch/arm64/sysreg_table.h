/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of system registers: the policy, a row for each. */
#ifndef AIRLOCK_ARM64_SYSREG_TABLE_H
#define AIRLOCK_ARM64_SYSREG_TABLE_H

#include <linux/bits.h>

#include "sys_regs.h"
#include "sysreg.h"

/*
 * Bits of arm64_sysreg_row.flags. What a guest's access does is the first line
 * that fits: the row's function, zero or nothing, the stored value, undefined.
 */
#define ARM64_REG_RAZ		BIT(0)	/* the guest reads zero */
#define ARM64_REG_WI		BIT(1)	/* what it writes is ignored */
#define ARM64_REG_READ		BIT(2)	/* it reads what is stored */
#define ARM64_REG_WRITE		BIT(3)	/* it may write that */
#define ARM64_REG_SYS		BIT(4)	/* stored in vcpu->arch.sys[arg] */
#define ARM64_REG_USER		BIT(5)	/* userspace has it */
#define ARM64_REG_UNLISTED	BIT(6)	/* ... but it is not in the list */

#define ARM64_REG_RAZ_WI	(ARM64_REG_RAZ | ARM64_REG_WI)
#define ARM64_REG_READ_WRITE	(ARM64_REG_READ | ARM64_REG_WRITE)
#define ARM64_REG_SYS_USER	(ARM64_REG_SYS | ARM64_REG_USER)

/**
 * struct arm64_sysreg_row - what we do for a register, or for several in a row.
 * @name: of the first, as the manual has it.
 * @first: ARM64_SYSREG() of the first.
 * @more: how many follow it.
 * @flags: ARM64_REG_*.
 * @arg: where the value is: enum arm64_sys, with ARM64_REG_SYS.
 * @present: may be NULL; if not, it tells whether the guest has the register.
 * @read: of the guest. Return: 0, or anything else for an undefined one.
 * @write: of the guest; as @read.
 * @get: of userspace. Return: 0 or an errno.
 * @set: of userspace; as @get.
 */
struct arm64_sysreg_row {
	const char *name;
	u16 first;
	u16 more;
	u16 flags;
	u16 arg;
	bool (*present)(struct airlock_vcpu *vcpu);
	int (*read)(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
	int (*write)(struct airlock_vcpu *vcpu, u16 reg, u64 value);
	int (*get)(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
	int (*set)(struct airlock_vcpu *vcpu, u16 reg, u64 value);
};

/* In ascending order, without overlap. */
extern const struct arm64_sysreg_row arm64_sysreg_rows[];
extern const unsigned int arm64_nr_sysreg_rows;

/* The row of a register, or NULL. */
const struct arm64_sysreg_row *arm64_sysreg_find(u16 reg);

/* A guest's access: 0, or undefined. */
int arm64_sysreg_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_sysreg_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);

/* debug.c */
int arm64_debug_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_debug_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_oslar_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_oslsr_set(struct airlock_vcpu *vcpu, u16 reg, u64 value);

/* sysreg_parts.c: what other parts emulate */
int arm64_gic_write_sgi(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_gic_write_dir(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_gic_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_gic_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_gic_read_sre(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_gic_write_sre(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_timer_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_timer_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_timer_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value);
int arm64_timer_set(struct airlock_vcpu *vcpu, u16 reg, u64 value);

/* el2/setway.c */
int arm64_setway_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);
int arm64_sctlr_write(struct airlock_vcpu *vcpu, u16 reg, u64 value);

#endif /* AIRLOCK_ARM64_SYSREG_TABLE_H */
