// SPDX-License-Identifier: GPL-2.0
/*
 * Distributor and redistributors on the MMIO bus, and the locks of their
 * registers.
 */
#include <linux/nospec.h>
#include <linux/string.h>

#include "regs.h"
#include "vgic.h"

/* Registers whose truth may be in the list registers of a vCPU that runs. */
static bool is_state(u32 offset)
{
	return offset >= GIC_REG_ISPENDR && offset < GIC_REG_IPRIORITYR;
}

/*
 * A vCPU that has left the guest has told what its list registers held. It may
 * have entered again by the time of the look, which the GIC allows for: the
 * answer was true while it was asked.
 */
static void vgic_catch_up(struct arm64_vgic *vgic, u32 inflight)
{
	if (unlikely(inflight))
		airlock_vm_request_all(vgic->vm, AIRLOCK_REQ_EVENT);
}

static u32 dist_inflight(struct gic_state *gic, u32 offset)
{
	unsigned int n = (offset & 0x7f) / 4;

	if (!is_state(offset) || !n || n >= gic->nr_banks)
		return 0;
	n = array_index_nospec(n, gic->nr_banks);
	return READ_ONCE(gic->spis[n - 1].bank.inflight);
}

/**
 * vgic_read_dist - a read of the distributor.
 * @vgic: the GIC.
 * @offset: in it, aligned to @len.
 * @len: 1, 2, 4, or 8.
 * @who: enum gic_who.
 *
 * Context: IRQs on.
 */
u64 vgic_read_dist(struct arm64_vgic *vgic, u32 offset, unsigned int len,
		   int who)
{
	struct gic_state *gic = &vgic->state;
	unsigned long flags;
	u64 value;

	/* These are of one piece: no lock makes the answer more true. */
	if (likely(!is_state(offset)))
		return gic_dist_read(gic, offset, len, who);
	vgic_catch_up(vgic, dist_inflight(gic, offset));
	raw_spin_lock_irqsave(&gic->lock, flags);
	value = gic_dist_read(gic, offset, len, who);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
	return value;
}

/*
 * The enables of the groups concern every vCPU's own interrupts. No more than
 * one of their locks is held at a time: what changes meanwhile is looked at
 * with the old or the new value, and then with the new one.
 */
static void vgic_write_ctlr(struct arm64_vgic *vgic, u32 value)
{
	struct gic_state *gic = &vgic->state;
	unsigned int i;

	gic_ctlr_write(gic, value);
	for (i = 0; i < gic->nr_ids; i++) {
		struct arm64_vgic_cpu *cpu = gic->cpu[i];

		if (!cpu)
			continue;
		raw_spin_lock(&cpu->lock);
		gic_own_changed(gic, cpu);
		raw_spin_unlock(&cpu->lock);
	}
}

void vgic_write_dist(struct arm64_vgic *vgic, u32 offset, unsigned int len,
		     u64 value, int who)
{
	struct gic_state *gic = &vgic->state;
	unsigned long flags;

	raw_spin_lock_irqsave(&gic->lock, flags);
	if (offset == GICD_CTLR && len == 4)
		vgic_write_ctlr(vgic, value);
	else
		gic_dist_write(gic, offset, len, value, who);
	raw_spin_unlock_irqrestore(&gic->lock, flags);
}

/**
 * vgic_read_redist - a read of a redistributor.
 * @vgic: the GIC.
 * @cpu: whose redistributor.
 * @offset: in its frames, aligned to @len.
 * @len: 1, 2, 4, or 8.
 * @who: enum gic_who.
 *
 * Context: IRQs on.
 */
u64 vgic_read_redist(struct arm64_vgic *vgic, struct arm64_vgic_cpu *cpu,
		     u32 offset, unsigned int len, int who)
{
	bool last = (offset & ~7U) == GICR_TYPER &&
		    vgic_last_frame(vgic, cpu->id);
	unsigned long flags;
	u64 value;

	if (offset >= GICR_SGI_FRAME && is_state(offset - GICR_SGI_FRAME))
		vgic_catch_up(vgic, READ_ONCE(cpu->own.inflight));
	raw_spin_lock_irqsave(&cpu->lock, flags);
	value = gic_redist_read(&vgic->state, cpu, offset, len, last, who);
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
	return value;
}

void vgic_write_redist(struct arm64_vgic *vgic, struct arm64_vgic_cpu *cpu,
		       u32 offset, unsigned int len, u64 value, int who)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&cpu->lock, flags);
	gic_redist_write(&vgic->state, cpu, offset, len, value, who);
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
}

/* Not aligned: reads as zero, writes are ignored. */
static __always_inline bool is_aligned(gpa_t offset, unsigned int len)
{
	return !(offset & (len - 1)) && !(len & (len - 1));
}

/* A value as the bytes of an access, the lowest first. */
static __always_inline void put_bytes(void *data, u64 value, unsigned int len)
{
	if (likely(len == 4))
		memcpy(data, &value, 4);
	else
		memcpy(data, &value, min_t(unsigned int, len, sizeof(value)));
}

static int dist_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		     gpa_t addr, unsigned int len, void *data)
{
	struct arm64_vgic *vgic = container_of(dev, struct arm64_vgic, dist);
	gpa_t offset = addr - vgic->dist_base;
	u64 value = 0;

	if (is_aligned(offset, len))
		value = vgic_read_dist(vgic, offset, len, GIC_GUEST);
	put_bytes(data, value, len);
	return 0;
}

static int dist_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		      gpa_t addr, unsigned int len, const void *data)
{
	struct arm64_vgic *vgic = container_of(dev, struct arm64_vgic, dist);
	gpa_t offset = addr - vgic->dist_base;
	u64 value = 0;

	memcpy(&value, data, min_t(unsigned int, len, sizeof(value)));
	if (is_aligned(offset, len))
		vgic_write_dist(vgic, offset, len, value, GIC_GUEST);
	return 0;
}

const struct airlock_iodev_ops vgic_dist_ops = {
	.read = dist_read,
	.write = dist_write,
};

/* The redistributor at an address of a region. */
static struct arm64_vgic_cpu *region_cpu(struct vgic_region *region, gpa_t addr)
{
	unsigned int frame = (addr - region->base) / GICR_LEN;

	frame = array_index_nospec(frame, region->used);
	return region->vgic->state.cpu[region->id[frame]];
}

static int redist_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		       gpa_t addr, unsigned int len, void *data)
{
	struct vgic_region *region = container_of(dev, struct vgic_region, dev);
	u32 offset = (addr - region->base) % GICR_LEN;
	u64 value = 0;

	if (is_aligned(offset, len))
		value = vgic_read_redist(region->vgic, region_cpu(region, addr),
					 offset, len, GIC_GUEST);
	put_bytes(data, value, len);
	return 0;
}

static int redist_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			gpa_t addr, unsigned int len, const void *data)
{
	struct vgic_region *region = container_of(dev, struct vgic_region, dev);
	u32 offset = (addr - region->base) % GICR_LEN;
	u64 value = 0;

	memcpy(&value, data, min_t(unsigned int, len, sizeof(value)));
	if (is_aligned(offset, len))
		vgic_write_redist(region->vgic, region_cpu(region, addr),
				  offset, len, value, GIC_GUEST);
	return 0;
}

const struct airlock_iodev_ops vgic_redist_ops = {
	.read = redist_read,
	.write = redist_write,
};
