// SPDX-License-Identifier: GPL-2.0
/* What follows from a vCPU's CPUID: features, bits of CR4 and XCR0, widths. */
#include <linux/kernel.h>
#include <linux/kvm.h>

#include <asm/cpufeatures.h>
#include <asm/processor-flags.h>

#include "cpuid_policy.h"
#include "fpu.h"

enum cpuid_reg { EAX, EBX, ECX, EDX };

/* Where CPUID shows a feature. */
struct feature_row {
	u32 leaf;
	u8 reg;
	u8 bit;
};

#define ROW(leaf, reg, name)	{ leaf, reg, X86_FEATURE_##name & 31 }

static const struct feature_row features[X86_NR_FEATURES] = {
	[X86_HAS_MCA]		= ROW(1, EDX, MCA),
	[X86_HAS_MTRR]		= ROW(1, EDX, MTRR),
	[X86_HAS_PAT]		= ROW(1, EDX, PAT),
	[X86_HAS_PCID]		= ROW(1, ECX, PCID),
	[X86_HAS_X2APIC]	= ROW(1, ECX, X2APIC),
	[X86_HAS_TSC_DEADLINE]	= ROW(1, ECX, TSC_DEADLINE_TIMER),
	[X86_HAS_XSAVE]		= ROW(1, ECX, XSAVE),
	[X86_HAS_FSGSBASE]	= ROW(7, EBX, FSGSBASE),
	[X86_HAS_TSC_ADJUST]	= ROW(7, EBX, TSC_ADJUST),
	[X86_HAS_SMEP]		= ROW(7, EBX, SMEP),
	[X86_HAS_SMAP]		= ROW(7, EBX, SMAP),
	[X86_HAS_INVPCID]	= ROW(7, EBX, INVPCID),
	[X86_HAS_UMIP]		= ROW(7, ECX, UMIP),
	[X86_HAS_RDPID]		= ROW(7, ECX, RDPID),
	[X86_HAS_SYSCALL]	= ROW(0x80000001, EDX, SYSCALL),
	[X86_HAS_NX]		= ROW(0x80000001, EDX, NX),
	[X86_HAS_GBPAGES]	= ROW(0x80000001, EDX, GBPAGES),
	[X86_HAS_RDTSCP]	= ROW(0x80000001, EDX, RDTSCP),
	[X86_HAS_LM]		= ROW(0x80000001, EDX, LM),
};

/* CR4 bits that every CPU with VT-x has. */
#define CR4_ALWAYS	(X86_CR4_VME | X86_CR4_PVI | X86_CR4_TSD | X86_CR4_DE | \
			 X86_CR4_PSE | X86_CR4_PAE | X86_CR4_MCE | \
			 X86_CR4_PGE | X86_CR4_PCE | X86_CR4_OSFXSR | \
			 X86_CR4_OSXMMEXCPT)

/* CR4 bits that are reserved without a feature. */
static const struct {
	u64 cr4;
	enum x86_feature feature;
} cr4_bits[] = {
	{ X86_CR4_UMIP,		X86_HAS_UMIP },
	{ X86_CR4_FSGSBASE,	X86_HAS_FSGSBASE },
	{ X86_CR4_PCIDE,	X86_HAS_PCID },
	{ X86_CR4_OSXSAVE,	X86_HAS_XSAVE },
	{ X86_CR4_SMEP,		X86_HAS_SMEP },
	{ X86_CR4_SMAP,		X86_HAS_SMAP },
};

/* What guests may have at most: bits of enum x86_feature, and of XCR0. */
static u64 virtualised;
static u64 virtualised_xcr0;

static u32 entry_reg(const struct kvm_cpuid_entry2 *entry, enum cpuid_reg reg)
{
	switch (reg) {
	case EAX:
		return entry->eax;
	case EBX:
		return entry->ebx;
	case ECX:
		return entry->ecx;
	default:
		return entry->edx;
	}
}

static u64 features_of(const struct x86_cpuid *cpuid)
{
	const struct kvm_cpuid_entry2 *entry;
	unsigned int i;
	u64 has = 0;

	for (i = 0; i < X86_NR_FEATURES; i++) {
		entry = x86_cpuid_find(cpuid, features[i].leaf, 0);
		if (entry && entry_reg(entry, features[i].reg) &
			     BIT(features[i].bit))
			has |= BIT_ULL(i);
	}
	return has;
}

static u64 cr4_of(u64 has)
{
	u64 cr4 = CR4_ALWAYS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cr4_bits); i++)
		if (has & BIT_ULL(cr4_bits[i].feature))
			cr4 |= cr4_bits[i].cr4;
	return cr4;
}

static u64 xcr0_of(const struct x86_cpuid *cpuid)
{
	const struct kvm_cpuid_entry2 *entry;
	u64 xcr0;

	entry = x86_cpuid_find(cpuid, 0xd, 0);
	if (!entry || !x86_cpuid_has(cpuid, X86_HAS_XSAVE))
		return X86_XCR0_X87;
	xcr0 = entry->eax | (u64)entry->edx << 32;
	return (xcr0 & virtualised_xcr0) | X86_XCR0_X87;
}

/* 36 is what CPUs without the leaf have. SDM 3A "Physical Address Space". */
static u8 maxphyaddr_of(const struct x86_cpuid *cpuid)
{
	const struct kvm_cpuid_entry2 *entry;

	entry = x86_cpuid_find(cpuid, 0x80000000, 0);
	if (!entry || entry->eax < 0x80000008)
		return 36;
	entry = x86_cpuid_find(cpuid, 0x80000008, 0);
	return entry && entry->eax & 0xff ? entry->eax & 0xff : 36;
}

bool x86_cpuid_widths_valid(const struct x86_cpuid *cpuid)
{
	const struct kvm_cpuid_entry2 *entry;
	u8 linear;

	if (maxphyaddr_of(cpuid) > 52)
		return false;
	entry = x86_cpuid_find(cpuid, 0x80000008, 0);
	if (!entry)
		return true;
	linear = entry->eax >> 8;
	return linear == 0 || linear == 48 || linear == 57;
}

void x86_cpuid_derive(struct x86_cpuid *cpuid)
{
	cpuid->maxphyaddr = maxphyaddr_of(cpuid);
	if (!cpuid->table) {
		/* VMMs set control registers before CPUID, or never set it. */
		cpuid->cr4_allowed = cr4_of(virtualised);
		cpuid->xcr0_allowed = X86_XCR0_X87;
		return;
	}
	cpuid->has = features_of(cpuid) & virtualised;
	cpuid->cr4_allowed = cr4_of(cpuid->has);
	cpuid->xcr0_allowed = xcr0_of(cpuid);
}

/* KVM_GET_SUPPORTED_CPUID must not show what the backend cannot offer. */
static void hide_features(u64 hide)
{
	unsigned int i, e;

	for (e = 0; e < x86_cpuid_supported.nent; e++) {
		struct kvm_cpuid_entry2 *entry = &x86_cpuid_supported.entries[e];

		for (i = 0; i < X86_NR_FEATURES; i++) {
			u32 keep = ~BIT(features[i].bit);

			if (!(hide & BIT_ULL(i)) || entry->index ||
			    entry->function != features[i].leaf)
				continue;
			if (features[i].reg == EBX)
				entry->ebx &= keep;
			else if (features[i].reg == ECX)
				entry->ecx &= keep;
			else
				entry->edx &= keep;
		}
	}
}

void x86_cpuid_setup(u64 hide, u64 xcr0)
{
	struct x86_cpuid all = {};
	struct x86_cpuid_state state = { .xcr0 = xcr0 };

	virtualised_xcr0 = xcr0;
	x86_cpuid_build(xcr0);
	hide_features(hide);

	/* Ours whatever the host's CPU has: the local APIC's doing. */
	virtualised = BIT_ULL(X86_HAS_TSC_DEADLINE);
	if (!x86_cpuid_set(&all, x86_cpuid_supported.entries,
			   x86_cpuid_supported.nent, &state))
		virtualised |= features_of(&all);
	x86_cpuid_destroy(&all);
}
