// SPDX-License-Identifier: GPL-2.0
/* Can this machine run guests, and what is its EL2 like? */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitfield.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <asm/cpufeature.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

#include "airlock.h"
#include "cache.h"
#include "caps.h"

struct el2_caps airlock_el2_caps __ro_after_init;

/* Fields of ID registers. Arm ARM "AArch64 System Register Descriptions" */
#define PFR0_EL1		GENMASK_ULL(7, 4)
#define PFR0_EL2		GENMASK_ULL(11, 8)
#define PFR0_GIC		GENMASK_ULL(27, 24)
#define PFR0_RAS		GENMASK_ULL(31, 28)
#define DFR0_BRPS		GENMASK_ULL(15, 12)
#define DFR0_WRPS		GENMASK_ULL(23, 20)
#define MMFR0_PARANGE		GENMASK_ULL(3, 0)
#define MMFR0_TGRAN4_2		GENMASK_ULL(43, 40)
#define MMFR1_HAFDBS		GENMASK_ULL(3, 0)
#define MMFR1_VMIDBITS		GENMASK_ULL(7, 4)
#define MMFR2_FWB		GENMASK_ULL(43, 40)

/* The descriptors that slat_pte.h makes have 48 bits of address. */
#define PARANGE_48		5
#define IPA_BITS_MAX		48

static const u8 parange_bits[] __initconst = { 32, 36, 40, 42, 44, 48, 52 };

static int __init caps_el2(u64 pfr0)
{
	if (!FIELD_GET(PFR0_EL2, pfr0)) {
		pr_err("this CPU has no EL2: use one with the virtualization extensions (QEMU: -M virt,virtualization=on)\n");
		return -ENODEV;
	}
	if (!FIELD_GET(PFR0_GIC, pfr0)) {
		pr_err("no GICv3 system registers: use a machine with a GICv3 (QEMU: -M virt,gic-version=3)\n");
		return -EOPNOTSUPP;
	}
	if (PAGE_SHIFT != 12) {
		pr_err("the host kernel's pages are not 4 KiB: use one built with CONFIG_ARM64_4K_PAGES\n");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* Does stage 2 have the 4 KiB granule? 0 says: as stage 1 has. */
static bool __init caps_granule(u64 mmfr0)
{
	return FIELD_GET(MMFR0_TGRAN4_2, mmfr0) != 1;
}

/**
 * airlock_el2_caps_init - find out.
 *
 * Context: module load.
 * Return: 0; -ENODEV: no EL2; -EOPNOTSUPP: something else is missing.
 */
int __init airlock_el2_caps_init(void)
{
	u64 pfr0 = read_sanitised_ftr_reg(SYS_ID_AA64PFR0_EL1);
	u64 dfr0 = read_sanitised_ftr_reg(SYS_ID_AA64DFR0_EL1);
	u64 mmfr0 = read_sanitised_ftr_reg(SYS_ID_AA64MMFR0_EL1);
	u64 mmfr1 = read_sanitised_ftr_reg(SYS_ID_AA64MMFR1_EL1);
	u64 mmfr2 = read_sanitised_ftr_reg(SYS_ID_AA64MMFR2_EL1);
	struct el2_caps *caps = &airlock_el2_caps;
	unsigned int parange;
	int ret;

	ret = caps_el2(pfr0);
	if (ret)
		return ret;
	if (!caps_granule(mmfr0)) {
		pr_err("stage 2 of this CPU has no 4 KiB pages: it cannot be used\n");
		return -EOPNOTSUPP;
	}
	parange = min_t(unsigned int, FIELD_GET(MMFR0_PARANGE, mmfr0),
			PARANGE_48);
	caps->vhe = is_kernel_in_hyp_mode();
	caps->parange = parange;
	caps->ipa_bits = min_t(unsigned int, parange_bits[parange],
			       IPA_BITS_MAX);
	caps->vmid_bits = FIELD_GET(MMFR1_VMIDBITS, mmfr1) == 2 ? 16 : 8;
	caps->ad = FIELD_GET(MMFR1_HAFDBS, mmfr1) > 0;
	caps->ras = FIELD_GET(PFR0_RAS, pfr0) > 0;
	caps->el1_32bit = FIELD_GET(PFR0_EL1, pfr0) == 2;
	caps->breakpoints = FIELD_GET(DFR0_BRPS, dfr0) + 1;
	caps->watchpoints = FIELD_GET(DFR0_WRPS, dfr0) + 1;
	caps->fwb = FIELD_GET(MMFR2_FWB, mmfr2) > 0;
	caps->icache = airlock_el2_cache_init();
	return 0;
}
