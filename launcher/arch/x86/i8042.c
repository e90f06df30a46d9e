// SPDX-License-Identifier: GPL-2.0
/*
 * The keyboard controller.
 *
 * Complete enough that a probing driver gets each answer at once: a driver that
 * waits for one that does not come costs the boot a timeout. There is no
 * auxiliary port, and its interface test says so.
 */
#include "i8042.h"

#define STATUS_OUTPUT_FULL	BIT(0)
#define STATUS_SYSTEM		BIT(2)
#define STATUS_COMMAND		BIT(3)
#define STATUS_UNLOCKED		BIT(4)

#define CONFIG_KEYBOARD_IRQ	BIT(0)
#define CONFIG_SYSTEM		BIT(2)
#define CONFIG_KEYBOARD_OFF	BIT(4)
#define CONFIG_AUX_OFF		BIT(5)
#define CONFIG_TRANSLATE	BIT(6)

#define OUTPORT_NO_RESET	BIT(0)
#define OUTPORT_A20		BIT(1)

#define COMMAND_READ_CONFIG	0x20
#define COMMAND_WRITE_CONFIG	0x60
#define COMMAND_AUX_OFF		0xa7
#define COMMAND_AUX_ON		0xa8
#define COMMAND_AUX_TEST	0xa9
#define COMMAND_SELF_TEST	0xaa
#define COMMAND_KEYBOARD_TEST	0xab
#define COMMAND_KEYBOARD_OFF	0xad
#define COMMAND_KEYBOARD_ON	0xae
#define COMMAND_READ_OUTPORT	0xd0
#define COMMAND_WRITE_OUTPORT	0xd1
#define COMMAND_KEYBOARD_LOOP	0xd2
#define COMMAND_AUX_LOOP	0xd3
#define COMMAND_AUX_SEND	0xd4
#define COMMAND_PULSE		0xf0

#define SELF_TEST_PASSED	0x55
#define PORT_TEST_PASSED	0x00
#define PORT_TEST_STUCK		0x01

#define KEYBOARD_SET_LEDS	0xed
#define KEYBOARD_ECHO		0xee
#define KEYBOARD_SCAN_SET	0xf0
#define KEYBOARD_IDENTIFY	0xf2
#define KEYBOARD_SET_RATE	0xf3
#define KEYBOARD_RESET		0xff
#define KEYBOARD_ACK		0xfa
#define KEYBOARD_SELF_TEST_OK	0xaa

static void queue_byte(struct i8042 *i8042, u8 byte)
{
	/* A guest that does not listen loses bytes, as on the wire. */
	if (i8042->queue_len < I8042_QUEUE_BYTES)
		i8042->queue[i8042->queue_len++] = byte;
}

static u8 dequeue_byte(struct i8042 *i8042)
{
	u8 byte = i8042->queue[0];

	/* An empty output buffer still holds the byte that was read last. */
	if (!i8042->queue_len)
		return byte;
	i8042->queue_len--;
	if (i8042->queue_len)
		memmove(i8042->queue, i8042->queue + 1, i8042->queue_len);
	return byte;
}

static void update_irq(struct i8042 *i8042)
{
	bool level = i8042->queue_len &&
		     (i8042->config & CONFIG_KEYBOARD_IRQ) &&
		     !(i8042->config & CONFIG_KEYBOARD_OFF);

	if (level == i8042->irq_level)
		return;
	i8042->irq_level = level;
	i8042->wires.irq(i8042->wires.context, level);
}

static u8 read_status(const struct i8042 *i8042)
{
	u8 status = STATUS_UNLOCKED;

	if (i8042->queue_len)
		status |= STATUS_OUTPUT_FULL;
	if (i8042->config & CONFIG_SYSTEM)
		status |= STATUS_SYSTEM;
	if (i8042->command)
		status |= STATUS_COMMAND;
	return status;
}

/* Commands 0xf0 to 0xff pulse the output lines whose bits are 0; 0 is reset. */
static void pulse(struct i8042 *i8042, u8 command)
{
	if (!(command & OUTPORT_NO_RESET))
		i8042->wires.reset(i8042->wires.context);
}

static void write_command(struct i8042 *i8042, u8 command)
{
	i8042->command = 0;
	switch (command) {
	case COMMAND_READ_CONFIG:
		queue_byte(i8042, i8042->config);
		break;
	case COMMAND_AUX_OFF:
		i8042->config |= CONFIG_AUX_OFF;
		break;
	case COMMAND_AUX_TEST:
		queue_byte(i8042, PORT_TEST_STUCK);
		break;
	case COMMAND_SELF_TEST:
		i8042->queue_len = 0;
		i8042->config |= CONFIG_SYSTEM;
		queue_byte(i8042, SELF_TEST_PASSED);
		break;
	case COMMAND_KEYBOARD_TEST:
		queue_byte(i8042, PORT_TEST_PASSED);
		break;
	case COMMAND_KEYBOARD_OFF:
		i8042->config |= CONFIG_KEYBOARD_OFF;
		break;
	case COMMAND_KEYBOARD_ON:
		i8042->config &= ~CONFIG_KEYBOARD_OFF;
		break;
	case COMMAND_READ_OUTPORT:
		queue_byte(i8042, i8042->outport);
		break;
	case COMMAND_WRITE_CONFIG:
	case COMMAND_WRITE_OUTPORT:
	case COMMAND_KEYBOARD_LOOP:
	case COMMAND_AUX_LOOP:
	case COMMAND_AUX_SEND:
		i8042->command = command;
		break;
	default:
		/* COMMAND_AUX_ON too: a port that is not there stays off. */
		if (command >= COMMAND_PULSE)
			pulse(i8042, command);
		break;
	}
}

static void keyboard_send(struct i8042 *i8042, u8 byte)
{
	if (i8042->keyboard_command) {
		/* The argument of LEDs, rate or scan code set. */
		bool asks_set = i8042->keyboard_command == KEYBOARD_SCAN_SET &&
				!byte;

		i8042->keyboard_command = 0;
		queue_byte(i8042, KEYBOARD_ACK);
		if (asks_set)
			queue_byte(i8042, 2);
		return;
	}
	queue_byte(i8042, byte == KEYBOARD_ECHO ? KEYBOARD_ECHO : KEYBOARD_ACK);
	switch (byte) {
	case KEYBOARD_SET_LEDS:
	case KEYBOARD_SCAN_SET:
	case KEYBOARD_SET_RATE:
		i8042->keyboard_command = byte;
		break;
	case KEYBOARD_IDENTIFY:
		/* An MF2 keyboard, untranslated. */
		queue_byte(i8042, 0xab);
		queue_byte(i8042, 0x83);
		break;
	case KEYBOARD_RESET:
		queue_byte(i8042, KEYBOARD_SELF_TEST_OK);
		break;
	default:
		break;
	}
}

static void write_outport(struct i8042 *i8042, u8 byte)
{
	i8042->outport = byte;
	if (!(byte & OUTPORT_NO_RESET))
		i8042->wires.reset(i8042->wires.context);
}

static void write_data(struct i8042 *i8042, u8 byte)
{
	u8 command = i8042->command;

	i8042->command = 0;
	switch (command) {
	case 0:
		/* Sending to the keyboard turns its interface on. */
		i8042->config &= ~CONFIG_KEYBOARD_OFF;
		keyboard_send(i8042, byte);
		break;
	case COMMAND_WRITE_CONFIG:
		i8042->config = byte | CONFIG_AUX_OFF;
		break;
	case COMMAND_WRITE_OUTPORT:
		write_outport(i8042, byte);
		break;
	case COMMAND_KEYBOARD_LOOP:
		queue_byte(i8042, byte);
		break;
	default:
		/* AUX_LOOP, AUX_SEND: no such port, so no answer from it. */
		break;
	}
}

/* Each byte has its own edge: the line is low between one and the next. */
static u64 data_read(void *device, u64 offset, unsigned int size)
{
	struct i8042 *i8042 = device;
	u8 value;

	(void)offset;
	(void)size;
	pthread_mutex_lock(&i8042->lock);
	value = dequeue_byte(i8042);
	if (i8042->irq_level) {
		i8042->irq_level = false;
		i8042->wires.irq(i8042->wires.context, false);
	}
	update_irq(i8042);
	pthread_mutex_unlock(&i8042->lock);
	return value;
}

static void data_write(void *device, u64 offset, unsigned int size, u64 value)
{
	struct i8042 *i8042 = device;

	(void)offset;
	(void)size;
	pthread_mutex_lock(&i8042->lock);
	write_data(i8042, value);
	update_irq(i8042);
	pthread_mutex_unlock(&i8042->lock);
}

static u64 command_read(void *device, u64 offset, unsigned int size)
{
	struct i8042 *i8042 = device;
	u8 value;

	(void)offset;
	(void)size;
	pthread_mutex_lock(&i8042->lock);
	value = read_status(i8042);
	pthread_mutex_unlock(&i8042->lock);
	return value;
}

static void command_write(void *device, u64 offset, unsigned int size,
			  u64 value)
{
	struct i8042 *i8042 = device;

	(void)offset;
	(void)size;
	pthread_mutex_lock(&i8042->lock);
	write_command(i8042, value);
	update_irq(i8042);
	pthread_mutex_unlock(&i8042->lock);
}

const struct bus_ops i8042_data_bus_ops = {
	.read = data_read,
	.write = data_write,
};

const struct bus_ops i8042_command_bus_ops = {
	.read = command_read,
	.write = command_write,
};

void i8042_init(struct i8042 *i8042, const struct i8042_wires *wires)
{
	*i8042 = (struct i8042){
		.wires = *wires,
		.config = CONFIG_KEYBOARD_IRQ | CONFIG_SYSTEM |
			  CONFIG_AUX_OFF | CONFIG_TRANSLATE,
		.outport = OUTPORT_NO_RESET | OUTPORT_A20,
	};
	pthread_mutex_init(&i8042->lock, NULL);
}
