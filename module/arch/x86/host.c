// SPDX-License-Identifier: GPL-2.0
/* The host's CPUID, clocks and MSRs. */
#include <linux/kernel.h>
#include <linux/ktime.h>

#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include "cpuid.h"
#include "host.h"

/* Registers of feature bits that the kernel keeps, with what it has cleared. */
static const struct {
	u32 leaf;
	u32 subleaf;
	u8 reg;
	u8 word;
} kept[] = {
	{ 1, 0, 2, CPUID_1_ECX },
	{ 1, 0, 3, CPUID_1_EDX },
	{ 7, 0, 1, CPUID_7_0_EBX },
	{ 7, 0, 2, CPUID_7_ECX },
	{ 7, 0, 3, CPUID_7_EDX },
	{ 7, 1, 0, CPUID_7_1_EAX },
	{ 0xd, 1, 0, CPUID_D_1_EAX },
	{ 0x80000001, 0, 2, CPUID_8000_0001_ECX },
	{ 0x80000001, 0, 3, CPUID_8000_0001_EDX },
};

void x86_host_cpuid(u32 leaf, u32 subleaf, struct x86_cpuid_regs *out)
{
	u32 *regs[4] = { &out->eax, &out->ebx, &out->ecx, &out->edx };
	unsigned int i;

	cpuid_count(leaf, subleaf, &out->eax, &out->ebx, &out->ecx, &out->edx);
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		if (kept[i].leaf == leaf && kept[i].subleaf == subleaf)
			*regs[kept[i].reg] &=
				boot_cpu_data.x86_capability[kept[i].word];
}

u64 x86_host_tsc(void)
{
	return rdtsc();
}

u32 x86_host_tsc_khz(void)
{
	return tsc_khz ?: 1;
}

bool x86_host_tsc_stable(void)
{
	return boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
	       boot_cpu_has(X86_FEATURE_NONSTOP_TSC) && !check_tsc_unstable();
}

u64 x86_host_boot_ns(void)
{
	return ktime_get_boottime_ns();
}

u64 x86_host_real_ns(void)
{
	return ktime_get_real_ns();
}

u64 x86_host_msr(u32 msr)
{
	u64 value;

	return rdmsrl_safe(msr, &value) ? 0 : value;
}
