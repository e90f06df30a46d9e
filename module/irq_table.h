/* SPDX-License-Identifier: GPL-2.0 */
/* The table behind GSI routing: what the entries say, ordered by GSI. */
#ifndef AIRLOCK_IRQ_TABLE_H
#define AIRLOCK_IRQ_TABLE_H

#include <linux/kvm.h>
#include <linux/rcupdate.h>

#include "types.h"

/**
 * struct airlock_irq_routes - a routing table, immutable once published.
 * @rcu: frees it.
 * @nr_gsis: the highest GSI that is routed, plus one.
 * @first: for each GSI the index of its first entry; one more at the end.
 * @entry: grouped by GSI, in the order in which userspace gave them.
 */
struct airlock_irq_routes {
	struct rcu_head rcu;
	u32 nr_gsis;
	u16 *first;
	struct kvm_irq_routing_entry entry[];
};

/**
 * airlock_irq_table_build - make a table of what userspace gave.
 * @entries: the entries, types and pins checked by the architecture.
 * @nr: how many.
 * @table: the new table, to be freed with kvfree().
 *
 * A GSI leads to one pin on each of several chips, or to one message.
 *
 * Return: 0; -EINVAL for a GSI out of range or one that leads to a chip twice
 * or to a message and something else; -ENOMEM.
 */
int airlock_irq_table_build(const struct kvm_irq_routing_entry *entries,
			    unsigned int nr, struct airlock_irq_routes **table);

/**
 * airlock_irq_table_find - the entries of a GSI.
 * @table: the table; may be NULL.
 * @gsi: any number.
 * @nr: how many entries there are.
 *
 * Return: the first of them; not to be looked at if @nr is 0.
 */
const struct kvm_irq_routing_entry *
airlock_irq_table_find(const struct airlock_irq_routes *table, u32 gsi,
		       unsigned int *nr);

#endif /* AIRLOCK_IRQ_TABLE_H */
