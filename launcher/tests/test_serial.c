// SPDX-License-Identifier: GPL-2.0
/*
 * The UART, the way Linux's 8250 driver uses it: the probes that tell a 16550A
 * from its relatives, then sending and receiving by interrupt.
 */
#include "kselftest.h"

#include <linux/serial_reg.h>

#include "../serial.h"

static struct serial serial;
static u8 sent[64];
static unsigned int nr_sent;
static bool irq;
static unsigned int rises;
static unsigned int rooms;

static void put(void *context, u8 byte)
{
	(void)context;
	sent[nr_sent++ % sizeof(sent)] = byte;
}

static void set_irq(void *context, bool level)
{
	(void)context;
	rises += level && !irq;
	irq = level;
}

static void room(void *context)
{
	(void)context;
	rooms++;
}

static void out(u64 reg, u8 value)
{
	serial_bus_ops.write(&serial, reg, 1, value);
}

static u8 in(u64 reg)
{
	return serial_bus_ops.read(&serial, reg, 1);
}

static void restart(void)
{
	const struct serial_wires wires = {
		.put = put,
		.irq = set_irq,
		.room = room,
	};

	serial_init(&serial, &wires);
	nr_sent = 0;
	irq = false;
	rises = 0;
	rooms = 0;
}

static void open_port(void)
{
	restart();
	out(UART_FCR, UART_FCR_ENABLE_FIFO);
	out(UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
	out(UART_IER, UART_IER_RDI | UART_IER_RLSI);
}

static void test_probe(void)
{
	bool ok;

	restart();
	out(UART_IER, 0);
	ok = in(UART_IER) == 0;
	out(UART_IER, 0xff);
	ksft_test_result(ok && in(UART_IER) == 0x0f, "IER has four bits\n");
	out(UART_IER, 0);

	out(UART_MCR, UART_MCR_LOOP | UART_MCR_OUT2 | UART_MCR_RTS);
	ksft_test_result((in(UART_MSR) & 0xf0) == (UART_MSR_DCD | UART_MSR_CTS),
			 "modem lines in loopback\n");
	out(UART_MCR, 0);

	out(UART_FCR, UART_FCR_ENABLE_FIFO);
	ksft_test_result(in(UART_IIR) >> 6 == 3, "IIR of a 16550A\n");
	out(UART_LCR, UART_LCR_CONF_MODE_B);
	ksft_test_result(in(UART_EFR) != 0, "no EFR of a 16650\n");
	out(UART_LCR, UART_LCR_DLAB);
	out(UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR7_64BYTE);
	ksft_test_result(in(UART_IIR) >> 5 == 6, "no FIFO of a 16750\n");
	out(UART_DLL, 0x34);
	out(UART_DLM, 0x12);
	ok = in(UART_DLL) == 0x34 && in(UART_DLM) == 0x12;
	out(UART_LCR, UART_LCR_WLEN8);
	out(UART_SCR, 0xa5);
	ksft_test_result(ok && in(UART_SCR) == 0xa5 && in(UART_IER) == 0,
			 "divisor and scratch\n");
}

static void test_send(void)
{
	unsigned int i;
	bool ok;

	open_port();
	ok = !irq;
	out(UART_IER, UART_IER_RDI | UART_IER_THRI);
	ok = ok && irq;
	ksft_test_result(ok && (in(UART_IIR) & UART_IIR_ID) == UART_IIR_THRI,
			 "enabling THRI interrupts\n");
	ksft_test_result(!irq && (in(UART_IIR) & UART_IIR_NO_INT),
			 "reading IIR takes it back\n");
	rises = 0;
	for (i = 0; i < 16; i++)
		out(UART_TX, 'a' + i);
	ksft_test_result(rises == 1 && nr_sent == 16 && sent[15] == 'p',
			 "16 bytes, one interrupt\n");
	ksft_test_result(in(UART_LSR) == (UART_LSR_THRE | UART_LSR_TEMT),
			 "the transmitter is empty\n");
	out(UART_IER, UART_IER_RDI);
	ksft_test_result(!irq, "disabling THRI ends it\n");
	out(UART_IER, UART_IER_RDI | UART_IER_THRI);
	ksft_test_result(irq, "and enabling begins it again\n");
}

static void test_receive(void)
{
	static const u8 data[20] = "0123456789abcdefghij";
	unsigned int i;
	bool ok;

	open_port();
	ok = serial_receive(&serial, data, sizeof(data)) == 16;
	ok = ok && irq && (in(UART_IIR) & UART_IIR_ID) == UART_IIR_RDI;
	ksft_test_result(ok, "a FIFO-full is taken\n");
	for (i = 0, ok = true; i < 16; i++) {
		ok = ok && (in(UART_LSR) & UART_LSR_DR) && !rooms;
		ok = ok && in(UART_RX) == data[i];
	}
	ksft_test_result(ok && !irq && !(in(UART_LSR) & UART_LSR_DR),
			 "in order, to the last\n");
	ksft_test_result(rooms == 1, "then there is room again\n");
	ok = serial_receive(&serial, data + 16, 4) == 4;
	out(UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_CLEAR_RCVR);
	ksft_test_result(ok && !irq, "clearing the FIFO\n");
}

static void test_flow_control(void)
{
	bool ok;

	restart();
	ksft_test_result(serial_receive(&serial, (const u8 *)"x", 1) == 0,
			 "nothing is taken before RTS\n");
	out(UART_MCR, UART_MCR_RTS);
	ksft_test_result(rooms == 1, "RTS asks for it\n");
	ok = serial_receive(&serial, (const u8 *)"xy", 2) == 1 && !irq;
	ksft_test_result(ok, "one byte without FIFO, no interrupt\n");
	out(UART_MCR, UART_MCR_RTS | UART_MCR_LOOP);
	in(UART_RX);
	ksft_test_result(rooms == 1, "not in loopback\n");
	out(UART_TX, 'l');
	ksft_test_result(in(UART_RX) == 'l' && !nr_sent, "loopback\n");
}

static void test_break(void)
{
	bool ok;

	open_port();
	serial_break(&serial);
	ksft_test_result(irq && (in(UART_IIR) & UART_IIR_ID) == UART_IIR_RLSI,
			 "a break is a line status interrupt\n");
	ok = (in(UART_LSR) & (UART_LSR_BI | UART_LSR_DR)) == (UART_LSR_BI | UART_LSR_DR) &&
	     in(UART_RX) == 0 && !irq;
	ksft_test_result(ok, "and a byte of 0\n");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(23);
	test_probe();
	test_send();
	test_receive();
	test_flow_control();
	test_break();
	ksft_finished();
}
