// SPDX-License-Identifier: GPL-2.0
/*
 * The host's GIC and timers: which interrupts a guest's run brings about, and
 * their handlers. The kernel tells its own hypervisor alone, so the device tree
 * or ACPI is asked.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/printk.h>

#include <asm/virt.h>

#include "../timer_soft.h"
#include "host.h"
#include "ich.h"

struct gic_host_irqs arm64_gic_host_irqs;
struct gic_host arm64_gic_host;

/* All that handlers could need is per CPU; the kernel wants a cookie. */
static DEFINE_PER_CPU(char, host_cookie);

/*
 * The guest was left because of it, and what it is about is looked at then. By
 * the time the host takes it, it is usually gone.
 */
static irqreturn_t host_maintenance(int irq, void *unused)
{
	return IRQ_HANDLED;
}

static void host_features(u32 vtr)
{
	struct gic_host *host = &arm64_gic_host;
	unsigned int prebits = (vtr >> ICH_VTR_PREBITS_AT & 7) + 1;

	host->vtr = vtr;
	host->nr_lrs = min((vtr & ICH_VTR_LRS) + 1, GIC_MAX_LRS);
	host->pribits = (vtr >> ICH_VTR_PRIBITS_AT & 7) + 1;
	/* One register of active priorities for every 32 of them. */
	host->nr_aprs = prebits <= 5 ? 1 : 1 << (prebits - 5);
	host->has_tdir = vtr & ICH_VTR_HAS_TDIR;
	host->free_tdir = host->has_tdir && is_kernel_in_hyp_mode();
}

static int host_find(struct gic_host_irqs *irqs)
{
	if (gic_host_probe_dt(irqs) && gic_host_probe_acpi(irqs)) {
		pr_err("no GICv3 in the device tree or ACPI: use a machine with one (QEMU: -M virt,gic-version=3)\n");
		return -ENXIO;
	}
	if (!irqs->maintenance) {
		pr_err("the firmware does not name the GIC's maintenance interrupt: guests cannot have a GIC\n");
		return -ENXIO;
	}
	if (!irqs->timer[ARM64_VTIMER]) {
		pr_err("the firmware does not name the virtual timer's interrupt: guests cannot have timers\n");
		return -ENXIO;
	}
	/* A host below EL2 keeps time by the physical timer itself. */
	if (!is_kernel_in_hyp_mode())
		irqs->timer[ARM64_PTIMER] = 0;
	return 0;
}

static int host_request(unsigned int irq, irq_handler_t handler,
			const char *name)
{
	int ret = request_percpu_irq(irq, handler, name, &host_cookie);

	if (ret)
		pr_err("%s: interrupt %u cannot be had, error %d: somebody else uses it\n",
		       name, irq, ret);
	return ret;
}

/* From now on the guest deactivates it. Any pointer says so to the GIC. */
static int host_request_timer(enum arm64_timer_id id, irq_handler_t handler,
			      const char *name)
{
	unsigned int irq = arm64_gic_host_irqs.timer[id];
	int ret;

	if (!irq)
		return 0;
	arm64_gic_host_irqs.timer_intid[id] = irq_get_irq_data(irq)->hwirq;
	ret = host_request(irq, handler, name);
	if (ret)
		return ret;
	ret = irq_set_vcpu_affinity(irq, &arm64_gic_host_irqs);
	if (ret) {
		pr_err("%s: the host's GIC cannot forward it, error %d: a GICv3 and a kernel started at EL2 are needed\n",
		       name, ret);
		free_percpu_irq(irq, &host_cookie);
	}
	return ret;
}

static void host_free_timer(enum arm64_timer_id id)
{
	unsigned int irq = arm64_gic_host_irqs.timer[id];

	if (!irq)
		return;
	irq_set_vcpu_affinity(irq, NULL);
	free_percpu_irq(irq, &host_cookie);
}

int arm64_vgic_host_init(void)
{
	struct gic_host_irqs *irqs = &arm64_gic_host_irqs;
	int ret;

	ret = host_find(irqs);
	if (ret)
		goto err_unmap;
	ret = host_request(irqs->maintenance, host_maintenance,
			   "airlock GIC maintenance");
	if (ret)
		goto err_unmap;
	ret = host_request_timer(ARM64_VTIMER, arm64_vtimer_irq,
				 "airlock virtual timer");
	if (ret)
		goto err_maintenance;
	ret = host_request_timer(ARM64_PTIMER, arm64_ptimer_irq,
				 "airlock physical timer");
	if (ret)
		goto err_vtimer;
	return 0;

err_vtimer:
	host_free_timer(ARM64_VTIMER);
err_maintenance:
	free_percpu_irq(irqs->maintenance, &host_cookie);
err_unmap:
	gic_host_unmap_frames();
	return ret;
}

void arm64_vgic_host_exit(void)
{
	host_free_timer(ARM64_PTIMER);
	host_free_timer(ARM64_VTIMER);
	free_percpu_irq(arm64_gic_host_irqs.maintenance, &host_cookie);
	gic_host_unmap_frames();
}

static void host_cpu_on(unsigned int irq)
{
	if (irq)
		enable_percpu_irq(irq, irq_get_trigger_type(irq));
}

static void host_cpu_off(unsigned int irq)
{
	if (irq)
		disable_percpu_irq(irq);
}

void arm64_vgic_cpu_on(u32 vtr)
{
	host_features(vtr);
	gic_host_find_frame();
	host_cpu_on(arm64_gic_host_irqs.maintenance);
	host_cpu_on(arm64_gic_host_irqs.timer[ARM64_VTIMER]);
	host_cpu_on(arm64_gic_host_irqs.timer[ARM64_PTIMER]);
}

void arm64_vgic_cpu_off(void)
{
	host_cpu_off(arm64_gic_host_irqs.timer[ARM64_PTIMER]);
	host_cpu_off(arm64_gic_host_irqs.timer[ARM64_VTIMER]);
	host_cpu_off(arm64_gic_host_irqs.maintenance);
}
