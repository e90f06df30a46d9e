// SPDX-License-Identifier: GPL-2.0
/* KVM_GET_SUPPORTED_CPUID: what is offered, and what is not. */
#include <kunit/test.h>
#include <linux/module.h>

#include "fake_cpuid.h"

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
	const struct x86_cpuid_list *list = &x86_cpuid_supported;
	const struct kvm_cpuid_entry2 *a, *b;

	KUNIT_EXPECT_LE(test, list->nent, 100);
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
	for (a = list->entries; a < list->entries + list->nent; a++)
		for (b = list->entries; b < a; b++)
			KUNIT_EXPECT_FALSE(test, a->function == b->function &&
					   a->index == b->index);
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

static struct kunit_case cpuid_list_cases[] = {
	KUNIT_CASE(offers_only_what_is_virtualised),
	KUNIT_CASE(offer_fits_its_clients),
	KUNIT_CASE(an_old_host_offers_less),
	KUNIT_CASE(hidden_features_stay_hidden),
	{}
};

static struct kunit_suite cpuid_list_suite = {
	.name = "airlock_x86_cpuid_list",
	.init = cpuid_init,
	.exit = cpuid_exit,
	.test_cases = cpuid_list_cases,
};

kunit_test_suite(cpuid_list_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's list of CPUID features");
MODULE_LICENSE("GPL");
