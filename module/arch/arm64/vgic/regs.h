/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The GIC's registers in memory. GIC architecture specification "The GIC
 * Distributor register map" and "The GIC Redistributor register map".
 */
#ifndef AIRLOCK_GIC_REGS_H
#define AIRLOCK_GIC_REGS_H

#include "gic.h"

#define GICD_LEN		0x10000
/* A frame of control registers, and one of SGIs and PPIs. */
#define GICR_SGI_FRAME		0x10000
#define GICR_LEN		0x20000

/* In both; the banked ones are of SGIs and PPIs in the redistributor alone. */
#define GIC_REG_IGROUPR		0x0080
#define GIC_REG_ISENABLER	0x0100
#define GIC_REG_ICENABLER	0x0180
#define GIC_REG_ISPENDR		0x0200
#define GIC_REG_ICPENDR		0x0280
#define GIC_REG_ISACTIVER	0x0300
#define GIC_REG_ICACTIVER	0x0380
#define GIC_REG_IPRIORITYR	0x0400
#define GIC_REG_ITARGETSR	0x0800
#define GIC_REG_ICFGR		0x0c00
#define GIC_REG_IGRPMODR	0x0d00
#define GIC_REG_PIDR2		0xffe8

#define GICD_CTLR		0x0000
#define GICD_TYPER		0x0004
#define GICD_IIDR		0x0008
#define GICD_TYPER2		0x000c
#define GICD_STATUSR		0x0010
#define GICD_IROUTER		0x6000
#define GICD_IROUTER_END	0x8000

#define GICR_CTLR		0x0000
#define GICR_IIDR		0x0004
#define GICR_TYPER		0x0008
#define GICR_STATUSR		0x0010
#define GICR_WAKER		0x0014

#define GICR_TYPER_LAST		BIT(4)

/* Product 'A', revision 0, in the name of the architecture's owner. */
#define GIC_IIDR		(0x41U << 24 | 0x43b)
#define GIC_PIDR2		0x3b		/* GICv3 */

/**
 * enum gic_who - whose access it is.
 * @GIC_GUEST: the guest's.
 * @GIC_USER: userspace's, which saves and restores: ISPENDR is the latch.
 */
enum gic_who {
	GIC_GUEST,
	GIC_USER,
};

u64 gic_dist_read(struct gic_state *gic, u32 offset, unsigned int len,
		  enum gic_who who);
void gic_dist_write(struct gic_state *gic, u32 offset, unsigned int len,
		    u64 value, enum gic_who who);
u64 gic_redist_read(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		    u32 offset, unsigned int len, bool last, enum gic_who who);
void gic_redist_write(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		      u32 offset, unsigned int len, u64 value,
		      enum gic_who who);

/* bank.c: offset is that of the first register of the bank's 32 interrupts. */
u32 gic_bank_read(const struct gic_bank *bank, u32 reg, enum gic_who who);
u32 gic_bank_write(struct gic_bank *bank, u32 reg, u32 value,
		   enum gic_who who);
u32 gic_bank_read_prio(const struct gic_bank *bank, unsigned int bit,
		       unsigned int len);
void gic_bank_write_prio(struct gic_bank *bank, unsigned int bit,
			 unsigned int len, u32 value);
u32 gic_bank_read_config(const struct gic_bank *bank, unsigned int half);
void gic_bank_write_config(struct gic_bank *bank, unsigned int half, u32 value);

/* cpuif.c: the CPU interface's registers as userspace sees them. */
int gic_cpuif_get(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		  u32 instr, u64 *value);
int gic_cpuif_set(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		  u32 instr, u64 value);

/* ... and as the guest does, where they trap. */
int gic_cpuif_trap_read(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			u32 instr, u64 *value);
int gic_cpuif_trap_write(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
			 u32 instr, u64 value);

#endif /* AIRLOCK_GIC_REGS_H */
