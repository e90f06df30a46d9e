// SPDX-License-Identifier: GPL-2.0
/*
 * ACPI's fixed hardware registers. ACPI, "PM1 Event Grouping" and "PM1 Control
 * Grouping".
 */
#include "acpi_pm.h"

#include "layout.h"

#define REG_STATUS		0
#define REG_ENABLE		2
#define REG_CONTROL		4

#define PM1_POWER_BUTTON	BIT(8)

#define CONTROL_SCI_EN		BIT(0)
#define CONTROL_TYPE_SHIFT	10
#define CONTROL_TYPE_MASK	0x7
#define CONTROL_SLEEP		BIT(13)

static void update_sci(struct acpi_pm *pm)
{
	bool level = pm->status & pm->enable;

	if (level == pm->sci_level)
		return;
	pm->sci_level = level;
	pm->wires.sci(pm->wires.context, level);
}

/*
 * The registers are words that may be reached by the byte: @keep masks the bits
 * of the word that an access does not touch.
 */
static u16 keep_mask(u64 offset, unsigned int size)
{
	if (size >= 2)
		return 0;
	return offset & 1 ? 0x00ff : 0xff00;
}

static void write_control(struct acpi_pm *pm, u16 value)
{
	/* SLP_EN reads as 0, and there is no leaving ACPI mode. */
	pm->control = (value & ~CONTROL_SLEEP) | CONTROL_SCI_EN;
	if ((value & CONTROL_SLEEP) &&
	    ((value >> CONTROL_TYPE_SHIFT) & CONTROL_TYPE_MASK) == ACPI_S5_TYPE)
		pm->wires.power_off(pm->wires.context);
}

static u64 acpi_pm_read(void *device, u64 offset, unsigned int size)
{
	struct acpi_pm *pm = device;
	u64 all;

	(void)size;
	pthread_mutex_lock(&pm->lock);
	all = pm->status | (u64)pm->enable << 16 | (u64)pm->control << 32;
	pthread_mutex_unlock(&pm->lock);
	return all >> (offset * 8);
}

static void acpi_pm_write(void *device, u64 offset, unsigned int size,
			  u64 value)
{
	struct acpi_pm *pm = device;
	u16 keep = keep_mask(offset, size);
	u16 word = offset & 1 ? value << 8 : value;

	pthread_mutex_lock(&pm->lock);
	switch (offset & ~1ULL) {
	case REG_STATUS:
		/* A 1 clears; a double word reaches the enable word as well. */
		pm->status &= ~(word & ~keep);
		if (size == 4)
			pm->enable = value >> 16;
		break;
	case REG_ENABLE:
		pm->enable = (pm->enable & keep) | (word & ~keep);
		break;
	case REG_CONTROL:
		write_control(pm, (pm->control & keep) | (word & ~keep));
		break;
	}
	update_sci(pm);
	pthread_mutex_unlock(&pm->lock);
}

const struct bus_ops acpi_pm_bus_ops = {
	.read = acpi_pm_read,
	.write = acpi_pm_write,
};

void acpi_pm_init(struct acpi_pm *pm, const struct acpi_pm_wires *wires)
{
	*pm = (struct acpi_pm){
		.wires = *wires,
		.control = CONTROL_SCI_EN,
	};
	pthread_mutex_init(&pm->lock, NULL);
}

void acpi_pm_press_button(struct acpi_pm *pm)
{
	pthread_mutex_lock(&pm->lock);
	pm->status |= PM1_POWER_BUTTON;
	update_sci(pm);
	pthread_mutex_unlock(&pm->lock);
}
