/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ACPI's fixed hardware: the power button, and the register that turns the
 * machine off.
 */
#ifndef LAUNCHER_X86_ACPI_PM_H
#define LAUNCHER_X86_ACPI_PM_H

#include <pthread.h>

#include "../../bus.h"

/**
 * struct acpi_pm_wires - what the block is connected to.
 * @sci: drives the system control interrupt; called on changes only.
 * @power_off: takes the power away.
 * @context: handed to both.
 */
struct acpi_pm_wires {
	void (*sci)(void *context, bool level);
	void (*power_off)(void *context);
	void *context;
};

/**
 * struct acpi_pm - the PM1a register groups.
 * @wires: constant after acpi_pm_init().
 * @lock: guards the fields below.
 * @status: PM1a status.
 * @enable: PM1a enable.
 * @control: PM1a control.
 * @sci_level: the system control interrupt.
 */
struct acpi_pm {
	struct acpi_pm_wires wires;
	pthread_mutex_t lock;
	u16 status;
	u16 enable;
	u16 control;
	bool sci_level;
};

/* PM1a_EVT_BLK (4 bytes) and PM1a_CNT_BLK (2 bytes), one behind the other. */
#define ACPI_PM_BYTES		6

extern const struct bus_ops acpi_pm_bus_ops;

/**
 * acpi_pm_init() - the block as firmware hands it over, in ACPI mode.
 * @pm: the block.
 * @wires: what it is connected to; copied.
 */
void acpi_pm_init(struct acpi_pm *pm, const struct acpi_pm_wires *wires);

/**
 * acpi_pm_press_button() - press the power button.
 * @pm: the block.
 *
 * Context: any thread.
 */
void acpi_pm_press_button(struct acpi_pm *pm);

#endif /* LAUNCHER_X86_ACPI_PM_H */
