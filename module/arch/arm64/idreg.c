// SPDX-License-Identifier: GPL-2.0
/*
 * ID registers: what the host has, less what we do not virtualise, less what
 * userspace took away. Policy is in idreg_table.c.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mutex.h>

#include "airlock.h"
#include "idreg.h"

/* Fields are of four bits each. */
#define for_each_field(shift)	for (shift = 0; shift < 64; shift += 4)

u64 arm64_idreg_sanitise(const struct arm64_idreg_row *row, u64 host)
{
	unsigned int shift;
	u64 value = 0;

	if (!row->name)
		return 0;
	host &= row->keep;
	for_each_field(shift) {
		u64 field = ARM64_ID_FIELD(host, shift);
		u64 cap = ARM64_ID_FIELD(row->cap, shift);

		/* Of a signed field 0xf is none at all, and no cap is needed. */
		if (!(ARM64_ID_FIELD(row->is_signed, shift) && field == 0xf))
			field = min(field, cap);
		value |= field << shift;
	}
	return value | row->fixed;
}

/* Is field @value one that a CPU with @limit could have? */
static bool field_allowed(const struct arm64_idreg_row *row, unsigned int shift,
			  unsigned int limit, unsigned int value)
{
	if (value == limit)
		return true;
	if (ARM64_ID_FIELD(row->writable, shift) != 0xf)
		return false;
	if (ARM64_ID_FIELD(row->higher, shift))
		return value > limit;
	if (ARM64_ID_FIELD(row->is_signed, shift))
		return (s32)sign_extend32(value, 3) <
		       (s32)sign_extend32(limit, 3);
	return value < limit;
}

bool arm64_idreg_allows(const struct arm64_idreg_row *row, u64 limit, u64 value)
{
	unsigned int shift;

	for_each_field(shift)
		if (!field_allowed(row, shift, ARM64_ID_FIELD(limit, shift),
				   ARM64_ID_FIELD(value, shift)))
			return false;
	return true;
}

void arm64_idreg_init(struct airlock_vm *vm)
{
	struct arm64_idregs *ids = &vm->arch.idregs;
	unsigned int nr;

	for (nr = 0; nr < ARM64_NR_IDREGS; nr++) {
		const struct arm64_idreg_row *row = &arm64_idreg_rows[nr];

		ids->limit[nr] = row->name ?
			arm64_idreg_sanitise(row, arm64_host_idreg(nr)) : 0;
		ids->id[nr] = ids->limit[nr];
	}
	ids->ctr = arm64_host_ctr();
}

int arm64_idreg_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	*value = vcpu->vm->arch.idregs.id[reg - ARM64_IDREG_FIRST];
	return 0;
}

/* DebugVer and CopDbg: there is a least that any CPU has. */
static bool too_old(unsigned int nr, u64 value)
{
	return (nr == ARM64_ID_AA64DFR0 || nr == ARM64_IDREG(1, 2)) && value &&
	       ARM64_ID_FIELD(value, 0) < 6;
}

int arm64_idreg_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	struct airlock_vm *vm = vcpu->vm;
	struct arm64_idregs *ids = &vm->arch.idregs;
	unsigned int nr = reg - ARM64_IDREG_FIRST;
	int err = 0;

	mutex_lock(&vm->lock);
	if (value == ids->id[nr])
		goto out;
	if (vm->arch.has_run)
		err = -EBUSY;
	else if (too_old(nr, value) ||
		 !arm64_idreg_allows(&arm64_idreg_rows[nr], ids->limit[nr],
				     value))
		err = -EINVAL;
	else
		WRITE_ONCE(ids->id[nr], value);
out:
	mutex_unlock(&vm->lock);
	return err;
}

bool arm64_has_ras(struct airlock_vcpu *vcpu)
{
	return ARM64_ID_FIELD(vcpu->vm->arch.idregs.id[ARM64_ID_AA64PFR0], 28);
}

bool arm64_has_lor(struct airlock_vcpu *vcpu)
{
	return ARM64_ID_FIELD(vcpu->vm->arch.idregs.id[ARM64_ID_AA64MMFR1], 16);
}
