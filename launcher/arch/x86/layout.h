/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The x86 guest's physical address space, and its interrupt inputs.
 *
 * Drawn in Documentation/launcher.rst; keep the two together.
 */
#ifndef LAUNCHER_X86_LAYOUT_H
#define LAUNCHER_X86_LAYOUT_H

#include "../../util.h"

/* Conventional memory: what the boot protocols need before the kernel runs. */
#define LAYOUT_GDT			0x500ULL
#define LAYOUT_START_INFO		0x6000ULL
#define LAYOUT_BOOT_PARAMS		0x7000ULL
#define LAYOUT_PAGE_TABLES		0x9000ULL	/* six pages */
#define LAYOUT_CMDLINE			0x20000ULL
#define LAYOUT_CMDLINE_BYTES		0x10000ULL

/* Where a BIOS would keep its EBDA: Linux expects no RAM from here to 1 MiB. */
#define LAYOUT_CONVENTIONAL_END		0x9fc00ULL

/* The area that guests search for the RSDP, at a paragraph boundary. */
#define LAYOUT_ACPI			0xe0000ULL
#define LAYOUT_FIRMWARE_END		0x100000ULL

#define LAYOUT_FLAT			0x100000ULL

/* Nothing but devices in the last GiB below 4 GiB. */
#define LAYOUT_HOLE_START		(3 * GIB)
#define LAYOUT_HOLE_END			(4 * GIB)

#define LAYOUT_IOAPIC			0xfec00000ULL
#define LAYOUT_LAPIC			0xfee00000ULL

/*
 * Pages that KVM wants for itself on processors without unrestricted guest:
 * one for an identity map, three for a TSS.
 */
#define LAYOUT_KVM_IDENTITY_MAP		0xfffbc000ULL
#define LAYOUT_KVM_TSS			0xfffbd000ULL
#define LAYOUT_KVM_END			0xfffc0000ULL

/* Port I/O. */
#define PORT_I8042			0x60
#define PORT_I8042_COMMAND		0x64
#define PORT_CMOS			0x70
#define PORT_COM1			0x3f8
#define PORT_ACPI_EVENT			0x600
#define PORT_ACPI_CONTROL		0x604

/* Interrupts: ISA IRQ n is GSI n, since KVM's default routing says so. */
#define IRQ_KEYBOARD			1
#define IRQ_COM1			4
#define IRQ_RTC				8
#define IRQ_SCI				9

/* The value that a write to port 0x64 resets the machine with. */
#define I8042_RESET			0xfe

/* SLP_TYPa of \_S5, soft off. */
#define ACPI_S5_TYPE			5

/* Selectors in the GDT at LAYOUT_GDT; the 64-bit boot protocol names them. */
#define BOOT_CS				0x10
#define BOOT_DS				0x18

#endif /* LAUNCHER_X86_LAYOUT_H */
