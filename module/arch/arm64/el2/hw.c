// SPDX-License-Identifier: GPL-2.0
/* EL2 of each CPU: taken when the first VM comes, given back after the last. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu_pm.h>
#include <linux/irqflags.h>
#include <linux/miscdevice.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "arch.h"
#include "caps.h"
#include "hw.h"
#include "nvhe.h"
#include "run_el2.h"
#include "vgic/host.h"

DEFINE_PER_CPU(bool, airlock_el2_on);
u64 airlock_el2_host_vbar;
u64 airlock_el2_host_hcr;

int airlock_arch_hw_enable(void)
{
	unsigned long flags;
	int ret = 0;

	local_irq_save(flags);
	if (!airlock_el2_caps.vhe)
		ret = airlock_el2_nvhe_take();
	if (!ret) {
		/* Nothing that an earlier user of EL2 left cached is ours. */
		el2_call_tlb(EL2_TLB_ALL, 0);
		arm64_vgic_cpu_on(el2_call_vtr());
		this_cpu_write(airlock_el2_on, true);
	}
	local_irq_restore(flags);
	return ret;
}

void airlock_arch_hw_disable(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (this_cpu_read(airlock_el2_on)) {
		arm64_vgic_cpu_off();
		if (!airlock_el2_caps.vhe)
			airlock_el2_nvhe_give();
	}
	this_cpu_write(airlock_el2_on, false);
	local_irq_restore(flags);
}

/* A CPU that loses power comes back with the kernel's stub at EL2. */
static DEFINE_PER_CPU(bool, hw_asleep);

static int hw_cpu_pm(struct notifier_block *block, unsigned long event,
		     void *unused)
{
	switch (event) {
	case CPU_PM_ENTER:
		if (this_cpu_read(airlock_el2_on)) {
			airlock_arch_hw_disable();
			this_cpu_write(hw_asleep, true);
		}
		break;
	case CPU_PM_ENTER_FAILED:
	case CPU_PM_EXIT:
		if (this_cpu_read(hw_asleep)) {
			this_cpu_write(hw_asleep, false);
			WARN_ON_ONCE(airlock_arch_hw_enable());
		}
		break;
	}
	return NOTIFY_OK;
}

static struct notifier_block hw_cpu_pm_notifier = {
	.notifier_call = hw_cpu_pm,
};

static const struct file_operations hw_no_fops = {
};

/*
 * Is KVM in force? At EL2 that does not show, or not for certain. Its device
 * does: the minor number is its own. Return: 0, -EBUSY, or another errno.
 */
int __init airlock_el2_kvm_probe(void)
{
	struct miscdevice probe = {
		.minor = KVM_MINOR,
		.name = "airlock-probe",
		.fops = &hw_no_fops,
	};
	int ret;

	ret = misc_register(&probe);
	if (ret == -EBUSY)
		pr_err("KVM owns EL2: boot with kvm-arm.mode=none\n");
	if (!ret)
		misc_deregister(&probe);
	return ret;
}

int __init airlock_el2_hw_init(void)
{
	int ret;

	if (airlock_el2_caps.vhe) {
		airlock_el2_host_vbar = read_sysreg(vbar_el1);
		airlock_el2_host_hcr = read_sysreg(hcr_el2);
		ret = airlock_el2_kvm_probe();
	} else {
		ret = airlock_el2_nvhe_init();
	}
	if (!ret)
		cpu_pm_register_notifier(&hw_cpu_pm_notifier);
	return ret;
}

void airlock_el2_hw_exit(void)
{
	cpu_pm_unregister_notifier(&hw_cpu_pm_notifier);
	if (!airlock_el2_caps.vhe)
		airlock_el2_nvhe_exit();
}
