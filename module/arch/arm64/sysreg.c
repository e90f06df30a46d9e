// SPDX-License-Identifier: GPL-2.0
/*
 * System registers: find the row, apply what all rows have in common. The rows
 * are in sysreg_table.c, the features that ID registers tell of in idreg.c.
 */
#include <linux/errno.h>

#include "airlock.h"
#include "cpu.h"
#include "idreg.h"
#include "sysreg_table.h"

/*
 * Arm ARM "ISS encoding for an exception from MSR, MRS, or System instruction
 * execution in AArch64 state": Op0 21:20, Op2 19:17, Op1 16:14, CRn 13:10,
 * Rt 9:5, CRm 4:1, Direction 0. Three of the fields keep their order.
 */
static u16 trap_reg(u64 esr)
{
	return (esr >> 6 & 0xc000) | (esr >> 3 & 0x3800) | (esr >> 3 & 0x780) |
	       (esr << 2 & 0x78) | (esr >> 17 & 7);
}

#define SYSREG_ICC_SGI1R	ARM64_SYSREG(3, 0, 12, 11, 5)

#define TRAP_READ	BIT(0)
#define TRAP_RT(esr)	((esr) >> 5 & 31)

const struct arm64_sysreg_row *arm64_sysreg_find(u16 reg)
{
	unsigned int low = 0, high = arm64_nr_sysreg_rows;

	while (low < high) {
		unsigned int mid = (low + high) / 2;
		const struct arm64_sysreg_row *row = &arm64_sysreg_rows[mid];

		if (reg < row->first)
			high = mid;
		else if (reg - row->first > row->more)
			low = mid + 1;
		else
			return row;
	}
	return NULL;
}

static bool row_present(struct airlock_vcpu *vcpu,
			const struct arm64_sysreg_row *row)
{
	return row && (!row->present || row->present(vcpu));
}

int arm64_sysreg_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	const struct arm64_sysreg_row *row = arm64_sysreg_find(reg);

	if (!row_present(vcpu, row))
		return -ENOENT;
	if (row->read)
		return row->read(vcpu, reg, value);
	if (row->flags & ARM64_REG_RAZ) {
		*value = 0;
		return 0;
	}
	if (!(row->flags & ARM64_REG_READ))
		return -ENOENT;
	*value = arm64_sys_read(vcpu, row->arg);
	return 0;
}

int arm64_sysreg_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	const struct arm64_sysreg_row *row = arm64_sysreg_find(reg);

	if (!row_present(vcpu, row))
		return -ENOENT;
	if (row->write)
		return row->write(vcpu, reg, value);
	if (row->flags & ARM64_REG_WI)
		return 0;
	if (!(row->flags & ARM64_REG_WRITE))
		return -ENOENT;
	arm64_sys_write(vcpu, row->arg, value);
	return 0;
}

int arm64_sysreg_trap(struct airlock_vcpu *vcpu, u64 esr)
{
	u16 reg = trap_reg(esr);
	unsigned int nr = reg - ARM64_IDREG_FIRST;
	u64 value;
	int err;

	if (likely(nr < ARM64_NR_IDREGS && esr & TRAP_READ)) {
		arm64_reg_write(vcpu, TRAP_RT(esr),
				vcpu->vm->arch.idregs.id[nr]);
		arm64_skip(vcpu);
		return AIRLOCK_RESUME;
	}
	if (esr & TRAP_READ) {
		err = arm64_sysreg_read(vcpu, reg, &value);
		if (!err)
			arm64_reg_write(vcpu, TRAP_RT(esr), value);
	} else {
		value = arm64_reg_read(vcpu, TRAP_RT(esr));
		/* Written for every interrupt between CPUs: no search. */
		if (likely(reg == SYSREG_ICC_SGI1R))
			err = arm64_gic_write_sgi(vcpu, reg, value);
		else
			err = arm64_sysreg_write(vcpu, reg, value);
	}
	if (err)
		arm64_inject_undef(vcpu);
	else
		arm64_skip(vcpu);
	return AIRLOCK_RESUME;
}

int arm64_sysreg_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	const struct arm64_sysreg_row *row = arm64_sysreg_find(reg);

	if (!row_present(vcpu, row) || !(row->flags & ARM64_REG_USER))
		return -ENOENT;
	if (row->get)
		return row->get(vcpu, reg, value);
	*value = arm64_sys_read(vcpu, row->arg);
	return 0;
}

int arm64_sysreg_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	const struct arm64_sysreg_row *row = arm64_sysreg_find(reg);

	if (!row_present(vcpu, row) || !(row->flags & ARM64_REG_USER))
		return -ENOENT;
	if (row->set)
		return row->set(vcpu, reg, value);
	arm64_sys_write(vcpu, row->arg, value);
	return 0;
}

unsigned int arm64_sysreg_list(struct airlock_vcpu *vcpu, u16 *regs)
{
	const struct arm64_sysreg_row *row;
	unsigned int nr = 0, i;

	for (row = arm64_sysreg_rows;
	     row < arm64_sysreg_rows + arm64_nr_sysreg_rows; row++) {
		if (!(row->flags & ARM64_REG_USER) ||
		    row->flags & ARM64_REG_UNLISTED || !row_present(vcpu, row))
			continue;
		for (i = 0; i <= row->more; i++, nr++)
			if (regs)
				regs[nr] = row->first + i;
	}
	return nr;
}
