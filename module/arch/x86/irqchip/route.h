/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the interrupt controllers: routes. */
#ifndef AIRLOCK_ROUTE_H
#define AIRLOCK_ROUTE_H

#include "types.h"

/* The routes of a VM that has said nothing. vm->irq_lock held. */
int airlock_default_routes(struct airlock_vm *vm);

#endif /* AIRLOCK_ROUTE_H */
