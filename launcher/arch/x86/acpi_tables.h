/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The layouts of the ACPI tables that we write. ACPI, "ACPI System Description
 * Tables"; field names are the specification's.
 */
#ifndef LAUNCHER_X86_ACPI_TABLES_H
#define LAUNCHER_X86_ACPI_TABLES_H

#include <assert.h>

#include "../../util.h"

struct acpi_rsdp {
	char signature[8];
	u8 checksum;
	char oem_id[6];
	u8 revision;
	u32 rsdt_address;
	u32 length;
	u64 xsdt_address;
	u8 extended_checksum;
	u8 reserved[3];
} __packed;

struct acpi_header {
	char signature[4];
	u32 length;
	u8 revision;
	u8 checksum;
	char oem_id[6];
	char oem_table_id[8];
	u32 oem_revision;
	char creator_id[4];
	u32 creator_revision;
} __packed;

/* Generic Address Structure. */
struct acpi_gas {
	u8 space;
	u8 bit_width;
	u8 bit_offset;
	u8 access_size;
	u64 address;
} __packed;

#define GAS_SYSTEM_IO		1
#define GAS_BYTE_ACCESS		1
#define GAS_WORD_ACCESS		2

struct acpi_fadt {
	struct acpi_header header;
	u32 firmware_ctrl;
	u32 dsdt;
	u8 reserved_model;
	u8 preferred_pm_profile;
	u16 sci_int;
	u32 smi_cmd;
	u8 acpi_enable;
	u8 acpi_disable;
	u8 s4bios_req;
	u8 pstate_cnt;
	u32 pm1a_evt_blk;
	u32 pm1b_evt_blk;
	u32 pm1a_cnt_blk;
	u32 pm1b_cnt_blk;
	u32 pm2_cnt_blk;
	u32 pm_tmr_blk;
	u32 gpe0_blk;
	u32 gpe1_blk;
	u8 pm1_evt_len;
	u8 pm1_cnt_len;
	u8 pm2_cnt_len;
	u8 pm_tmr_len;
	u8 gpe0_blk_len;
	u8 gpe1_blk_len;
	u8 gpe1_base;
	u8 cst_cnt;
	u16 p_lvl2_lat;
	u16 p_lvl3_lat;
	u16 flush_size;
	u16 flush_stride;
	u8 duty_offset;
	u8 duty_width;
	u8 day_alrm;
	u8 mon_alrm;
	u8 century;
	u16 iapc_boot_arch;
	u8 reserved;
	u32 flags;
	struct acpi_gas reset_reg;
	u8 reset_value;
	u16 arm_boot_arch;
	u8 minor_version;
	u64 x_firmware_ctrl;
	u64 x_dsdt;
	struct acpi_gas x_pm1a_evt_blk;
	struct acpi_gas x_pm1b_evt_blk;
	struct acpi_gas x_pm1a_cnt_blk;
	struct acpi_gas x_pm1b_cnt_blk;
	struct acpi_gas x_pm2_cnt_blk;
	struct acpi_gas x_pm_tmr_blk;
	struct acpi_gas x_gpe0_blk;
	struct acpi_gas x_gpe1_blk;
	struct acpi_gas sleep_control_reg;
	struct acpi_gas sleep_status_reg;
	u64 hypervisor_vendor;
} __packed;

static_assert(sizeof(struct acpi_fadt) == 276, "FADT of ACPI 6");

#define FADT_PROFILE_DESKTOP	1

#define FADT_BOOT_LEGACY	BIT(0)
#define FADT_BOOT_8042		BIT(1)
#define FADT_BOOT_NO_VGA	BIT(2)

#define FADT_WBINVD		BIT(0)
#define FADT_PROC_C1		BIT(2)
#define FADT_SLP_BUTTON		BIT(5)
#define FADT_FIX_RTC		BIT(6)
#define FADT_RESET_REG_SUP	BIT(10)

struct acpi_facs {
	char signature[4];
	u32 length;
	u32 hardware_signature;
	u32 firmware_waking_vector;
	u32 global_lock;
	u32 flags;
	u64 x_firmware_waking_vector;
	u8 version;
	u8 reserved[31];
} __packed;

static_assert(sizeof(struct acpi_facs) == 64, "FACS");

struct acpi_madt {
	struct acpi_header header;
	u32 lapic_address;
	u32 flags;
} __packed;

#define MADT_PCAT_COMPAT	BIT(0)

struct acpi_madt_lapic {
	u8 type;
	u8 length;
	u8 acpi_uid;
	u8 apic_id;
	u32 flags;
} __packed;

#define MADT_LAPIC		0
#define MADT_LAPIC_ENABLED	BIT(0)

struct acpi_madt_ioapic {
	u8 type;
	u8 length;
	u8 ioapic_id;
	u8 reserved;
	u32 address;
	u32 gsi_base;
} __packed;

#define MADT_IOAPIC		1

struct acpi_madt_override {
	u8 type;
	u8 length;
	u8 bus;
	u8 source;
	u32 gsi;
	u16 flags;
} __packed;

#define MADT_OVERRIDE		2
#define MADT_ACTIVE_HIGH	1
#define MADT_LEVEL		(3 << 2)

struct acpi_madt_lapic_nmi {
	u8 type;
	u8 length;
	u8 acpi_uid;
	u16 flags;
	u8 lint;
} __packed;

#define MADT_LAPIC_NMI		4
#define MADT_ALL_PROCESSORS	0xff

#endif /* LAUNCHER_X86_ACPI_TABLES_H */
