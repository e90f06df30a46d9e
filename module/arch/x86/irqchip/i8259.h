/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two 8259A interrupt controllers, cascaded as in a PC. A state machine
 * without locks, timers or vCPUs; pic.c connects it.
 */
#ifndef AIRLOCK_I8259_H
#define AIRLOCK_I8259_H

#include <linux/kvm.h>
#include <linux/types.h>

#define I8259_LINES		16

/**
 * struct i8259 - the pair.
 * @chip: master and slave, in the form userspace gets and sets.
 * @sources: for each line a bit per source that asserts it.
 * @output: the master's INT pin.
 * @ended: lines whose interrupt has ended since the caller last cleared this.
 * @unmasked: lines that were unmasked, the same.
 */
struct i8259 {
	struct kvm_pic_state chip[2];
	u8 sources[I8259_LINES];
	bool output;
	u16 ended;
	u16 unmasked;
};

void airlock_i8259_reset(struct i8259 *pic);

/**
 * airlock_i8259_line - a source asserts or releases a line.
 * @pic: the pair.
 * @source: below 8.
 * @line: below 16; 8 and up are the slave's.
 * @level: 0 or 1.
 *
 * Return: 1 if the line took it, 0 if a request was pending already, -1 if
 * the line is masked.
 */
int airlock_i8259_line(struct i8259 *pic, unsigned int source,
		       unsigned int line, int level);

/**
 * airlock_i8259_ack - the CPU acknowledges (INTA).
 * @pic: the pair.
 *
 * Return: the vector; that of a spurious interrupt if there is no request.
 */
u8 airlock_i8259_ack(struct i8259 *pic);

/**
 * airlock_i8259_write - a byte to a port.
 * @pic: the pair.
 * @port: 0x20, 0x21, 0xa0, 0xa1, 0x4d0 or 0x4d1; others are ignored.
 * @value: the byte.
 */
void airlock_i8259_write(struct i8259 *pic, u16 port, u8 value);

/* A byte from a port, as airlock_i8259_write(); others read as ones. */
u8 airlock_i8259_read(struct i8259 *pic, u16 port);

/**
 * airlock_i8259_set - take a chip's state from userspace.
 * @pic: the pair.
 * @nr: 0 for the master, 1 for the slave.
 * @state: anything at all; what makes no sense is made to.
 */
void airlock_i8259_set(struct i8259 *pic, unsigned int nr,
		       const struct kvm_pic_state *state);

#endif /* AIRLOCK_I8259_H */
