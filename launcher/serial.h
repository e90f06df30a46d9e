/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 16550A UART whose line is the console.
 */
#ifndef LAUNCHER_SERIAL_H
#define LAUNCHER_SERIAL_H

#include <pthread.h>

#include "bus.h"

#define SERIAL_REGISTERS	8
#define SERIAL_FIFO_BYTES	16

/**
 * struct serial_wires - what the UART is connected to.
 * @put: takes a byte that was sent; may wait.
 * @irq: drives the interrupt output; called on changes only.
 * @room: the receiver can take bytes again after serial_receive() left some.
 * @context: handed to all of them.
 */
struct serial_wires {
	void (*put)(void *context, u8 byte);
	void (*irq)(void *context, bool level);
	void (*room)(void *context);
	void *context;
};

/**
 * struct serial - a 16550A.
 * @wires: constant after serial_init().
 * @lock: guards the fields below.
 * @ier: interrupt enable register.
 * @fcr: FIFO control register, the bits that stay.
 * @lcr: line control register.
 * @mcr: modem control register.
 * @scr: scratch register.
 * @divisor: DLM:DLL; the line has no speed, so this is only remembered.
 * @line_errors: LSR's error bits since the last read of it.
 * @thre_pending: the transmitter ran empty and nobody was told yet.
 * @irq_level: the interrupt output.
 * @room_wanted: serial_receive() had to leave bytes behind.
 * @fifo: what was received, oldest first.
 * @fifo_start: index of the oldest byte.
 * @fifo_len: how many.
 */
struct serial {
	struct serial_wires wires;
	pthread_mutex_t lock;
	u8 ier;
	u8 fcr;
	u8 lcr;
	u8 mcr;
	u8 scr;
	u16 divisor;
	u8 line_errors;
	bool thre_pending;
	bool irq_level;
	bool room_wanted;
	u8 fifo[SERIAL_FIFO_BYTES];
	unsigned int fifo_start;
	unsigned int fifo_len;
};

/* The UART's registers on a bus: eight bytes. */
extern const struct bus_ops serial_bus_ops;

/**
 * serial_init() - a UART after reset.
 * @serial: the UART.
 * @wires: what it is connected to; copied.
 */
void serial_init(struct serial *serial, const struct serial_wires *wires);

/**
 * serial_receive() - bytes arrive on the line.
 * @serial: the UART.
 * @data: the bytes.
 * @size: how many.
 *
 * The line has flow control: while the guest does not assert RTS nothing is
 * taken, and what the FIFO cannot hold is left to the caller, whom @room tells
 * when to try again.
 *
 * Context: any thread.
 * Return: how many bytes were taken.
 */
size_t serial_receive(struct serial *serial, const u8 *data, size_t size);

/**
 * serial_break() - a break arrives on the line.
 * @serial: the UART.
 *
 * Context: any thread.
 */
void serial_break(struct serial *serial);

#endif /* LAUNCHER_SERIAL_H */
