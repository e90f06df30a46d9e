// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_GET_SUPPORTED_CPUID: of each leaf, the bits that we virtualise.
 *
 * A bit is offered if guests can use the feature without help, or if we give
 * it to them. Unknown bits are not: a new CPU's features come when somebody
 * has looked at them. Left out on purpose:
 *   - VMX, SMX, SGX, MPX, PKU, CET, LAM, FRED, AMX, LA57, processor trace,
 *     resource director, TME, PCONFIG, key locker, UINTR, WAITPKG, ENQCMD: state
 *     or VMX controls that we do not handle
 *   - MONITOR, power and thermal management, DS, PMU: not virtualised
 *   - SPEC_CTRL, STIBP, SSBD, FLUSH_L1D, ARCH_CAPABILITIES: their MSRs are not
 *   - XSAVES: IA32_XSS is not
 */
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/kvm.h>
#include <linux/minmax.h>

#include <asm/cpufeatures.h>

#include "cpuid_policy.h"
#include "fpu.h"
#include "host.h"
#include "kvmclock.h"
#include "xsave.h"

#define F(name)		BIT(X86_FEATURE_##name & 31)
#define ALL		(~0U)

struct x86_cpuid_list x86_cpuid_supported;

/**
 * struct cpuid_rule - what of a leaf is offered.
 * @leaf: EAX.
 * @subleaf: ECX.
 * @allow: bits passed from the host: EAX, EBX, ECX, EDX.
 * @force: bits offered whatever the host has.
 */
struct cpuid_rule {
	u32 leaf;
	u32 subleaf;
	u32 allow[4];
	u32 force[4];
};

static const struct cpuid_rule basic_rules[] = {
	/* EBX: brand index and CLFLUSH size; the rest tells of this CPU alone. */
	{ .leaf = 1, .allow = { ALL, 0xffff,
		F(XMM3) | F(PCLMULQDQ) | F(SSSE3) | F(FMA) | F(CX16) |
		F(PCID) | F(XMM4_1) | F(XMM4_2) | F(MOVBE) | F(POPCNT) |
		F(AES) | F(XSAVE) | F(AVX) | F(F16C) | F(RDRAND),
		F(FPU) | F(VME) | F(DE) | F(PSE) | F(TSC) | F(MSR) | F(PAE) |
		F(MCE) | F(CX8) | F(APIC) | F(SEP) | F(MTRR) | F(PGE) |
		F(MCA) | F(CMOV) | F(PAT) | F(PSE36) | F(CLFLUSH) | F(MMX) |
		F(FXSR) | F(XMM) | F(XMM2) | F(SELFSNOOP) },
	  .force = { 0, 0, F(X2APIC) | F(HYPERVISOR), 0 } },
	{ .leaf = 2, .allow = { ALL, ALL, ALL, ALL } },
	/* 4 comes here */
	{ .leaf = 5 },
	/* EAX: the APIC timer never stops. */
	{ .leaf = 6, .force = { F(ARAT) } },
	{ .leaf = 7, .allow = { 0,
		F(FSGSBASE) | F(BMI1) | F(HLE) | F(AVX2) | F(FDP_EXCPTN_ONLY) |
		F(SMEP) | F(BMI2) | F(ERMS) | F(INVPCID) | F(RTM) |
		F(ZERO_FCS_FDS) | F(AVX512F) | F(AVX512DQ) | F(RDSEED) |
		F(ADX) | F(SMAP) | F(AVX512IFMA) | F(CLFLUSHOPT) | F(CLWB) |
		F(AVX512CD) | F(SHA_NI) | F(AVX512BW) | F(AVX512VL),
		F(AVX512VBMI) | F(UMIP) | F(AVX512_VBMI2) | F(GFNI) | F(VAES) |
		F(VPCLMULQDQ) | F(AVX512_VNNI) | F(AVX512_BITALG) |
		F(AVX512_VPOPCNTDQ) | F(RDPID) | F(CLDEMOTE) | F(MOVDIRI) |
		F(MOVDIR64B),
		F(AVX512_4VNNIW) | F(AVX512_4FMAPS) | F(FSRM) |
		F(AVX512_VP2INTERSECT) | F(MD_CLEAR) | F(SERIALIZE) |
		F(TSXLDTRK) | F(AVX512_FP16) },
	  /* EAX: the highest subleaf. */
	  .force = { 1, F(TSC_ADJUST), 0, 0 } },
	{ .leaf = 7, .subleaf = 1, .allow = {
		/* CMPCCXADD, FZRM, FSRS, FSRC; AVX_IFMA */
		F(AVX_VNNI) | F(AVX512_BF16) | BIT(7) | GENMASK(12, 10) |
		BIT(23) } },
	{ .leaf = 0xa },
	/* 0xb: the VMM's to fill, as is the APIC id */
	{ .leaf = 0xb },
	{ .leaf = 0xb, .subleaf = 1 },
};

/* The highest basic leaf that we say anything about. */
#define MAX_BASIC	0xd

static const struct cpuid_rule extended_rules[] = {
	{ .leaf = 0x80000001, .allow = { 0, 0,
		F(LAHF_LM) | F(ABM) | F(3DNOWPREFETCH),
		F(SYSCALL) | F(NX) | F(GBPAGES) | F(RDTSCP) | F(LM) } },
	{ .leaf = 0x80000002, .allow = { ALL, ALL, ALL, ALL } },
	{ .leaf = 0x80000003, .allow = { ALL, ALL, ALL, ALL } },
	{ .leaf = 0x80000004, .allow = { ALL, ALL, ALL, ALL } },
	{ .leaf = 0x80000005, .allow = { ALL, ALL, ALL, ALL } },
	{ .leaf = 0x80000006, .allow = { ALL, ALL, ALL, ALL } },
	/* 0x80000007 and 0x80000008 come here */
};

#define MAX_EXTENDED	0x80000008

/* EDX of 0x80000007: the TSC runs at one speed, always. */
#define INVARIANT_TSC	BIT(8)

#define HYPERVISOR	0x40000000

static struct kvm_cpuid_entry2 *add(u32 leaf, u32 subleaf)
{
	struct x86_cpuid_list *list = &x86_cpuid_supported;
	struct kvm_cpuid_entry2 *entry;

	/* Count on, for the check in x86_cpuid_build(). */
	entry = &list->entries[min(list->nent, X86_CPUID_MAX_SUPPORTED - 1U)];
	list->nent++;
	*entry = (struct kvm_cpuid_entry2){ .function = leaf,
					    .index = subleaf };
	if (leaf == 4 || leaf == 7 || leaf == 0xb || leaf == 0xd)
		entry->flags = KVM_CPUID_FLAG_SIGNIFCANT_INDEX;
	return entry;
}

static struct kvm_cpuid_entry2 *add_rule(const struct cpuid_rule *rule)
{
	struct kvm_cpuid_entry2 *entry = add(rule->leaf, rule->subleaf);
	struct x86_cpuid_regs host;

	x86_host_cpuid(rule->leaf, rule->subleaf, &host);
	entry->eax = (host.eax & rule->allow[0]) | rule->force[0];
	entry->ebx = (host.ebx & rule->allow[1]) | rule->force[1];
	entry->ecx = (host.ecx & rule->allow[2]) | rule->force[2];
	entry->edx = (host.edx & rule->allow[3]) | rule->force[3];
	return entry;
}

/* The caches, up to the entry of type 0 that ends them. */
static void add_caches(void)
{
	struct cpuid_rule rule = { .leaf = 4,
				   .allow = { ALL, ALL, ALL, ALL } };
	u32 type;

	do {
		type = add_rule(&rule)->eax & 0x1f;
	} while (type && ++rule.subleaf < 8);
}

static void add_xsave(u64 xcr0)
{
	struct kvm_cpuid_entry2 *entry;
	struct cpuid_rule rule = { .leaf = 0xd, .subleaf = 1 };
	unsigned int i;

	/* EBX follows XCR0; ECX is the size with all components. */
	entry = add(0xd, 0);
	entry->eax = xcr0;
	entry->edx = xcr0 >> 32;
	entry->ebx = x86_xsave_size(X86_XCR0_X87, false);
	entry->ecx = x86_xsave_size(xcr0, false);

	rule.allow[0] = F(XSAVEOPT) | F(XSAVEC) | F(XGETBV1);
	add_rule(&rule);

	/* ECX bit 1: aligned in the compacted format. */
	rule.allow[0] = ALL;
	rule.allow[1] = ALL;
	rule.allow[2] = BIT(1);
	for (i = 2; i < 63; i++) {
		rule.subleaf = i;
		if (xcr0 & BIT_ULL(i))
			add_rule(&rule);
	}
}

static void add_basic(u64 xcr0)
{
	struct kvm_cpuid_entry2 *entry;
	struct x86_cpuid_regs host;
	unsigned int i;
	u32 max;

	x86_host_cpuid(0, 0, &host);
	max = min_t(u32, host.eax, MAX_BASIC);

	entry = add(0, 0);
	entry->eax = max;
	entry->ebx = host.ebx;
	entry->ecx = host.ecx;
	entry->edx = host.edx;

	for (i = 0; i < ARRAY_SIZE(basic_rules); i++) {
		if (basic_rules[i].leaf > max)
			break;
		if (basic_rules[i].leaf == 5)
			add_caches();
		add_rule(&basic_rules[i]);
	}
	if (max >= 0xd && xcr0)
		add_xsave(xcr0);
}

static void add_extended(void)
{
	struct kvm_cpuid_entry2 *entry;
	struct x86_cpuid_regs host;
	unsigned int i;
	u32 max;

	x86_host_cpuid(0x80000000, 0, &host);
	max = min_t(u32, host.eax, MAX_EXTENDED);
	add(0x80000000, 0)->eax = max;

	for (i = 0; i < ARRAY_SIZE(extended_rules); i++)
		if (extended_rules[i].leaf <= max)
			add_rule(&extended_rules[i]);

	if (max >= 0x80000007) {
		x86_host_cpuid(0x80000007, 0, &host);
		entry = add(0x80000007, 0);
		if (x86_host_tsc_stable())
			entry->edx = host.edx & INVARIANT_TSC;
	}
	if (max >= 0x80000008) {
		/* Without LA57 linear addresses have 48 bits. */
		x86_host_cpuid(0x80000008, 0, &host);
		add(0x80000008, 0)->eax = (host.eax & 0xff) | 48 << 8;
	}
}

static void add_hypervisor(void)
{
	struct kvm_cpuid_entry2 *entry;

	/* "KVMKVMKVM\0\0\0": guests look for the ABI, not for its maker. */
	entry = add(HYPERVISOR, 0);
	entry->eax = HYPERVISOR + 1;
	entry->ebx = 0x4b4d564b;
	entry->ecx = 0x564b4d56;
	entry->edx = 0x0000004d;

	add(HYPERVISOR + 1, 0)->eax = x86_kvmclock_features();
}

void x86_cpuid_build(u64 xcr0)
{
	x86_cpuid_supported.nent = 0;
	add_basic(xcr0);
	add_extended();
	add_hypervisor();

	/* At most 7 + 9 + 8 + 11 + 2 entries. */
	if (WARN_ON(x86_cpuid_supported.nent > X86_CPUID_MAX_SUPPORTED))
		x86_cpuid_supported.nent = X86_CPUID_MAX_SUPPORTED;
}
