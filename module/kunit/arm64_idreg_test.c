// SPDX-License-Identifier: GPL-2.0
/*
 * ID registers: what a guest is told of hosts that have everything, nothing, or
 * are like real ones; and what userspace may change.
 */
#include "fake_sysreg.h"

#define PFR0	ARM64_IDREG(4, 0)
#define PFR1	ARM64_IDREG(4, 1)
#define DFR0	ARM64_IDREG(5, 0)
#define ISAR0	ARM64_IDREG(6, 0)
#define ISAR1	ARM64_IDREG(6, 1)
#define MMFR0	ARM64_IDREG(7, 0)
#define MMFR1	ARM64_IDREG(7, 1)
#define MMFR2	ARM64_IDREG(7, 2)

static u64 told(unsigned int nr, u64 host)
{
	return arm64_idreg_sanitise(&arm64_idreg_rows[nr], host);
}

static unsigned int told_field(unsigned int nr, u64 host, unsigned int shift)
{
	return ARM64_ID_FIELD(told(nr, host), shift);
}

/* A host with all: fields of ones, but those in which that is none. */
static void nothing_that_we_have_not(struct kunit *test)
{
	const u64 most = 0x7777777777777777ULL;

	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 8), 0);	/* EL2 */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 12), 0);	/* EL3 */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 24), 1);	/* GIC */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 28), 1);	/* RAS */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 32), 0);	/* SVE */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 40), 0);	/* MPAM */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 44), 0);	/* AMU */
	KUNIT_EXPECT_EQ(test, told_field(PFR0, most, 56), 1);	/* CSV2 */
	KUNIT_EXPECT_EQ(test, told(PFR1, most), 0x77);	/* BT, SSBS */
	KUNIT_EXPECT_EQ(test, told(DFR0, most), 0xf070707007ULL);
	KUNIT_EXPECT_EQ(test, told(ISAR1, most),
			0x0777777700277007ULL);
	KUNIT_EXPECT_EQ(test, told(MMFR0, most), 0x0000700000177775ULL);
	KUNIT_EXPECT_EQ(test, told(MMFR1, most) & 0xff0, 0);
	KUNIT_EXPECT_EQ(test, told_field(MMFR2, most, 24), 0);	/* NV */
	KUNIT_EXPECT_EQ(test, told_field(MMFR2, most, 40), 0);	/* FWB */
	KUNIT_EXPECT_EQ(test, told(ARM64_IDREG(4, 5), most), 0); /* SMFR0 */
	KUNIT_EXPECT_EQ(test, told(ARM64_IDREG(7, 3), most), 0); /* MMFR3 */
}

/* Cortex-A57, of 2014: nearly all is passed on. */
static void an_old_host(struct kunit *test)
{
	/* EL0 to EL3 with AArch32, as QEMU has it. */
	KUNIT_EXPECT_EQ(test, told(PFR0, 0x00002222), 0x01000022);
	KUNIT_EXPECT_EQ(test, told(DFR0, 0x10305106), 0xf010305006ULL);
	KUNIT_EXPECT_EQ(test, told(ISAR0, 0x00011120), 0x00011120);
	KUNIT_EXPECT_EQ(test, told(MMFR0, 0x00001124), 0x00001124);
	/* No AArch64 floating point is 0xf, which is kept. */
	KUNIT_EXPECT_EQ(test, told(PFR0, 0x00ff0011), 0x01ff0011);
	/* No 4 KiB granule, no 64 KiB one; 16 KiB is there. */
	KUNIT_EXPECT_EQ(test, told(MMFR0, 0xff100005), 0xff100005);
}

static bool may(unsigned int nr, u64 limit, u64 value)
{
	return arm64_idreg_allows(&arm64_idreg_rows[nr], limit, value);
}

static void what_userspace_may(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, may(ISAR0, 0x21120, 0x21120));
	KUNIT_EXPECT_TRUE(test, may(ISAR0, 0x21120, 0x10000));
	KUNIT_EXPECT_TRUE(test, may(ISAR0, 0x21120, 0));
	KUNIT_EXPECT_FALSE(test, may(ISAR0, 0x21120, 0x31120));
	KUNIT_EXPECT_FALSE(test, may(ISAR0, 0x21120, 0x121120));
	/* A field that is not writable. */
	KUNIT_EXPECT_FALSE(test, may(PFR0, 0x11000022, 0x01000022));
	/* GIC, EL0 without AArch32 */
	KUNIT_EXPECT_TRUE(test, may(PFR0, 0x11000022, 0x10000021));
	/* DoubleLock: none is least; TGran4 without LPA2. */
	KUNIT_EXPECT_FALSE(test, may(DFR0, 0xf010305006ULL, 0x0010305006ULL));
	KUNIT_EXPECT_TRUE(test, may(MMFR0, 0x00001124, 0xf0001124));
	KUNIT_EXPECT_FALSE(test, may(MMFR0, 0xf0001124, 0x00001124));
	/* SpecSEI: the more, the safer. */
	KUNIT_EXPECT_TRUE(test, may(MMFR1, 0, 0x01000000));
	KUNIT_EXPECT_FALSE(test, may(MMFR1, 0x01000000, 0));
	/* A register with nothing in it. */
	KUNIT_EXPECT_TRUE(test, may(ARM64_IDREG(4, 3), 0, 0));
	KUNIT_EXPECT_FALSE(test, may(ARM64_IDREG(4, 3), 0, 1));
}

static void set_and_get(struct kunit *test)
{
	const u16 pfr0 = ARM64_IDREG_FIRST + PFR0;
	const u16 dfr0 = ARM64_IDREG_FIRST + DFR0;
	u64 value, limit;

	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, pfr0, &limit), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, pfr0, limit - 1), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, pfr0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, limit - 1);
	/* Back up: the limit is the host's, not what was set last. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, pfr0, limit), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, pfr0, ~0ULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, pfr0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, limit);
	/* Armv8 debug is the least there is. */
	KUNIT_EXPECT_EQ(test, arm64_sysreg_get(vcpu, dfr0, &limit), 0);
	KUNIT_EXPECT_EQ(test, limit & 0xf, 8);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, dfr0, limit - 2), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, dfr0, limit - 3),
			-EINVAL);
	vm.arch.has_run = true;
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, dfr0, limit - 2), 0);
	KUNIT_EXPECT_EQ(test, arm64_sysreg_set(vcpu, dfr0, limit), -EBUSY);
}

/* All limits are values that userspace may set, and the row's own bits. */
static void rows(struct kunit *test)
{
	unsigned int nr, shift;

	for (nr = 0; nr < ARM64_NR_IDREGS; nr++) {
		const struct arm64_idreg_row *row = &arm64_idreg_rows[nr];

		KUNIT_EXPECT_TRUE(test, may(nr, vm.arch.idregs.limit[nr],
					    vm.arch.idregs.id[nr]));
		KUNIT_EXPECT_FALSE_MSG(test, row->keep & row->fixed, "%s",
				       row->name);
		if (!row->name)
			KUNIT_EXPECT_EQ(test, vm.arch.idregs.limit[nr], 0);
		for (shift = 0; shift < 64; shift += 4) {
			u64 w = ARM64_ID_FIELD(row->writable, shift);

			KUNIT_EXPECT_TRUE_MSG(test, !w || w == 0xf, "%s",
					      row->name);
		}
	}
}

static struct kunit_case idreg_cases[] = {
	KUNIT_CASE(nothing_that_we_have_not),
	KUNIT_CASE(an_old_host),
	KUNIT_CASE(what_userspace_may),
	KUNIT_CASE(set_and_get),
	KUNIT_CASE(rows),
	{}
};

static struct kunit_suite idreg_suite = {
	.name = "airlock_arm64_idreg",
	.init = sysreg_init,
	.test_cases = idreg_cases,
};

kunit_test_suite(idreg_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's arm64 ID registers");
MODULE_LICENSE("GPL");
