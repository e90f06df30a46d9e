// SPDX-License-Identifier: GPL-2.0
/* MSR, MRS and system instructions that trap. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(sysreg, 0);

#define READS(reg) do {							\
	__u64 __value;							\
									\
	if (read_sysreg_safe(reg, &__value) != GUEST_NO_TRAP)		\
		guest_fail(__FILE__, __LINE__, #reg, EC_UNKNOWN, 0);	\
} while (0)

#define UNDEF(reg) do {							\
	__u64 __value;							\
									\
	if (read_sysreg_safe(reg, &__value) != EC_UNKNOWN)		\
		guest_fail(__FILE__, __LINE__, #reg " traps", 0, 1);	\
} while (0)

/* What the guest reads is what KVM_GET_ONE_REG says. */
static volatile __u64 seen[8];

static void guest_ids(unsigned long arg)
{
	seen[0] = read_sysreg(midr_el1);
	seen[1] = read_sysreg(mpidr_el1);
	seen[2] = read_sysreg(id_aa64pfr0_el1);
	seen[3] = read_sysreg(id_aa64mmfr0_el1);
	seen[4] = read_sysreg(id_aa64isar0_el1);
	seen[5] = read_sysreg(id_aa64dfr0_el1);
	seen[6] = read_sysreg(ctr_el0);
	seen[7] = read_sysreg(clidr_el1);
	guest_done();
}

TEST_F(sysreg, id_registers)
{
	static const __u64 id[] = {
		SYS_REG(3, 0, 0, 0, 0), SYS_REG(3, 0, 0, 0, 5),
		SYS_REG(3, 0, 0, 4, 0), SYS_REG(3, 0, 0, 7, 0),
		SYS_REG(3, 0, 0, 6, 0), SYS_REG(3, 0, 0, 5, 0),
		SYS_REG(3, 3, 0, 0, 1), SYS_REG(3, 1, 0, 0, 1),
	};
	unsigned int i;

	vcpu_enter(self->vcpu, guest_ids);
	ASSERT_DONE(self->vcpu);
	for (i = 0; i < ARRAY_SIZE(id); i++) {
		EXPECT_EQ(vcpu_reg(self->vcpu, id[i]),
			  GUEST_VAR(&self->vm, seen)[i]) {
			TH_LOG("register %#llx", id[i]);
		}
	}
}

/* Nothing is offered that nobody switches. */
GUEST_TEST_F(sysreg, features_hidden)
{
	__u64 pfr0 = read_sysreg(id_aa64pfr0_el1);
	__u64 pfr1 = read_sysreg(id_aa64pfr1_el1);
	__u64 dfr0 = read_sysreg(id_aa64dfr0_el1);

	GUEST_EQ(pfr0 >> 32 & 0xf, 0);	/* SVE */
	GUEST_EQ(pfr0 >> 40 & 0xf, 0);	/* MPAM */
	GUEST_EQ(pfr0 >> 44 & 0xf, 0);	/* AMU */
	GUEST_EQ(pfr1 >> 8 & 0xf, 0);	/* MTE */
	GUEST_EQ(pfr1 >> 24 & 0xf, 0);	/* SME */
	GUEST_EQ(dfr0 >> 8 & 0xf, 0);	/* PMU */
	GUEST_EQ(dfr0 >> 32 & 0xf, 0);	/* SPE */
	GUEST_ASSERT((dfr0 & 0xf) >= 6);	/* debug, at least ARMv8.0 */
}

/* The rest of the identification space reads as zero, and cannot be written. */
GUEST_TEST_F(sysreg, id_space)
{
	GUEST_EQ(read_sysreg(S3_0_C0_C7_7), 0);
	GUEST_EQ(read_sysreg(S3_0_C0_C5_2), 0);
	GUEST_EQ(read_sysreg(S3_0_C0_C4_7), 0);
	GUEST_EQ(read_sysreg(S3_0_C0_C3_7), 0);
	GUEST_EQ(write_sysreg_safe(S3_0_C0_C4_0, 0), EC_UNKNOWN);
	GUEST_EQ(write_sysreg_safe(S3_0_C0_C7_0, ~0UL), EC_UNKNOWN);
}

static __u64 el0_id(__u64 arg)
{
	__u64 value;

	asm volatile(GUEST_EX("mrs %0, id_aa64pfr0_el1") : "=r"(value));
	return arg + 1;
}

GUEST_TEST_F(sysreg, id_from_el0)
{
	guest_ex_begin();
	GUEST_EQ(guest_el0(el0_id, 1), 2);
	GUEST_ASSERT(guest_ex_end() == EC_UNKNOWN ||
		     guest_ex_end() == EC_SYSREG);
}

/* The PMU is not there unless the launcher asked for it. */
GUEST_TEST_F(sysreg, no_pmu)
{
	UNDEF(pmcr_el0);
	UNDEF(pmccntr_el0);
	UNDEF(pmuserenr_el0);
	UNDEF(pmceid0_el0);
	UNDEF(S3_3_C14_C8_0);		/* PMEVCNTR0_EL0 */
	GUEST_EQ(write_sysreg_safe(pmcr_el0, 1), EC_UNKNOWN);
	GUEST_EQ(write_sysreg_safe(pmcntenset_el0, 1), EC_UNKNOWN);
}

/* EL2 and EL3 do not exist for a guest. */
GUEST_TEST_F(sysreg, no_el2)
{
	UNDEF(hcr_el2);
	UNDEF(vbar_el2);
	UNDEF(vttbr_el2);
	UNDEF(S3_5_C1_C0_0);		/* SCTLR_EL12 */
	UNDEF(S3_6_C1_C1_0);		/* SCR_EL3 */
	UNDEF(S3_4_C12_C11_0);		/* ICH_HCR_EL2 */
	UNDEF(S3_4_C12_C12_0);		/* ICH_LR0_EL2 */
	UNDEF(cnthctl_el2);
	UNDEF(S3_4_C14_C3_1);		/* CNTHV_CTL_EL2 */
	GUEST_EQ(guest_try("tlbi alle2"), EC_UNKNOWN);
	GUEST_EQ(guest_try("tlbi alle1is"), EC_UNKNOWN);
	GUEST_EQ(guest_try("tlbi ipas2e1is, x0"), EC_UNKNOWN);
	GUEST_EQ(guest_try("at s12e1r, x0"), EC_UNKNOWN);
}

/* Without the interrupt controller its registers are not there. */
GUEST_TEST_F(sysreg, no_gic)
{
	UNDEF(S3_0_C12_C12_0);		/* ICC_IAR1_EL1 */
	UNDEF(S3_0_C4_C6_0);		/* ICC_PMR_EL1 */
	GUEST_EQ(write_sysreg_safe(S3_0_C12_C11_5, 1), EC_UNKNOWN);
}

/* An instruction of an implementation or of nobody. */
GUEST_TEST_F(sysreg, unallocated)
{
	UNDEF(S3_7_C15_C15_7);
	UNDEF(S3_3_C15_C0_0);
	UNDEF(S3_0_C15_C0_0);
	UNDEF(S2_7_C15_C15_7);
	GUEST_EQ(write_sysreg_safe(S3_0_C15_C1_1, 0), EC_UNKNOWN);
	GUEST_EQ(guest_try("sys #6, c15, c0, #7, x0"), EC_UNKNOWN);
}

GUEST_TEST_F(sysreg, limited_ordering)
{
	/* Hidden or harmless; LORID_EL1 says none. */
	__u64 value = 0;

	if (read_sysreg_safe(S3_0_C10_C4_7, &value) == GUEST_NO_TRAP)
		GUEST_EQ(value, 0);
}

/* Caches: what is there can be asked for, by number. */
GUEST_TEST_F(sysreg, cache_sizes)
{
	unsigned int level, type;
	__u64 clidr = read_sysreg(clidr_el1);

	for (level = 0; level < 7; level++) {
		type = clidr >> 3 * level & 7;
		if (!type)
			break;
		write_sysreg(csselr_el1, level << 1);
		isb();
		GUEST_EQ(read_sysreg(csselr_el1), level << 1);
		READS(ccsidr_el1);
	}
	/* Level 7 data and instructions; past the last one all is allowed. */
	write_sysreg(csselr_el1, 13);
	isb();
	READS(ccsidr_el1);
	write_sysreg(csselr_el1, 0);
}

GUEST_TEST_F(sysreg, set_way)
{
	GUEST_EQ(guest_try("dc isw, xzr"), GUEST_NO_TRAP);
	GUEST_EQ(guest_try("dc csw, xzr"), GUEST_NO_TRAP);
	GUEST_EQ(guest_try("dc cisw, xzr"), GUEST_NO_TRAP);
}

/* OS lock and double lock. */
GUEST_TEST_F(sysreg, os_lock)
{
	GUEST_EQ(write_sysreg_safe(oslar_el1, 0), GUEST_NO_TRAP);
	isb();
	GUEST_EQ(read_sysreg(oslsr_el1) & 2, 0);
	write_sysreg(oslar_el1, 1);
	isb();
	GUEST_EQ(read_sysreg(oslsr_el1) & 2, 2);
	write_sysreg(oslar_el1, 0);
	isb();
	GUEST_EQ(read_sysreg(oslsr_el1) & 2, 0);
	GUEST_EQ(write_sysreg_safe(osdlr_el1, 0), GUEST_NO_TRAP);
}

/* Debug registers can be written and keep what was written. */
GUEST_TEST_F(sysreg, debug_registers)
{
	write_sysreg(dbgbvr0_el1, 0x123450);
	write_sysreg(dbgwvr0_el1, 0x543210);
	GUEST_EQ(read_sysreg(dbgbvr0_el1), 0x123450);
	GUEST_EQ(read_sysreg(dbgwvr0_el1), 0x543210);
	write_sysreg(mdscr_el1, 1 << 15);
	GUEST_EQ(read_sysreg(mdscr_el1) & 1 << 15, 1 << 15);
	write_sysreg(mdscr_el1, 0);
	write_sysreg(dbgbvr0_el1, 0);
	write_sysreg(dbgwvr0_el1, 0);
	READS(mdccsr_el0);
	READS(mdrar_el1);
}

GUEST_TEST_F(sysreg, auxiliary)
{
	READS(actlr_el1);
	READS(aidr_el1);
	READS(revidr_el1);
	READS(afsr0_el1);
	READS(amair_el1);
	READS(isr_el1);
	READS(cntkctl_el1);
	READS(tpidrro_el0);
}

/* The stage 1 registers are the guest's own, all of them. */
#define KEEPS(reg, value) do {						\
	__u64 __old = read_sysreg(reg);					\
									\
	write_sysreg(reg, value);					\
	isb();								\
	GUEST_EQ(read_sysreg(reg), value);				\
	write_sysreg(reg, __old);					\
	isb();								\
} while (0)

GUEST_TEST_F(sysreg, kept)
{
	KEEPS(ttbr1_el1, 0x123456000);
	KEEPS(contextidr_el1, 0x1234567);
	KEEPS(tpidr_el0, 0x123456789abcdef0);
	KEEPS(tpidrro_el0, 0xfedcba9876543210);
	KEEPS(far_el1, 0x5555);
	KEEPS(esr_el1, 0x1234567);
	KEEPS(par_el1, 0x800);
	KEEPS(sp_el0, 0x12340);
	KEEPS(elr_el1, 0x98765432);
	KEEPS(cntkctl_el1, 0x3);
	KEEPS(vbar_el1, 0x12345800);
}

AIRLOCK_TEST_MAIN
