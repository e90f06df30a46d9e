// SPDX-License-Identifier: GPL-2.0
/*
 * A 16550A, as the PC16550D data sheet has it, on a line of infinite speed:
 * a byte written to THR is gone at once, so the transmitter is always empty and
 * only the *event* of running empty is modelled, because drivers send their
 * next FIFO-full on it.
 */
#include "serial.h"

#include <linux/serial_reg.h>

/* FCR bits that read back through IIR or decide something later. */
#define FCR_KEPT	(UART_FCR_ENABLE_FIFO | UART_FCR_TRIGGER_MASK)
#define IER_BITS	(UART_IER_RDI | UART_IER_THRI | UART_IER_RLSI | \
			 UART_IER_MSI)
#define MCR_BITS	(UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT1 | \
			 UART_MCR_OUT2 | UART_MCR_LOOP)
#define IIR_FIFO_ON	0xc0
/* The other end is there and ready: carrier, data set ready, clear to send. */
#define MSR_CONNECTED	(UART_MSR_DCD | UART_MSR_DSR | UART_MSR_CTS)

static unsigned int fifo_room(const struct serial *serial)
{
	unsigned int depth = 1;

	if (serial->fcr & UART_FCR_ENABLE_FIFO)
		depth = SERIAL_FIFO_BYTES;
	return serial->fifo_len < depth ? depth - serial->fifo_len : 0;
}

static void fifo_push(struct serial *serial, u8 byte)
{
	unsigned int at = serial->fifo_start + serial->fifo_len++;

	serial->fifo[at % SERIAL_FIFO_BYTES] = byte;
}

static u8 fifo_pop(struct serial *serial)
{
	u8 byte;

	if (!serial->fifo_len)
		return 0;
	byte = serial->fifo[serial->fifo_start];
	serial->fifo_start = (serial->fifo_start + 1) % SERIAL_FIFO_BYTES;
	serial->fifo_len--;
	return byte;
}

/*
 * The interrupt that IIR names: the highest of those that are enabled and
 * pending. PC16550D, "Interrupt Identification Register". Received data is
 * reported from the first byte on, whatever the trigger level: on a line that
 * delivers at once, waiting for more bytes and timing out only adds latency.
 */
static u8 interrupt_id(const struct serial *serial)
{
	if ((serial->ier & UART_IER_RLSI) && serial->line_errors)
		return UART_IIR_RLSI;
	if ((serial->ier & UART_IER_RDI) && serial->fifo_len)
		return UART_IIR_RDI;
	if ((serial->ier & UART_IER_THRI) && serial->thre_pending)
		return UART_IIR_THRI;
	return UART_IIR_NO_INT;
}

/*
 * On a PC the interrupt output passes a gate that OUT2 opens. Linux sets OUT2
 * while a port is in use; honouring it keeps probes silent.
 */
static void update_irq(struct serial *serial)
{
	bool level = interrupt_id(serial) != UART_IIR_NO_INT &&
		     (serial->mcr & UART_MCR_OUT2) &&
		     !(serial->mcr & UART_MCR_LOOP);

	if (level == serial->irq_level)
		return;
	serial->irq_level = level;
	serial->wires.irq(serial->wires.context, level);
}

/* Reading IIR takes back a THRE interrupt, if that is the one it reports. */
static u8 read_iir(struct serial *serial)
{
	u8 id = interrupt_id(serial);

	if (id == UART_IIR_THRI)
		serial->thre_pending = false;
	if (serial->fcr & UART_FCR_ENABLE_FIFO)
		id |= IIR_FIFO_ON;
	return id;
}

static u8 read_lsr(struct serial *serial)
{
	u8 lsr = UART_LSR_THRE | UART_LSR_TEMT | serial->line_errors;

	if (serial->fifo_len)
		lsr |= UART_LSR_DR;
	serial->line_errors = 0;
	return lsr;
}

/*
 * In loopback the modem outputs come back as the modem inputs: RTS as CTS, DTR
 * as DSR, OUT1 as RI, OUT2 as DCD. PC16550D, "MODEM Control Register".
 */
static u8 read_msr(const struct serial *serial)
{
	u8 msr = 0;

	if (!(serial->mcr & UART_MCR_LOOP))
		return MSR_CONNECTED;
	if (serial->mcr & UART_MCR_RTS)
		msr |= UART_MSR_CTS;
	if (serial->mcr & UART_MCR_DTR)
		msr |= UART_MSR_DSR;
	if (serial->mcr & UART_MCR_OUT1)
		msr |= UART_MSR_RI;
	if (serial->mcr & UART_MCR_OUT2)
		msr |= UART_MSR_DCD;
	return msr;
}

/*
 * The other end of the line honours RTS, the receiver's consent: what is typed
 * or piped in before the guest has opened its port waits until it has, and is
 * not lost in a FIFO that the driver clears when it starts.
 */
static bool may_receive(const struct serial *serial)
{
	return (serial->mcr & UART_MCR_RTS) && !(serial->mcr & UART_MCR_LOOP);
}

/* One call for a FIFO-full, once it has been read to the end. */
static void update_room(struct serial *serial)
{
	if (!serial->room_wanted || serial->fifo_len || !may_receive(serial))
		return;
	serial->room_wanted = false;
	serial->wires.room(serial->wires.context);
}

static u8 read_register(struct serial *serial, u64 offset)
{
	bool dlab = serial->lcr & UART_LCR_DLAB;

	switch (offset) {
	case UART_RX:
		return dlab ? serial->divisor & 0xff : fifo_pop(serial);
	case UART_IER:
		return dlab ? serial->divisor >> 8 : serial->ier;
	case UART_IIR:
		return read_iir(serial);
	case UART_LCR:
		return serial->lcr;
	case UART_MCR:
		return serial->mcr;
	case UART_LSR:
		return read_lsr(serial);
	case UART_MSR:
		return read_msr(serial);
	default:
		return serial->scr;
	}
}

/* Writing THR takes back the THRE interrupt; sending the byte brings it again. */
static void write_thr(struct serial *serial, u8 value)
{
	serial->thre_pending = true;
	if (!(serial->mcr & UART_MCR_LOOP))
		return;
	if (fifo_room(serial))
		fifo_push(serial, value);
	else
		serial->line_errors |= UART_LSR_OE;
}

/* Whether a write goes out on the line. */
static bool is_sent(const struct serial *serial, u64 offset)
{
	return offset == UART_TX && !(serial->lcr & UART_LCR_DLAB) &&
	       !(serial->mcr & UART_MCR_LOOP);
}

/*
 * Enabling the THRE interrupt while THR is empty brings one at once; drivers
 * start their transmission that way.
 */
static void write_ier(struct serial *serial, u8 value)
{
	if ((value & UART_IER_THRI) && !(serial->ier & UART_IER_THRI))
		serial->thre_pending = true;
	serial->ier = value & IER_BITS;
}

static void write_fcr(struct serial *serial, u8 value)
{
	bool toggled = (value ^ serial->fcr) & UART_FCR_ENABLE_FIFO;

	/* Turning the FIFOs on or off empties them, as the reset bit does. */
	if (toggled || (value & UART_FCR_CLEAR_RCVR))
		serial->fifo_len = 0;
	serial->fcr = value & UART_FCR_ENABLE_FIFO ? value & FCR_KEPT : 0;
}

static void write_divisor(struct serial *serial, unsigned int shift, u8 value)
{
	serial->divisor &= ~(0xff << shift);
	serial->divisor |= value << shift;
}

static void write_register(struct serial *serial, u64 offset, u8 value)
{
	bool dlab = serial->lcr & UART_LCR_DLAB;

	switch (offset) {
	case UART_TX:
		if (dlab)
			write_divisor(serial, 0, value);
		else
			write_thr(serial, value);
		break;
	case UART_IER:
		if (dlab)
			write_divisor(serial, 8, value);
		else
			write_ier(serial, value);
		break;
	case UART_FCR:
		write_fcr(serial, value);
		break;
	case UART_LCR:
		serial->lcr = value;
		break;
	case UART_MCR:
		serial->mcr = value & MCR_BITS;
		break;
	case UART_SCR:
		serial->scr = value;
		break;
	default:
		/* LSR and MSR are read-only. */
		break;
	}
}

static u64 serial_read(void *device, u64 offset, unsigned int size)
{
	struct serial *serial = device;
	u8 value;

	/* The registers are bytes, and are read as such. */
	(void)size;
	pthread_mutex_lock(&serial->lock);
	value = read_register(serial, offset);
	update_irq(serial);
	update_room(serial);
	pthread_mutex_unlock(&serial->lock);
	return value;
}

/*
 * The byte leaves after the lock: put() waits while the console's reader does
 * not read, and input must not have to wait with it.
 */
static void serial_write(void *device, u64 offset, unsigned int size, u64 value)
{
	struct serial *serial = device;
	bool sent;

	(void)size;
	pthread_mutex_lock(&serial->lock);
	sent = is_sent(serial, offset);
	write_register(serial, offset, value);
	update_irq(serial);
	update_room(serial);
	pthread_mutex_unlock(&serial->lock);
	if (sent)
		serial->wires.put(serial->wires.context, value);
}

const struct bus_ops serial_bus_ops = {
	.read = serial_read,
	.write = serial_write,
};

void serial_init(struct serial *serial, const struct serial_wires *wires)
{
	*serial = (struct serial){ .wires = *wires };
	pthread_mutex_init(&serial->lock, NULL);
}

size_t serial_receive(struct serial *serial, const u8 *data, size_t size)
{
	size_t taken = 0;

	pthread_mutex_lock(&serial->lock);
	while (taken < size && may_receive(serial) && fifo_room(serial))
		fifo_push(serial, data[taken++]);
	serial->room_wanted = taken < size;
	update_irq(serial);
	pthread_mutex_unlock(&serial->lock);
	return taken;
}

/* A break is received as a byte of 0 with the break flag in LSR. */
void serial_break(struct serial *serial)
{
	pthread_mutex_lock(&serial->lock);
	if (fifo_room(serial))
		fifo_push(serial, 0);
	serial->line_errors |= UART_LSR_BI;
	update_irq(serial);
	pthread_mutex_unlock(&serial->lock);
}
