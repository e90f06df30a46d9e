// SPDX-License-Identifier: GPL-2.0
/*
 * The ACPI tables: found from the RSDP, whole, within their area; then written
 * to build/acpi/ for ACPICA's disassembler.
 */
#include "kselftest.h"

#include <sys/stat.h>

#include "../arch/x86/acpi.h"
#include "../arch/x86/acpi_tables.h"
#include "../arch/x86/layout.h"
#include "../options.h"

#define AREA_BYTES	(LAYOUT_FIRMWARE_END - LAYOUT_ACPI)

static u8 area[AREA_BYTES];

static bool sums_to_zero(const void *table, size_t size)
{
	const u8 *byte = table;
	u8 sum = 0;

	while (size--)
		sum += *byte++;
	return !sum;
}

static const void *area_at(u64 address, size_t size)
{
	if (address < LAYOUT_ACPI || address - LAYOUT_ACPI > AREA_BYTES - size)
		ksft_exit_fail_msg("table at %#llx\n", address);
	return area + (address - LAYOUT_ACPI);
}

static const struct acpi_header *table_at(u64 address, const char *signature)
{
	const struct acpi_header *table = area_at(address, sizeof(*table));
	bool ok;

	area_at(address, table->length);
	ok = !memcmp(table->signature, signature, 4) &&
	     sums_to_zero(table, table->length);
	ksft_test_result(ok, "%s: signature and checksum\n", signature);
	return table;
}

static void save(const char *name, const void *table, size_t size)
{
	char path[64];
	FILE *file;

	mkdir("build/acpi", 0777);
	snprintf(path, sizeof(path), "build/acpi/%s.dat", name);
	file = fopen(path, "w");
	if (!file || fwrite(table, size, 1, file) != 1)
		ksft_exit_fail_msg("%s cannot be written\n", path);
	fclose(file);
}

static void test_rsdp(const struct acpi_rsdp *rsdp)
{
	bool ok;

	ok = !memcmp(rsdp->signature, "RSD PTR ", 8) &&
	     sums_to_zero(rsdp, 20) && sums_to_zero(rsdp, sizeof(*rsdp));
	ksft_test_result(ok, "RSDP: signature and both checksums\n");
}

static void test_fadt(const struct acpi_fadt *fadt)
{
	const struct acpi_facs *facs = area_at(fadt->firmware_ctrl,
					       sizeof(*facs));
	const struct acpi_header *dsdt = table_at(fadt->x_dsdt, "DSDT");
	bool ok;

	save("dsdt", dsdt, dsdt->length);
	save("facs", facs, facs->length);
	ok = !memcmp(facs->signature, "FACS", 4) && !(fadt->firmware_ctrl % 64);
	ksft_test_result(ok, "FACS: aligned\n");
	ok = fadt->reset_reg.address == 0x64 && fadt->reset_value == 0xfe &&
	     fadt->pm1a_cnt_blk == 0x604 && fadt->sci_int == 9;
	ksft_test_result(ok, "FADT: registers\n");
}

/* One entry of each processor, one I/O APIC, one override, one NMI. */
static void test_madt(const struct acpi_header *madt, unsigned int cpus)
{
	unsigned int count[5] = { 0 };
	size_t offset = sizeof(struct acpi_madt);
	const u8 *bytes = (const u8 *)madt;
	bool ok;

	while (offset + 2 <= madt->length && bytes[offset + 1] >= 2) {
		if (bytes[offset] < ARRAY_SIZE(count))
			count[bytes[offset]]++;
		offset += bytes[offset + 1];
	}
	ok = offset == madt->length && count[0] == cpus && count[1] == 1 &&
	     count[2] == 1 && count[4] == 1;
	ksft_test_result(ok, "MADT: entries of %u processors\n", cpus);
}

static void test_machine(unsigned int cpus)
{
	const struct acpi_rsdp *rsdp = (const void *)area;
	const struct acpi_header *xsdt, *fadt, *madt;

	memset(area, 0, sizeof(area));
	acpi_build(area, sizeof(area), LAYOUT_ACPI, cpus,
		   MAX_VIRTIO_DEVICES);
	test_rsdp(rsdp);
	xsdt = table_at(rsdp->xsdt_address, "XSDT");
	fadt = table_at(load_le((const u8 *)(xsdt + 1), 8), "FACP");
	madt = table_at(load_le((const u8 *)(xsdt + 1) + 8, 8), "APIC");
	test_fadt((const struct acpi_fadt *)fadt);
	test_madt(madt, cpus);
	save("xsdt", xsdt, xsdt->length);
	save("facp", fadt, fadt->length);
	save("apic", madt, madt->length);
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(16);
	test_machine(254);
	test_machine(2);
	ksft_finished();
}
