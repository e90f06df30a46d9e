// SPDX-License-Identifier: GPL-2.0
/*
 * A flat binary guest: does what its command line says, and ends the machine in
 * the way that the command line names.
 */
#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define BIT(n)			(1U << (n))

#define UART			0x09000000
#define UART_MCR		(UART + 4)
#define UART_LSR		(UART + 5)
#define LSR_DATA		BIT(0)
#define MCR_RTS			BIT(1)
#define RTC_PERIPH_ID0		(0x09010000 + 0xfe0)
#define GICD_PIDR2		(0x08000000 + 0xffe8)
/* Where nothing is. */
#define NO_DEVICE		0x20000000

#define PSCI_SYSTEM_OFF		0x84000008
#define PSCI_SYSTEM_RESET	0x84000009
#define PSCI_CPU_ON		0xc4000003

/* Tokens of a flattened device tree's structure. */
#define FDT_BEGIN_NODE		1
#define FDT_END_NODE		2
#define FDT_PROP		3
#define FDT_NOP			4

void second_start(void);
void second_main(void);
void flat_main(const u32 *fdt);

static void out8(u64 address, u8 value)
{
	asm volatile("strb %w0, [%1]" : : "r"(value), "r"(address));
}

static u8 in8(u64 address)
{
	u8 value;

	asm volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address));
	return value;
}

static u32 in32(u64 address)
{
	u32 value;

	asm volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address));
	return value;
}

static u64 psci(u64 function, u64 a, u64 b, u64 c)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = a;
	register u64 x2 asm("x2") = b;
	register u64 x3 asm("x3") = c;

	asm volatile("hvc #0"
		     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
	return x0;
}

static void print(const char *text)
{
	while (*text)
		out8(UART, *text++);
}

static void print_hex(u64 value)
{
	char text[17];
	int i;

	for (i = 15; i >= 0; i--, value >>= 4)
		text[i] = "0123456789abcdef"[value & 0xf];
	text[16] = '\0';
	print(text);
}

static bool is(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static const char *skip_string(const char *text)
{
	while (*text)
		text++;
	return text + 1;
}

static u32 big_endian(u32 value)
{
	return __builtin_bswap32(value);
}

/*
 * The value of the first property of that name. Devicetree Specification,
 * "Flattened Devicetree (DTB) Format".
 */
static const void *property(const u32 *fdt, const char *name)
{
	const u32 *at = (void *)((u64)fdt + big_endian(fdt[2]));
	const char *strings = (void *)((u64)fdt + big_endian(fdt[3]));

	for (;;) {
		switch (big_endian(*at++)) {
		case FDT_BEGIN_NODE:
			at = (void *)(((u64)skip_string((void *)at) + 3) & ~3);
			break;
		case FDT_PROP:
			if (is(strings + big_endian(at[1]), name))
				return at + 2;
			at += 2 + (big_endian(at[0]) + 3) / 4;
			break;
		case FDT_END_NODE:
		case FDT_NOP:
			break;
		default:
			return "";
		}
	}
}

#define VIRTIO			0x0a000000

static u32 read32(u32 offset)
{
	return in32(VIRTIO + offset);
}

static void write32(u32 offset, u32 value)
{
	asm volatile("str %w0, [%1]" : : "r"(value), "r"((u64)VIRTIO + offset));
}

static void sync(void);

#include "../virtio.h"

/*
 * Without MMU our accesses pass the caches by, and the launcher's do not: what
 * the caches have of the queue goes to memory, and leaves them.
 */
static void sync(void)
{
	u64 at;

	for (at = (u64)&queue; at < (u64)(&queue + 1); at += 16)
		asm volatile("dc civac, %0" : : "r"(at) : "memory");
	asm volatile("dsb sy" : : : "memory");
}

/* Says back what it reads, to the end of a line. */
static void answer(void)
{
	u8 byte;

	out8(UART_MCR, MCR_RTS);
	do {
		while (!(in8(UART_LSR) & LSR_DATA))
			continue;
		byte = in8(UART);
		out8(UART, byte);
	} while (byte != '\n');
}

static void print_machine(const u32 *fdt)
{
	print("model ");
	print(property(fdt, "model"));
	print("\ngic ");
	print_hex(in32(GICD_PIDR2) >> 4 & 0xf);
	print("\nrtc ");
	print_hex(in32(RTC_PERIPH_ID0));
	print("\nnothing ");
	print_hex(in32(NO_DEVICE));
	print("\n");
}

void second_main(void)
{
	print("second vCPU\n");
	psci(PSCI_SYSTEM_OFF, 0, 0, 0);
}

static void start_second(void)
{
	u64 result = psci(PSCI_CPU_ON, 1, (u64)second_start, 0);

	if (!result) {
		for (;;)
			asm volatile("wfi");
	}
	print("CPU_ON ");
	print_hex(result);
}

static void spin(void)
{
	for (;;)
		continue;
}

/* Called by start.S. */
void flat_main(const u32 *fdt)
{
	const char *order = property(fdt, "bootargs");

	if (is(order, "reset"))
		psci(PSCI_SYSTEM_RESET, 0, 0, 0);
	else if (is(order, "string"))
		print("string of many bytes\n");
	else if (is(order, "answer"))
		answer();
	else if (is(order, "machine"))
		print_machine(fdt);
	else if (is(order, "second"))
		start_second();
	else if (is(order, "virtio"))
		virtio_wrong_and_right();
	else if (is(order, "spin"))
		spin();
	psci(PSCI_SYSTEM_OFF, 0, 0, 0);
}
