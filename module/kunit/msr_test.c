// SPDX-License-Identifier: GPL-2.0
/* MSRs: which there are, for whom, and what may be written to them. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "fake_msr.h"

static int get(u32 msr, u64 *value)
{
	return x86_msr_read(vcpu, msr, value, false);
}

static void rows_are_sorted(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < x86_nr_msr_rows; i++) {
		const struct x86_msr_row *row = &x86_msr_rows[i];

		if (i)
			KUNIT_EXPECT_GT(test, row->first,
					row[-1].first + row[-1].more);
		KUNIT_EXPECT_LE(test, row->field + 8 * row->more,
				sizeof(struct x86_msrs) - 8);
		KUNIT_EXPECT_TRUE(test, row->read || row->field ||
				  row->flags & X86_MSR_WRITE_ONLY);
	}
}

/* QEMU gives up if it cannot set what it could get. */
static void listed_msrs_can_be_restored(struct kunit *test)
{
	const struct x86_msr_row *row;
	unsigned int listed = 0;
	u64 value;
	u32 msr, i;

	vcpu->arch.cpuid.has = 0;
	for (row = x86_msr_rows; row < x86_msr_rows + x86_nr_msr_rows; row++) {
		if (!(row->flags & X86_MSR_LISTED))
			continue;
		for (i = 0; i <= row->more; i++, listed++) {
			msr = row->first + i;
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_read(vcpu, msr,
							       &value, true),
					    0, "%#x", msr);
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, msr,
								value, true),
					    0, "%#x", msr);
			KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, msr, 0,
								true),
					    0, "%#x", msr);
		}
	}
	KUNIT_EXPECT_GT(test, listed, 40);
	KUNIT_EXPECT_LE(test, listed, 64);
}

static void unknown_msrs_fault(struct kunit *test)
{
	static const u32 unknown[] = { 0, 1, 0xc1, 0x3a, 0x48, 0x49, 0x10a,
				       0x122, 0x186, 0x400, 0x480, 0xda0,
				       0x4b564d02, 0xc0010114, 0xffffffff };
	unsigned int i;
	u64 value;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		KUNIT_EXPECT_EQ_MSG(test, get(unknown[i], &value), -EINVAL,
				    "%#x", unknown[i]);
		KUNIT_EXPECT_EQ_MSG(test, set(unknown[i], 0), -EINVAL, "%#x",
				    unknown[i]);
		KUNIT_EXPECT_EQ_MSG(test, x86_msr_write(vcpu, unknown[i], 0,
							true),
				    -EINVAL, "%#x", unknown[i]);
	}
}

/* What would fault on the CPU must not get there. */
static void addresses_are_canonical(struct kunit *test)
{
	static const u32 bases[] = { MSR_FS_BASE, MSR_GS_BASE,
				     MSR_KERNEL_GS_BASE, MSR_LSTAR, MSR_CSTAR,
				     MSR_IA32_SYSENTER_ESP,
				     MSR_IA32_SYSENTER_EIP };
	static const u64 bad[] = { BIT_ULL(47), BIT_ULL(48), BIT_ULL(63),
				   0xffff7fffffffffff };
	unsigned int i, j;
	int host;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		for (j = 0; j < ARRAY_SIZE(bad); j++)
			for (host = 0; host < 2; host++)
				KUNIT_EXPECT_EQ_MSG(test,
						    x86_msr_write(vcpu,
								  bases[i],
								  bad[j],
								  host),
						    -EINVAL, "%#x = %#llx",
						    bases[i], bad[j]);
		KUNIT_EXPECT_EQ(test, set(bases[i], 0xffff800000000000), 0);
		KUNIT_EXPECT_EQ(test, value_of(bases[i]), 0xffff800000000000);
		KUNIT_EXPECT_EQ(test, set(bases[i], 0x7fffffffffff), 0);
	}
	KUNIT_EXPECT_EQ(test, set(MSR_SYSCALL_MASK, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_TSC_AUX, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_STAR, ~0ULL), 0);
}

static void cpuid_gates_the_guest(struct kunit *test)
{
	static const u32 gated[] = { MSR_TSC_AUX, MSR_LSTAR, MSR_FS_BASE,
				     MSR_IA32_TSC_ADJUST, X86_MSR_MTRR_CAP,
				     MSR_IA32_TSC_DEADLINE };
	unsigned int i;
	u64 value;

	vcpu->arch.cpuid.has = 0;
	for (i = 0; i < ARRAY_SIZE(gated); i++) {
		KUNIT_EXPECT_EQ_MSG(test, get(gated[i], &value), -EINVAL, "%#x",
				    gated[i]);
		KUNIT_EXPECT_EQ_MSG(test, x86_msr_read(vcpu, gated[i], &value,
						       true),
				    0, "%#x", gated[i]);
	}
}

static void efer_rules(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SCE | EFER_LME | EFER_NX), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SVME), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, BIT_ULL(32)), -EINVAL);
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_EFER, EFER_SVME, true),
			-EINVAL);
	/* With paging on, LME stays; LMA is the CPU's. */
	cr0 = CR0_PG;
	efer |= EFER_LMA;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_SCE), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LME), 0);
	KUNIT_EXPECT_EQ(test, efer, EFER_LME | EFER_LMA);
	cr0 = 0;
	efer = 0;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LMA), 0);
	KUNIT_EXPECT_EQ(test, efer, 0);
	/* No CPUID bit, no EFER bit. */
	vcpu->arch.cpuid.has = 0;
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_NX), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_EFER, EFER_LME), -EINVAL);
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_EFER, EFER_NX, true), 0);
}

static void memory_types(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_CR_PAT), 0x0007040600070406);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 0x0001040506070406), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 8ULL << 56), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_CR_PAT, 0x80), -EINVAL);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_CR_PAT), 0x0001040506070406);

	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_MTRR_CAP), 0x508);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_CAP, 0x508), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0xc06), 0);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x1006), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x802), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(X86_MSR_MTRR_DEF, 0x807), -EINVAL);
	KUNIT_EXPECT_EQ(test, value_of(X86_MSR_MTRR_DEF), 0xc06);
}

static void mtrrs_keep_their_place(struct kunit *test)
{
	static const u32 fixed[] = { 0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
				     0x26b, 0x26c, 0x26d, 0x26e, 0x26f };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		KUNIT_EXPECT_EQ(test, set(fixed[i], i % 2 ? 0x0606 : 0x05), 0);
	for (i = 0; i < ARRAY_SIZE(fixed); i++) {
		KUNIT_EXPECT_EQ(test, value_of(fixed[i]),
				i % 2 ? 0x0606 : 0x05);
		KUNIT_EXPECT_EQ(test, vcpu->arch.msr.mtrr_fixed[i],
				i % 2 ? 0x0606 : 0x05);
	}
	KUNIT_EXPECT_EQ(test, set(0x250, 7), -EINVAL);
	for (i = 0; i < 16; i += 2) {
		KUNIT_EXPECT_EQ(test, set(0x200 + i, i << 12 | 6), 0);
		KUNIT_EXPECT_EQ(test, set(0x201 + i, 0xfffffff800), 0);
	}
	for (i = 0; i < 16; i += 2) {
		KUNIT_EXPECT_EQ(test, value_of(0x200 + i), i << 12 | 6);
		KUNIT_EXPECT_EQ(test, value_of(0x201 + i), 0xfffffff800);
	}
	KUNIT_EXPECT_EQ(test, set(0x200, BIT_ULL(40)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x201, BIT_ULL(40)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x200, 0x106), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x201, 0x400), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x210, 0), -EINVAL);
}

/* SDM 3A "x2APIC State Transitions", all nine of them and the impossible. */
static void apic_base_transitions(struct kunit *test)
{
	static const u64 modes[] = { 0, APIC_BASE_EN, APIC_BASE_MODE,
				     APIC_BASE_EXTD };
	static const bool guest_may[4][4] = {
		{ true, true, false, false },
		{ true, true, true, false },
		{ true, false, true, false },
	};
	u64 old, new;
	unsigned int from, to;

	for (from = 0; from < 3; from++) {
		for (to = 0; to < 4; to++) {
			old = APIC_DEFAULT_BASE | modes[from];
			new = APIC_DEFAULT_BASE | modes[to];
			vcpu->arch.apic_base = old;
			KUNIT_EXPECT_EQ_MSG(test, set(MSR_IA32_APICBASE, new),
					    guest_may[from][to] ? 0 : -EINVAL,
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ(test, vcpu->arch.apic_base,
					guest_may[from][to] ? new : old);
			vcpu->arch.apic_base = old;
			KUNIT_EXPECT_EQ(test, x86_apic_base_set(vcpu, new,
								true),
					to < 3 ? 0 : -EINVAL);
		}
	}
}

static void apic_base_bits(struct kunit *test)
{
	u64 base = APIC_DEFAULT_BASE | APIC_BASE_EN;

	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_BSP), 0);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | BIT(9)), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | BIT_ULL(40)),
			-EINVAL);
	/* A LAPIC in the kernel hears of changes, and of nothing else. */
	vcpu->arch.lapic = (void *)vcpu;
	lapic_old_base = 1;
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_BSP), 0);
	KUNIT_EXPECT_EQ(test, lapic_old_base, 1);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base), 0);
	KUNIT_EXPECT_EQ(test, lapic_old_base, base | APIC_BASE_BSP);
	vcpu->arch.cpuid.has &= ~BIT_ULL(X86_HAS_X2APIC);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_APICBASE, base | APIC_BASE_EXTD),
			-EINVAL);
}

static void lapic_has_its_own(struct kunit *test)
{
	u64 value;

	KUNIT_EXPECT_EQ(test, get(0x802, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(0x80b, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_DEADLINE, 5), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_DEADLINE), 0);
	vcpu->arch.lapic = (void *)vcpu;
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_TSC_DEADLINE, 5), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_TSC_DEADLINE), 5);
	KUNIT_EXPECT_EQ(test, set(0x8ff, 9), 0);
	KUNIT_EXPECT_EQ(test, value_of(0x800), 9);
}

static void microcode_is_the_vmms(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), BIT_ULL(32));
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_UCODE_REV, 0), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), BIT_ULL(32));
	KUNIT_EXPECT_EQ(test, x86_msr_write(vcpu, MSR_IA32_UCODE_REV, 7, true),
			0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_UCODE_REV), 7);
	KUNIT_EXPECT_EQ(test, set(MSR_PLATFORM_INFO, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(MSR_IA32_MISC_ENABLE, 1), 0);
	KUNIT_EXPECT_EQ(test, value_of(MSR_IA32_MISC_ENABLE),
			1 | MISC_ENABLE_RO);
}

static void survives_any_write(struct kunit *test)
{
	const struct x86_msr_row *row;
	struct rnd_state rnd;
	unsigned int i;
	u64 value;
	u32 msr;

	prandom_seed_state(&rnd, 3);
	for (i = 0; i < 200000; i++) {
		row = &x86_msr_rows[prandom_u32_state(&rnd) % x86_nr_msr_rows];
		msr = i & 1 ? prandom_u32_state(&rnd) :
			      row->first + prandom_u32_state(&rnd) %
			      (row->more + 2);
		value = (u64)prandom_u32_state(&rnd) << 32 |
			prandom_u32_state(&rnd);
		value >>= prandom_u32_state(&rnd) % 64;
		x86_msr_write(vcpu, msr, value, i & 2);
		x86_msr_read(vcpu, msr, &value, i & 4);
		if (!(i & 0xff))
			x86_kvmclock_update(vcpu);
	}
	KUNIT_EXPECT_FALSE(test, efer & ~EFER_VALID);
	KUNIT_EXPECT_TRUE(test, is_canonical(value_of(MSR_LSTAR)));
}

static struct kunit_case msr_cases[] = {
	KUNIT_CASE(rows_are_sorted),
	KUNIT_CASE(listed_msrs_can_be_restored),
	KUNIT_CASE(unknown_msrs_fault),
	KUNIT_CASE(addresses_are_canonical),
	KUNIT_CASE(cpuid_gates_the_guest),
	KUNIT_CASE(efer_rules),
	KUNIT_CASE(memory_types),
	KUNIT_CASE(mtrrs_keep_their_place),
	KUNIT_CASE(apic_base_transitions),
	KUNIT_CASE(apic_base_bits),
	KUNIT_CASE(lapic_has_its_own),
	KUNIT_CASE(microcode_is_the_vmms),
	KUNIT_CASE(survives_any_write),
	{}
};

static struct kunit_suite msr_suite = {
	.name = "airlock_x86_msr",
	.init = msr_init,
	.exit = msr_exit,
	.test_cases = msr_cases,
};

kunit_test_suite(msr_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's MSRs");
MODULE_LICENSE("GPL");
