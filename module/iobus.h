/* SPDX-License-Identifier: GPL-2.0 */
/* Devices that live in the kernel, found by port or guest physical address. */
#ifndef AIRLOCK_IOBUS_H
#define AIRLOCK_IOBUS_H

#include <linux/rcupdate.h>

#include "types.h"

struct airlock_iodev;

/**
 * struct airlock_iodev_ops - how a device in the kernel answers the guest.
 * @read: fill @data; return 0, or -EOPNOTSUPP if this access is not the
 *	device's after all. Neither this nor @write may be NULL.
 * @write: take @data; the same returns.
 * @free: the last reference is gone; may be NULL. Runs after a grace period.
 *
 * Context of @read and @write: preemption disabled, RCU read side, on the
 * thread of @vcpu. They must not sleep.
 */
struct airlock_iodev_ops {
	int (*read)(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		    gpa_t addr, unsigned int len, void *data);
	int (*write)(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		     gpa_t addr, unsigned int len, const void *data);
	void (*free)(struct airlock_iodev *dev);
};

/**
 * struct airlock_iodev - a device on a bus, embedded in the device's own
 * struct.
 * @ops: what it does [c]
 * @rcu: frees it
 */
struct airlock_iodev {
	const struct airlock_iodev_ops *ops;
	struct rcu_head rcu;
};

struct airlock_iobus;	/* sorted array of ranges, replaced as a whole */

enum airlock_bus {
	AIRLOCK_BUS_PIO,
	AIRLOCK_BUS_MMIO,
};

/**
 * airlock_iobus_add - put a device on a bus.
 * @vm: the VM.
 * @bus: which bus.
 * @addr: first port or guest physical address.
 * @len: how many of them; 0 takes an access of any length at @addr itself.
 * @dev: the device, initialised. Without a free operation it may have
 *	several ranges.
 *
 * Several devices may share a range; an access goes to the first that does
 * not answer -EOPNOTSUPP. An access must lie in a range as a whole to be the
 * device's.
 *
 * Context: process, vm->irq_lock held.
 * Return: 0, -ENOMEM, or -ENOSPC for more than 8192 ranges.
 */
int airlock_iobus_add(struct airlock_vm *vm, enum airlock_bus bus, gpa_t addr,
		      u64 len, struct airlock_iodev *dev);

/**
 * airlock_iobus_remove - take a device off a bus and free it when no access
 * is in flight.
 * @vm: the VM.
 * @bus: which bus.
 * @dev: the device, which must be on it; all its ranges go. Its free
 *	operation runs after a grace period.
 *
 * Needs no memory and so cannot fail.
 *
 * Context: process, vm->irq_lock held.
 */
void airlock_iobus_remove(struct airlock_vm *vm, enum airlock_bus bus,
			  struct airlock_iodev *dev);

/**
 * airlock_iobus_read - try devices in the kernel with a guest's read.
 * @vcpu: the vCPU.
 * @bus: which bus.
 * @addr: port or guest physical address.
 * @len: bytes, 1 to 8 (MMIO) or 1, 2, 4 (PIO).
 * @data: where to.
 *
 * Context: preemption disabled, on the vCPU's thread.
 * Return: 0, or -EOPNOTSUPP if the access is userspace's.
 */
int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data);

/* As airlock_iobus_read(), for a write. */
int airlock_iobus_write(struct airlock_vcpu *vcpu, enum airlock_bus bus,
			gpa_t addr, unsigned int len, const void *data);

/* Free both buses and the devices on them; the VM is going away. */
void airlock_iobus_destroy(struct airlock_vm *vm);

#endif /* AIRLOCK_IOBUS_H */
