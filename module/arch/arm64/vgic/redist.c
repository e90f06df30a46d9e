// SPDX-License-Identifier: GPL-2.0
/* A redistributor's registers: a vCPU's own interrupts. No LPIs. */
#include "gic.h"
#include "regs.h"

static u64 redist_typer(const struct arm64_vgic_cpu *cpu, bool last)
{
	u64 typer = (u64)cpu->aff << 32 | (u64)cpu->id << 8;

	return last ? typer | GICR_TYPER_LAST : typer;
}

/* The control frame. Its power control does not exist: GICR_WAKER is zero. */
static u64 redist_read_control(const struct arm64_vgic_cpu *cpu, u32 offset,
			       unsigned int len, bool last)
{
	if (offset == GICR_TYPER && len == 8)
		return redist_typer(cpu, last);
	if (len != 4)
		return 0;
	switch (offset) {
	case GICR_TYPER:
		return (u32)redist_typer(cpu, last);
	case GICR_TYPER + 4:
		return redist_typer(cpu, last) >> 32;
	case GICR_IIDR:
		return GIC_IIDR;
	case GIC_REG_PIDR2:
		return GIC_PIDR2;
	default:
		return 0;
	}
}

static bool is_own_prio(u32 offset)
{
	return offset >= GIC_REG_IPRIORITYR &&
	       offset < GIC_REG_IPRIORITYR + GIC_BANK_IRQS;
}

/* The first register of its kind: that of 32 interrupts. */
static bool is_own_bits(u32 offset)
{
	return offset >= GIC_REG_IGROUPR && offset < GIC_REG_IPRIORITYR &&
	       !(offset & 0x7f);
}

/**
 * gic_redist_read - a read of a redistributor.
 * @gic: the GIC.
 * @cpu: whose redistributor; its lock is held.
 * @offset: in its two frames, aligned to @len.
 * @len: 1, 2, 4 or 8. What a register does not take reads as zero.
 * @last: it is the last one of a contiguous range.
 * @who: who reads.
 */
u64 gic_redist_read(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		    u32 offset, unsigned int len, bool last, enum gic_who who)
{
	if (offset < GICR_SGI_FRAME)
		return redist_read_control(cpu, offset, len, last);
	offset -= GICR_SGI_FRAME;
	if (is_own_prio(offset) && len <= 4)
		return gic_bank_read_prio(&cpu->own,
					  offset - GIC_REG_IPRIORITYR, len);
	if (len != 4)
		return 0;
	if (is_own_bits(offset))
		return gic_bank_read(&cpu->own, offset, who);
	if (offset == GIC_REG_ICFGR || offset == GIC_REG_ICFGR + 4)
		return gic_bank_read_config(&cpu->own, offset / 4 % 2);
	return offset == GIC_REG_PIDR2 ? GIC_PIDR2 : 0;
}

/**
 * gic_redist_write - a write to a redistributor.
 * @gic: the GIC.
 * @cpu: whose redistributor; its lock is held.
 * @offset: in its two frames, aligned to @len.
 * @len: 1, 2, 4 or 8. What a register does not take is ignored.
 * @value: what is written.
 * @who: who writes.
 *
 * SGIs are edges and PPIs levels, whatever is written to ICFGR.
 */
void gic_redist_write(struct gic_state *gic, struct arm64_vgic_cpu *cpu,
		      u32 offset, unsigned int len, u64 value,
		      enum gic_who who)
{
	u32 held;

	if (offset < GICR_SGI_FRAME)
		return;
	offset -= GICR_SGI_FRAME;
	if (is_own_prio(offset) && len <= 4) {
		gic_bank_write_prio(&cpu->own, offset - GIC_REG_IPRIORITYR,
				    len, value);
		return;
	}
	if (len != 4 || !is_own_bits(offset))
		return;
	held = gic_bank_write(&cpu->own, offset, value, who);
	gic_own_changed(gic, cpu);
	if (held)
		gic->kick(cpu);
}
