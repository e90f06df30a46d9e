/* SPDX-License-Identifier: GPL-2.0 */
/* What a global system interrupt leads to: a pin of a chip, or a message. */
#ifndef AIRLOCK_IRQ_ROUTING_H
#define AIRLOCK_IRQ_ROUTING_H

#include "types.h"

struct kvm_irq_routing_entry;
struct airlock_irq_routes;

/* Answer of KVM_CAP_IRQ_ROUTING, and the bound of a GSI. */
#define AIRLOCK_MAX_IRQ_ROUTES	4096

/**
 * airlock_irq_routes_set - replace the routing table.
 * @vm: the VM.
 * @entries: the new table, already copied into the kernel; may be NULL if
 *	@nr is 0.
 * @nr: how many.
 *
 * Context: process, vm->irq_lock held.
 * Return: 0; -EINVAL for a GSI, chip, pin, type or flag out of range, with
 * the old table unchanged; -ENOMEM.
 */
int airlock_irq_routes_set(struct airlock_vm *vm,
			   const struct kvm_irq_routing_entry *entries,
			   unsigned int nr);

/**
 * airlock_irq_set - raise or lower a GSI.
 * @vm: the VM.
 * @source: who drives the line; sources of one line are ORed. 0 is
 *	userspace, irqfds use AIRLOCK_IRQ_SOURCE_IRQFD.
 * @gsi: the line.
 * @level: 0 or 1.
 *
 * Context: any, also interrupts off.
 * Return: how many vCPUs or chips took it, 0 if it was coalesced with one
 * pending, -1 if it leads nowhere or was masked.
 */
int airlock_irq_set(struct airlock_vm *vm, unsigned int source, u32 gsi,
		    int level);

#define AIRLOCK_IRQ_SOURCE_USER		0
#define AIRLOCK_IRQ_SOURCE_IRQFD	1
#define AIRLOCK_IRQ_SOURCE_PIT		2
#define AIRLOCK_IRQ_SOURCE_RESAMPLE	3

/**
 * airlock_irq_leads_to - does a GSI lead to a pin?
 * @vm: the VM.
 * @gsi: the line.
 * @chip: number of the chip, as in KVM_SET_GSI_ROUTING.
 * @pin: its pin.
 *
 * Context: any.
 */
bool airlock_irq_leads_to(struct airlock_vm *vm, u32 gsi, unsigned int chip,
			  unsigned int pin);

void airlock_irq_routes_destroy(struct airlock_vm *vm);

#endif /* AIRLOCK_IRQ_ROUTING_H */
