/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: the system registers, and a host that has them. */
#ifndef AIRLOCK_KUNIT_FAKE_SYSREG_H
#define AIRLOCK_KUNIT_FAKE_SYSREG_H

#include "fake_arm64.h"

#include "../arch/arm64/cacheid.c"
#include "../arch/arm64/debug.c"
#include "../arch/arm64/idreg.c"
#include "../arch/arm64/idreg_table.c"
#undef REG
#include "../arch/arm64/sysreg.c"
#include "../arch/arm64/sysreg_table.c"

/* Every feature there ever will be. */
static u64 host_id = ~0ULL;
static u64 host_ctr = 0x8444c004;
static u64 host_clidr = 0x0a200023;
static bool ctr_differs;

/* The last that the GIC and the timers were asked. */
static u16 part_reg;
static u64 part_value;

u64 arm64_host_idreg(unsigned int nr)
{
	return host_id;
}

u64 arm64_host_ctr(void)
{
	return host_ctr;
}

u64 arm64_host_cacheid(enum arm64_host_cacheid reg)
{
	return reg == ARM64_HOST_CLIDR ? host_clidr : 0x1000 + reg;
}

u64 arm64_host_ccsidr(unsigned int cache)
{
	return cache < 3 ? 0x700fe01a + cache * 0x2000 : 0;
}

bool arm64_host_ctr_differs(void)
{
	return ctr_differs;
}

static int part_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	part_reg = reg;
	*value = part_value;
	return 0;
}

static int part_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	part_reg = reg;
	part_value = value;
	return 0;
}

int arm64_gic_write_sgi(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return part_write(vcpu, reg, value);
}

int arm64_gic_write_dir(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return part_write(vcpu, reg, value);
}

int arm64_gic_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	*value = part_value;
	return 0;
}

int arm64_gic_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	part_reg = reg;
	part_value = value;
	return 0;
}

int arm64_setway_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	part_reg = reg;
	part_value = value;
	return 0;
}

int arm64_sctlr_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	part_reg = reg;
	vcpu->arch.sys[ARM64_SYS_SCTLR_EL1] = value;
	return 0;
}

int arm64_gic_read_sre(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return part_read(vcpu, reg, value);
}

int arm64_gic_write_sre(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return part_write(vcpu, reg, value);
}

int arm64_timer_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return part_read(vcpu, reg, value);
}

int arm64_timer_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return part_write(vcpu, reg, value);
}

int arm64_timer_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	return part_read(vcpu, reg, value);
}

int arm64_timer_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return part_write(vcpu, reg, value);
}

static int sysreg_init(struct kunit *test)
{
	int err = arm64_init(test);

	if (err)
		return err;
	host_id = ~0ULL;
	host_ctr = 0x8444c004;
	ctr_differs = false;
	arm64_idreg_init(&vm);
	arm64_cacheid_init(vcpu);
	arm64_sysreg_reset(vcpu);
	return 0;
}

/* ESR_EL2 of an access: class 0x18, a 4-byte instruction. */
static __maybe_unused u64 trap_esr(u16 reg, unsigned int rt, bool read)
{
	u64 op0 = reg >> 14, op1 = reg >> 11 & 7, crn = reg >> 7 & 15,
	    crm = reg >> 3 & 15, op2 = reg & 7;

	return 0x62000000 | op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 |
	       rt << 5 | crm << 1 | read;
}

#endif /* AIRLOCK_KUNIT_FAKE_SYSREG_H */
