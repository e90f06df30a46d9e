// SPDX-License-Identifier: GPL-2.0
/* System registers of the GIC and the timers: from the table to those. */
#include <linux/errno.h>

#include "airlock.h"
#include "cpu.h"
#include "idreg.h"
#include "sysreg_table.h"
#include "timer.h"
#include "vgic/regs.h"
#include "vgic/vgic.h"

/* The fields op2 and CRm of ARM64_SYSREG(). */
#define REG_OP2(reg)		((reg) & 7)
#define REG_CRM(reg)		((reg) >> 3 & 0xf)

/* System registers alone, and no bypass of the GIC. */
#define SRE_FIXED		7

bool arm64_has_gic(struct airlock_vm *vm)
{
	return READ_ONCE(vm->arch.vgic);
}

int arm64_gic_write_sgi(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	/* ICC_SGI1R_EL1, ICC_ASGI1R_EL1, ICC_SGI0R_EL1: op2 is 5, 6, 7. */
	enum arm64_sgi sgi = ARM64_SGI1 + REG_OP2(reg) - 5;

	if (unlikely(!vcpu->arch.vgic.gic))
		return -ENOENT;
	arm64_vgic_sgi(vcpu, sgi, value);
	return 0;
}

int arm64_gic_write_dir(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	if (!vcpu->arch.vgic.gic)
		return -ENOENT;
	arm64_vgic_dir(vcpu, value);
	return 0;
}

/* ICC_CTLR_EL1, ICC_PMR_EL1, ICC_RPR_EL1: they may trap with ICC_DIR_EL1. */
int arm64_gic_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	int err;

	if (!cpu->gic)
		return -ENOENT;
	arm64_vgic_regs_out(vcpu);
	err = gic_cpuif_trap_read(vgic_state(cpu), cpu, reg, value);
	arm64_vgic_regs_in(vcpu);
	return err;
}

int arm64_gic_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;
	int err;

	if (!cpu->gic)
		return -ENOENT;
	arm64_vgic_regs_out(vcpu);
	err = gic_cpuif_trap_write(vgic_state(cpu), cpu, reg, value);
	arm64_vgic_regs_in(vcpu);
	return err;
}

int arm64_gic_read_sre(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	if (!vcpu->arch.vgic.gic)
		return -ENOENT;
	*value = SRE_FIXED;
	return 0;
}

int arm64_gic_write_sre(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	return vcpu->arch.vgic.gic ? 0 : -ENOENT;
}

/* CRm tells the timer and op2 its register; CRm 0 has the counters. */
static enum arm64_timer_reg timer_reg(u16 reg)
{
	if (!REG_CRM(reg))
		return ARM64_TIMER_CNT;
	return ARM64_TIMER_TVAL + REG_OP2(reg);
}

int arm64_timer_read(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	*value = arm64_timer_trap_read(vcpu, timer_reg(reg));
	return 0;
}

int arm64_timer_write(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	arm64_timer_trap_write(vcpu, timer_reg(reg), value);
	return 0;
}

/*
 * Userspace's numbers: CNTPCT_EL0, CNTP_CTL_EL0 and CNTP_CVAL_EL0 are what they
 * say, but the virtual timer's counter and comparator have changed places.
 */
static enum arm64_timer_reg user_reg(u16 reg, enum arm64_timer_id *id)
{
	*id = ARM64_PTIMER;
	if (!REG_CRM(reg) && REG_OP2(reg) == 2) {
		*id = ARM64_VTIMER;
		return ARM64_TIMER_CVAL;
	}
	if (REG_CRM(reg) == 3) {
		*id = ARM64_VTIMER;
		if (REG_OP2(reg) == 2)
			return ARM64_TIMER_CNT;
	}
	return timer_reg(reg);
}

int arm64_timer_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value)
{
	enum arm64_timer_id id;
	enum arm64_timer_reg what = user_reg(reg, &id);

	*value = arm64_timer_user_get(vcpu, id, what);
	return 0;
}

int arm64_timer_set(struct airlock_vcpu *vcpu, u16 reg, u64 value)
{
	enum arm64_timer_id id;
	enum arm64_timer_reg what = user_reg(reg, &id);

	arm64_timer_user_set(vcpu, id, what, value);
	return 0;
}
