// SPDX-License-Identifier: GPL-2.0
/*
 * System registers of the GIC and the timers: until those are merged, the guest
 * and userspace have none.
 */
#include <linux/errno.h>

#include "airlock.h"
#include "idreg.h"
#include "sysreg_table.h"

bool arm64_has_gic(struct airlock_vm *vm)
{
	return false;
}

int arm64_gic_write_sgi(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return -ENOENT;
}

int arm64_gic_read_sre(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return -ENOENT;
}

int arm64_gic_write_sre(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return -ENOENT;
}

int arm64_timer_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return -ENOENT;
}

int arm64_timer_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return -ENOENT;
}

int arm64_timer_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return -ENOENT;
}

int arm64_timer_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return -ENOENT;
}
