/* SPDX-License-Identifier: GPL-2.0 */
/* Caches between the host's view of memory and the guest's. */
#ifndef EL2_CACHE_H
#define EL2_CACHE_H

#include <linux/types.h>

/* Return: do instruction caches have to be told of new code? */
bool airlock_el2_cache_init(void);

/**
 * airlock_el2_cache_prepare - before the guest sees memory, or may execute it.
 * @hpa: host physical address.
 * @size: how much.
 * @prot: SLAT_*: what the guest is going to have of it.
 *
 * A guest may look without caches, then it sees what is in memory: the host's
 * writes have to be there, or those of whoever had the page before are what it
 * sees. And its fetches must not find what instruction caches have of older
 * code.
 *
 * Context: any.
 */
void airlock_el2_cache_prepare(u64 hpa, u64 size, unsigned int prot);

#endif /* EL2_CACHE_H */
