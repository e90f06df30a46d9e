// SPDX-License-Identifier: GPL-2.0
/*
 * The active state of a timer's interrupt in the host's GIC, which changes with
 * every interrupt of a guest's timer. irq_set_irqchip_state() does it, at 400
 * instructions; the register that it writes takes ones only, so that nobody
 * else's bits are concerned, and we write it ourselves where the firmware tells
 * where it is.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/percpu.h>

#include <asm/cputype.h>

#include "host.h"
#include "regs.h"

#define FRAME_REGIONS		8
#define FRAME_TYPER_VLPIS	BIT(1)	/* GICv4: four frames, not two */

static void __iomem *frame_region[FRAME_REGIONS];
static u64 frame_region_len[FRAME_REGIONS];
static unsigned int frame_regions;
static u64 frame_stride;

/* SGIs and PPIs of this CPU, or NULL. */
static DEFINE_PER_CPU(void __iomem *, frame_own);

/**
 * gic_host_map_region - map a region of the host's redistributors.
 * @start: its physical address.
 * @len: its size.
 *
 * What cannot be mapped is left to the kernel.
 */
void gic_host_map_region(phys_addr_t start, u64 len)
{
	if (frame_regions == FRAME_REGIONS)
		return;
	frame_region_len[frame_regions] = len;
	frame_region[frame_regions++] = ioremap(start, len);
}

/**
 * gic_host_map_frames - map the host's redistributors.
 * @node: the GIC's, in the device tree.
 */
void gic_host_map_frames(struct device_node *node)
{
	struct resource res;
	u32 nr = 1, i;

	of_property_read_u32(node, "#redistributor-regions", &nr);
	of_property_read_u64(node, "redistributor-stride", &frame_stride);
	for (i = 0; i < nr; i++) {
		/* The distributor is the first. */
		if (of_address_to_resource(node, 1 + i, &res))
			return;
		gic_host_map_region(res.start, resource_size(&res));
	}
}

void gic_host_unmap_frames(void)
{
	while (frame_regions) {
		frame_regions--;
		if (frame_region[frame_regions])
			iounmap(frame_region[frame_regions]);
	}
}

/* The redistributor of an affinity in a region, or NULL. */
static void __iomem *frame_find(void __iomem *base, u64 len, u32 aff)
{
	u64 at = 0;

	while (at + GICR_LEN <= len) {
		u64 typer = readq_relaxed(base + at + GICR_TYPER);

		if (typer >> 32 == aff)
			return base + at;
		if (typer & GICR_TYPER_LAST)
			break;
		at += frame_stride ?:
		      typer & FRAME_TYPER_VLPIS ? 2 * GICR_LEN : GICR_LEN;
	}
	return NULL;
}

/* Context: on the CPU, cannot migrate. */
void gic_host_find_frame(void)
{
	u64 mpidr = read_cpuid_mpidr();
	u32 aff = MPIDR_AFFINITY_LEVEL(mpidr, 3) << 24 |
		  MPIDR_AFFINITY_LEVEL(mpidr, 2) << 16 |
		  MPIDR_AFFINITY_LEVEL(mpidr, 1) << 8 |
		  MPIDR_AFFINITY_LEVEL(mpidr, 0);
	void __iomem *found = NULL;
	unsigned int i;

	for (i = 0; i < frame_regions && !found; i++)
		if (frame_region[i])
			found = frame_find(frame_region[i], frame_region_len[i],
					   aff);
	this_cpu_write(frame_own, found ? found + GICR_SGI_FRAME : NULL);
}

/**
 * gic_host_set_active - a timer's interrupt is active in the host's GIC, or not.
 * @id: the timer.
 * @active: which.
 *
 * It has taken effect on return: read back, as a guest that deactivates it must
 * not come before. Context: IRQs off.
 */
void gic_host_set_active(enum arm64_timer_id id, bool active)
{
	void __iomem *own = this_cpu_read(frame_own);
	u32 bit;

	if (unlikely(!own)) {
		WARN_ON_ONCE(irq_set_irqchip_state(arm64_gic_host_irqs.timer[id],
						   IRQCHIP_STATE_ACTIVE,
						   active));
		return;
	}
	bit = BIT(arm64_gic_host_irqs.timer_intid[id]);
	writel_relaxed(bit, own + (active ? GIC_REG_ISACTIVER :
					    GIC_REG_ICACTIVER));
	readl_relaxed(own + GIC_REG_ISACTIVER);
}
