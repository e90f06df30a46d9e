// SPDX-License-Identifier: GPL-2.0
/* Module load and unload, the device, and who turns virtualization on. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpuhotplug.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/reboot.h>
#include <linux/smp.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "main.h"

/* Guards the four below. */
static DEFINE_MUTEX(hw_lock);
static unsigned int hw_users;
static bool hw_over;	/* the machine goes down */
static enum cpuhp_state hw_state;
/* Suspend looks at it with one CPU and interrupts off. */
static bool hw_on;

static int hw_cpu_online(unsigned int cpu)
{
	return airlock_arch_hw_enable();
}

static int hw_cpu_offline(unsigned int cpu)
{
	airlock_arch_hw_disable();
	return 0;
}

/**
 * airlock_hw_get - virtualization on, on every CPU, for one VM more.
 *
 * The first VM turns it on; CPUs that come later follow by hotplug callback.
 *
 * Context: process, may sleep.
 * Return: 0; -EBUSY if another hypervisor holds a CPU; -ENOMEM; -ESHUTDOWN if
 * the machine is on its way down.
 */
int airlock_hw_get(void)
{
	int ret = 0;

	mutex_lock(&hw_lock);
	if (hw_over) {
		ret = -ESHUTDOWN;
		goto out;
	}
	if (!hw_users) {
		ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "airlock:online",
					hw_cpu_online, hw_cpu_offline);
		if (ret < 0)
			goto out;
		hw_state = ret;
		WRITE_ONCE(hw_on, true);
		ret = 0;
	}
	hw_users++;
out:
	mutex_unlock(&hw_lock);
	return ret;
}

/**
 * airlock_hw_put - one VM less; the last one turns virtualization off.
 *
 * Context: process, may sleep.
 */
void airlock_hw_put(void)
{
	mutex_lock(&hw_lock);
	if (!--hw_users) {
		WRITE_ONCE(hw_on, false);
		cpuhp_remove_state(hw_state);
	}
	mutex_unlock(&hw_lock);
}

/* Of the CPUs only the one that suspends last is not unplugged before. */
static int hw_suspend(AIRLOCK_SYSCORE_ARG)
{
	if (hw_on)
		airlock_arch_hw_disable();
	return 0;
}

static void hw_resume(AIRLOCK_SYSCORE_ARG)
{
	/* It worked before the suspend, and nobody else can have come. */
	if (hw_on)
		WARN_ON_ONCE(airlock_arch_hw_enable());
}

static int hw_disable_this_cpu(void *unused)
{
	airlock_arch_hw_disable();
	return 0;
}

/*
 * Reboot and kexec: the next kernel must find the CPUs as firmware left them. A
 * thread of ours on each CPU, rather than an interrupt: no guest can be in the
 * middle of something there. vCPUs that want to go on wait for the end.
 */
static int hw_reboot(struct notifier_block *block, unsigned long event,
		     void *unused)
{
	int cpu;

	mutex_lock(&hw_lock);
	hw_over = true;
	mutex_unlock(&hw_lock);
	if (!READ_ONCE(hw_on))
		return NOTIFY_DONE;
	pr_info("the machine goes down: VMs are stopped\n");
	for_each_online_cpu(cpu)
		smp_call_on_cpu(cpu, hw_disable_this_cpu, NULL, false);
	return NOTIFY_DONE;
}

static struct notifier_block hw_reboot_notifier = {
	.notifier_call = hw_reboot,
};

static struct syscore_ops hw_syscore_ops = {
	.suspend = hw_suspend,
	.resume = hw_resume,
};

#ifdef AIRLOCK_SYSCORE_DATA
static struct syscore hw_syscore = { .ops = &hw_syscore_ops };

static void hw_syscore_register(void)
{
	register_syscore(&hw_syscore);
}

static void hw_syscore_unregister(void)
{
	unregister_syscore(&hw_syscore);
}
#else
static void hw_syscore_register(void)
{
	register_syscore_ops(&hw_syscore_ops);
}

static void hw_syscore_unregister(void)
{
	unregister_syscore_ops(&hw_syscore_ops);
}
#endif

static const struct file_operations dev_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = airlock_dev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice airlock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = AIRLOCK_DEVICE_NAME,
	.fops = &dev_fops,
	.mode = 0660,
};

static int __init airlock_init(void)
{
	int ret;

	ret = airlock_arch_init();
	if (ret)
		return ret;
	ret = airlock_eventfd_init();
	if (ret)
		goto err_arch_exit;
	hw_syscore_register();
	register_reboot_notifier(&hw_reboot_notifier);
	ret = misc_register(&airlock_device);
	if (ret)
		goto err_syscore;
	return 0;

err_syscore:
	unregister_reboot_notifier(&hw_reboot_notifier);
	hw_syscore_unregister();
	airlock_eventfd_exit();
err_arch_exit:
	airlock_arch_exit();
	return ret;
}
module_init(airlock_init);

/* No VM is left: every file of one holds a reference to the module. */
static void __exit airlock_exit(void)
{
	misc_deregister(&airlock_device);
	unregister_reboot_notifier(&hw_reboot_notifier);
	hw_syscore_unregister();
	airlock_eventfd_exit();
	/* What was handed to call_rcu() is code of ours. */
	rcu_barrier();
	airlock_arch_exit();
}
module_exit(airlock_exit);

MODULE_DESCRIPTION("airlock: a hypervisor that you can read");
MODULE_LICENSE("GPL");
