// SPDX-License-Identifier: GPL-2.0
/*
 * The ACPI tables of this machine: RSDP, XSDT, FADT, FACS, DSDT, MADT.
 */
#include "acpi.h"

#include <assert.h>

#include "../../arch.h"
#include "../../virtio/device.h"
#include "acpi_tables.h"
#include "aml.h"
#include "layout.h"

#define OEM_ID			"AIRLCK"
#define OEM_TABLE_ID		"AIRLOCK "
#define OEM_REVISION		1

/**
 * struct area - the stretch of guest memory that tables are put into.
 * @host: where it is for us.
 * @address: where it is for the guest.
 * @size: bytes there are.
 * @used: bytes given away.
 */
struct area {
	u8 *host;
	u64 address;
	size_t size;
	size_t used;
};

static void *area_take(struct area *area, size_t size, size_t alignment)
{
	size_t at = align_up(area->used, alignment);

	assert(at + size <= area->size);
	area->used = at + size;
	return area->host + at;
}

static u64 area_address(const struct area *area, const void *table)
{
	return area->address + ((const u8 *)table - area->host);
}

/* A table's bytes, its checksum included, add up to 0. */
static u8 checksum(const void *table, size_t size)
{
	const u8 *byte = table;
	u8 sum = 0;

	while (size--)
		sum += *byte++;
	return -sum;
}

static void header_start(struct acpi_header *header, const char *signature,
			 u8 revision, size_t length)
{
	memcpy(header->signature, signature, sizeof(header->signature));
	header->length = length;
	header->revision = revision;
	memcpy(header->oem_id, OEM_ID, sizeof(header->oem_id));
	memcpy(header->oem_table_id, OEM_TABLE_ID,
	       sizeof(header->oem_table_id));
	header->oem_revision = OEM_REVISION;
	memcpy(header->creator_id, "ALCK", sizeof(header->creator_id));
	header->creator_revision = OEM_REVISION;
}

static void header_finish(struct acpi_header *header)
{
	header->checksum = 0;
	header->checksum = checksum(header, header->length);
}

static void aml_device(struct aml *aml, const char *name, const char *id,
		       const struct aml_ports *ports, unsigned int irq)
{
	size_t device = aml_device_begin(aml, name);

	aml_name_eisaid(aml, "_HID", id);
	aml_name_integer(aml, "_UID", 0);
	/* Present, enabled, shown, functioning. */
	aml_name_integer(aml, "_STA", 0xf);
	aml_name_resources(aml, ports, irq);
	aml_end(aml, device);
}

/* LNRO0005 is virtio's MMIO transport, by the name that Linux looks for. */
static void dsdt_virtio(struct aml *aml, unsigned int number)
{
	const struct aml_memory memory = {
		.base = virtio_address(number),
		.size = VIRTIO_MMIO_BYTES,
	};
	char name[] = "VIO0";
	size_t device;

	name[3] += number;
	device = aml_device_begin(aml, name);
	aml_name_string(aml, "_HID", "LNRO0005");
	aml_name_integer(aml, "_UID", number);
	aml_name_integer(aml, "_STA", 0xf);
	aml_name_memory_resources(aml, &memory, virtio_gsi(number));
	aml_end(aml, device);
}

/*
 * The devices that a guest would otherwise search for by trying their ports.
 * No mouse is listed, which spares the guest the search for one.
 */
static void dsdt_code(struct aml *aml, unsigned int virtio)
{
	static const struct aml_ports com1[] = {
		{ PORT_COM1, 8 },
		{ 0, 0 },
	};
	static const struct aml_ports rtc[] = {
		{ PORT_CMOS, 2 },
		{ 0, 0 },
	};
	static const struct aml_ports keyboard[] = {
		{ PORT_I8042, 1 },
		{ PORT_I8042_COMMAND, 1 },
		{ 0, 0 },
	};
	static const u8 s5[] = { ACPI_S5_TYPE, ACPI_S5_TYPE, 0, 0 };
	unsigned int i;
	size_t scope;

	aml_name_package(aml, "_S5_", s5, ARRAY_SIZE(s5));
	scope = aml_scope_begin(aml, "_SB_");
	aml_device(aml, "COM1", "PNP0501", com1, IRQ_COM1);
	aml_device(aml, "RTC_", "PNP0B00", rtc, IRQ_RTC);
	aml_device(aml, "KBD_", "PNP0303", keyboard, IRQ_KEYBOARD);
	for (i = 0; i < virtio; i++)
		dsdt_virtio(aml, i);
	aml_end(aml, scope);
}

static u64 build_dsdt(struct area *area, unsigned int virtio)
{
	struct aml aml = { .len = 0 };
	struct acpi_header *dsdt;

	dsdt_code(&aml, virtio);
	dsdt = area_take(area, sizeof(*dsdt) + aml.len, 16);
	header_start(dsdt, "DSDT", 2, sizeof(*dsdt) + aml.len);
	memcpy(dsdt + 1, aml.code, aml.len);
	header_finish(dsdt);
	return area_address(area, dsdt);
}

/* Holds nothing that is used, but a FADT that has fixed hardware points to one. */
static u64 build_facs(struct area *area)
{
	struct acpi_facs *facs = area_take(area, sizeof(*facs), 64);

	memcpy(facs->signature, "FACS", sizeof(facs->signature));
	facs->length = sizeof(*facs);
	facs->version = 2;
	return area_address(area, facs);
}

static struct acpi_gas io_register(u64 port, u8 bytes)
{
	return (struct acpi_gas){
		.space = GAS_SYSTEM_IO,
		.bit_width = bytes * 8,
		.access_size = bytes == 1 ? GAS_BYTE_ACCESS : GAS_WORD_ACCESS,
		.address = port,
	};
}

/*
 * No SMI_CMD: the machine is in ACPI mode from the start. No PM timer: reading
 * it would be an exit to the launcher, and better clocks exist. The reset
 * register is the keyboard controller's command port.
 */
static u64 build_fadt(struct area *area, u64 dsdt, u64 facs)
{
	struct acpi_fadt *fadt = area_take(area, sizeof(*fadt), 16);

	header_start(&fadt->header, "FACP", 6, sizeof(*fadt));
	fadt->minor_version = 3;
	fadt->firmware_ctrl = facs;
	fadt->dsdt = dsdt;
	fadt->x_dsdt = dsdt;
	fadt->preferred_pm_profile = FADT_PROFILE_DESKTOP;
	fadt->sci_int = IRQ_SCI;
	fadt->pm1a_evt_blk = PORT_ACPI_EVENT;
	fadt->pm1_evt_len = 4;
	fadt->x_pm1a_evt_blk = io_register(PORT_ACPI_EVENT, 4);
	fadt->pm1a_cnt_blk = PORT_ACPI_CONTROL;
	fadt->pm1_cnt_len = 2;
	fadt->x_pm1a_cnt_blk = io_register(PORT_ACPI_CONTROL, 2);
	/* Above 100 and 1000 microseconds: no C2, no C3. */
	fadt->p_lvl2_lat = 101;
	fadt->p_lvl3_lat = 1001;
	fadt->century = 0x32;
	fadt->iapc_boot_arch = FADT_BOOT_LEGACY | FADT_BOOT_8042 |
			       FADT_BOOT_NO_VGA;
	fadt->flags = FADT_WBINVD | FADT_PROC_C1 | FADT_SLP_BUTTON |
		      FADT_FIX_RTC | FADT_RESET_REG_SUP;
	fadt->reset_reg = io_register(PORT_I8042_COMMAND, 1);
	fadt->reset_value = I8042_RESET;
	memcpy(&fadt->hypervisor_vendor, OEM_TABLE_ID,
	       sizeof(fadt->hypervisor_vendor));
	header_finish(&fadt->header);
	return area_address(area, fadt);
}

static void madt_lapics(struct area *area, unsigned int cpus)
{
	struct acpi_madt_lapic *lapic;
	unsigned int i;

	for (i = 0; i < cpus; i++) {
		lapic = area_take(area, sizeof(*lapic), 1);
		lapic->type = MADT_LAPIC;
		lapic->length = sizeof(*lapic);
		lapic->acpi_uid = i;
		lapic->apic_id = i;
		lapic->flags = MADT_LAPIC_ENABLED;
	}
}

static void madt_ioapic(struct area *area, unsigned int cpus)
{
	struct acpi_madt_ioapic *ioapic = area_take(area, sizeof(*ioapic), 1);

	ioapic->type = MADT_IOAPIC;
	ioapic->length = sizeof(*ioapic);
	ioapic->ioapic_id = cpus;
	ioapic->address = LAYOUT_IOAPIC;
	ioapic->gsi_base = 0;
}

/*
 * ISA IRQ 0 has no override, unlike on most PCs where the timer is wired to
 * GSI 2: KVM's default routing takes GSI n to pin n, GSI 0 included.
 */
static void madt_overrides(struct area *area)
{
	struct acpi_madt_override *sci = area_take(area, sizeof(*sci), 1);

	sci->type = MADT_OVERRIDE;
	sci->length = sizeof(*sci);
	sci->source = IRQ_SCI;
	sci->gsi = IRQ_SCI;
	sci->flags = MADT_ACTIVE_HIGH | MADT_LEVEL;
}

static void madt_lapic_nmi(struct area *area)
{
	struct acpi_madt_lapic_nmi *nmi = area_take(area, sizeof(*nmi), 1);

	nmi->type = MADT_LAPIC_NMI;
	nmi->length = sizeof(*nmi);
	nmi->acpi_uid = MADT_ALL_PROCESSORS;
	nmi->lint = 1;
}

static u64 build_madt(struct area *area, unsigned int cpus)
{
	struct acpi_madt *madt = area_take(area, sizeof(*madt), 16);

	madt->lapic_address = LAYOUT_LAPIC;
	madt->flags = MADT_PCAT_COMPAT;
	madt_lapics(area, cpus);
	madt_ioapic(area, cpus);
	madt_overrides(area);
	madt_lapic_nmi(area);
	header_start(&madt->header, "APIC", 4,
		     area->host + area->used - (u8 *)madt);
	header_finish(&madt->header);
	return area_address(area, madt);
}

static u64 build_xsdt(struct area *area, u64 fadt, u64 madt)
{
	const u64 tables[] = { fadt, madt };
	struct acpi_header *xsdt;

	xsdt = area_take(area, sizeof(*xsdt) + sizeof(tables), 16);
	header_start(xsdt, "XSDT", 1, sizeof(*xsdt) + sizeof(tables));
	memcpy(xsdt + 1, tables, sizeof(tables));
	header_finish(xsdt);
	return area_address(area, xsdt);
}

/* The first checksum covers what ACPI 1.0 had, the second all of it. */
static void finish_rsdp(struct acpi_rsdp *rsdp, u64 xsdt)
{
	memcpy(rsdp->signature, "RSD PTR ", sizeof(rsdp->signature));
	memcpy(rsdp->oem_id, OEM_ID, sizeof(rsdp->oem_id));
	rsdp->revision = 2;
	rsdp->length = sizeof(*rsdp);
	rsdp->xsdt_address = xsdt;
	rsdp->checksum = checksum(rsdp, offsetof(struct acpi_rsdp, length));
	rsdp->extended_checksum = checksum(rsdp, sizeof(*rsdp));
}

size_t acpi_build(u8 *host, size_t size, u64 address, unsigned int cpus,
		  unsigned int virtio)
{
	struct area area = { .host = host, .address = address, .size = size };
	struct acpi_rsdp *rsdp = area_take(&area, sizeof(*rsdp), 16);
	u64 facs = build_facs(&area);
	u64 dsdt = build_dsdt(&area, virtio);
	u64 fadt = build_fadt(&area, dsdt, facs);
	u64 madt = build_madt(&area, cpus);

	finish_rsdp(rsdp, build_xsdt(&area, fadt, madt));
	return area.used;
}
