// SPDX-License-Identifier: GPL-2.0
/*
 * Where the distributor and the redistributors are. vCPUs get redistributors in
 * the order in which they were made, region by region.
 */
#include <linux/slab.h>

#include "regs.h"
#include "vgic.h"

/* KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION, as the ABI lays it out. */
#define REGION_INDEX		GENMASK_ULL(11, 0)
#define REGION_FLAGS		GENMASK_ULL(15, 12)
#define REGION_BASE		GENMASK_ULL(51, 16)
#define REGION_COUNT_AT		52

static u64 region_len(const struct arm64_vgic *vgic,
		      const struct vgic_region *region)
{
	unsigned int count = region->count ?: vgic->vm->nr_vcpus;

	return (u64)count * GICR_LEN;
}

static bool overlap(gpa_t a, u64 a_len, gpa_t b, u64 b_len)
{
	return a < b + b_len && b < a + a_len;
}

static bool overlaps_dist(const struct arm64_vgic *vgic, gpa_t base, u64 len)
{
	return vgic->dist_base != VGIC_NO_ADDR &&
	       overlap(base, len, vgic->dist_base, GICD_LEN);
}

static bool overlaps_region(const struct arm64_vgic *vgic, gpa_t base, u64 len)
{
	const struct vgic_region *region;

	list_for_each_entry(region, &vgic->regions, link)
		if (overlap(base, len, region->base, region_len(vgic, region)))
			return true;
	return false;
}

/* Return: 0; -EINVAL: not aligned; -E2BIG: not the guest's to address. */
static int check_range(const struct arm64_vgic *vgic, gpa_t base, u64 len)
{
	u64 end = BIT_ULL(vgic->vm->arch.ipa_bits);

	if (!IS_ALIGNED(base, SZ_64K))
		return -EINVAL;
	return base >= end || len > end - base ? -E2BIG : 0;
}

static struct vgic_region *last_region(struct arm64_vgic *vgic)
{
	if (list_empty(&vgic->regions))
		return NULL;
	return list_last_entry(&vgic->regions, struct vgic_region, link);
}

static unsigned int nr_regions(const struct arm64_vgic *vgic)
{
	const struct list_head *at;
	unsigned int nr = 0;

	list_for_each(at, &vgic->regions)
		nr++;
	return nr;
}

/* The vCPUs' order of creation is that of their numbers. */
static struct airlock_vcpu *nth_vcpu(struct airlock_vm *vm, unsigned int n)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu)
		if (vcpu->arch.vgic.number == n)
			return vcpu;
	return NULL;
}

static int add_region(struct arm64_vgic *vgic, gpa_t base, unsigned int count,
		      unsigned int index)
{
	struct vgic_region *last = last_region(vgic);
	struct vgic_region *region;
	u64 len = (u64)(count ?: vgic->vm->nr_vcpus) * GICR_LEN;
	int ret;

	if (last && !count)
		return last->count ? -EINVAL : -EEXIST;
	if (index != nr_regions(vgic) || (last && !last->count))
		return -EINVAL;
	ret = check_range(vgic, base, max_t(u64, len, SZ_64K));
	if (ret)
		return ret;
	if (overlaps_region(vgic, base, len) || overlaps_dist(vgic, base, len))
		return -EINVAL;

	region = kzalloc(sizeof(*region), GFP_KERNEL_ACCOUNT);
	if (!region)
		return -ENOMEM;
	region->base = base;
	region->count = count;
	region->vgic = vgic;
	region->dev.ops = &vgic_redist_ops;
	list_add_tail(&region->link, &vgic->regions);
	return 0;
}

static struct vgic_region *nth_region(struct arm64_vgic *vgic, unsigned int n)
{
	struct vgic_region *region;

	list_for_each_entry(region, &vgic->regions, link)
		if (!n--)
			return region;
	return NULL;
}

static int set_dist(struct arm64_vgic *vgic, u64 value)
{
	int ret;

	if (vgic->dist_base != VGIC_NO_ADDR)
		return -EEXIST;
	ret = check_range(vgic, value, GICD_LEN);
	if (!ret)
		vgic->dist_base = value;
	return ret;
}

/**
 * vgic_set_addr - KVM_DEV_ARM_VGIC_GRP_ADDR.
 * @vgic: the GIC; vm->lock is held.
 * @type: KVM_VGIC_V3_ADDR_TYPE_*.
 * @value: from userspace.
 *
 * Return: 0; -ENXIO: no such type; -EBUSY: a vCPU has been run; -EINVAL,
 * -EEXIST, -E2BIG: as the ABI says; -ENOMEM.
 */
int vgic_set_addr(struct arm64_vgic *vgic, u64 type, u64 value)
{
	if (vgic->mapped)
		return -EBUSY;
	switch (type) {
	case KVM_VGIC_V3_ADDR_TYPE_DIST:
		return set_dist(vgic, value);
	case KVM_VGIC_V3_ADDR_TYPE_REDIST:
		return add_region(vgic, value, 0, nr_regions(vgic));
	case KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION:
		if (value & REGION_FLAGS || !(value >> REGION_COUNT_AT))
			return -EINVAL;
		return add_region(vgic, value & REGION_BASE,
				  value >> REGION_COUNT_AT,
				  value & REGION_INDEX);
	default:
		return -ENXIO;
	}
}

/**
 * vgic_get_addr - KVM_DEV_ARM_VGIC_GRP_ADDR, the other way.
 * @vgic: the GIC; vm->lock is held.
 * @type: KVM_VGIC_V3_ADDR_TYPE_*.
 * @value: the address, or what the ABI has for a region, whose index is in it.
 *
 * Return: 0; -ENXIO: no such type; -ENOENT: no such region; -EINVAL: regions
 * of both kinds.
 */
int vgic_get_addr(struct arm64_vgic *vgic, u64 type, u64 *value)
{
	struct vgic_region *region;
	unsigned int index;

	switch (type) {
	case KVM_VGIC_V3_ADDR_TYPE_DIST:
		*value = vgic->dist_base;
		return 0;
	case KVM_VGIC_V3_ADDR_TYPE_REDIST:
		region = last_region(vgic);
		if (region && region->count)
			return -EINVAL;
		*value = region ? region->base : VGIC_NO_ADDR;
		return 0;
	case KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION:
		index = *value & REGION_INDEX;
		region = nth_region(vgic, index);
		if (!region)
			return -ENOENT;
		*value = index | region->base |
			 (u64)region->count << REGION_COUNT_AT;
		return 0;
	default:
		return -ENXIO;
	}
}

/* Where the redistributor of the vCPU with this number is, or NULL. */
static struct vgic_region *region_of(struct arm64_vgic *vgic,
				     unsigned int number, unsigned int *frame)
{
	struct vgic_region *region;

	list_for_each_entry(region, &vgic->regions, link) {
		if (!region->count || number < region->count) {
			*frame = number;
			return region;
		}
		number -= region->count;
	}
	return NULL;
}

static bool has_frame_at(struct arm64_vgic *vgic, gpa_t base)
{
	unsigned int number, frame;

	for (number = 0; number < vgic->vm->nr_vcpus; number++) {
		struct vgic_region *region = region_of(vgic, number, &frame);

		if (region && region->base + (u64)frame * GICR_LEN == base)
			return true;
	}
	return false;
}

/**
 * vgic_last_frame - GICR_TYPER.Last: is none at the next address?
 * @vgic: the GIC.
 * @id: of a vCPU.
 *
 * Context: any; regions do not go, and come before vCPUs run.
 */
bool vgic_last_frame(struct arm64_vgic *vgic, unsigned int id)
{
	struct airlock_vcpu *vcpu = airlock_vcpu_find(vgic->vm, id);
	struct vgic_region *region;
	unsigned int frame;

	region = region_of(vgic, vcpu->arch.vgic.number, &frame);
	if (!region)
		return false;
	return !has_frame_at(vgic, region->base + (frame + 1ULL) * GICR_LEN);
}

/* Are the addresses such that the guest can have them? */
static int check_map(struct arm64_vgic *vgic)
{
	struct vgic_region *region;
	unsigned int frame;

	if (!region_of(vgic, vgic->vm->nr_vcpus - 1, &frame) ||
	    vgic->dist_base == VGIC_NO_ADDR)
		return -ENXIO;
	list_for_each_entry(region, &vgic->regions, link) {
		u64 len = region_len(vgic, region);

		if (check_range(vgic, region->base, len) ||
		    overlaps_dist(vgic, region->base, len))
			return -EINVAL;
	}
	return vgic->initialised ? 0 : -EBUSY;
}

static int map_region(struct arm64_vgic *vgic, struct vgic_region *region,
		      unsigned int first)
{
	unsigned int left = vgic->vm->nr_vcpus - first;
	unsigned int i;

	region->used = region->count ? min(region->count, left) : left;
	if (!region->used)
		return 0;
	region->id = kcalloc(region->used, sizeof(*region->id),
			     GFP_KERNEL_ACCOUNT);
	if (!region->id)
		return -ENOMEM;
	for (i = 0; i < region->used; i++)
		region->id[i] = nth_vcpu(vgic->vm, first + i)->id;
	return airlock_iobus_add(vgic->vm, AIRLOCK_BUS_MMIO, region->base,
				 (u64)region->used * GICR_LEN, &region->dev);
}

static void unmap_region(struct arm64_vgic *vgic, struct vgic_region *region)
{
	if (region->id)
		airlock_iobus_remove(vgic->vm, AIRLOCK_BUS_MMIO, &region->dev);
	kfree(region->id);
	region->id = NULL;
}

/**
 * vgic_map - put the GIC where the guest finds it.
 * @vgic: the GIC; vm->lock is held, no vCPU has been run.
 *
 * Return: as arm64_vgic_first_run().
 */
int vgic_map(struct arm64_vgic *vgic)
{
	struct vgic_region *region;
	unsigned int first = 0;
	int ret;

	ret = check_map(vgic);
	if (ret)
		return ret;
	mutex_lock(&vgic->vm->irq_lock);
	ret = airlock_iobus_add(vgic->vm, AIRLOCK_BUS_MMIO, vgic->dist_base,
				GICD_LEN, &vgic->dist);
	list_for_each_entry(region, &vgic->regions, link) {
		if (!ret)
			ret = map_region(vgic, region, first);
		first += region->used;
	}
	if (ret) {
		airlock_iobus_remove(vgic->vm, AIRLOCK_BUS_MMIO, &vgic->dist);
		list_for_each_entry(region, &vgic->regions, link)
			unmap_region(vgic, region);
	}
	mutex_unlock(&vgic->vm->irq_lock);
	return ret;
}

void vgic_free_regions(struct arm64_vgic *vgic)
{
	struct vgic_region *region, *next;

	list_for_each_entry_safe(region, next, &vgic->regions, link) {
		kfree(region->id);
		kfree(region);
	}
	INIT_LIST_HEAD(&vgic->regions);
}
