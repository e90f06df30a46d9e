// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that live in the kernel, found by port or guest physical address.
 *
 * A bus is an array of ranges sorted by their start. It is replaced as a whole
 * when a range is added, so that readers need no lock; a device that leaves is
 * overwritten by one that answers nothing, and its slot goes with the next
 * replacement.
 */
#include <linux/mm.h>

#include "airlock.h"
#include "iobus.h"

#define IOBUS_MAX_RANGES	8192

/**
 * struct iobus_range - where a device answers.
 * @start: first address.
 * @last: last address.
 * @below: the highest address that a range in front of this one covers. Where
 *	it is below that of an access, a search can stop.
 * @any: takes accesses of any length at @start, which is @last.
 * @dev: the device; changes to the vacant one only.
 */
struct iobus_range {
	gpa_t start;
	gpa_t last;
	gpa_t below;
	bool any;
	struct airlock_iodev *dev;
};

/**
 * struct airlock_iobus - a bus; immutable but for devices that leave.
 * @rcu: frees it.
 * @nr: how many ranges.
 * @range: sorted by start.
 */
struct airlock_iobus {
	struct rcu_head rcu;
	unsigned int nr;
	struct iobus_range range[] __counted_by(nr);
};

static int vacant_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		       gpa_t addr, unsigned int len, void *data)
{
	return -EOPNOTSUPP;
}

static int vacant_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			gpa_t addr, unsigned int len, const void *data)
{
	return -EOPNOTSUPP;
}

static const struct airlock_iodev_ops vacant_ops = {
	.read = vacant_read,
	.write = vacant_write,
};

static struct airlock_iodev vacant = { .ops = &vacant_ops };

static struct airlock_iobus __rcu **iobus_of(struct airlock_vm *vm,
					     enum airlock_bus bus)
{
	return bus == AIRLOCK_BUS_PIO ? &vm->pio_bus : &vm->mmio_bus;
}

/* Does an access that does not begin before the range lie in it? */
static __always_inline bool range_takes(const struct iobus_range *range,
					gpa_t addr, unsigned int len)
{
	if (addr > range->last)
		return false;
	return range->last - addr >= len - 1 || range->any;
}

/* How many ranges start at or before @addr. */
static __always_inline unsigned int iobus_upper(const struct airlock_iobus *bus,
						gpa_t addr)
{
	unsigned int low = 0;
	unsigned int high = bus->nr;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (bus->range[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static unsigned int iobus_live(const struct airlock_iobus *bus)
{
	unsigned int live = 0;
	unsigned int i;

	for (i = 0; bus && i < bus->nr; i++)
		live += bus->range[i].dev != &vacant;
	return live;
}

static void iobus_append(struct airlock_iobus *bus,
			 const struct iobus_range *range)
{
	struct iobus_range *new;

	bus->nr++;
	new = &bus->range[bus->nr - 1];
	*new = *range;
	new->below = bus->nr > 1 ? max(new[-1].below, new[-1].last) : 0;
}

int airlock_iobus_add(struct airlock_vm *vm, enum airlock_bus bus, gpa_t addr,
		      u64 len, struct airlock_iodev *dev)
{
	struct airlock_iobus __rcu **slot = iobus_of(vm, bus);
	struct iobus_range range = {
		.start = addr,
		.last = len ? addr + len - 1 : addr,
		.any = !len,
		.dev = dev,
	};
	struct airlock_iobus *old, *new;
	unsigned int live, at, i;

	old = rcu_dereference_protected(*slot, lockdep_is_held(&vm->irq_lock));
	live = iobus_live(old);
	if (live >= IOBUS_MAX_RANGES)
		return -ENOSPC;

	new = kvzalloc(struct_size(new, range, live + 1), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;

	at = old ? iobus_upper(old, addr) : 0;
	for (i = 0; i < at; i++)
		if (old->range[i].dev != &vacant)
			iobus_append(new, &old->range[i]);
	iobus_append(new, &range);
	for (; old && i < old->nr; i++)
		if (old->range[i].dev != &vacant)
			iobus_append(new, &old->range[i]);

	rcu_assign_pointer(*slot, new);
	if (old)
		kvfree_rcu(old, rcu);
	return 0;
}

static void iodev_free_rcu(struct rcu_head *rcu)
{
	struct airlock_iodev *dev = container_of(rcu, struct airlock_iodev,
						 rcu);

	dev->ops->free(dev);
}

void airlock_iobus_remove(struct airlock_vm *vm, enum airlock_bus bus,
			  struct airlock_iodev *dev)
{
	struct airlock_iobus *now;
	unsigned int i;

	now = rcu_dereference_protected(*iobus_of(vm, bus),
					lockdep_is_held(&vm->irq_lock));
	for (i = 0; now && i < now->nr; i++)
		if (now->range[i].dev == dev)
			WRITE_ONCE(now->range[i].dev, &vacant);
	if (dev->ops->free)
		call_rcu(&dev->rcu, iodev_free_rcu);
}

/*
 * Where ranges overlap: from the nearest start back, until one takes it. @nr
 * ranges start at or before @addr.
 */
static noinline int iobus_overlap(const struct airlock_iobus *bus,
				  unsigned int nr, struct airlock_vcpu *vcpu,
				  gpa_t addr, unsigned int len, void *data,
				  bool write)
{
	const struct iobus_range *range = &bus->range[nr - 1];

	for (;; range--) {
		struct airlock_iodev *dev = READ_ONCE(range->dev);
		int ret = -EOPNOTSUPP;

		if (range_takes(range, addr, len))
			ret = write ? dev->ops->write(vcpu, dev, addr, len,
						      data) :
				      dev->ops->read(vcpu, dev, addr, len,
						     data);
		if (!ret || range == bus->range || range->below < addr)
			return ret;
	}
}

int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data)
{
	const struct iobus_range *range;
	struct airlock_iobus *now;
	struct airlock_iodev *dev;
	unsigned int nr;

	now = rcu_dereference_sched(*iobus_of(vcpu->vm, bus));
	nr = now ? iobus_upper(now, addr) : 0;
	if (!nr)
		return -EOPNOTSUPP;
	range = &now->range[nr - 1];
	if (unlikely(range->below >= addr))
		return iobus_overlap(now, nr, vcpu, addr, len, data, false);
	if (!range_takes(range, addr, len))
		return -EOPNOTSUPP;
	dev = READ_ONCE(range->dev);
	return dev->ops->read(vcpu, dev, addr, len, data);
}

int airlock_iobus_write(struct airlock_vcpu *vcpu, enum airlock_bus bus,
			gpa_t addr, unsigned int len, const void *data)
{
	const struct iobus_range *range;
	struct airlock_iobus *now;
	struct airlock_iodev *dev;
	unsigned int nr;

	now = rcu_dereference_sched(*iobus_of(vcpu->vm, bus));
	nr = now ? iobus_upper(now, addr) : 0;
	if (!nr)
		return -EOPNOTSUPP;
	range = &now->range[nr - 1];
	if (unlikely(range->below >= addr))
		return iobus_overlap(now, nr, vcpu, addr, len, (void *)data,
				     true);
	if (!range_takes(range, addr, len))
		return -EOPNOTSUPP;
	dev = READ_ONCE(range->dev);
	return dev->ops->write(vcpu, dev, addr, len, data);
}

static void iobus_destroy(struct airlock_iobus *bus)
{
	unsigned int i;

	if (!bus)
		return;
	for (i = 0; i < bus->nr; i++) {
		struct airlock_iodev *dev = bus->range[i].dev;

		if (dev->ops->free)
			dev->ops->free(dev);
	}
	kvfree(bus);
}

void airlock_iobus_destroy(struct airlock_vm *vm)
{
	iobus_destroy(rcu_dereference_protected(vm->pio_bus, true));
	iobus_destroy(rcu_dereference_protected(vm->mmio_bus, true));
	RCU_INIT_POINTER(vm->pio_bus, NULL);
	RCU_INIT_POINTER(vm->mmio_bus, NULL);
}
