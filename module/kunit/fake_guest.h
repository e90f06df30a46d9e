/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites: the guest's memory as an array, RAM from address 0 and one page
 * of ROM. To be included once, before the source under test.
 */
#ifndef AIRLOCK_KUNIT_FAKE_GUEST_H
#define AIRLOCK_KUNIT_FAKE_GUEST_H

#include <linux/string.h>
#include <linux/vmalloc.h>

#include "airlock.h"

#define RAM_SIZE	0x40000ULL
#define ROM		0xf0000ULL
#define ROM_SIZE	0x1000ULL

static u8 *ram;
static u8 rom[ROM_SIZE];
/* The host has nothing at hand: atomic copies fail. */
static bool paged_out;
/* How many copies were made. */
static unsigned int reads;

static int guest_init(void)
{
	ram = vzalloc(RAM_SIZE);
	memset(rom, 0, sizeof(rom));
	paged_out = false;
	reads = 0;
	return ram ? 0 : -ENOMEM;
}

static void guest_exit(void)
{
	vfree(ram);
}

static u8 *memory(gpa_t gpa, size_t len, bool write)
{
	if (gpa < RAM_SIZE && len <= RAM_SIZE - gpa)
		return ram + gpa;
	if (!write && gpa >= ROM && gpa - ROM < ROM_SIZE &&
	    len <= ROM_SIZE - (gpa - ROM))
		return rom + gpa - ROM;
	return NULL;
}

int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len)
{
	u8 *p = memory(gpa, len, false);

	reads++;
	if (!p)
		return -EFAULT;
	memcpy(data, p, len);
	return 0;
}

int airlock_guest_write(struct airlock_vm *vm, gpa_t gpa, const void *data,
			size_t len)
{
	u8 *p = memory(gpa, len, true);

	if (!p)
		return -EFAULT;
	memcpy(p, data, len);
	return 0;
}

int airlock_guest_read_atomic(struct airlock_vm *vm, gpa_t gpa, void *data,
			      size_t len)
{
	return paged_out ? -EFAULT : airlock_guest_read(vm, gpa, data, len);
}

int airlock_guest_write_atomic(struct airlock_vm *vm, gpa_t gpa,
			       const void *data, size_t len)
{
	return paged_out ? -EFAULT : airlock_guest_write(vm, gpa, data, len);
}

#endif /* AIRLOCK_KUNIT_FAKE_GUEST_H */
