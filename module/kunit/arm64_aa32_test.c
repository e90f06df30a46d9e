// SPDX-License-Identifier: GPL-2.0
/* AArch32 guests: conditions, coprocessor registers, exceptions. */
#include "fake_sysreg.h"

#undef ESR_COND
#include "../arch/arm64/aa32.c"
#include "../arch/arm64/cp_trap.c"

#define R	(vcpu->arch.regs.x)
#define SVC	0x1d3ULL	/* Supervisor mode, all masked */

static int aa32_init(struct kunit *test)
{
	int err = sysreg_init(test);

	vcpu->arch.regs.pstate = SVC;
	return err;
}

/* Flags by mnemonic: NZCV of the CPSR, and which of 14 conditions hold. */
static void conditions(struct kunit *test)
{
	static const struct {
		u8 nzcv;
		u16 holds;	/* bit n: condition n */
	} cases[] = {
		{ 0x0, 0x16aa }, { 0x4, 0x26a9 }, { 0x8, 0x2a9a },
		{ 0x2, 0x15a6 }, { 0x1, 0x2a6a }, { 0x9, 0x165a },
		{ 0x6, 0x26a5 }, { 0xf, 0x2655 },
	};
	unsigned int i, cond;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		for (cond = 0; cond < 14; cond++)
			KUNIT_EXPECT_EQ_MSG(test,
					    arm64_aa32_condition(BIT(24) | cond << 20,
								 (u64)cases[i].nzcv << 28 | SVC),
					    !!(cases[i].holds & BIT(cond)),
					    "nzcv %x cond %u", cases[i].nzcv,
					    cond);
	/* Always, and the other always. */
	KUNIT_EXPECT_TRUE(test, arm64_aa32_condition(BIT(24) | 14 << 20, SVC));
	KUNIT_EXPECT_TRUE(test, arm64_aa32_condition(BIT(24) | 15 << 20, SVC));
	/* T32 outside of an If-Then block; within: "EQ", of which Z is clear. */
	KUNIT_EXPECT_TRUE(test, arm64_aa32_condition(0, SVC | BIT(5)));
	KUNIT_EXPECT_FALSE(test, arm64_aa32_condition(0, SVC | BIT(5) |
						      0x0 << 12 | BIT(11)));
	KUNIT_EXPECT_TRUE(test, arm64_aa32_condition(0, SVC | BIT(5) | BIT(30) |
						     0x0 << 12 | BIT(11)));
}

static u64 narrow_esr(unsigned int ec, unsigned int op1, unsigned int crn,
		      unsigned int crm, unsigned int op2, unsigned int rt,
		      bool read)
{
	return (u64)ec << 26 | BIT(25) | BIT(24) | 14 << 20 | op2 << 17 |
	       op1 << 14 | crn << 10 | rt << 5 | crm << 1 | read;
}

static void reads(struct kunit *test, u64 esr, u64 value)
{
	u64 pc = vcpu->arch.regs.pc;

	R[3] = 0xbad;
	KUNIT_EXPECT_EQ(test, arm64_cp_trap(vcpu, esr | 3 << 5 | 1),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ_MSG(test, R[3], value, "0x%llx", esr);
	KUNIT_EXPECT_EQ(test, undefs, 0);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, pc + 4);
}

static void writes(struct kunit *test, u64 esr, u64 value)
{
	R[3] = value;
	arm64_cp_trap(vcpu, esr | 3 << 5);
	KUNIT_EXPECT_EQ_MSG(test, undefs, 0, "0x%llx", esr);
}

static void undefined(struct kunit *test, u64 esr)
{
	u64 pc = vcpu->arch.regs.pc;

	undefs = 0;
	arm64_cp_trap(vcpu, esr);
	KUNIT_EXPECT_EQ_MSG(test, undefs, 1, "0x%llx", esr);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, pc);
	undefs = 0;
}

#define CP15_ESR(...)	narrow_esr(EC_CP15, __VA_ARGS__, 0, false)
#define CP14_ESR(...)	narrow_esr(EC_CP14, __VA_ARGS__, 0, false)

static void cp15(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARM64_NR_IDREGS; i++)
		vm.arch.idregs.id[i] = 0x100 + i;
	reads(test, CP15_ESR(0, 0, 1, 0), 0x100);	/* ID_PFR0 */
	reads(test, CP15_ESR(0, 0, 2, 7), 0x10f);	/* ID_ISAR6 */
	reads(test, CP15_ESR(0, 0, 3, 0), 0);
	reads(test, CP15_ESR(0, 0, 3, 4), 0x114);	/* ID_PFR2 */
	reads(test, CP15_ESR(0, 0, 4, 0), 0);
	undefined(test, CP15_ESR(0, 0, 1, 0));
	reads(test, CP15_ESR(0, 0, 0, 1), host_ctr);	/* CTR */
	reads(test, CP15_ESR(0, 0, 0, 2), 0);		/* TCMTR */
	reads(test, CP15_ESR(1, 0, 0, 1), host_clidr);	/* CLIDR */
	reads(test, CP15_ESR(0, 0, 0, 6), 0x1000 + ARM64_HOST_REVIDR);
	/* ACTLR and ACTLR2 are the halves of one. */
	vcpu->arch.sys[ARM64_SYS_ACTLR_EL1] = 0x1234500000042ULL;
	reads(test, CP15_ESR(0, 1, 0, 1), 0x42);
	reads(test, CP15_ESR(0, 1, 0, 3), 0x12345);
	/* CNTP_CTL */
	writes(test, CP15_ESR(0, 14, 2, 1), 1);
	KUNIT_EXPECT_EQ(test, part_reg, ARM64_SYSREG(3, 3, 14, 2, 1));
	/* PMCR, and what is nobody's. */
	undefined(test, CP15_ESR(0, 9, 12, 0));
	undefined(test, CP15_ESR(0, 15, 0, 0));
	undefined(test, CP15_ESR(7, 15, 15, 7));
}

/* Of stage 1, while they trap: written, each its own half. */
static void stage1(struct kunit *test)
{
	u64 *sys = vcpu->arch.sys;

	sys[ARM64_SYS_FAR_EL1] = 0x1111111122222222;
	writes(test, CP15_ESR(0, 6, 0, 0), 0x33333333);		/* DFAR */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_FAR_EL1], 0x1111111133333333);
	writes(test, CP15_ESR(0, 6, 0, 2), 0x44444444);		/* IFAR */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_FAR_EL1], 0x4444444433333333);
	writes(test, CP15_ESR(0, 5, 0, 0), 5);			/* DFSR */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_ESR_EL1], 5);
	writes(test, CP15_ESR(0, 5, 0, 1), 7);			/* IFSR */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_IFSR32_EL2], 7);
	writes(test, CP15_ESR(0, 3, 0, 0), 0x55555555);		/* DACR */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_DACR32_EL2], 0x55555555);
	writes(test, CP15_ESR(0, 2, 0, 2), 0x80000000);		/* TTBCR */
	writes(test, CP15_ESR(0, 2, 0, 3), 0x66);		/* TTBCR2 */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_TCR_EL1], 0x6680000000);
	writes(test, CP15_ESR(0, 10, 2, 1), 0x77);		/* NMRR, MAIR1 */
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_MAIR_EL1], 0x7700000000);
	writes(test, CP15_ESR(0, 1, 0, 0), 5);			/* SCTLR */
	KUNIT_EXPECT_EQ(test, part_reg, ARM64_SYSREG(3, 0, 1, 0, 0));
	writes(test, CP15_ESR(0, 7, 14, 2), 0x42);		/* DCCISW */
	KUNIT_EXPECT_EQ(test, part_reg, ARM64_SYSREG(1, 0, 7, 14, 2));
	KUNIT_EXPECT_EQ(test, part_value, 0x42);
}

static void cp14(struct kunit *test)
{
	writes(test, CP14_ESR(0, 0, 5, 4), 0x11111111);	/* DBGBVR5 */
	writes(test, CP14_ESR(0, 1, 5, 1), 0x22222222);	/* DBGBXVR5 */
	KUNIT_EXPECT_EQ(test, vcpu->arch.debug.point[5][0],
			0x2222222211111111);
	writes(test, CP14_ESR(0, 0, 5, 4), 0x33333333);
	KUNIT_EXPECT_EQ(test, vcpu->arch.debug.point[5][0],
			0x2222222233333333);
	reads(test, CP14_ESR(0, 0, 5, 4), 0x33333333);
	reads(test, CP14_ESR(0, 1, 5, 1), 0x22222222);
	writes(test, CP14_ESR(0, 0, 7, 0), 0x77);	/* DBGVCR */
	reads(test, CP14_ESR(0, 0, 7, 0), 0x77);
	KUNIT_EXPECT_EQ(test, vcpu->arch.debug.vcr, 0x77);
	writes(test, CP14_ESR(0, 1, 0, 4), 0);		/* DBGOSLAR */
	reads(test, CP14_ESR(0, 1, 1, 4), 8);		/* DBGOSLSR */
	reads(test, CP14_ESR(0, 0, 1, 0), 0);		/* DBGDSCRint */
	vm.arch.idregs.id[ARM64_ID_AA64DFR0] = 0x10305006;
	reads(test, CP14_ESR(0, 0, 0, 0), 0x35160000);	/* DBGDIDR */
	undefined(test, CP14_ESR(1, 0, 0, 0));		/* trace */
	undefined(test, CP14_ESR(6, 0, 0, 0));		/* ThumbEE */
}

static void wide(struct kunit *test)
{
	u64 esr = (u64)EC_CP15_64 << 26 | BIT(25) | BIT(24) | 14 << 20 |
		  5 << 10 | 4 << 5;

	R[4] = 0x11111111;
	R[5] = 0x22222222;
	/* ICC_SGI1R */
	arm64_cp_trap(vcpu, esr | 12 << 1);
	KUNIT_EXPECT_EQ(test, part_reg, ARM64_SYSREG(3, 0, 12, 11, 5));
	KUNIT_EXPECT_EQ(test, part_value, 0x2222222211111111);
	/* CNTP_CVAL, read */
	R[4] = 0;
	R[5] = 0;
	arm64_cp_trap(vcpu, esr | 2 << 16 | 14 << 1 | 1);
	KUNIT_EXPECT_EQ(test, part_reg, ARM64_SYSREG(3, 3, 14, 2, 2));
	KUNIT_EXPECT_EQ(test, R[4], 0x11111111);
	KUNIT_EXPECT_EQ(test, R[5], 0x22222222);
	KUNIT_EXPECT_EQ(test, undefs, 0);
	undefined(test, esr | 9 << 1 | 1);
	/* DBGDRAR */
	esr += (u64)(EC_CP14_64 - EC_CP15_64) << 26;
	arm64_cp_trap(vcpu, esr | 1 << 1 | 1);
	KUNIT_EXPECT_EQ(test, R[4], 0);
	undefined(test, esr | 1 << 1);
	/* LDC */
	undefined(test, 6ULL << 26 | BIT(24) | 14 << 20);
}

static void vmrs(struct kunit *test)
{
	u64 esr = (u64)EC_VMRS << 26 | BIT(25) | BIT(24) | 14 << 20;

	vm.arch.idregs.id[ARM64_IDREG(3, 0)] = 0x10110222;
	vm.arch.idregs.id[ARM64_IDREG(3, 2)] = 0x43;
	reads(test, esr | 7 << 10, 0x10110222);
	reads(test, esr | 5 << 10, 0x43);
	undefined(test, esr | 7 << 10);
	undefined(test, esr | 1 << 10 | 1);
}

/* Of a false condition, nothing happens. */
static void not_executed(struct kunit *test)
{
	u64 esr = CP15_ESR(0, 15, 0, 0) & ~(0xfULL << 20);

	arm64_cp_trap(vcpu, esr);
	KUNIT_EXPECT_EQ(test, undefs, 0);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, CODE + 4);
}

static void undef(struct kunit *test)
{
	u64 *sys = vcpu->arch.sys;

	sys[ARM64_SYS_VBAR_EL1] = 0x8000;
	vcpu->arch.regs.pstate = 0x800f0110;	/* User mode, A masked */
	arm64_aa32_undef(vcpu);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, 0x8004);
	KUNIT_EXPECT_EQ(test, R[22], CODE + 4);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_SPSR_UND], 0x800f0110);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pstate, 0x804f019b);
	/* From T32 in an If-Then block, with high vectors in T32, big-endian. */
	sys[ARM64_SYS_SCTLR_EL1] = SCTLR_V | SCTLR_TE | SCTLR_AA32_EE |
				   SCTLR_SPAN;
	vcpu->arch.regs.pc = CODE;
	vcpu->arch.regs.pstate = 0x0600fc73;	/* Supervisor, T */
	arm64_aa32_undef(vcpu);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, 0xffff0004);
	KUNIT_EXPECT_EQ(test, R[22], CODE + 2);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pstate, 0x000002fb);
}

static void aborted(struct kunit *test)
{
	u64 *sys = vcpu->arch.sys;

	sys[ARM64_SYS_FAR_EL1] = 0x1111111122222222;
	arm64_aa32_abort(vcpu, 0x33333333, false);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, 0x10);
	KUNIT_EXPECT_EQ(test, R[20], CODE + 8);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_SPSR_ABT], SVC);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_ESR_EL1], 8);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_FAR_EL1], 0x1111111133333333);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pstate, 0x4001d7);
	sys[ARM64_SYS_TCR_EL1] = BIT(31);
	arm64_aa32_abort(vcpu, 0x44444444, true);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_IFSR32_EL2], 0x210);
	KUNIT_EXPECT_EQ(test, sys[ARM64_SYS_FAR_EL1], 0x4444444433333333);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, 0x0c);
}

static struct kunit_case aa32_cases[] = {
	KUNIT_CASE(conditions),
	KUNIT_CASE(cp15),
	KUNIT_CASE(stage1),
	KUNIT_CASE(cp14),
	KUNIT_CASE(wide),
	KUNIT_CASE(vmrs),
	KUNIT_CASE(not_executed),
	KUNIT_CASE(undef),
	KUNIT_CASE(aborted),
	{}
};

static struct kunit_suite aa32_suite = {
	.name = "airlock_arm64_aa32",
	.init = aa32_init,
	.test_cases = aa32_cases,
};

kunit_test_suite(aa32_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's AArch32 guests");
MODULE_LICENSE("GPL");
