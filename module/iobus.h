/* SPDX-License-Identifier: GPL-2.0 */
/* Devices that live in the kernel, found by port or guest physical address. */
#ifndef AIRLOCK_IOBUS_H
#define AIRLOCK_IOBUS_H

#include "types.h"

struct airlock_iodev;

/**
 * struct airlock_iodev_ops - how a device in the kernel answers the guest.
 * @read: fill @data; return 0, or -EOPNOTSUPP if this access is not the
 *	device's after all.
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

/* Embedded in a device's own struct. */
struct airlock_iodev {
	const struct airlock_iodev_ops *ops;
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
 * @len: how many of them.
 * @dev: the device, initialised.
 *
 * Several devices may share a range; an access goes to the first that does
 * not answer -EOPNOTSUPP.
 *
 * Context: process, vm->irq_lock held.
 * Return: 0, -ENOMEM, or -ENOSPC for more than 1000 devices.
 */
int airlock_iobus_add(struct airlock_vm *vm, enum airlock_bus bus, gpa_t addr,
		      u64 len, struct airlock_iodev *dev);

/**
 * airlock_iobus_remove - take a device off a bus and free it when no access
 * is in flight.
 * @vm: the VM.
 * @bus: which bus.
 * @dev: the device, which must be on it.
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
