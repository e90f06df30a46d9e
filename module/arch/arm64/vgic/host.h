/* SPDX-License-Identifier: GPL-2.0 */
/* The host's GIC and timers, as far as guests use them. */
#ifndef AIRLOCK_VGIC_HOST_H
#define AIRLOCK_VGIC_HOST_H

#include "../timer.h"
#include "gic.h"

/**
 * struct gic_host_irqs - interrupts of the host that a guest's run brings about.
 * @maintenance: of the virtual CPU interface; Linux's number.
 * @timer: of the timers that guests use, or 0; Linux's numbers.
 * @timer_intid: of the same; the GIC's numbers.
 */
struct gic_host_irqs {
	unsigned int maintenance;
	unsigned int timer[ARM64_NR_TIMERS];
	u8 timer_intid[ARM64_NR_TIMERS];
};

extern struct gic_host_irqs arm64_gic_host_irqs;
extern struct gic_host arm64_gic_host;

/**
 * arm64_vgic_host_init - find the host's GIC and timers, and take what guests
 * need of them.
 *
 * Logs one line that says what is missing.
 *
 * Context: module load.
 * Return: 0; -ENXIO: no GICv3, or its firmware does not say which interrupts
 * are the hypervisor's; -EBUSY: somebody else has them; another errno of the
 * kernel's.
 */
int arm64_vgic_host_init(void);
void arm64_vgic_host_exit(void);

/**
 * arm64_vgic_cpu_on - this CPU takes part.
 * @vtr: its ICH_VTR_EL2, the same on all of them.
 *
 * Context: on the CPU, cannot migrate.
 */
void arm64_vgic_cpu_on(u32 vtr);
void arm64_vgic_cpu_off(void);

struct device_node;

/* host_frame.c: the redistributors of the host; see the functions. */
void gic_host_map_region(phys_addr_t start, u64 len);
void gic_host_map_frames(struct device_node *node);
void gic_host_unmap_frames(void);
void gic_host_find_frame(void);
void gic_host_set_active(enum arm64_timer_id id, bool active);

/* host_dt.c, host_acpi.c: Return 0, or -ENXIO: not found. */
int gic_host_probe_dt(struct gic_host_irqs *irqs);
int gic_host_probe_acpi(struct gic_host_irqs *irqs);

#endif /* AIRLOCK_VGIC_HOST_H */
