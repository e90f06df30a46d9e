// SPDX-License-Identifier: GPL-2.0
/*
 * Trapped system registers: the table itself, what a guest's access does, and
 * which registers userspace is told of.
 */
#include "fake_sysreg.h"

#define S(...)	ARM64_SYSREG(__VA_ARGS__)

static void sorted(struct kunit *test)
{
	unsigned int i;
	u32 next = 0;

	for (i = 0; i < arm64_nr_sysreg_rows; i++) {
		const struct arm64_sysreg_row *row = &arm64_sysreg_rows[i];

		KUNIT_EXPECT_GE_MSG(test, row->first, next, "%s", row->name);
		next = row->first + row->more + 1;
		KUNIT_EXPECT_PTR_EQ(test, arm64_sysreg_find(row->first), row);
		KUNIT_EXPECT_PTR_EQ(test,
				    arm64_sysreg_find(row->first + row->more),
				    row);
		/* Userspace's value is somewhere. */
		if (row->flags & ARM64_REG_USER && !(row->flags & ARM64_REG_SYS))
			KUNIT_EXPECT_TRUE_MSG(test, row->get && row->set, "%s",
					      row->name);
		if (row->flags & ARM64_REG_READ_WRITE)
			KUNIT_EXPECT_TRUE_MSG(test, row->flags & ARM64_REG_SYS,
					      "%s", row->name);
	}
}

/* No two rows keep their value in one place. */
static void one_place_each(struct kunit *test)
{
	u64 seen = 0;
	unsigned int i;

	for (i = 0; i < arm64_nr_sysreg_rows; i++) {
		const struct arm64_sysreg_row *row = &arm64_sysreg_rows[i];

		if (!(row->flags & ARM64_REG_SYS))
			continue;
		KUNIT_EXPECT_FALSE_MSG(test, seen & BIT_ULL(row->arg), "%s",
				       row->name);
		seen |= BIT_ULL(row->arg);
	}
}

/*
 * What the kernel's KVM selftest get-reg-list wants at least of a vCPU without
 * optional features; beside debug and ID registers, which are many.
 */
static const u16 blessed[] = {
	S(3, 3, 14, 3, 1), S(3, 3, 14, 3, 2), S(3, 3, 14, 0, 2),
	S(3, 0, 0, 0, 0), S(3, 0, 0, 0, 6), S(3, 1, 0, 0, 1),
	S(3, 1, 0, 0, 7), S(3, 3, 0, 0, 1), S(2, 0, 0, 2, 0),
	S(2, 0, 0, 2, 2), S(2, 0, 1, 1, 4), S(2, 4, 0, 7, 0),
	S(3, 0, 0, 0, 5), S(3, 0, 1, 0, 0), S(3, 0, 1, 0, 1),
	S(3, 0, 1, 0, 2), S(3, 0, 2, 0, 0), S(3, 0, 2, 0, 1),
	S(3, 0, 2, 0, 2), S(3, 0, 5, 1, 0), S(3, 0, 5, 1, 1),
	S(3, 0, 5, 2, 0), S(3, 0, 6, 0, 0), S(3, 0, 7, 4, 0),
	S(3, 0, 10, 2, 0), S(3, 0, 10, 3, 0), S(3, 0, 12, 0, 0),
	S(3, 0, 12, 1, 1), S(3, 0, 13, 0, 1), S(3, 0, 13, 0, 4),
	S(3, 0, 14, 1, 0), S(3, 2, 0, 0, 0), S(3, 3, 13, 0, 2),
	S(3, 3, 13, 0, 3), S(3, 3, 14, 0, 1), S(3, 3, 14, 2, 1),
	S(3, 3, 14, 2, 2), S(3, 4, 3, 0, 0), S(3, 4, 5, 0, 1),
	S(3, 4, 5, 3, 0),
};

static bool listed(const u16 *regs, unsigned int nr, u16 reg)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (regs[i] == reg)
			return true;
	return false;
}

static void the_list(struct kunit *test)
{
	unsigned int nr = arm64_sysreg_list(vcpu, NULL), i, n;
	u16 *regs = kunit_kcalloc(test, nr, sizeof(*regs), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, regs);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_list(vcpu, regs), nr);
	for (i = 0; i < ARRAY_SIZE(blessed); i++)
		KUNIT_EXPECT_TRUE_MSG(test, listed(regs, nr, blessed[i]),
				      "0x%04x", blessed[i]);
	for (i = 0; i < ARM64_NR_IDREGS; i++)
		KUNIT_EXPECT_TRUE(test, listed(regs, nr,
					       ARM64_IDREG_FIRST + i));
	for (n = 0; n < 16; n++)
		for (i = 4; i < 8; i++)
			KUNIT_EXPECT_TRUE(test, listed(regs, nr,
						       S(2, 0, 0, n, i)));
	/* And not one more. */
	KUNIT_EXPECT_EQ(test, nr, ARRAY_SIZE(blessed) + 56 + 64);
}

/* QEMU reads all, and writes back what it read. */
static void read_and_write_back(struct kunit *test)
{
	unsigned int nr = arm64_sysreg_list(vcpu, NULL), i;
	u16 *regs = kunit_kcalloc(test, nr, sizeof(*regs), GFP_KERNEL);
	u64 value;

	KUNIT_ASSERT_NOT_NULL(test, regs);
	arm64_sysreg_list(vcpu, regs);
	vm.arch.has_run = true;
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_EQ_MSG(test,
				    arm64_sysreg_get(vcpu, regs[i], &value), 0,
				    "0x%04x", regs[i]);
		KUNIT_EXPECT_EQ_MSG(test,
				    arm64_sysreg_set(vcpu, regs[i], value), 0,
				    "0x%04x", regs[i]);
	}
}

/* No number is another's, and those without a row are not there. */
static void any_number(struct kunit *test)
{
	u32 reg;
	u64 value;

	for (reg = 0; reg < 0x10000; reg++) {
		const struct arm64_sysreg_row *row = arm64_sysreg_find(reg);

		if (row && row->flags & ARM64_REG_USER)
			continue;
		KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, reg, &value),
				-ENOENT);
		KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, reg, 0), -ENOENT);
	}
}

static void guest_reads(struct kunit *test, u16 reg, u64 value)
{
	u64 pc = vcpu->arch.regs.pc;

	vcpu->arch.regs.x[7] = 0xbad;
	KUNIT_EXPECT_EQ(test, arm64_sysreg_trap(vcpu, trap_esr(reg, 7, true)),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ_MSG(test, vcpu->arch.regs.x[7], value, "0x%04x", reg);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, pc + 4);
	KUNIT_EXPECT_EQ(test, undefs, 0);
}

static void guest_writes(struct kunit *test, u16 reg, u64 value)
{
	u64 pc = vcpu->arch.regs.pc;

	vcpu->arch.regs.x[8] = value;
	KUNIT_EXPECT_EQ(test, arm64_sysreg_trap(vcpu, trap_esr(reg, 8, false)),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ_MSG(test, vcpu->arch.regs.pc, pc + 4, "0x%04x", reg);
	KUNIT_EXPECT_EQ(test, undefs, 0);
}

static void undefined(struct kunit *test, u16 reg, bool read)
{
	u64 pc = vcpu->arch.regs.pc;

	undefs = 0;
	vcpu->arch.regs.x[7] = 0xbad;
	KUNIT_EXPECT_EQ(test, arm64_sysreg_trap(vcpu, trap_esr(reg, 7, read)),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ_MSG(test, undefs, 1, "0x%04x", reg);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.pc, pc);
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.x[7], 0xbad);
	undefs = 0;
}

/* The encodings of the syndrome and of the table are not the same. */
static void syndrome(struct kunit *test)
{
	u32 reg;

	for (reg = 0; reg < 0x10000; reg++)
		KUNIT_ASSERT_EQ(test, trap_reg(trap_esr(reg, 31, true)), reg);
}

static void id_registers(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARM64_NR_IDREGS; i++) {
		vm.arch.idregs.id[i] = 0x1000 + i;
		guest_reads(test, ARM64_IDREG_FIRST + i, 0x1000 + i);
		undefined(test, ARM64_IDREG_FIRST + i, false);
	}
	/* Into nothing. */
	arm64_sysreg_trap(vcpu, trap_esr(ARM64_IDREG_FIRST, 31, true));
	KUNIT_EXPECT_EQ(test, vcpu->arch.regs.sp_el0, 0);
}

static void debug_registers(struct kunit *test)
{
	u64 value;

	guest_writes(test, S(2, 0, 0, 3, 4), 0x1234);	/* DBGBVR3_EL1 */
	guest_reads(test, S(2, 0, 0, 3, 4), 0x1234);
	guest_reads(test, S(2, 0, 0, 3, 5), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, S(2, 0, 0, 3, 4), &value),
			0);
	KUNIT_EXPECT_EQ(test, value, 0x1234);
	guest_writes(test, S(2, 0, 0, 15, 7), 0x77);	/* DBGWCR15_EL1 */
	guest_reads(test, S(2, 0, 0, 15, 7), 0x77);
	guest_writes(test, S(2, 0, 0, 2, 2), 0x8001);	/* MDSCR_EL1 */
	guest_reads(test, S(2, 0, 0, 2, 2), 0x8001);
	KUNIT_EXPECT_EQ(test, vcpu->arch.sys[ARM64_SYS_MDSCR_EL1], 0x8001);
	/* The OS lock. */
	guest_reads(test, S(2, 0, 1, 1, 4), 8);
	guest_writes(test, S(2, 0, 1, 0, 4), 1);
	guest_reads(test, S(2, 0, 1, 1, 4), 10);
	guest_writes(test, S(2, 0, 1, 0, 4), 0);
	guest_reads(test, S(2, 0, 1, 1, 4), 8);
	undefined(test, S(2, 0, 1, 0, 4), true);
	undefined(test, S(2, 0, 1, 1, 4), false);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(2, 0, 1, 1, 4), 10), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(2, 0, 1, 1, 4), 2),
			-EINVAL);
	/* OSDLR_EL1 */
	guest_writes(test, S(2, 0, 1, 3, 4), 1);
	guest_reads(test, S(2, 0, 1, 3, 4), 0);
}

static void others(struct kunit *test)
{
	vcpu->arch.sys[ARM64_SYS_ACTLR_EL1] = 0x42;
	guest_reads(test, S(3, 0, 1, 0, 1), 0x42);
	guest_writes(test, S(3, 0, 1, 0, 1), 0x43);
	guest_reads(test, S(3, 0, 1, 0, 1), 0x42);
	/* REVIDR_EL1, AIDR_EL1 */
	guest_reads(test, S(3, 0, 0, 0, 6), 0x1000 + ARM64_HOST_REVIDR);
	guest_reads(test, S(3, 1, 0, 0, 7), 0x1000 + ARM64_HOST_AIDR);
	undefined(test, S(3, 1, 0, 0, 7), false);
	/* ICC_SGI1R_EL1 */
	guest_writes(test, S(3, 0, 12, 11, 5), 0x1000001);
	KUNIT_EXPECT_EQ(test, part_reg, S(3, 0, 12, 11, 5));
	KUNIT_EXPECT_EQ(test, part_value, 0x1000001);
	undefined(test, S(3, 0, 12, 11, 5), true);
	/* CNTP_CVAL_EL0 */
	guest_writes(test, S(3, 3, 14, 2, 2), 77);
	guest_reads(test, S(3, 3, 14, 2, 2), 77);
	/* DACR32_EL2 is userspace's alone. */
	undefined(test, S(3, 4, 3, 0, 0), true);
}

static void error_records(struct kunit *test)
{
	guest_reads(test, S(3, 0, 5, 3, 0), 0);
	guest_writes(test, S(3, 0, 5, 3, 1), 1);
	guest_reads(test, S(3, 0, 5, 3, 1), 0);
	guest_reads(test, S(3, 0, 10, 4, 7), 0);
	/* Not without the features. */
	memset(vm.arch.idregs.id, 0, sizeof(vm.arch.idregs.id));
	undefined(test, S(3, 0, 5, 3, 0), true);
	undefined(test, S(3, 0, 5, 3, 1), false);
	undefined(test, S(3, 0, 10, 4, 7), true);
}

/* What is hidden: a number of each, and of no one. */
static void hidden(struct kunit *test)
{
	static const u16 regs[] = {
		S(3, 3, 9, 12, 0),	/* PMCR_EL0 */
		S(3, 0, 9, 14, 1),	/* PMINTENSET_EL1 */
		S(3, 3, 14, 15, 7),	/* PMCCFILTR_EL0 */
		S(3, 0, 9, 9, 0),	/* PMSCR_EL1 */
		S(3, 0, 9, 11, 0),	/* TRBLIMITR_EL1 */
		S(2, 1, 0, 1, 0),	/* TRCPRGCTLR */
		S(3, 0, 2, 1, 0),	/* APIAKeyLo_EL1 */
		S(3, 0, 1, 2, 0),	/* ZCR_EL1 */
		S(3, 0, 1, 0, 6),	/* GCR_EL1 */
		S(3, 3, 13, 2, 0),	/* AMCR_EL0 */
		S(3, 3, 13, 0, 7),	/* SCXTNUM_EL0 */
		S(3, 0, 12, 12, 0),	/* ICC_IAR1_EL1 */
		S(3, 3, 15, 2, 0),	/* IMPLEMENTATION DEFINED */
		S(3, 1, 11, 0, 0),
		S(1, 0, 7, 6, 4),	/* DC IGSW */
		S(3, 4, 1, 1, 0),	/* HCR_EL2 */
		S(3, 7, 15, 15, 7),
		0,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		undefined(test, regs[i], true);
		undefined(test, regs[i], false);
	}
}

/* Untrapped as long as all are the host's. */
static void cache_registers(struct kunit *test)
{
	u64 value;

	KUNIT_EXPECT_FALSE(test, arm64_cacheid_traps(vcpu));
	guest_reads(test, S(3, 3, 0, 0, 1), host_ctr);
	guest_writes(test, S(3, 2, 0, 0, 0), 1);
	guest_reads(test, S(3, 1, 0, 0, 0), arm64_host_ccsidr(1));
	guest_writes(test, S(3, 2, 0, 0, 0), 15);
	guest_reads(test, S(3, 1, 0, 0, 0), 0);
	undefined(test, S(3, 3, 0, 0, 1), false);

	/* A shorter line is safe, a longer one is not. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 3, 0, 0, 1),
					       host_ctr - 1), 0);
	KUNIT_EXPECT_TRUE(test, arm64_cacheid_traps(vcpu));
	guest_reads(test, S(3, 3, 0, 0, 1), host_ctr - 1);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 3, 0, 0, 1),
					       host_ctr + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 3, 0, 0, 1),
					       host_ctr | BIT(29)), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 3, 0, 0, 1),
					       host_ctr ^ BIT(24)), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 3, 0, 0, 1),
					       host_ctr), 0);
	KUNIT_EXPECT_FALSE(test, arm64_cacheid_traps(vcpu));

	/* One level more. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 1, 0, 0, 1),
					       host_clidr | 4 << 6), 0);
	KUNIT_EXPECT_TRUE(test, arm64_cacheid_traps(vcpu));
	guest_reads(test, S(3, 1, 0, 0, 1), host_clidr | 4 << 6);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 1, 0, 0, 1),
					       BIT_ULL(40)), -EINVAL);
	/* No cleaning to the point of coherency, or of unification, is new. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 1, 0, 0, 1),
					       host_clidr & ~(7 << 24)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 1, 0, 0, 1),
					       host_clidr & 0xffff), -EINVAL);
	vm.arch.has_run = true;
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 1, 0, 0, 1),
					       host_clidr), -EBUSY);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, S(3, 1, 0, 0, 1), &value),
			0);
	KUNIT_EXPECT_EQ(test, value, host_clidr | 4 << 6);
	/* Who the CPU is stays. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, S(3, 0, 0, 0, 0),
					       0x1001), -EINVAL);
}

static void cache_sizes(struct kunit *test)
{
	u32 value;

	KUNIT_EXPECT_EQ(test, arm64_ccsidr_get(vcpu, 14, &value), -ENOENT);
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_get(vcpu, 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x700fe01a);
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_set(vcpu, 0, value), 0);
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_set(vcpu, 14, value), -ENOENT);
	/* RES0 bits, and lines of 16 bytes where maintenance goes by 64. */
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_set(vcpu, 0, BIT(31)), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_set(vcpu, 0, 0), -EINVAL);
	KUNIT_EXPECT_FALSE(test, arm64_cacheid_traps(vcpu));
	KUNIT_EXPECT_EQ(test, arm64_ccsidr_set(vcpu, 0, 2), 0);
	KUNIT_EXPECT_TRUE(test, arm64_cacheid_traps(vcpu));
	ctr_differs = true;
	KUNIT_EXPECT_TRUE(test, arm64_cacheid_traps(vcpu));
}

static struct kunit_case sysreg_cases[] = {
	KUNIT_CASE(sorted),
	KUNIT_CASE(one_place_each),
	KUNIT_CASE(the_list),
	KUNIT_CASE(read_and_write_back),
	KUNIT_CASE(any_number),
	KUNIT_CASE(syndrome),
	KUNIT_CASE(id_registers),
	KUNIT_CASE(debug_registers),
	KUNIT_CASE(others),
	KUNIT_CASE(error_records),
	KUNIT_CASE(hidden),
	KUNIT_CASE(cache_registers),
	KUNIT_CASE(cache_sizes),
	{}
};

static struct kunit_suite sysreg_suite = {
	.name = "airlock_arm64_sysreg",
	.init = sysreg_init,
	.test_cases = sysreg_cases,
};

kunit_test_suite(sysreg_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's arm64 system registers");
MODULE_LICENSE("GPL");
