// SPDX-License-Identifier: GPL-2.0
/* Guest side, arm64: a GICv3 set up as Linux does, one security state. */
#include "gic.h"

void gic_init_dist(void)
{
	unsigned int lines = (mmio_read32(GUEST_GICD + GICD_TYPER) & 31) + 1;
	unsigned int i;

	mmio_write32(GUEST_GICD + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1);
	for (i = 1; i < lines; i++)
		mmio_write32(GUEST_GICD + GICD_IGROUPR + 4 * i, ~0U);
}

void gic_init_cpu(void)
{
	unsigned long base = gicr_base(guest_this_cpu()->id);

	mmio_write32(base + GICR_WAKER, 0);
	mmio_write32(base + GICR_SGI + GICD_IGROUPR, ~0U);
	write_icc(ICC_SRE, 7);
	isb();
	write_icc(ICC_PMR, 0xff);
	write_icc(ICC_CTLR, 0);
	write_icc(ICC_IGRPEN1, 1);
	isb();
}

void gic_set_priority(__u32 intid, __u8 priority)
{
	mmio_write8(gic_frame(intid) + GICD_IPRIORITYR + intid, priority);
}

__u8 gic_priority(__u32 intid)
{
	return mmio_read8(gic_frame(intid) + GICD_IPRIORITYR + intid);
}

void gic_set_edge(__u32 intid, bool edge)
{
	unsigned long reg = gic_frame(intid) + GICD_ICFGR + intid / 16 * 4;
	__u32 bit = 2U << intid % 16 * 2, value = mmio_read32(reg);

	mmio_write32(reg, edge ? value | bit : value & ~bit);
}

/* A shared interrupt's vCPU; affinity level 0 is enough for the tests. */
void gic_route(__u32 intid, unsigned long cpu)
{
	mmio_write64(GUEST_GICD + GICD_IROUTER + 8UL * intid, cpu);
}

void gic_enable(__u32 intid)
{
	gic_set_bit(intid, GICD_ISENABLER);
}

void gic_disable(__u32 intid)
{
	gic_set_bit(intid, GICD_ICENABLER);
}

/* To the vCPUs of a list of affinity level 0, one bit each. */
void gic_send_sgi(__u32 sgi, __u32 target_list)
{
	dsb();
	write_icc(ICC_SGI1R, (__u64)sgi << 24 | target_list);
	isb();
}

/* Let in what is pending, and wait until no more comes. */
void gic_take_all(void)
{
	irqs_on();
	isb();
	irqs_off();
}
