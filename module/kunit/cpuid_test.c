// SPDX-License-Identifier: GPL-2.0
/* CPUID: what is offered, what is kept, what is answered. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "cpuid.c"
#include "cpuid_list.c"
#include "cpuid_policy.c"
#include "xsave.c"

/* A host that has every feature bit there is, and leaves up to these. */
static u32 host_max;
static u32 host_max_extended;

/* AVX, AVX-512 and PKRU where real CPUs have them. */
static void host_xsave(u32 subleaf, struct x86_cpuid_regs *out)
{
	static const struct x86_cpuid_regs components[] = {
		[2] = { 256, 576, 0, 0 },
		[5] = { 64, 1088, 0, 0 },
		[6] = { 512, 1152, 0, 0 },
		[7] = { 1024, 1664, 0, 0 },
		[9] = { 8, 2688, 0, 0 },
	};

	if (subleaf == 0)
		*out = (struct x86_cpuid_regs){ 0x2e7, 0, 2696, 0 };
	else if (subleaf == 1)
		*out = (struct x86_cpuid_regs){ ~0, ~0, ~0, ~0 };
	else if (subleaf < ARRAY_SIZE(components))
		*out = components[subleaf];
}

void x86_host_cpuid(u32 leaf, u32 subleaf, struct x86_cpuid_regs *out)
{
	*out = (struct x86_cpuid_regs){};
	switch (leaf) {
	case 0:
		/* "GenuineIntel" */
		*out = (struct x86_cpuid_regs){ host_max, 0x756e6547,
						0x6c65746e, 0x49656e69 };
		break;
	case 4:
		if (subleaf < 3)
			*out = (struct x86_cpuid_regs){ 0x121 + subleaf, 1, 2,
							3 };
		break;
	case 0xd:
		host_xsave(subleaf, out);
		break;
	case 0x80000000:
		out->eax = host_max_extended;
		break;
	case 0x80000008:
		out->eax = 57 << 8 | 46;
		break;
	default:
		memset(out, 0xff, sizeof(*out));
	}
}

bool x86_host_tsc_stable(void)
{
	return true;
}

u32 x86_kvmclock_features(void)
{
	return X86_KVM_FEATURE_CLOCKSOURCE2 | X86_KVM_FEATURE_CLOCK_STABLE;
}

#define XCR0_ALL	0xe7ULL
#define MXCSR_MASK	0xffff

static struct x86_cpuid cpuid;
static struct x86_cpuid_state state;

static int cpuid_init(struct kunit *test)
{
	host_max = 0x20;
	host_max_extended = 0x80000008;
	x86_xsave_setup(XCR0_ALL, MXCSR_MASK);
	x86_cpuid_setup(0, XCR0_ALL);
	x86_cpuid_init(&cpuid);
	state = (struct x86_cpuid_state){ .xcr0 = 1 };
	return 0;
}

static void cpuid_exit(struct kunit *test)
{
	x86_cpuid_destroy(&cpuid);
}

static struct kvm_cpuid_entry2 *offered(u32 leaf, u32 subleaf)
{
	static struct kvm_cpuid_entry2 none;
	unsigned int i;

	for (i = 0; i < x86_cpuid_supported.nent; i++) {
		struct kvm_cpuid_entry2 *e = &x86_cpuid_supported.entries[i];

		if (e->function == leaf && e->index == subleaf)
			return e;
	}
	return &none;
}

static int set_offered(void)
{
	return x86_cpuid_set(&cpuid, x86_cpuid_supported.entries,
			     x86_cpuid_supported.nent, &state);
}

static struct x86_cpuid_regs ask(u32 leaf, u32 subleaf)
{
	struct x86_cpuid_regs out;

	x86_cpuid_lookup(&cpuid, leaf, subleaf, &out);
	return out;
}

/* A host with everything shows that we offer only what we know. */
static void offers_only_what_is_virtualised(struct kunit *test)
{
	static const u16 hidden[] = {
		X86_FEATURE_MWAIT, X86_FEATURE_DTES64, X86_FEATURE_DSCPL,
		X86_FEATURE_VMX, X86_FEATURE_SMX, X86_FEATURE_EST,
		X86_FEATURE_TM2, X86_FEATURE_PDCM, X86_FEATURE_OSXSAVE,
		X86_FEATURE_TSC_DEADLINE_TIMER, X86_FEATURE_DCA,
		X86_FEATURE_DS, X86_FEATURE_ACPI, X86_FEATURE_ACC,
		X86_FEATURE_PN, X86_FEATURE_PBE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hidden); i++) {
		u32 reg = hidden[i] / 32 == 4 ? offered(1, 0)->ecx :
						offered(1, 0)->edx;

		KUNIT_EXPECT_FALSE_MSG(test, reg & BIT(hidden[i] & 31),
				       "feature %u", hidden[i]);
	}
	KUNIT_EXPECT_TRUE(test, offered(1, 0)->ecx & F(HYPERVISOR));
	KUNIT_EXPECT_TRUE(test, offered(1, 0)->ecx & F(X2APIC));
	KUNIT_EXPECT_TRUE(test, offered(1, 0)->ecx & F(XSAVE));
	/* SGX, RDT, MPX, PT; PKU, OSPKE, WAITPKG, CET, TME, LA57, ENQCMD */
	KUNIT_EXPECT_EQ(test, offered(7, 0)->ebx &
			(BIT(2) | BIT(12) | BIT(14) | BIT(15) | BIT(25)), 0);
	KUNIT_EXPECT_EQ(test, offered(7, 0)->ecx &
			(GENMASK(5, 3) | BIT(7) | BIT(13) | BIT(16) | BIT(23) |
			 BIT(29) | BIT(30) | BIT(31)), 0);
	/* UINTR, PCONFIG, AMX, SPEC_CTRL, STIBP, L1D, ARCH_CAPS, SSBD */
	KUNIT_EXPECT_EQ(test, offered(7, 0)->edx &
			(BIT(5) | BIT(18) | BIT(22) | GENMASK(31, 24)), 0);
	/* LASS, FRED, LKGS, LAM */
	KUNIT_EXPECT_EQ(test, offered(7, 1)->eax &
			(BIT(6) | GENMASK(18, 17) | BIT(26)), 0);
	KUNIT_EXPECT_EQ(test, offered(0xa, 0)->eax, 0);
	KUNIT_EXPECT_EQ(test, offered(0xd, 1)->eax, 7);
	KUNIT_EXPECT_EQ(test, offered(0x80000001, 0)->ecx & BIT(2), 0);
	/* Of addresses, the linear ones have 48 bits. */
	KUNIT_EXPECT_EQ(test, offered(0x80000008, 0)->eax, 48 << 8 | 46);
	KUNIT_EXPECT_EQ(test, offered(0x80000007, 0)->edx, BIT(8));
}

static void offer_fits_its_clients(struct kunit *test)
{
	unsigned int i, j;

	KUNIT_EXPECT_LE(test, x86_cpuid_supported.nent, 100);
	KUNIT_EXPECT_EQ(test, offered(0, 0)->eax, 0xd);
	KUNIT_EXPECT_EQ(test, offered(0x80000000, 0)->eax, 0x80000008);
	KUNIT_EXPECT_EQ(test, offered(0x40000000, 0)->eax, 0x40000001);
	KUNIT_EXPECT_EQ(test, memcmp(&offered(0x40000000, 0)->ebx,
				     "KVMKVMKVM\0\0\0", 12), 0);
	KUNIT_EXPECT_EQ(test, offered(0xd, 0)->eax, XCR0_ALL);
	KUNIT_EXPECT_EQ(test, offered(0xd, 0)->ebx, 576);
	KUNIT_EXPECT_EQ(test, offered(0xd, 0)->ecx, 2688);
	KUNIT_EXPECT_EQ(test, offered(0xd, 7)->ebx, 1664);
	KUNIT_EXPECT_EQ(test, offered(0xd, 9)->eax, 0);
	for (i = 0; i < x86_cpuid_supported.nent; i++)
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_FALSE(test,
				x86_cpuid_supported.entries[i].function ==
				x86_cpuid_supported.entries[j].function &&
				x86_cpuid_supported.entries[i].index ==
				x86_cpuid_supported.entries[j].index);
}

static void an_old_host_offers_less(struct kunit *test)
{
	host_max = 0xb;
	host_max_extended = 0x80000004;
	x86_cpuid_setup(0, 0);
	KUNIT_EXPECT_EQ(test, offered(0, 0)->eax, 0xb);
	KUNIT_EXPECT_EQ(test, offered(0x80000000, 0)->eax, 0x80000004);
	KUNIT_EXPECT_EQ(test, offered(0xd, 0)->function, 0);
	KUNIT_EXPECT_EQ(test, offered(0x80000008, 0)->function, 0);
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_EQ(test, cpuid.xcr0_allowed, 1);
	KUNIT_EXPECT_EQ(test, cpuid.maxphyaddr, 36);
}

static void hidden_features_stay_hidden(struct kunit *test)
{
	x86_cpuid_setup(BIT_ULL(X86_HAS_RDTSCP) | BIT_ULL(X86_HAS_INVPCID),
			XCR0_ALL);
	KUNIT_EXPECT_FALSE(test, offered(0x80000001, 0)->edx & F(RDTSCP));
	KUNIT_EXPECT_FALSE(test, offered(7, 0)->ebx & F(INVPCID));
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_FALSE(test, x86_cpuid_has(&cpuid, X86_HAS_RDTSCP));
	/* Even if userspace says otherwise. */
	offered(0x80000001, 0)->edx |= F(RDTSCP);
	KUNIT_ASSERT_EQ(test, set_offered(), 0);
	KUNIT_EXPECT_FALSE(test, x86_cpuid_has(&cpuid, X86_HAS_RDTSCP));
	KUNIT_EXPECT_TRUE(test, x86_cpuid_has(&cpuid, X86_HAS_LM));
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
	KUNIT_CASE(offers_only_what_is_virtualised),
	KUNIT_CASE(offer_fits_its_clients),
	KUNIT_CASE(an_old_host_offers_less),
	KUNIT_CASE(hidden_features_stay_hidden),
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
