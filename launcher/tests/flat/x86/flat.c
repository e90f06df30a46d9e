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

#define COM1			0x3f8
#define COM1_MCR		(COM1 + 4)
#define COM1_LSR		(COM1 + 5)
#define LSR_DATA		BIT(0)
#define MCR_RTS			BIT(1)
#define KEYBOARD_COMMAND	0x64
#define ACPI_CONTROL		0x604
#define ACPI_POWER_OFF		(5 << 10 | 1 << 13)
#define CMOS_INDEX		0x70
#define PCI_CONFIG		0xcf8
/* Between the RAM below 4 GiB and the devices. */
#define NO_MEMORY		0xd0000000

/* The head of struct hvm_start_info, as far as it is used here. */
struct start_info {
	u32 magic;
	u32 version;
	u32 flags;
	u32 nr_modules;
	u64 modlist;
	u64 cmdline;
	u64 rsdp;
	u64 memmap;
	u32 memmap_entries;
};

struct memmap {
	u64 address;
	u64 size;
	u32 type;
	u32 reserved;
};

static void out8(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void out16(u16 port, u16 value)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static u8 in8(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static u32 in32(u16 port)
{
	u32 value;

	asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void print(const char *text)
{
	while (*text)
		out8(COM1, *text++);
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

static void power_off(void)
{
	out16(ACPI_CONTROL, ACPI_POWER_OFF);
}

static void triple_fault(void)
{
	static const struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) none;

	asm volatile("lidt %0; int3" : : "m"(none));
}

/* One exit for all the bytes, if the device batches them. */
static void print_string(void)
{
	static const char text[] = "string of many bytes\n";
	const char *from = text;
	u32 count = sizeof(text) - 1;

	asm volatile("rep outsb"
		     : "+S"(from), "+c"(count) : "d"(COM1) : "memory");
}

#define VIRTIO			0xfd000000

static u32 read32(u32 offset)
{
	return *(volatile u32 *)(VIRTIO + offset);
}

static void write32(u32 offset, u32 value)
{
	*(volatile u32 *)(VIRTIO + offset) = value;
}

/* Caches are coherent; the compiler is told. */
static void sync(void)
{
	asm volatile("" : : : "memory");
}

#include "../virtio.h"

/* Says back what it reads, to the end of a line. */
static void answer(void)
{
	u8 byte;

	out8(COM1_MCR, MCR_RTS);
	do {
		while (!(in8(COM1_LSR) & LSR_DATA))
			continue;
		byte = in8(COM1);
		out8(COM1, byte);
	} while (byte != '\n');
}

static void print_machine(const struct start_info *info)
{
	const struct memmap *map = (void *)(unsigned long)info->memmap;
	u32 i;

	for (i = 0; i < info->memmap_entries; i++) {
		print("memory ");
		print_hex(map[i].address);
		print(" ");
		print_hex(map[i].size);
		print(map[i].type == 1 ? " ram\n" : " reserved\n");
	}
	print("pci ");
	print_hex(in32(PCI_CONFIG));
	out8(CMOS_INDEX, 0x0d);
	print("\nrtc ");
	print_hex(in8(CMOS_INDEX + 1));
	print("\nrsdp ");
	print((const char *)(unsigned long)info->rsdp);
	print("\n");
}

/*
 * Interrupts on: Bochs does not leave a guest for an external interrupt while
 * the guest has them off. None is for us; no device was asked for one.
 */
static void spin(void)
{
	asm volatile("sti");
	for (;;)
		continue;
}

/* Called by start.S. */
void flat_main(const struct start_info *info)
{
	const char *order = (const char *)(unsigned long)info->cmdline;

	if (is(order, "reset"))
		out8(KEYBOARD_COMMAND, 0xfe);
	else if (is(order, "triple"))
		triple_fault();
	else if (is(order, "fetch"))
		((void (*)(void))NO_MEMORY)();
	else if (is(order, "string"))
		print_string();
	else if (is(order, "answer"))
		answer();
	else if (is(order, "machine"))
		print_machine(info);
	else if (is(order, "virtio"))
		virtio_wrong_and_right();
	else if (is(order, "spin"))
		spin();
	power_off();
}
