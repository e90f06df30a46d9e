/* SPDX-License-Identifier: GPL-2.0 */
/* irqfd: an eventfd raises a GSI. ioeventfd: a guest write signals one. */
#ifndef AIRLOCK_EVENTFD_H
#define AIRLOCK_EVENTFD_H

#include "types.h"

struct kvm_irqfd;
struct kvm_ioeventfd;

/**
 * airlock_irqfd - KVM_IRQFD.
 * @vm: the VM.
 * @args: copied from userspace.
 *
 * Return: 0; -EINVAL for unknown flags, a resample request without irqchip or
 * an fd that is no eventfd; -EBADF; -EBUSY if the eventfd drives a GSI
 * already; -EINVAL (x86) or -EAGAIN (arm64) before the interrupt controller
 * exists; -ENOMEM.
 * Deassigning an unknown pair is no error.
 */
int airlock_irqfd(struct airlock_vm *vm, const struct kvm_irqfd *args);

/**
 * airlock_ioeventfd - KVM_IOEVENTFD.
 * @vm: the VM.
 * @args: copied from userspace.
 *
 * Return: 0; -EINVAL for a length other than 0, 1, 2, 4, 8, a range that
 * wraps, a datamatch without length, unknown flags or an fd that is no
 * eventfd; -EBADF; -EEXIST for a collision; -ENOENT if there is nothing to
 * deassign; -ENOMEM, -ENOSPC.
 */
int airlock_ioeventfd(struct airlock_vm *vm, const struct kvm_ioeventfd *args);

/**
 * airlock_irqfd_listens - does an irqfd wait for the end of a pin's interrupt?
 * @vm: the VM.
 * @chip: number of the chip, as in KVM_SET_GSI_ROUTING.
 * @pin: its pin.
 *
 * Context: process, vm->irq_lock held.
 */
bool airlock_irqfd_listens(struct airlock_vm *vm, unsigned int chip,
			   unsigned int pin);

/**
 * airlock_irqfd_acked - the guest has ended the interrupt of a pin.
 * @vm: the VM.
 * @chip: number of the chip, as in KVM_SET_GSI_ROUTING.
 * @pin: its pin.
 *
 * The resampling irqfds whose GSI leads there take their level back and
 * signal.
 *
 * Context: any, no lock of an interrupt controller held.
 */
void airlock_irqfd_acked(struct airlock_vm *vm, unsigned int chip,
			 unsigned int pin);

/*
 * Detach the irqfds; waits for injections in flight. The VM's file is gone, its
 * interrupt controller is not. The ioeventfds go with the buses.
 */
void airlock_eventfd_destroy(struct airlock_vm *vm);

int airlock_eventfd_init(void);		/* module load: the cleanup workqueue */
void airlock_eventfd_exit(void);

#endif /* AIRLOCK_EVENTFD_H */
