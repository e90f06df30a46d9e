// SPDX-License-Identifier: GPL-2.0
/* The guest's registers, for who handles an exit. */
#define EL2_VHE

#include <linux/types.h>
#include <asm/esr.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "cpu.h"
#include "controls.h"
#include "guest_debug.h"
#include "pstate.h"
#include "sys_switch.h"

#define PSTATE_BTYPE	GENMASK_ULL(11, 10)

u64 arm64_reg_read(struct airlock_vcpu *vcpu, unsigned int n)
{
	return n < 31 ? vcpu->arch.regs.x[n] : 0;
}

void arm64_reg_write(struct airlock_vcpu *vcpu, unsigned int n, u64 value)
{
	if (n < 31)
		vcpu->arch.regs.x[n] = value;
}

/*
 * The If-Then state of AArch32 is in two pieces: IT[1:0] in bits 26:25,
 * IT[7:2] in bits 15:10. The last instruction of a block ends it.
 */
static u64 skip_it(u64 pstate)
{
	u64 it = (pstate >> 25 & 3) | (pstate >> 10 & 0x3f) << 2;

	it = it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
	pstate &= ~(u64)PSR_AA32_IT_MASK;
	return pstate | (it & 3) << 25 | it >> 2 << 10;
}

void arm64_skip(struct airlock_vcpu *vcpu)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	if (unlikely(arm64_pstate_is_aa32(regs->pstate))) {
		regs->pc += vcpu->arch.el2.esr & ESR_ELx_IL ? 4 : 2;
		regs->pstate = skip_it(regs->pstate);
	} else {
		regs->pc += 4;
		regs->pstate &= ~PSTATE_BTYPE;
	}
	regs->pstate &= ~ARM64_PSTATE_SS;
}

/* From here on: registers that are in the CPU, on a VHE host. */

/* All of them out, for one: not inline, for the array is cleared each time. */
static noinline u64 sys_read_any(enum arm64_sys reg)
{
	u64 sys[ARM64_SYS_NR_LIVE];

	el2_sys_save(sys);
	return sys[reg];
}

/* The ones that an exit's handler looks at; others the long way. */
static u64 sys_read_live(enum arm64_sys reg)
{
	switch (reg) {
	case ARM64_SYS_SCTLR_EL1:
		return read_sysreg_s(SYS_SCTLR_EL12);
	case ARM64_SYS_TCR_EL1:
		return read_sysreg_s(SYS_TCR_EL12);
	case ARM64_SYS_TTBR0_EL1:
		return read_sysreg_s(SYS_TTBR0_EL12);
	case ARM64_SYS_TTBR1_EL1:
		return read_sysreg_s(SYS_TTBR1_EL12);
	default:
		return sys_read_any(reg);
	}
}

/* Seldom done: all of them out, and back with the change. */
static noinline void sys_write_live(enum arm64_sys reg, u64 value)
{
	u64 sys[ARM64_SYS_NR_LIVE];

	el2_sys_save(sys);
	sys[reg] = value;
	el2_sys_load(sys);
}

u64 arm64_sys_read(struct airlock_vcpu *vcpu, enum arm64_sys reg)
{
	if (reg < ARM64_SYS_NR_LIVE && vcpu->arch.el2.loaded)
		return sys_read_live(reg);
	return vcpu->arch.sys[reg];
}

u64 arm64_sctlr(struct airlock_vcpu *vcpu)
{
	if (vcpu->arch.el2.loaded)
		return read_sysreg_s(EL2_BANKED(SCTLR));
	return vcpu->arch.sys[ARM64_SYS_SCTLR_EL1];
}

void arm64_sys_write(struct airlock_vcpu *vcpu, enum arm64_sys reg, u64 value)
{
	if (reg < ARM64_SYS_NR_LIVE && vcpu->arch.el2.loaded)
		sys_write_live(reg, value);
	else
		vcpu->arch.sys[reg] = value;
	if (reg == ARM64_SYS_MDSCR_EL1 || reg == ARM64_SYS_OSLSR_EL1)
		arm64_guest_debug_update(vcpu);
}
