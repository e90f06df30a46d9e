/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts from userspace. */
#ifndef AIRLOCK_ARM64_IRQ_H
#define AIRLOCK_ARM64_IRQ_H

#include "types.h"

struct kvm_irq_level;

/**
 * arm64_irq_line - KVM_IRQ_LINE.
 * @vm: the VM.
 * @irq: type, vCPU and number, as the ABI packs them.
 *
 * Context: process.
 * Return: 0; -EINVAL: bad type, vCPU or number; -ENXIO: there is no GIC, or
 * the type is that of a CPU's input, which a GIC in the kernel does not have;
 * -EBUSY: the GIC has not been initialised.
 */
int arm64_irq_line(struct airlock_vm *vm, const struct kvm_irq_level *irq);

#endif /* AIRLOCK_ARM64_IRQ_H */
