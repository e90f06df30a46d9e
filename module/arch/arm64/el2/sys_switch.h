/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The live registers of enum arm64_sys, as accesses of the CPU. Included where
 * the switch is compiled: with EL2_VHE the guest's are reached from EL2 by
 * their _EL12 names, where there is one, for the plain names mean EL2's.
 */
#ifndef EL2_SYS_SWITCH_H
#define EL2_SYS_SWITCH_H

#include <asm/sysreg.h>

#include "../sys_regs.h"

#ifndef SYS_SP_EL1
#define SYS_SP_EL1	sys_reg(3, 4, 4, 1, 0)
#endif

#ifdef EL2_VHE
#define EL2_BANKED(name)	SYS_##name##_EL12
#else
#define EL2_BANKED(name)	SYS_##name##_EL1
#endif

/* Registers of which EL2 has its own under the same name... */
#define EL2_SYS_BANKED(X) \
	X(SCTLR) X(CPACR) X(TTBR0) X(TTBR1) X(TCR) X(ESR) X(AFSR0) X(AFSR1) \
	X(FAR) X(MAIR) X(AMAIR) X(VBAR) X(CONTEXTIDR) X(CNTKCTL) X(ELR) X(SPSR)

/* ... and those of which it has not. */
#define EL2_SYS_PLAIN(X) \
	X(CSSELR_EL1) X(TPIDR_EL0) X(TPIDRRO_EL0) X(TPIDR_EL1) X(PAR_EL1) \
	X(SP_EL1)

static __always_inline void el2_sys_load(const u64 *sys)
{
#define LOAD_BANKED(name) \
	write_sysreg_s(sys[ARM64_SYS_##name##_EL1], EL2_BANKED(name));
#define LOAD_PLAIN(name)	write_sysreg_s(sys[ARM64_SYS_##name], SYS_##name);
	EL2_SYS_BANKED(LOAD_BANKED)
	EL2_SYS_PLAIN(LOAD_PLAIN)
}

static __always_inline void el2_sys_save(u64 *sys)
{
#define SAVE_BANKED(name) \
	sys[ARM64_SYS_##name##_EL1] = read_sysreg_s(EL2_BANKED(name));
#define SAVE_PLAIN(name)	sys[ARM64_SYS_##name] = read_sysreg_s(SYS_##name);
	EL2_SYS_BANKED(SAVE_BANKED)
	EL2_SYS_PLAIN(SAVE_PLAIN)
}

#endif /* EL2_SYS_SWITCH_H */
