/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An encoder for the little AML that our DSDT needs. ACPI, "ACPI Machine
 * Language (AML) Specification".
 */
#ifndef LAUNCHER_X86_AML_H
#define LAUNCHER_X86_AML_H

#include "../../util.h"

#define AML_BYTES		2048

/**
 * struct aml - byte code being written.
 * @code: the bytes.
 * @len: how many.
 */
struct aml {
	u8 code[AML_BYTES];
	size_t len;
};

/**
 * aml_scope_begin() - Scope (@name) {
 * @aml: the code.
 * @name: four characters, of the root's namespace.
 *
 * Return: a mark for aml_end().
 */
size_t aml_scope_begin(struct aml *aml, const char *name);

/**
 * aml_device_begin() - Device (@name) {
 * @aml: the code.
 * @name: four characters.
 *
 * Return: a mark for aml_end().
 */
size_t aml_device_begin(struct aml *aml, const char *name);

/**
 * aml_end() - } of a scope or device.
 * @aml: the code.
 * @mark: what began it.
 */
void aml_end(struct aml *aml, size_t mark);

/**
 * aml_name_integer() - Name (@name, @value)
 * @aml: the code.
 * @name: four characters.
 * @value: the integer.
 */
void aml_name_integer(struct aml *aml, const char *name, u32 value);

/**
 * aml_name_eisaid() - Name (@name, EisaId (@id))
 * @aml: the code.
 * @name: four characters.
 * @id: three capital letters and four hexadecimal digits.
 */
void aml_name_eisaid(struct aml *aml, const char *name, const char *id);

/**
 * aml_name_string() - Name (@name, "@text")
 * @aml: the code.
 * @name: four characters.
 * @text: the string.
 */
void aml_name_string(struct aml *aml, const char *name, const char *text);

/**
 * aml_name_package() - Name (@name, Package () { @values })
 * @aml: the code.
 * @name: four characters.
 * @values: the elements.
 * @nr: how many.
 */
void aml_name_package(struct aml *aml, const char *name, const u8 *values,
		      u8 nr);

/**
 * struct aml_ports - a range of I/O ports, of fixed address.
 * @base: the first.
 * @size: how many; 0 ends a list.
 */
struct aml_ports {
	u16 base;
	u8 size;
};

/**
 * aml_name_resources() - Name (_CRS, ResourceTemplate () { IO ... IRQNoFlags })
 * @aml: the code.
 * @ports: the I/O ports, ended by an entry of size 0.
 * @irq: the ISA interrupt, edge-triggered and active high.
 */
void aml_name_resources(struct aml *aml, const struct aml_ports *ports,
			unsigned int irq);

/**
 * struct aml_memory - a range of memory-mapped registers, of fixed address.
 * @base: the first address.
 * @size: how many bytes.
 */
struct aml_memory {
	u32 base;
	u32 size;
};

/**
 * aml_name_memory_resources() - Name (_CRS, ResourceTemplate () {
 * Memory32Fixed, Interrupt })
 * @aml: the code.
 * @memory: the registers.
 * @gsi: the interrupt, edge-triggered and active high.
 */
void aml_name_memory_resources(struct aml *aml, const struct aml_memory *memory,
			       u32 gsi);

#endif /* LAUNCHER_X86_AML_H */
