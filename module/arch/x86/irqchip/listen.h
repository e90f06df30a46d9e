/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of the interrupt controllers: who waits for the end of an
 * interrupt. A chip tells of the pins that were named to it as listened to, and
 * with its lock released.
 */
#ifndef AIRLOCK_LISTEN_H
#define AIRLOCK_LISTEN_H

#include "types.h"

/* The guest ended the interrupt of a pin: it may come again. Any context. */
void airlock_irq_ended(struct airlock_vm *vm, unsigned int chip,
		       unsigned int pin);

/* The guest unmasked a pin. Any context. */
void airlock_irq_unmasked(struct airlock_vm *vm, unsigned int chip,
			  unsigned int pin);

#endif /* AIRLOCK_LISTEN_H */
