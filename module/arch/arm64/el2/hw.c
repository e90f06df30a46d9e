// SPDX-License-Identifier: GPL-2.0
/* EL2 of each CPU: taken when the first VM comes, given back after the last. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "arch.h"
#include "caps.h"
#include "hw.h"
#include "run_el2.h"
#include "vgic/host.h"

DEFINE_PER_CPU(bool, airlock_el2_on);
u64 airlock_el2_host_vbar;

int airlock_arch_hw_enable(void)
{
	/* Nothing that an earlier user of EL2 left in the TLB is ours. */
	el2_call_tlb(EL2_TLB_ALL, 0);
	arm64_vgic_cpu_on();
	this_cpu_write(airlock_el2_on, true);
	return 0;
}

void airlock_arch_hw_disable(void)
{
	this_cpu_write(airlock_el2_on, false);
	arm64_vgic_cpu_off();
}

int __init airlock_el2_hw_init(void)
{
	if (!airlock_el2_caps.vhe) {
		pr_err("nVHE: not yet\n");
		return -EOPNOTSUPP;
	}
	airlock_el2_caps.ich_vtr = read_sysreg_s(SYS_ICH_VTR_EL2);
	airlock_el2_host_vbar = read_sysreg(vbar_el1);
	return 0;
}

void airlock_el2_hw_exit(void)
{
}
