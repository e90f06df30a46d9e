/* SPDX-License-Identifier: GPL-2.0 */
/* Cache maintenance by set and way, and guests that turn their caches on. */
#ifndef EL2_SETWAY_H
#define EL2_SETWAY_H

#include "types.h"

/**
 * airlock_el2_flush_caches - serve AIRLOCK_REQ_CACHES: all memory that the guest
 * has, out of the caches.
 * @vcpu: the vCPU of this thread.
 *
 * Context: process, outside of the guest context; as a deferred handler.
 * Return: AIRLOCK_RESUME; the request is there again if a signal came first.
 */
int airlock_el2_flush_caches(struct airlock_vcpu *vcpu);

#endif /* EL2_SETWAY_H */
