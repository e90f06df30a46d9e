/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The live registers of enum arm64_sys, as accesses of the CPU. Included where
 * the switch is compiled: with EL2_VHE the guest's are reached from EL2 by
 * their _EL12 names, where there is one, for the plain names mean EL2's.
 */
#ifndef EL2_SYS_SWITCH_H
#define EL2_SYS_SWITCH_H

#include <linux/build_bug.h>
#include <asm/sysreg.h>

#include "../sys_regs.h"

#ifndef SYS_SP_EL1
#define SYS_SP_EL1	sys_reg(3, 4, 4, 1, 0)
#endif

/*
 * The access for a register: of the first kind EL2 has its own under the same
 * name, of the second it has not.
 */
#ifdef EL2_VHE
#define EL2_BANKED(name)	SYS_##name##_EL12
#else
#define EL2_BANKED(name)	SYS_##name##_EL1
#endif

/* By hand: the compiler does not see the pairs. */
static __always_inline void el2_get_pair(const u64 *sys, unsigned int at,
					 u64 *a, u64 *b)
{
	asm volatile("ldp %0, %1, [%2, %3]" : "=r" (*a), "=r" (*b)
		     : "r" (sys), "i" (at * sizeof(u64)),
		       "m" (*(const u64 (*)[ARM64_SYS_NR_LIVE])sys));
}

static __always_inline void el2_put_pair(u64 *sys, unsigned int at, u64 a,
					 u64 b)
{
	asm volatile("stp %1, %2, [%3, %4]"
		     : "+m" (*(u64 (*)[ARM64_SYS_NR_LIVE])sys)
		     : "r" (a), "r" (b), "r" (sys), "i" (at * sizeof(u64)));
}

/* Two that follow each other in enum arm64_sys: place and access of each. */
#define EL2_LOAD_PAIR(sys, a, access_a, b, access_b) do { \
	u64 value_a, value_b; \
	static_assert(ARM64_SYS_##b == ARM64_SYS_##a + 1); \
	el2_get_pair(sys, ARM64_SYS_##a, &value_a, &value_b); \
	write_sysreg_s(value_a, access_a); \
	write_sysreg_s(value_b, access_b); \
} while (0)

#define EL2_SAVE_PAIR(sys, a, access_a, b, access_b) do { \
	u64 value_a = read_sysreg_s(access_a); \
	u64 value_b = read_sysreg_s(access_b); \
	static_assert(ARM64_SYS_##b == ARM64_SYS_##a + 1); \
	el2_put_pair(sys, ARM64_SYS_##a, value_a, value_b); \
} while (0)

/* Those that a host at EL1 needs back: the rest is dead in the module. */
static __always_inline void el2_sys_load_host(const u64 *sys)
{
	EL2_LOAD_PAIR(sys, SCTLR_EL1, EL2_BANKED(SCTLR),
		      CPACR_EL1, EL2_BANKED(CPACR));
	EL2_LOAD_PAIR(sys, TTBR0_EL1, EL2_BANKED(TTBR0),
		      TTBR1_EL1, EL2_BANKED(TTBR1));
	EL2_LOAD_PAIR(sys, TCR_EL1, EL2_BANKED(TCR),
		      MAIR_EL1, EL2_BANKED(MAIR));
	EL2_LOAD_PAIR(sys, AMAIR_EL1, EL2_BANKED(AMAIR),
		      VBAR_EL1, EL2_BANKED(VBAR));
	EL2_LOAD_PAIR(sys, CONTEXTIDR_EL1, EL2_BANKED(CONTEXTIDR),
		      CNTKCTL_EL1, EL2_BANKED(CNTKCTL));
	EL2_LOAD_PAIR(sys, TPIDR_EL0, SYS_TPIDR_EL0,
		      TPIDRRO_EL0, SYS_TPIDRRO_EL0);
	EL2_LOAD_PAIR(sys, TPIDR_EL1, SYS_TPIDR_EL1, SP_EL1, SYS_SP_EL1);
}

static __always_inline void el2_sys_save_host(u64 *sys)
{
	EL2_SAVE_PAIR(sys, SCTLR_EL1, EL2_BANKED(SCTLR),
		      CPACR_EL1, EL2_BANKED(CPACR));
	EL2_SAVE_PAIR(sys, TTBR0_EL1, EL2_BANKED(TTBR0),
		      TTBR1_EL1, EL2_BANKED(TTBR1));
	EL2_SAVE_PAIR(sys, TCR_EL1, EL2_BANKED(TCR),
		      MAIR_EL1, EL2_BANKED(MAIR));
	EL2_SAVE_PAIR(sys, AMAIR_EL1, EL2_BANKED(AMAIR),
		      VBAR_EL1, EL2_BANKED(VBAR));
	EL2_SAVE_PAIR(sys, CONTEXTIDR_EL1, EL2_BANKED(CONTEXTIDR),
		      CNTKCTL_EL1, EL2_BANKED(CNTKCTL));
	EL2_SAVE_PAIR(sys, TPIDR_EL0, SYS_TPIDR_EL0,
		      TPIDRRO_EL0, SYS_TPIDRRO_EL0);
	EL2_SAVE_PAIR(sys, TPIDR_EL1, SYS_TPIDR_EL1, SP_EL1, SYS_SP_EL1);
}

static __always_inline void el2_sys_load(const u64 *sys)
{
	el2_sys_load_host(sys);
	EL2_LOAD_PAIR(sys, ELR_EL1, EL2_BANKED(ELR),
		      SPSR_EL1, EL2_BANKED(SPSR));
	EL2_LOAD_PAIR(sys, ESR_EL1, EL2_BANKED(ESR), FAR_EL1, EL2_BANKED(FAR));
	EL2_LOAD_PAIR(sys, AFSR0_EL1, EL2_BANKED(AFSR0),
		      AFSR1_EL1, EL2_BANKED(AFSR1));
	EL2_LOAD_PAIR(sys, PAR_EL1, SYS_PAR_EL1, CSSELR_EL1, SYS_CSSELR_EL1);
}

static __always_inline void el2_sys_save(u64 *sys)
{
	el2_sys_save_host(sys);
	EL2_SAVE_PAIR(sys, ELR_EL1, EL2_BANKED(ELR),
		      SPSR_EL1, EL2_BANKED(SPSR));
	EL2_SAVE_PAIR(sys, ESR_EL1, EL2_BANKED(ESR), FAR_EL1, EL2_BANKED(FAR));
	EL2_SAVE_PAIR(sys, AFSR0_EL1, EL2_BANKED(AFSR0),
		      AFSR1_EL1, EL2_BANKED(AFSR1));
	EL2_SAVE_PAIR(sys, PAR_EL1, SYS_PAR_EL1, CSSELR_EL1, SYS_CSSELR_EL1);
}

#endif /* EL2_SYS_SWITCH_H */
