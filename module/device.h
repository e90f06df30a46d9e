/* SPDX-License-Identifier: GPL-2.0 */
/* Devices with a file of their own: KVM_CREATE_DEVICE. */
#ifndef AIRLOCK_DEVICE_H
#define AIRLOCK_DEVICE_H

#include <linux/fs.h>

#include "types.h"

struct kvm_create_device;
struct kvm_device_attr;

/**
 * struct airlock_device_ops - a kind of device.
 * @name: of its file.
 * @create: make the device of @vm; it lives as long as that. vm->lock is held.
 * @set: KVM_SET_DEVICE_ATTR.
 * @get: KVM_GET_DEVICE_ATTR.
 * @has: KVM_HAS_DEVICE_ATTR: 0 or -ENXIO.
 *
 * Context of all: process. They return 0 or an errno, -ENXIO for an attribute
 * that is not known.
 */
struct airlock_device_ops {
	const char *name;
	int (*create)(struct airlock_vm *vm);
	int (*set)(struct airlock_vm *vm, const struct kvm_device_attr *attr);
	int (*get)(struct airlock_vm *vm, const struct kvm_device_attr *attr);
	int (*has)(struct airlock_vm *vm, const struct kvm_device_attr *attr);
};

long airlock_create_device(struct airlock_vm *vm,
			   struct kvm_create_device __user *user);

#endif /* AIRLOCK_DEVICE_H */
