// SPDX-License-Identifier: GPL-2.0
/* KVM_CHECK_EXTENSION: what we have, and never what we have not. */
#include <linux/cpumask.h>

#include "airlock.h"
#include "arch.h"
#include "compat.h"

/**
 * airlock_check_extension - KVM_CHECK_EXTENSION.
 * @vm: the VM asked about, or NULL on the device.
 * @cap: KVM_CAP_*.
 *
 * Return: the capability's value; 0 for every number we do not know.
 */
int airlock_check_extension(struct airlock_vm *vm, unsigned long cap)
{
	switch (cap) {
	case KVM_CAP_USER_MEMORY:
	case KVM_CAP_USER_MEMORY2:
	case KVM_CAP_DESTROY_MEMORY_REGION_WORKS:
	case KVM_CAP_JOIN_MEMORY_REGIONS_WORKS:
	case KVM_CAP_CHECK_EXTENSION_VM:
	case KVM_CAP_IMMEDIATE_EXIT:
	case KVM_CAP_INTERNAL_ERROR_DATA:
	case KVM_CAP_SYNC_MMU:
	case KVM_CAP_READONLY_MEM:
	case KVM_CAP_IOEVENTFD:
	case KVM_CAP_IOEVENTFD_ANY_LENGTH:
	case KVM_CAP_IRQFD:
	case KVM_CAP_DEVICE_CTRL:
		return 1;
	case KVM_CAP_NR_MEMSLOTS:
		return AIRLOCK_MAX_MEMSLOTS;
	case KVM_CAP_NR_VCPUS:
		return min_t(int, num_online_cpus(), AIRLOCK_MAX_VCPUS);
	case KVM_CAP_MAX_VCPUS:
		return AIRLOCK_MAX_VCPUS;
	case KVM_CAP_MAX_VCPU_ID:
		return AIRLOCK_MAX_VCPU_ID;
	case KVM_CAP_IRQ_ROUTING:
		return AIRLOCK_MAX_IRQ_ROUTES;
	default:
		return airlock_arch_check_extension(vm, cap);
	}
}
