/* SPDX-License-Identifier: GPL-2.0 */
/* The GIC's state machine: gic_types.h has what it works on. */
#ifndef AIRLOCK_GIC_H
#define AIRLOCK_GIC_H

#include <linux/nospec.h>

#include "gic_types.h"

/* gic.c */
void gic_cpu_reset(struct arm64_vgic_cpu *cpu);
void gic_spis_reset(struct gic_spis *spis);
u32 gic_own_update(struct gic_state *gic, struct arm64_vgic_cpu *cpu);
void gic_own_changed(struct gic_state *gic, struct arm64_vgic_cpu *cpu);
void gic_spis_changed(struct gic_state *gic, unsigned int n);
void gic_route(struct gic_state *gic, unsigned int intid, u32 aff);
void gic_rehome(struct gic_state *gic, unsigned int n, u32 mask);
int gic_bank_line(struct gic_bank *bank, unsigned int bit, unsigned int source,
		  bool level);
void gic_ctlr_write(struct gic_state *gic, u32 value);

/* lr.c */
void gic_fill(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
	      unsigned long banks);

/* fold.c */
void gic_fold(struct gic_state *gic, struct arm64_vgic_cpu *cpu);
bool gic_pending(struct gic_state *gic, struct arm64_vgic_cpu *cpu);

/* dir.c */
u64 gic_dir_trap(const struct gic_state *gic);
void gic_dir_update(const struct gic_state *gic, struct arm64_vgic_cpu *cpu);
void gic_dir_reset(const struct gic_state *gic, struct arm64_vgic_cpu *cpu);
void gic_dir_watch(const struct gic_state *gic, struct arm64_vgic_cpu *cpu);
void gic_deactivate(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		    unsigned int intid);

/* Interrupts that drive their inputs up, whoever does. */
static inline u32 gic_bank_lines(const struct gic_bank *bank)
{
	return bank->line[0] | bank->line[1] | bank->line[2] | bank->line[3];
}

static inline u32 gic_bank_pending(const struct gic_bank *bank)
{
	return bank->latch | (gic_bank_lines(bank) & ~bank->edge);
}

/*
 * Which host interrupts have to be active in the host's GIC: those that the
 * guest has in hand, from their coming to the end that deactivates both.
 */
static inline u32 gic_host_wants(const struct arm64_vgic_cpu *cpu)
{
	const struct gic_bank *own = &cpu->own;

	return (gic_bank_pending(own) | own->active) & own->forwarded;
}

/* The affinity of a vCPU, Aff3 to Aff0 in four bytes: 16 vCPUs a cluster. */
static inline u32 gic_id_to_aff(unsigned int id)
{
	return (id & 0xf) | (id >> 4 & 0xff) << 8 | (id >> 12 & 0xff) << 16;
}

/* The id that has this affinity, or GIC_NOBODY. */
static inline unsigned int gic_aff_to_id(u32 aff)
{
	if (aff & 0xfff000f0)
		return GIC_NOBODY;
	return (aff & 0xf) | (aff >> 8 & 0xff) << 4 | (aff >> 16 & 0xf) << 12;
}

/**
 * gic_ids_of - the vCPUs that a write to ICC_SGI<x>R_EL1 names.
 * @sgi: what is written; not to all but self.
 * @first: id of the vCPU that bit 0 stands for.
 *
 * Return: the target list; vCPUs that do not exist may be in it.
 */
static inline unsigned int gic_ids_of(u64 sgi, unsigned int *first)
{
	u32 aff = (sgi >> 16 & 0xff) << 8 | (sgi >> 32 & 0xff) << 16 |
		  (sgi >> 48 & 0xff) << 24;

	*first = gic_aff_to_id(aff);
	/* Range selector: Aff0 of 16 and more, which nobody has. */
	if (*first == GIC_NOBODY || (sgi >> 44 & 0xf))
		return 0;
	return sgi & 0xffff;
}

static inline struct arm64_vgic_cpu *gic_cpu(struct gic_state *gic,
					     unsigned int id)
{
	if (id >= gic->nr_ids)
		return NULL;
	return gic->cpu[array_index_nospec(id, gic->nr_ids)];
}

/* The bank of an interrupt; @n counts a vCPU's own one as the first. */
static inline struct gic_bank *gic_bank(struct gic_state *gic,
					struct arm64_vgic_cpu *cpu,
					unsigned int n)
{
	return n ? &gic->spis[n - 1].bank : &cpu->own;
}

#endif /* AIRLOCK_GIC_H */
