/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keyboard controller, with a keyboard on which nobody types. It is here
 * because guests reset the machine through it and probe for it.
 */
#ifndef LAUNCHER_X86_I8042_H
#define LAUNCHER_X86_I8042_H

#include <pthread.h>

#include "../../bus.h"

#define I8042_QUEUE_BYTES	16

/**
 * struct i8042_wires - what the controller is connected to.
 * @irq: drives the keyboard's interrupt; called on changes only.
 * @reset: pulses the processor's reset line.
 * @context: handed to both.
 */
struct i8042_wires {
	void (*irq)(void *context, bool level);
	void (*reset)(void *context);
	void *context;
};

/**
 * struct i8042 - the controller and its keyboard.
 * @wires: constant after i8042_init().
 * @lock: guards the fields below.
 * @config: the controller's command byte.
 * @outport: the output port, as last written.
 * @command: a controller command that waits for its data byte, or 0.
 * @keyboard_command: a keyboard command that waits for its argument, or 0.
 * @queue: bytes on their way to the guest, oldest first.
 * @queue_len: how many.
 * @irq_level: the keyboard's interrupt output.
 */
struct i8042 {
	struct i8042_wires wires;
	pthread_mutex_t lock;
	u8 config;
	u8 outport;
	u8 command;
	u8 keyboard_command;
	u8 queue[I8042_QUEUE_BYTES];
	unsigned int queue_len;
	bool irq_level;
};

/* Two ports of one byte each: data, and command or status. */
extern const struct bus_ops i8042_data_bus_ops;
extern const struct bus_ops i8042_command_bus_ops;

/**
 * i8042_init() - a controller after reset.
 * @i8042: the controller.
 * @wires: what it is connected to; copied.
 */
void i8042_init(struct i8042 *i8042, const struct i8042_wires *wires);

#endif /* LAUNCHER_X86_I8042_H */
