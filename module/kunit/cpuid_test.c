// SPDX-License-Identifier: GPL-2.0
/* CPUID: what is kept, what follows from it, what is answered. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "fake_cpuid.h"

static struct x86_cpuid_regs ask(u32 leaf, u32 subleaf)
{
	struct x86_cpuid_regs out;

	x86_cpuid_lookup(&cpuid, leaf, subleaf, &out);
	return out;
}

static void before_it_is_set(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ask(1, 0).eax, 0);
	KUNIT_EXPECT_EQ(test, cpuid.has, 0);
	KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed, 1);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 36);
	/* Control registers may come first. */
	KUNIT_EXPECT_TRUE(test, cpuid.cr4_allowed & X86_CR4_OSXSAVE);
	KUNIT_EXPECT_TRUE(test, cpuid.cr4_allowed & X86_CR4_PAE);
	KUNIT_EXPECT_FALSE(test, cpuid.cr4_allowed & X86_CR4_VMXE);
}

static void policy_follows_the_entries(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_TRUE(test, cpuid.cr4_allowed & X86_CR4_SMAP);
	KUNIT_EXPECT_FALSE(test, cpuid.cr4_allowed &
			   (X86_CR4_VMXE | X86_CR4_SMXE | X86_CR4_PKE |
			    X86_CR4_LA57 | X86_CR4_CET));
	KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed, XCR0_ALL);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 46);
	KUNIT_EXPECT_EQ(test, x86_cpuid_reserved_gpa(&cpuid),
			GENMASK_ULL(63, 46));
	KUNIT_EXPECT_FALSE(test, x86_cpuid_has(&cpuid, X86_HAS_TSC_DEADLINE));

	offered(1, 0)->ecx &= ~F(XSAVE);
	offered(1, 0)->ecx |= F(TSC_DEADLINE_TIMER);
	offered(7, 0)->ebx &= ~F(SMAP);
	offered(0xd, 0)->eax = ~0;
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_FALSE(test, cpuid.cr4_allowed &
			   (X86_CR4_SMAP | X86_CR4_OSXSAVE));
	KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed, 1);
	KUNIT_EXPECT_TRUE(test, x86_cpuid_has(&cpuid, X86_HAS_TSC_DEADLINE));

	/* Components that we do not know are not allowed, whatever it says. */
	offered(1, 0)->ecx |= F(XSAVE);
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed, XCR0_ALL);
}

static void state_shows(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_FALSE(test, ask(1, 0).ecx & F(OSXSAVE));
	KUNIT_EXPECT_FALSE(test, ask(1, 0).edx & F(APIC));
	KUNIT_EXPECT_EQ(test, ask(0xd, 0).ebx, 576);
	state = (struct x86_cpuid_state){
		.cr4 = X86_CR4_OSXSAVE, .apic_base = BIT(11), .xcr0 = 7,
	};
	x86_cpuid_update(&cpuid, &state);
	KUNIT_EXPECT_TRUE(test, ask(1, 0).ecx & F(OSXSAVE));
	KUNIT_EXPECT_TRUE(test, ask(1, 0).edx & F(APIC));
	KUNIT_EXPECT_EQ(test, ask(0xd, 0).ebx, 832);
	state.xcr0 = 0xe7;
	x86_cpuid_update(&cpuid, &state);
	KUNIT_EXPECT_EQ(test, ask(0xd, 0).ebx, 2688);
	/* Compacted, there are no gaps. */
	KUNIT_EXPECT_EQ(test, ask(0xd, 1).ebx, 576 + 256 + 64 + 512 + 1024);
	state = (struct x86_cpuid_state){ .xcr0 = 1 };
	x86_cpuid_update(&cpuid, &state);
	KUNIT_EXPECT_FALSE(test, ask(1, 0).ecx & F(OSXSAVE));
	KUNIT_EXPECT_FALSE(test, ask(1, 0).edx & F(APIC));
}

static const struct kvm_cpuid_entry2 made_up[] = {
	{ .function = 0, .eax = 0xb, .ebx = 0x756e6547 },
	{ .function = 0x40000000, .eax = 0x40000001, .ebx = 0x40 },
	{ .function = 4, .index = 1, .flags = 1, .eax = 41 },
	{ .function = 4, .index = 0, .flags = 1, .eax = 40 },
	{ .function = 0xb, .index = 0, .flags = 1, .eax = 1, .edx = 7 },
	{ .function = 0xb, .index = 1, .flags = 1, .eax = 4, .edx = 7 },
	{ .function = 0x80000000, .eax = 0x80000001 },
	{ .function = 0x80000001, .edx = 0x81 },
	{ .function = 6, .ecx = 66 },
	{ .function = 0x40000100, .ebx = 0x100 },
	{ .function = 0x4fffffff, .ebx = 0xf },
	{ .function = 0x1234, .ebx = 0x1234 },
};

static void answers_as_intel_does(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, x86_cpuid_set(&cpuid, made_up,
					    ARRAY_SIZE(made_up), &state), 0);
	KUNIT_EXPECT_EQ(test, ask(0, 99).eax, 0xb);
	KUNIT_EXPECT_EQ(test, ask(4, 0).eax, 40);
	KUNIT_EXPECT_EQ(test, ask(4, 1).eax, 41);
	KUNIT_EXPECT_EQ(test, ask(4, 2).eax, 0);
	KUNIT_EXPECT_EQ(test, ask(6, 5).ecx, 66);
	/* Within range, but without an entry: zeros. */
	KUNIT_EXPECT_EQ(test, ask(5, 0).eax, 0);
	/* No such level of topology. */
	KUNIT_EXPECT_EQ(test, ask(0xb, 0x102).eax, 0);
	KUNIT_EXPECT_EQ(test, ask(0xb, 0x102).ecx, 2);
	KUNIT_EXPECT_EQ(test, ask(0xb, 2).edx, 7);
	/* Out of range: the highest basic leaf, with the same subleaf. */
	KUNIT_EXPECT_EQ(test, ask(0xc, 1).eax, 4);
	KUNIT_EXPECT_EQ(test, ask(0x3fffffff, 0).edx, 7);
	KUNIT_EXPECT_EQ(test, ask(0x80000002, 0).edx, 7);
	KUNIT_EXPECT_EQ(test, ask(0x80000002, 3).ecx, 3);
	KUNIT_EXPECT_EQ(test, ask(0xc0000000, 0).edx, 7);
	KUNIT_EXPECT_EQ(test, ask(0x40000002, 0).edx, 7);
	/* Hypervisor leaves and odd ones, where they are. */
	KUNIT_EXPECT_EQ(test, ask(0x40000000, 0).ebx, 0x40);
	KUNIT_EXPECT_EQ(test, ask(0x40000001, 0).ebx, 0);
	KUNIT_EXPECT_EQ(test, ask(0x40000100, 0).ebx, 0x100);
	KUNIT_EXPECT_EQ(test, ask(0x4fffffff, 0).ebx, 0xf);
	KUNIT_EXPECT_EQ(test, ask(0x1234, 0).ebx, 0x1234);
}

static void amd_answers_zeros(struct kunit *test)
{
	struct kvm_cpuid_entry2 entries[] = {
		{ .function = 0, .eax = 1, .ebx = 0x68747541 },
		{ .function = 1, .eax = 0x1111 },
	};

	KUNIT_ASSERT_EQ(test, x86_cpuid_set(&cpuid, entries,
					    ARRAY_SIZE(entries), &state), 0);
	KUNIT_EXPECT_EQ(test, ask(1, 0).eax, 0x1111);
	KUNIT_EXPECT_EQ(test, ask(2, 0).eax, 0);
}

static void without_leaf_0(struct kunit *test)
{
	struct kvm_cpuid_entry2 entry = { .function = 1, .eax = 0x1111 };

	KUNIT_ASSERT_EQ(test, x86_cpuid_set(&cpuid, &entry, 1, &state), 0);
	KUNIT_EXPECT_EQ(test, ask(1, 0).eax, 0x1111);
	KUNIT_EXPECT_EQ(test, ask(2, 0).eax, 0);
	KUNIT_ASSERT_EQ(test, x86_cpuid_set(&cpuid, &entry, 0, &state), 0);
	KUNIT_EXPECT_EQ(test, ask(1, 0).eax, 0);
}

static void impossible_widths_are_refused(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	offered(0x80000008, 0)->eax = 48 << 8 | 53;
	KUNIT_EXPECT_EQ(test, set_offered(), -EINVAL);
	offered(0x80000008, 0)->eax = 47 << 8 | 40;
	KUNIT_EXPECT_EQ(test, set_offered(), -EINVAL);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 46);
	offered(0x80000008, 0)->eax = 57 << 8 | 40;
	KUNIT_EXPECT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 40);
	offered(0x80000008, 0)->eax = 0;
	KUNIT_EXPECT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 36);
	KUNIT_EXPECT_EQ(test, x86_cpuid_set(&cpuid, made_up, 257, &state),
			-E2BIG);
}

static void frozen_once_it_has_run(struct kunit *test)
{
	state.cr4 = X86_CR4_OSXSAVE;
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	cpuid.frozen = true;
	/* The same again, though the state shows in what is kept. */
	KUNIT_EXPECT_EQ(test, set_offered(), 0);
	offered(1, 0)->ecx |= F(OSXSAVE);
	KUNIT_EXPECT_EQ(test, set_offered(), 0);
	offered(1, 0)->eax++;
	KUNIT_EXPECT_EQ(test, set_offered(), -EINVAL);
	offered(1, 0)->eax--;
	x86_cpuid_supported.nent--;
	KUNIT_EXPECT_EQ(test, set_offered(), -EINVAL);
	KUNIT_EXPECT_TRUE(test, x86_cpuid_has(&cpuid, X86_HAS_XSAVE));
}

/* A vCPU that has run without any CPUID gets none later. */
static void frozen_without_any(struct kunit *test)
{
	cpuid.frozen = true;
	KUNIT_EXPECT_EQ(test, set_offered(), -EINVAL);
}

static void entries_come_back_in_order(struct kunit *test)
{
	struct kvm_cpuid_entry2 *out;

	out = kunit_kcalloc(test, ARRAY_SIZE(made_up), sizeof(*out),
			    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, out);
	KUNIT_EXPECT_EQ(test, x86_cpuid_copy(&cpuid, out, 1), 0);
	x86_cpuid_set(&cpuid, made_up, ARRAY_SIZE(made_up), &state);
	KUNIT_EXPECT_EQ(test, x86_cpuid_copy(&cpuid, out, 1),
			ARRAY_SIZE(made_up));
	KUNIT_EXPECT_EQ(test, out[0].eax, 0);
	x86_cpuid_copy(&cpuid, out, ARRAY_SIZE(made_up));
	KUNIT_EXPECT_EQ(test, memcmp(out, made_up, sizeof(made_up)), 0);
}

static void survives_any_entries(struct kunit *test)
{
	struct kvm_cpuid_entry2 *entries;
	struct rnd_state rnd;
	unsigned int i, j;
	u32 leaf;

	entries = kunit_kcalloc(test, X86_CPUID_MAX_ENTRIES, sizeof(*entries),
				GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	prandom_seed_state(&rnd, 7);
	for (i = 0; i < 300; i++) {
		prandom_bytes_state(&rnd, entries, X86_CPUID_MAX_ENTRIES *
				    sizeof(*entries));
		for (j = 0; j < X86_CPUID_MAX_ENTRIES; j++) {
			if (j % 8 == i % 8)
				continue;
			entries[j].function &= 0xc000000f;
			entries[j].index &= 3;
		}
		x86_cpuid_set(&cpuid, entries, X86_CPUID_MAX_ENTRIES, &state);
		for (j = 0; j < 200; j++) {
			leaf = prandom_u32_state(&rnd);
			ask(leaf, j & 3);
			ask(leaf & 0xc00000ff, j & 3);
		}
		KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed & ~XCR0_ALL, 0);
	}
}

static struct kunit_case cpuid_cases[] = {
	KUNIT_CASE(before_it_is_set),
	KUNIT_CASE(policy_follows_the_entries),
	KUNIT_CASE(state_shows),
	KUNIT_CASE(answers_as_intel_does),
	KUNIT_CASE(amd_answers_zeros),
	KUNIT_CASE(without_leaf_0),
	KUNIT_CASE(impossible_widths_are_refused),
	KUNIT_CASE(frozen_once_it_has_run),
	KUNIT_CASE(frozen_without_any),
	KUNIT_CASE(entries_come_back_in_order),
	KUNIT_CASE(survives_any_entries),
	{}
};

static struct kunit_suite cpuid_suite = {
	.name = "airlock_x86_cpuid",
	.init = cpuid_init,
	.exit = cpuid_exit,
	.test_cases = cpuid_cases,
};

kunit_test_suite(cpuid_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's CPUID");
MODULE_LICENSE("GPL");
