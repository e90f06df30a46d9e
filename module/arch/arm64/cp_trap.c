// SPDX-License-Identifier: GPL-2.0
/*
 * AArch32's coprocessor registers, by the rows of AArch64's: most are the same
 * by number. Arm ARM "Mapping of AArch32 System registers to the AArch64 System
 * registers".
 */
#include <linux/errno.h>

#include "airlock.h"
#include "aa32.h"
#include "cpu.h"
#include "idreg.h"
#include "sysreg_table.h"

/* Exception classes. */
#define EC(esr)		((esr) >> 26)
#define EC_CP15		0x03
#define EC_CP15_64	0x04
#define EC_CP14		0x05
#define EC_VMRS		0x08
#define EC_CP14_64	0x0c

/*
 * Arm ARM "ISS encoding for an exception from an MCR or MRC access", "... MCRR
 * or MRRC access". Register numbers are those of the AArch64 view.
 */
#define ISS_READ	BIT_ULL(0)
#define ISS_CRM(esr)	((esr) >> 1 & 0xf)
#define ISS_RT(esr)	((esr) >> 5 & 31)
#define ISS_RT2(esr)	((esr) >> 10 & 31)
#define ISS_CRN(esr)	((esr) >> 10 & 0xf)
#define ISS_OPC1(esr)	((esr) >> 14 & 7)
#define ISS_OPC2(esr)	((esr) >> 17 & 7)
#define ISS_OPC1_64(esr) ((esr) >> 16 & 0xf)

#define CP15(op1, crn, crm, op2)	ARM64_SYSREG(3, op1, crn, crm, op2)
#define CP14(op1, crn, crm, op2)	ARM64_SYSREG(2, op1, crn, crm, op2)

#define DBGDIDR		CP14(0, 0, 0, 0)
#define DBGVCR		CP14(0, 0, 7, 0)
#define DBGVCR32_EL2	ARM64_SYSREG(2, 4, 0, 7, 0)
#define NO_REG		0

/* Whose AArch64 registers are of EL2: the guest's accesses are no rows'. */
#define IFSR		CP15(0, 5, 0, 1)
#define IFSR32_EL2	ARM64_SYSREG(3, 4, 5, 0, 1)
#define DACR		CP15(0, 3, 0, 0)
#define DACR32_EL2	ARM64_SYSREG(3, 4, 3, 0, 0)

/* Those that have another number in AArch64; NO_REG reads as zero. */
struct cp_row {
	u16 from;
	u16 to;
};

static const struct cp_row other_numbers[] = {
	{ CP15(0, 0, 0, 1), ARM64_SYSREG(3, 3, 0, 0, 1) },	/* CTR */
	{ CP15(0, 0, 0, 2), NO_REG },				/* TCMTR */
	{ CP15(0, 0, 0, 3), NO_REG },				/* TLBTR */
	{ CP15(0, 5, 0, 0), ARM64_SYSREG(3, 0, 5, 2, 0) },	/* DFSR */
	{ CP15(0, 7, 6, 2), ARM64_SYSREG(1, 0, 7, 6, 2) },	/* DCISW */
	{ CP15(0, 7, 10, 2), ARM64_SYSREG(1, 0, 7, 10, 2) },	/* DCCSW */
	{ CP15(0, 7, 14, 2), ARM64_SYSREG(1, 0, 7, 14, 2) },	/* DCCISW */
	{ CP15(0, 14, 2, 0), ARM64_SYSREG(3, 3, 14, 2, 0) },	/* CNTP_TVAL */
	{ CP15(0, 14, 2, 1), ARM64_SYSREG(3, 3, 14, 2, 1) },	/* CNTP_CTL */
	{ CP14(0, 0, 1, 0), ARM64_SYSREG(2, 3, 0, 1, 0) },	/* DBGDSCRint */
	{ CP14(0, 0, 5, 0), ARM64_SYSREG(2, 3, 0, 5, 0) },	/* DBGDTRxXint */
	{ CP14(0, 0, 6, 0), NO_REG },				/* DBGWFAR */
	{ CP14(0, 2, 0, 0), NO_REG },				/* DBGDSAR */
	{ CP14(0, 7, 0, 7), NO_REG },				/* DBGDEVID2 */
	{ CP14(0, 7, 1, 7), NO_REG },				/* DBGDEVID1 */
	{ CP14(0, 7, 2, 7), NO_REG },				/* DBGDEVID */
};

/* MCRR and MRRC: by CRm and Opc1. */
static const struct {
	u8 crm;
	u8 opc1;
	u16 to;
} wide_numbers[] = {
	{ 2, 0, ARM64_SYSREG(3, 0, 2, 0, 0) },		/* TTBR0 */
	{ 2, 1, ARM64_SYSREG(3, 0, 2, 0, 1) },		/* TTBR1 */
	{ 12, 0, ARM64_SYSREG(3, 0, 12, 11, 5) },	/* ICC_SGI1R */
	{ 12, 1, ARM64_SYSREG(3, 0, 12, 11, 6) },	/* ICC_ASGI1R */
	{ 12, 2, ARM64_SYSREG(3, 0, 12, 11, 7) },	/* ICC_SGI0R */
	{ 14, 0, ARM64_SYSREG(3, 3, 14, 0, 1) },	/* CNTPCT */
	{ 14, 2, ARM64_SYSREG(3, 3, 14, 2, 2) },	/* CNTP_CVAL */
};

/*
 * DBGDIDR, of ID_AA64DFR0_EL1: as many breakpoints, watchpoints and context
 * comparators; Version is Armv8.
 */
static u32 read_dbgdidr(struct airlock_vcpu *vcpu)
{
	u64 dfr0 = vcpu->vm->arch.idregs.id[ARM64_ID_AA64DFR0];

	return ARM64_ID_FIELD(dfr0, 20) << 28 | ARM64_ID_FIELD(dfr0, 12) << 24 |
	       ARM64_ID_FIELD(dfr0, 28) << 20 | 6 << 16;
}

/* The ID registers that are new since, AArch32's view of the space has not. */
static bool is_id(u16 reg)
{
	return reg >= ARM64_IDREG_FIRST &&
	       reg < ARM64_IDREG_FIRST + ARM64_NR_IDREGS;
}

static int cp_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	unsigned int i;

	if (reg == DBGDIDR) {
		*value = read_dbgdidr(vcpu);
		return 0;
	}
	if (reg == DBGVCR)
		return arm64_sysreg_get(vcpu, DBGVCR32_EL2, value);
	/* MVFR0 to MVFR2 are VMRS's; from CRm 4 on it is AArch64's. */
	if (is_id(reg) && (reg >= CP15(0, 0, 4, 0) ||
			   (reg >= CP15(0, 0, 3, 0) &&
			    reg <= CP15(0, 0, 3, 2)))) {
		*value = 0;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(other_numbers); i++) {
		if (other_numbers[i].from != reg)
			continue;
		reg = other_numbers[i].to;
		*value = 0;
		return reg ? arm64_sysreg_read(vcpu, reg, value) : 0;
	}
	return arm64_sysreg_read(vcpu, reg, value);
}

/* What is behind, also of those that trap when they are written only. */
static u64 old_value(struct airlock_vcpu *vcpu, u16 reg)
{
	u64 old;

	if (arm64_sysreg_read(vcpu, reg, &old) &&
	    arm64_sysreg_get(vcpu, reg, &old))
		return 0;
	return old;
}

/* The upper half of what is behind stays. */
static int write_low(struct airlock_vcpu *vcpu, u16 reg, u32 value)
{
	u64 old = old_value(vcpu, reg);

	return arm64_sysreg_write(vcpu, reg, (old & ~0xffffffffULL) | value);
}

static int cp_write(struct airlock_vcpu *vcpu, u16 reg, u32 value)
{
	unsigned int i;

	if (reg == DBGVCR)
		return arm64_sysreg_set(vcpu, DBGVCR32_EL2, value);
	if (reg == IFSR)
		return arm64_sysreg_set(vcpu, IFSR32_EL2, value);
	if (reg == DACR)
		return arm64_sysreg_set(vcpu, DACR32_EL2, value);
	for (i = 0; i < ARRAY_SIZE(other_numbers); i++) {
		if (other_numbers[i].from != reg)
			continue;
		/* What reads zero and is not read-only ignores writes. */
		if (!other_numbers[i].to)
			return reg == CP14(0, 0, 6, 0) ? 0 : -ENOENT;
		return write_low(vcpu, other_numbers[i].to, value);
	}
	return write_low(vcpu, reg, value);
}

/* Those that are an upper half. */
static const struct cp_row upper_halves[] = {
	{ CP15(0, 1, 0, 3), ARM64_SYSREG(3, 0, 1, 0, 1) },	/* ACTLR2 */
	{ CP15(0, 2, 0, 3), ARM64_SYSREG(3, 0, 2, 0, 2) },	/* TTBCR2 */
	{ CP15(0, 6, 0, 2), ARM64_SYSREG(3, 0, 6, 0, 0) },	/* IFAR */
	{ CP15(0, 10, 2, 1), ARM64_SYSREG(3, 0, 10, 2, 0) },	/* MAIR1 */
	{ CP15(0, 10, 3, 1), ARM64_SYSREG(3, 0, 10, 3, 0) },	/* AMAIR1 */
};

/* DBGBXVR<n>: the upper half of DBGBVR<n>_EL1. */
static u16 upper_half_of(u16 reg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(upper_halves); i++)
		if (upper_halves[i].from == reg)
			return upper_halves[i].to;
	if ((reg & ~0x78) == CP14(0, 1, 0, 1))
		return ARM64_SYSREG(2, 0, 0, reg >> 3 & 15, 4);
	return NO_REG;
}

static int access_half(struct airlock_vcpu *vcpu, u16 reg, u64 esr)
{
	u64 value;
	int err;

	if (esr & ISS_READ) {
		err = arm64_sysreg_read(vcpu, reg, &value);
		if (!err)
			arm64_reg_write(vcpu, ISS_RT(esr), value >> 32);
		return err;
	}
	value = (u32)old_value(vcpu, reg) | arm64_reg_read(vcpu, ISS_RT(esr)) << 32;
	return arm64_sysreg_write(vcpu, reg, value);
}

static int access_narrow(struct airlock_vcpu *vcpu, u16 reg, u64 esr)
{
	u16 half = upper_half_of(reg);
	u64 value = 0;
	int err;

	if (half)
		return access_half(vcpu, half, esr);
	if (!(esr & ISS_READ))
		return cp_write(vcpu, reg, arm64_reg_read(vcpu, ISS_RT(esr)));
	err = cp_read(vcpu, reg, &value);
	if (!err)
		arm64_reg_write(vcpu, ISS_RT(esr), (u32)value);
	return err;
}

static int access_wide(struct airlock_vcpu *vcpu, u64 esr)
{
	unsigned int i, crm = ISS_CRM(esr), opc1 = ISS_OPC1_64(esr);
	u64 value;
	int err;

	for (i = 0; i < ARRAY_SIZE(wide_numbers); i++)
		if (wide_numbers[i].crm == crm && wide_numbers[i].opc1 == opc1)
			break;
	if (i == ARRAY_SIZE(wide_numbers))
		return -ENOENT;
	if (!(esr & ISS_READ)) {
		value = (u32)arm64_reg_read(vcpu, ISS_RT(esr)) |
			arm64_reg_read(vcpu, ISS_RT2(esr)) << 32;
		return arm64_sysreg_write(vcpu, wide_numbers[i].to, value);
	}
	err = arm64_sysreg_read(vcpu, wide_numbers[i].to, &value);
	if (!err) {
		arm64_reg_write(vcpu, ISS_RT(esr), (u32)value);
		arm64_reg_write(vcpu, ISS_RT2(esr), value >> 32);
	}
	return err;
}

/* DBGDRAR and DBGDSAR, read by MRRC: there are no such tables. */
static int access_debug_wide(struct airlock_vcpu *vcpu, u64 esr)
{
	if (!(esr & ISS_READ) || ISS_OPC1_64(esr) ||
	    (ISS_CRM(esr) != 1 && ISS_CRM(esr) != 2))
		return -ENOENT;
	arm64_reg_write(vcpu, ISS_RT(esr), 0);
	arm64_reg_write(vcpu, ISS_RT2(esr), 0);
	return 0;
}

/* VMRS: the register is in CRn's place. */
static int access_vmrs(struct airlock_vcpu *vcpu, u64 esr)
{
	unsigned int reg = ISS_CRN(esr);

	/* 7, 6, 5: MVFR0, MVFR1, MVFR2; which can only be read. */
	if (!(esr & ISS_READ) || reg < 5 || reg > 7)
		return -ENOENT;
	arm64_reg_write(vcpu, ISS_RT(esr),
			vcpu->vm->arch.idregs.id[ARM64_IDREG(3, 7 - reg)]);
	return 0;
}

static int access(struct airlock_vcpu *vcpu, u64 esr)
{
	unsigned int op1 = ISS_OPC1(esr), crn = ISS_CRN(esr),
		     crm = ISS_CRM(esr), op2 = ISS_OPC2(esr);

	switch (EC(esr)) {
	case EC_CP15:
		return access_narrow(vcpu, CP15(op1, crn, crm, op2), esr);
	case EC_CP14:
		/* Of cp14, Opc1 is 0 for debug and 1 for trace. */
		if (op1)
			return -ENOENT;
		return access_narrow(vcpu, CP14(op1, crn, crm, op2), esr);
	case EC_CP15_64:
		return access_wide(vcpu, esr);
	case EC_CP14_64:
		return access_debug_wide(vcpu, esr);
	case EC_VMRS:
		return access_vmrs(vcpu, esr);
	default:
		return -ENOENT;
	}
}

int arm64_cp_trap(struct airlock_vcpu *vcpu, u64 esr)
{
	if (!arm64_aa32_condition(esr, vcpu->arch.regs.pstate) ||
	    !access(vcpu, esr))
		arm64_skip(vcpu);
	else
		arm64_inject_undef(vcpu);
	return AIRLOCK_RESUME;
}
