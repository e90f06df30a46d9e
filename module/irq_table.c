// SPDX-License-Identifier: GPL-2.0
/* The table behind GSI routing. Pure: memory and arguments, nothing else. */
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "irq_routing.h"
#include "irq_table.h"

/* Chips are told apart by a bit in a word. */
#define IRQ_TABLE_MAX_CHIPS	32

/* Entries of one GSI: pins of distinct chips, or one message alone. */
static int check_group(const struct kvm_irq_routing_entry *entry,
		       unsigned int nr)
{
	u32 seen = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u32 chip;

		if (entry[i].type != KVM_IRQ_ROUTING_IRQCHIP) {
			if (nr > 1)
				return -EINVAL;
			continue;
		}
		chip = entry[i].u.irqchip.irqchip;
		if (chip >= IRQ_TABLE_MAX_CHIPS || seen & BIT(chip))
			return -EINVAL;
		seen |= BIT(chip);
	}
	return 0;
}

static struct airlock_irq_routes *table_alloc(u32 nr_gsis, unsigned int nr)
{
	struct airlock_irq_routes *table;
	size_t entries = struct_size(table, entry, nr);
	size_t size = size_add(entries, array_size(nr_gsis + 1,
						   sizeof(*table->first)));

	table = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!table)
		return NULL;
	table->nr_gsis = nr_gsis;
	table->first = (void *)table + entries;
	return table;
}

/* Put each entry behind those of lower GSIs; the order within one is kept. */
static void table_sort(struct airlock_irq_routes *table,
		       const struct kvm_irq_routing_entry *entries,
		       unsigned int nr)
{
	u16 *first = table->first;
	unsigned int i;

	for (i = 0; i < nr; i++)
		first[entries[i].gsi + 1]++;
	for (i = 0; i < table->nr_gsis; i++)
		first[i + 1] += first[i];

	/* From the last to the first, so that first[] ends up as its name. */
	for (i = table->nr_gsis; i > 0; i--)
		first[i] = first[i - 1];
	for (i = 0; i < nr; i++)
		table->entry[first[entries[i].gsi + 1]++] = entries[i];
	first[0] = 0;
}

int airlock_irq_table_build(const struct kvm_irq_routing_entry *entries,
			    unsigned int nr, struct airlock_irq_routes **table)
{
	struct airlock_irq_routes *new;
	u32 nr_gsis = 0;
	unsigned int i;
	int ret;

	if (nr > AIRLOCK_MAX_IRQ_ROUTES)
		return -EINVAL;
	for (i = 0; i < nr; i++) {
		if (entries[i].gsi >= AIRLOCK_MAX_IRQ_ROUTES)
			return -EINVAL;
		nr_gsis = max(nr_gsis, entries[i].gsi + 1);
	}

	new = table_alloc(nr_gsis, nr);
	if (!new)
		return -ENOMEM;
	table_sort(new, entries, nr);

	for (i = 0; i < nr_gsis; i++) {
		ret = check_group(&new->entry[new->first[i]],
				  new->first[i + 1] - new->first[i]);
		if (ret) {
			kvfree(new);
			return ret;
		}
	}
	*table = new;
	return 0;
}

const struct kvm_irq_routing_entry *
airlock_irq_table_find(const struct airlock_irq_routes *table, u32 gsi,
		       unsigned int *nr)
{
	*nr = 0;
	if (!table || gsi >= table->nr_gsis)
		return NULL;
	/* The number is userspace's: no speculation beyond the table. */
	gsi = array_index_nospec(gsi, table->nr_gsis);
	*nr = table->first[gsi + 1] - table->first[gsi];
	return &table->entry[table->first[gsi]];
}
