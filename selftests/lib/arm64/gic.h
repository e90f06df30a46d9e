/* SPDX-License-Identifier: GPL-2.0 */
/* Guest code, arm64: a GICv3 with its system registers. */
#ifndef TEST_ARM64_GIC_H
#define TEST_ARM64_GIC_H

#include <stdbool.h>

#include "guest.h"

#define ICC_PMR		S3_0_C4_C6_0
#define ICC_IAR0	S3_0_C12_C8_0
#define ICC_EOIR0	S3_0_C12_C8_1
#define ICC_BPR0	S3_0_C12_C8_3
#define ICC_AP0R0	S3_0_C12_C8_4
#define ICC_AP1R0	S3_0_C12_C9_0
#define ICC_DIR		S3_0_C12_C11_1
#define ICC_RPR		S3_0_C12_C11_3
#define ICC_SGI1R	S3_0_C12_C11_5
#define ICC_ASGI1R	S3_0_C12_C11_6
#define ICC_SGI0R	S3_0_C12_C11_7
#define ICC_IAR1	S3_0_C12_C12_0
#define ICC_EOIR1	S3_0_C12_C12_1
#define ICC_HPPIR1	S3_0_C12_C12_2
#define ICC_BPR1	S3_0_C12_C12_3
#define ICC_CTLR	S3_0_C12_C12_4
#define ICC_SRE		S3_0_C12_C12_5
#define ICC_IGRPEN0	S3_0_C12_C12_6
#define ICC_IGRPEN1	S3_0_C12_C12_7

/* Through another macro, so that the name is replaced by its encoding. */
#define read_icc(reg)		read_sysreg(reg)
#define write_icc(reg, value)	write_sysreg(reg, value)

#define ICC_CTLR_EOIMODE	(1 << 1)

#define INTID_SPURIOUS	1020		/* and the three after it */
#define INTID_VTIMER	27
#define INTID_PTIMER	30
#define INTID_SPI	32

#define GICD_CTLR	0x0000
#define GICD_TYPER	0x0004
#define GICD_IIDR	0x0008
#define GICD_IGROUPR	0x0080
#define GICD_ISENABLER	0x0100
#define GICD_ICENABLER	0x0180
#define GICD_ISPENDR	0x0200
#define GICD_ICPENDR	0x0280
#define GICD_ISACTIVER	0x0300
#define GICD_ICACTIVER	0x0380
#define GICD_IPRIORITYR	0x0400
#define GICD_ICFGR	0x0c00
#define GICD_IROUTER	0x6000
#define GICD_PIDR2	0xffe8
#define GICD_CTLR_GRP1	(1 << 1)
#define GICD_CTLR_ARE	(1 << 4)
#define GICD_CTLR_DS	(1 << 6)

#define GICR_CTLR	0x0000
#define GICR_IIDR	0x0004
#define GICR_TYPER	0x0008
#define GICR_WAKER	0x0014
#define GICR_PIDR2	0xffe8
#define GICR_SGI	0x10000		/* the second frame: SGIs and PPIs */
#define GICR_SIZE	0x20000

static inline unsigned long gicr_base(unsigned long cpu)
{
	return GUEST_GICR + GICR_SIZE * cpu;
}

/* The frame that has an interrupt's bits: a vCPU's own, or the distributor. */
static inline unsigned long gic_frame(__u32 intid)
{
	return intid < INTID_SPI ?
		gicr_base(guest_this_cpu()->id) + GICR_SGI : GUEST_GICD;
}

static inline void gic_set_bit(__u32 intid, unsigned int reg)
{
	mmio_write32(gic_frame(intid) + reg + intid / 32 * 4, 1U << intid % 32);
}

static inline bool gic_get_bit(__u32 intid, unsigned int reg)
{
	return mmio_read32(gic_frame(intid) + reg + intid / 32 * 4) >>
		intid % 32 & 1;
}

static inline __u32 gic_acknowledge(void)
{
	__u32 intid = read_icc(ICC_IAR1);

	dsb();
	return intid;
}

static inline void gic_end(__u32 intid)
{
	write_icc(ICC_EOIR1, intid);
	isb();
}

/* gic.c */
void gic_init_dist(void);
void gic_init_cpu(void);
void gic_set_priority(__u32 intid, __u8 priority);
__u8 gic_priority(__u32 intid);
void gic_set_edge(__u32 intid, bool edge);
void gic_route(__u32 intid, unsigned long cpu);
void gic_enable(__u32 intid);
void gic_disable(__u32 intid);
void gic_send_sgi(__u32 sgi, __u32 target_list);
void gic_take_all(void);

#endif /* TEST_ARM64_GIC_H */
