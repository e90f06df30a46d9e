// SPDX-License-Identifier: GPL-2.0
/*
 * Writing AML.
 */
#include "aml.h"

#include <assert.h>

#define OP_ZERO			0x00
#define OP_ONE			0x01
#define OP_NAME			0x08
#define OP_BYTE			0x0a
#define OP_WORD			0x0b
#define OP_DWORD		0x0c
#define OP_STRING		0x0d
#define OP_SCOPE		0x10
#define OP_BUFFER		0x11
#define OP_PACKAGE		0x12
#define OP_EXTENDED		0x5b
#define OP_EXTENDED_DEVICE	0x82

/* Small resource items: tag and length in one byte. */
#define RESOURCE_IO		0x47
#define RESOURCE_IO_DECODE16	0x01
#define RESOURCE_IRQ_NO_FLAGS	0x22
#define RESOURCE_END		0x79

/* Large ones: a tag, and a length of two bytes that does not count these. */
#define RESOURCE_MEMORY32_FIXED	0x86
#define RESOURCE_MEMORY32_BYTES	9
#define RESOURCE_READ_WRITE	0x01
#define RESOURCE_INTERRUPT	0x89
#define RESOURCE_INTERRUPT_BYTES	6
#define RESOURCE_CONSUMER	0x01
#define RESOURCE_EDGE		0x02

/*
 * A PkgLength of three bytes, whatever the length: the lead byte says so and
 * holds the low four bits. Longer than needed is allowed, and lets a package be
 * begun before its length is known. ACPI, "Package Length Encoding".
 */
#define PKG_LENGTH_BYTES	3
#define PKG_LENGTH_LEAD		(2 << 6)

static void put(struct aml *aml, const void *bytes, size_t size)
{
	assert(aml->len + size <= sizeof(aml->code));
	memcpy(aml->code + aml->len, bytes, size);
	aml->len += size;
}

static void put_byte(struct aml *aml, u8 byte)
{
	put(aml, &byte, 1);
}

static void put_le(struct aml *aml, u32 value, size_t size)
{
	put(aml, &value, size);
}

static void put_name(struct aml *aml, const char *name)
{
	assert(strlen(name) == 4);
	put(aml, name, 4);
}

static void put_integer(struct aml *aml, u32 value)
{
	if (value <= 1) {
		put_byte(aml, value ? OP_ONE : OP_ZERO);
	} else if (value <= 0xff) {
		put_byte(aml, OP_BYTE);
		put_le(aml, value, 1);
	} else if (value <= 0xffff) {
		put_byte(aml, OP_WORD);
		put_le(aml, value, 2);
	} else {
		put_byte(aml, OP_DWORD);
		put_le(aml, value, 4);
	}
}

static size_t begin(struct aml *aml)
{
	size_t mark = aml->len;

	put_le(aml, 0, PKG_LENGTH_BYTES);
	return mark;
}

/* The length counts itself. */
void aml_end(struct aml *aml, size_t mark)
{
	size_t length = aml->len - mark;

	aml->code[mark] = PKG_LENGTH_LEAD | (length & 0xf);
	aml->code[mark + 1] = length >> 4;
	aml->code[mark + 2] = length >> 12;
}

size_t aml_scope_begin(struct aml *aml, const char *name)
{
	size_t mark;

	put_byte(aml, OP_SCOPE);
	mark = begin(aml);
	put_byte(aml, '\\');
	put_name(aml, name);
	return mark;
}

size_t aml_device_begin(struct aml *aml, const char *name)
{
	size_t mark;

	put_byte(aml, OP_EXTENDED);
	put_byte(aml, OP_EXTENDED_DEVICE);
	mark = begin(aml);
	put_name(aml, name);
	return mark;
}

void aml_name_integer(struct aml *aml, const char *name, u32 value)
{
	put_byte(aml, OP_NAME);
	put_name(aml, name);
	put_integer(aml, value);
}

static u32 hex_digit(char digit)
{
	return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/*
 * Three letters of five bits each and four hexadecimal digits, most significant
 * first, stored in that byte order. ACPI, "EISAID Macro".
 */
void aml_name_eisaid(struct aml *aml, const char *name, const char *id)
{
	u32 packed = 0;
	unsigned int i;

	assert(strlen(id) == 7);
	for (i = 0; i < 3; i++)
		packed = packed << 5 | ((id[i] - '@') & 0x1f);
	for (; i < 7; i++)
		packed = packed << 4 | hex_digit(id[i]);
	put_byte(aml, OP_NAME);
	put_name(aml, name);
	put_byte(aml, OP_DWORD);
	put_le(aml, __builtin_bswap32(packed), 4);
}

void aml_name_string(struct aml *aml, const char *name, const char *text)
{
	put_byte(aml, OP_NAME);
	put_name(aml, name);
	put_byte(aml, OP_STRING);
	put(aml, text, strlen(text) + 1);
}

void aml_name_package(struct aml *aml, const char *name, const u8 *values,
		      u8 nr)
{
	size_t mark;
	u8 i;

	put_byte(aml, OP_NAME);
	put_name(aml, name);
	put_byte(aml, OP_PACKAGE);
	mark = begin(aml);
	put_byte(aml, nr);
	for (i = 0; i < nr; i++)
		put_integer(aml, values[i]);
	aml_end(aml, mark);
}

static void put_io(struct aml *aml, const struct aml_ports *ports)
{
	put_byte(aml, RESOURCE_IO);
	put_byte(aml, RESOURCE_IO_DECODE16);
	put_le(aml, ports->base, 2);
	put_le(aml, ports->base, 2);
	put_byte(aml, 1);
	put_byte(aml, ports->size);
}

/**
 * struct template - a ResourceTemplate being written.
 * @mark: what aml_end() wants.
 * @size_at: where its size goes.
 * @start: where its resources begin.
 */
struct template {
	size_t mark;
	size_t size_at;
	size_t start;
};

static struct template template_begin(struct aml *aml)
{
	struct template template;

	put_byte(aml, OP_NAME);
	put_name(aml, "_CRS");
	put_byte(aml, OP_BUFFER);
	template.mark = begin(aml);
	put_byte(aml, OP_BYTE);
	template.size_at = aml->len;
	put_byte(aml, 0);
	template.start = aml->len;
	return template;
}

static void template_end(struct aml *aml, const struct template *template)
{
	put_byte(aml, RESOURCE_END);
	/* A checksum of 0 means that there is none. */
	put_byte(aml, 0);
	aml->code[template->size_at] = aml->len - template->start;
	aml_end(aml, template->mark);
}

void aml_name_resources(struct aml *aml, const struct aml_ports *ports,
			unsigned int irq)
{
	struct template template = template_begin(aml);

	for (; ports->size; ports++)
		put_io(aml, ports);
	put_byte(aml, RESOURCE_IRQ_NO_FLAGS);
	put_le(aml, BIT(irq), 2);
	template_end(aml, &template);
}

void aml_name_memory_resources(struct aml *aml, const struct aml_memory *memory,
			       u32 gsi)
{
	struct template template = template_begin(aml);

	put_byte(aml, RESOURCE_MEMORY32_FIXED);
	put_le(aml, RESOURCE_MEMORY32_BYTES, 2);
	put_byte(aml, RESOURCE_READ_WRITE);
	put_le(aml, memory->base, 4);
	put_le(aml, memory->size, 4);
	put_byte(aml, RESOURCE_INTERRUPT);
	put_le(aml, RESOURCE_INTERRUPT_BYTES, 2);
	put_byte(aml, RESOURCE_CONSUMER | RESOURCE_EDGE);
	put_byte(aml, 1);
	put_le(aml, gsi, 4);
	template_end(aml, &template);
}
