// SPDX-License-Identifier: GPL-2.0
/*
 * The host's GIC and timers in its ACPI tables. ACPI specification "Multiple
 * APIC Description Table", "Generic Timer Description Table".
 */
#include <linux/acpi.h>
#include <linux/errno.h>

#include "host.h"

static unsigned int map_gsi(u32 gsi, int trigger, int polarity)
{
	int irq = gsi ? acpi_register_gsi(NULL, gsi, trigger, polarity) : 0;

	return irq > 0 ? irq : 0;
}

/* The timers' flags have one layout. */
static unsigned int map_timer(u32 gsi, u32 flags)
{
	return map_gsi(gsi,
		       flags & ACPI_GTDT_INTERRUPT_MODE ?
		       ACPI_EDGE_SENSITIVE : ACPI_LEVEL_SENSITIVE,
		       flags & ACPI_GTDT_INTERRUPT_POLARITY ?
		       ACPI_ACTIVE_LOW : ACPI_ACTIVE_HIGH);
}

/* The first entry of a type that is not before @at, or NULL. */
static const void *madt_find(const struct acpi_table_header *table,
			     const void *at, u8 type, size_t size)
{
	const void *end = (const void *)table + table->length;

	while (at + sizeof(struct acpi_subtable_header) <= end) {
		const struct acpi_subtable_header *head = at;

		if (!head->length || at + head->length > end)
			break;
		if (head->type == type && head->length >= size)
			return at;
		at += head->length;
	}
	return NULL;
}

static const void *madt_after(const void *entry)
{
	return entry + ((const struct acpi_subtable_header *)entry)->length;
}

static const void *madt_first(const struct acpi_table_header *table)
{
	return (const void *)table + sizeof(struct acpi_table_madt);
}

/* The maintenance interrupt of the first CPU: all have the same, being a PPI. */
static unsigned int madt_maintenance(const struct acpi_table_header *table)
{
	const struct acpi_madt_generic_interrupt *gicc;

	gicc = madt_find(table, madt_first(table),
			 ACPI_MADT_TYPE_GENERIC_INTERRUPT,
			 offsetofend(typeof(*gicc), vgic_interrupt));
	if (!gicc)
		return 0;
	return map_gsi(gicc->vgic_interrupt,
		       gicc->flags & ACPI_MADT_VGIC_IRQ_MODE ?
		       ACPI_EDGE_SENSITIVE : ACPI_LEVEL_SENSITIVE,
		       ACPI_ACTIVE_HIGH);
}

static void madt_map_frames(const struct acpi_table_header *table)
{
	const struct acpi_madt_generic_redistributor *gicr;
	const void *at = madt_first(table);

	while ((gicr = madt_find(table, at,
				 ACPI_MADT_TYPE_GENERIC_REDISTRIBUTOR,
				 sizeof(*gicr)))) {
		gic_host_map_region(gicr->base_address, gicr->length);
		at = madt_after(gicr);
	}
}

int gic_host_probe_acpi(struct gic_host_irqs *irqs)
{
	struct acpi_table_header *table;
	struct acpi_table_gtdt *gtdt;

	if (acpi_disabled || ACPI_FAILURE(acpi_get_table(ACPI_SIG_MADT, 0,
							 &table)))
		return -ENXIO;
	irqs->maintenance = madt_maintenance(table);
	madt_map_frames(table);
	acpi_put_table(table);

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_GTDT, 0, &table)))
		return -ENXIO;
	gtdt = (struct acpi_table_gtdt *)table;
	irqs->timer[ARM64_VTIMER] = map_timer(gtdt->virtual_timer_interrupt,
					      gtdt->virtual_timer_flags);
	irqs->timer[ARM64_PTIMER] = map_timer(gtdt->non_secure_el1_interrupt,
					      gtdt->non_secure_el1_flags);
	acpi_put_table(table);
	return 0;
}
