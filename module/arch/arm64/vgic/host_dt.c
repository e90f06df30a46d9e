// SPDX-License-Identifier: GPL-2.0
/* The host's GIC and timers in its device tree. */
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/of_irq.h>

#include "host.h"

static const struct of_device_id gic_nodes[] = {
	{ .compatible = "arm,gic-v3" },
	{}
};

static const struct of_device_id timer_nodes[] = {
	{ .compatible = "arm,armv8-timer" },
	{ .compatible = "arm,armv7-timer" },
	{}
};

/* By its name, or by its place where the node gives no names. */
static unsigned int timer_irq(struct device_node *node, const char *name,
			      int place)
{
	int at = of_property_match_string(node, "interrupt-names", name);

	return irq_of_parse_and_map(node, at < 0 ? place : at);
}

/*
 * Devicetree bindings "ARM Generic Interrupt Controller, v3", "ARM architected
 * timer": secure physical, non-secure physical, virtual, hypervisor.
 */
int gic_host_probe_dt(struct gic_host_irqs *irqs)
{
	struct device_node *node;

	node = of_find_matching_node(NULL, gic_nodes);
	if (!node)
		return -ENXIO;
	irqs->maintenance = irq_of_parse_and_map(node, 0);
	gic_host_map_frames(node);
	of_node_put(node);

	node = of_find_matching_node(NULL, timer_nodes);
	if (!node)
		return -ENXIO;
	irqs->timer[ARM64_VTIMER] = timer_irq(node, "virt", 2);
	irqs->timer[ARM64_PTIMER] = timer_irq(node, "phys", 1);
	of_node_put(node);
	return 0;
}
