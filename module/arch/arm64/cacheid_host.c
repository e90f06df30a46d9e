// SPDX-License-Identifier: GPL-2.0
/* The host's cache ID and main ID registers. */
#include <linux/nospec.h>
#include <linux/preempt.h>

#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/cputype.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "cacheid.h"
#include "idreg.h"

/* Of the CPU that loaded us: CPUs that differ do not boot a kernel as one. */
static u64 host_ccsidr[ARM64_NR_CACHES];
static u64 host_regs[ARM64_HOST_CTR + 1];

/* CLIDR_EL1: is there such a cache? Ctype1 to 7: 1 I, 2 D, 3 both, 4 unified. */
static bool has_cache(u64 clidr, unsigned int cache)
{
	unsigned int type = clidr >> (cache / 2 * 3) & 7;

	return cache & 1 ? type & 1 : type >= 2 && type <= 4;
}

void __init arm64_host_cacheid_init(void)
{
	unsigned int cache;
	u64 was;

	preempt_disable();
	host_regs[ARM64_HOST_MIDR] = read_sysreg(midr_el1);
	host_regs[ARM64_HOST_REVIDR] = read_sysreg(revidr_el1);
	host_regs[ARM64_HOST_AIDR] = read_sysreg(aidr_el1);
	host_regs[ARM64_HOST_CLIDR] = read_sysreg(clidr_el1);
	host_regs[ARM64_HOST_CTR] = read_sysreg(ctr_el0);
	was = read_sysreg(csselr_el1);
	for (cache = 0; cache < ARM64_NR_CACHES; cache++) {
		if (!has_cache(host_regs[ARM64_HOST_CLIDR], cache))
			continue;
		write_sysreg(cache, csselr_el1);
		isb();
		host_ccsidr[cache] = read_sysreg(ccsidr_el1);
	}
	write_sysreg(was, csselr_el1);
	preempt_enable();
}

u64 arm64_host_cacheid(enum arm64_host_cacheid reg)
{
	return host_regs[reg];
}

u64 arm64_host_ccsidr(unsigned int cache)
{
	return host_ccsidr[array_index_nospec(cache, ARM64_NR_CACHES)];
}

/*
 * The register itself, as a guest reads it without a trap, not what the host
 * makes of it: it infers IDC from CLIDR_EL1, as the guest can.
 */
u64 arm64_host_ctr(void)
{
	return arm64_host_ctr_differs() ? read_sanitised_ftr_reg(SYS_CTR_EL0) :
					  host_regs[ARM64_HOST_CTR];
}

bool arm64_host_ctr_differs(void)
{
	return this_cpu_has_cap(ARM64_MISMATCHED_CACHE_TYPE) ||
	       this_cpu_has_cap(ARM64_WORKAROUND_1542419);
}
