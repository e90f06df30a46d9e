// SPDX-License-Identifier: GPL-2.0
/* Core registers for userspace: where each of them is kept. */
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "airlock.h"
#include "core_regs.h"
#include "guest_debug.h"
#include "idreg.h"
#include "pstate.h"
#include "sys_regs.h"
#include "user_regs.h"
#include "vreg.h"

/* The general ones that a trip moves, or NULL. */
static u64 *moved_reg(struct airlock_vcpu *vcpu, unsigned int offset)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	switch (offset) {
	case ARM64_CORE_SP_EL0:
		return &regs->sp_el0;
	case ARM64_CORE_PC:
		return &regs->pc;
	}
	if (offset >= ARM64_CORE_SP_EL0)
		return NULL;
	return &regs->x[array_index_nospec(offset / 2, ARRAY_SIZE(regs->x))];
}

static enum arm64_sys sys_reg_of(unsigned int offset)
{
	static const enum arm64_sys spsr[ARM64_NR_SPSR] = {
		ARM64_SYS_SPSR_EL1, ARM64_SYS_SPSR_ABT, ARM64_SYS_SPSR_UND,
		ARM64_SYS_SPSR_IRQ, ARM64_SYS_SPSR_FIQ,
	};

	if (offset == ARM64_CORE_SP_EL1)
		return ARM64_SYS_SP_EL1;
	if (offset == ARM64_CORE_ELR_EL1)
		return ARM64_SYS_ELR_EL1;
	return spsr[array_index_nospec((offset - ARM64_CORE_SPSR) / 2,
				       ARM64_NR_SPSR)];
}

void arm64_core_reg_get(struct airlock_vcpu *vcpu, unsigned int offset,
			void *data)
{
	u64 *reg = moved_reg(vcpu, offset), value;
	u32 status;

	if (offset == ARM64_CORE_FPSR || offset == ARM64_CORE_FPCR) {
		status = arm64_fp_status_read(vcpu, offset == ARM64_CORE_FPCR);
		memcpy(data, &status, sizeof(status));
	} else if (offset >= ARM64_CORE_V) {
		arm64_vreg_read(vcpu, (offset - ARM64_CORE_V) / 4 % 32, data);
	} else if (offset == ARM64_CORE_PSTATE) {
		value = arm64_guest_debug_pstate(vcpu);
		memcpy(data, &value, sizeof(value));
	} else {
		value = reg ? *reg : arm64_sys_read(vcpu, sys_reg_of(offset));
		memcpy(data, &value, sizeof(value));
	}
}

static bool is_el1_32bit(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.features & BIT(KVM_ARM_VCPU_EL1_32BIT);
}

/* AArch32 at EL0 or at all; a mode that the vCPU does not have is refused. */
static bool pstate_allowed(struct airlock_vcpu *vcpu, u64 pstate)
{
	u64 pfr0 = vcpu->vm->arch.idregs.id[ARM64_ID_AA64PFR0];

	switch (pstate & (ARM64_PSTATE_AA32 | ARM64_PSTATE_AA32_MODE)) {
	case ARM64_MODE_EL0T:
	case ARM64_MODE_EL1T:
	case ARM64_MODE_EL1H:
		return !is_el1_32bit(vcpu);
	case ARM64_MODE_AA32_USR:
		return ARM64_ID_FIELD(pfr0, 0) == 2;
	case ARM64_MODE_AA32_FIQ:
	case ARM64_MODE_AA32_IRQ:
	case ARM64_MODE_AA32_SVC:
	case ARM64_MODE_AA32_ABT:
	case ARM64_MODE_AA32_UND:
	case ARM64_MODE_AA32_SYS:
		return is_el1_32bit(vcpu);
	default:
		return false;
	}
}

/* An AArch32 mode has 32-bit registers: in User and System mode up to R14. */
static void narrow(struct arm64_regs *regs)
{
	unsigned int mode, n, i;

	if (!arm64_pstate_is_aa32(regs->pstate))
		return;
	mode = regs->pstate & (ARM64_PSTATE_AA32 | ARM64_PSTATE_AA32_MODE);
	n = mode == ARM64_MODE_AA32_USR || mode == ARM64_MODE_AA32_SYS ? 15 :
									31;
	for (i = 0; i < n; i++)
		regs->x[i] = (u32)regs->x[i];
	regs->pc = (u32)regs->pc;
}

int arm64_core_reg_set(struct airlock_vcpu *vcpu, unsigned int offset,
		       const void *data)
{
	u64 *reg = moved_reg(vcpu, offset), value;
	u32 status;

	if (offset == ARM64_CORE_FPSR || offset == ARM64_CORE_FPCR) {
		memcpy(&status, data, sizeof(status));
		arm64_fp_status_write(vcpu, offset == ARM64_CORE_FPCR, status);
		return 0;
	}
	if (offset >= ARM64_CORE_V) {
		arm64_vreg_write(vcpu, (offset - ARM64_CORE_V) / 4 % 32, data);
		return 0;
	}
	memcpy(&value, data, sizeof(value));
	if (offset == ARM64_CORE_PSTATE) {
		if (!pstate_allowed(vcpu, value))
			return -EINVAL;
		arm64_guest_debug_set_pstate(vcpu, value);
	} else if (reg) {
		*reg = value;
	} else {
		arm64_sys_write(vcpu, sys_reg_of(offset), value);
		return 0;
	}
	narrow(&vcpu->arch.regs);
	return 0;
}
