// SPDX-License-Identifier: GPL-2.0
/*
 * A row for each system register that traps and is there, or that userspace
 * has; all others are undefined: PMU, SPE, trace, pointer authentication, SVE,
 * SME, MTE, AMU, what is IMPLEMENTATION DEFINED, and the GIC's but for these.
 */
#include <linux/kernel.h>

#include "idreg.h"
#include "sysreg_table.h"

/* The name and the encoding, as the manual has them. */
#define REG(reg, ...)	.name = reg, .first = ARM64_SYSREG(__VA_ARGS__)

/* DBGBVR<n>_EL1, DBGBCR<n>_EL1, DBGWVR<n>_EL1, DBGWCR<n>_EL1 */
#define DEBUG_ROW(n) \
	{ REG("DBGBVR" #n "_EL1", 2, 0, 0, n, 4), .more = 3, \
	  .flags = ARM64_REG_USER, \
	  .read = arm64_debug_read, .write = arm64_debug_write, \
	  .get = arm64_debug_read, .set = arm64_debug_write }

/* Of stage 1: written through us until the guest's caches are on. */
#define STAGE1		(ARM64_REG_SYS_USER | ARM64_REG_WRITE)

/* clang-format off */
const struct arm64_sysreg_row arm64_sysreg_rows[] = {
	/* Cache maintenance by set and way: DC ISW, DC CSW, DC CISW. */
	{ REG("DC_ISW", 1, 0, 7, 6, 2), .write = arm64_setway_write },
	{ REG("DC_CSW", 1, 0, 7, 10, 2), .write = arm64_setway_write },
	{ REG("DC_CISW", 1, 0, 7, 14, 2), .write = arm64_setway_write },

	/* Debug. There is no debugger outside to talk to. */
	{ REG("OSDTRRX_EL1", 2, 0, 0, 0, 2), .flags = ARM64_REG_RAZ_WI },
	DEBUG_ROW(0),
	DEBUG_ROW(1),
	{ REG("MDCCINT_EL1", 2, 0, 0, 2, 0),
	  .flags = ARM64_REG_USER, .read = arm64_debug_read,
	  .write = arm64_debug_write, .get = arm64_debug_read,
	  .set = arm64_debug_write },
	{ REG("MDSCR_EL1", 2, 0, 0, 2, 2),
	  .flags = ARM64_REG_SYS_USER | ARM64_REG_READ_WRITE,
	  .arg = ARM64_SYS_MDSCR_EL1 },
	DEBUG_ROW(2),
	{ REG("OSDTRTX_EL1", 2, 0, 0, 3, 2), .flags = ARM64_REG_RAZ_WI },
	DEBUG_ROW(3),
	DEBUG_ROW(4),
	DEBUG_ROW(5),
	{ REG("OSECCR_EL1", 2, 0, 0, 6, 2), .flags = ARM64_REG_RAZ_WI },
	DEBUG_ROW(6),
	DEBUG_ROW(7),
	DEBUG_ROW(8),
	DEBUG_ROW(9),
	DEBUG_ROW(10),
	DEBUG_ROW(11),
	DEBUG_ROW(12),
	DEBUG_ROW(13),
	DEBUG_ROW(14),
	DEBUG_ROW(15),
	{ REG("MDRAR_EL1", 2, 0, 1, 0, 0), .flags = ARM64_REG_RAZ },
	{ REG("OSLAR_EL1", 2, 0, 1, 0, 4), .write = arm64_oslar_write },
	{ REG("OSLSR_EL1", 2, 0, 1, 1, 4),
	  .flags = ARM64_REG_SYS_USER | ARM64_REG_READ,
	  .arg = ARM64_SYS_OSLSR_EL1, .set = arm64_oslsr_set },
	{ REG("OSDLR_EL1", 2, 0, 1, 3, 4), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGPRCR_EL1", 2, 0, 1, 4, 4), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGCLAIMSET_EL1", 2, 0, 7, 8, 6), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGCLAIMCLR_EL1", 2, 0, 7, 9, 6), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGAUTHSTATUS_EL1", 2, 0, 7, 14, 6), .flags = ARM64_REG_RAZ },
	{ REG("MDCCSR_EL0", 2, 3, 0, 1, 0), .flags = ARM64_REG_RAZ },
	{ REG("DBGDTR_EL0", 2, 3, 0, 4, 0), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGDTRRX_EL0", 2, 3, 0, 5, 0), .flags = ARM64_REG_RAZ_WI },
	{ REG("DBGVCR32_EL2", 2, 4, 0, 7, 0),
	  .flags = ARM64_REG_USER, .get = arm64_debug_read,
	  .set = arm64_debug_write },

	/* Who it is. VPIDR_EL2 and VMPIDR_EL2 have MIDR_EL1 and MPIDR_EL1. */
	{ REG("MIDR_EL1", 3, 0, 0, 0, 0),
	  .flags = ARM64_REG_USER, .get = arm64_cacheid_get,
	  .set = arm64_cacheid_set },
	{ REG("MPIDR_EL1", 3, 0, 0, 0, 5),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_MPIDR_EL1 },
	{ REG("REVIDR_EL1", 3, 0, 0, 0, 6),
	  .flags = ARM64_REG_USER, .read = arm64_cacheid_read,
	  .get = arm64_cacheid_get, .set = arm64_cacheid_set },

	/* What it can do: all up to (3, 0, 0, 7, 7). */
	{ REG("ID_PFR0_EL1", 3, 0, 0, 1, 0), .more = ARM64_NR_IDREGS - 1,
	  .flags = ARM64_REG_USER, .read = arm64_idreg_get,
	  .get = arm64_idreg_get, .set = arm64_idreg_set },

	/* The guest has these by itself, but for ACTLR_EL1. */
	{ REG("SCTLR_EL1", 3, 0, 1, 0, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_SCTLR_EL1,
	  .write = arm64_sctlr_write },
	{ REG("ACTLR_EL1", 3, 0, 1, 0, 1),
	  .flags = ARM64_REG_SYS_USER | ARM64_REG_READ | ARM64_REG_WI,
	  .arg = ARM64_SYS_ACTLR_EL1 },
	{ REG("CPACR_EL1", 3, 0, 1, 0, 2),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_CPACR_EL1 },
	{ REG("TTBR0_EL1", 3, 0, 2, 0, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_TTBR0_EL1 },
	{ REG("TTBR1_EL1", 3, 0, 2, 0, 1),
	  .flags = STAGE1, .arg = ARM64_SYS_TTBR1_EL1 },
	{ REG("TCR_EL1", 3, 0, 2, 0, 2),
	  .flags = STAGE1, .arg = ARM64_SYS_TCR_EL1 },
	{ REG("ICC_PMR_EL1", 3, 0, 4, 6, 0),
	  .read = arm64_gic_read, .write = arm64_gic_write },
	{ REG("AFSR0_EL1", 3, 0, 5, 1, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_AFSR0_EL1 },
	{ REG("AFSR1_EL1", 3, 0, 5, 1, 1),
	  .flags = STAGE1, .arg = ARM64_SYS_AFSR1_EL1 },
	{ REG("ESR_EL1", 3, 0, 5, 2, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_ESR_EL1 },

	/* RAS: no error record. */
	{ REG("ERRIDR_EL1", 3, 0, 5, 3, 0),
	  .flags = ARM64_REG_RAZ, .present = arm64_has_ras },
	{ REG("ERRSELR_EL1", 3, 0, 5, 3, 1),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("ERXFR_EL1", 3, 0, 5, 4, 0),
	  .flags = ARM64_REG_RAZ, .present = arm64_has_ras },
	{ REG("ERXCTLR_EL1", 3, 0, 5, 4, 1),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("ERXSTATUS_EL1", 3, 0, 5, 4, 2),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("ERXADDR_EL1", 3, 0, 5, 4, 3),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("ERXMISC0_EL1", 3, 0, 5, 5, 0),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("ERXMISC1_EL1", 3, 0, 5, 5, 1),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_ras },
	{ REG("FAR_EL1", 3, 0, 6, 0, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_FAR_EL1 },
	{ REG("PAR_EL1", 3, 0, 7, 4, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_PAR_EL1 },
	{ REG("MAIR_EL1", 3, 0, 10, 2, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_MAIR_EL1 },
	{ REG("AMAIR_EL1", 3, 0, 10, 3, 0),
	  .flags = STAGE1, .arg = ARM64_SYS_AMAIR_EL1 },

	/* No limited ordering region. */
	{ REG("LORSA_EL1", 3, 0, 10, 4, 0),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_lor },
	{ REG("LOREA_EL1", 3, 0, 10, 4, 1),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_lor },
	{ REG("LORN_EL1", 3, 0, 10, 4, 2),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_lor },
	{ REG("LORC_EL1", 3, 0, 10, 4, 3),
	  .flags = ARM64_REG_RAZ_WI, .present = arm64_has_lor },
	{ REG("LORID_EL1", 3, 0, 10, 4, 7),
	  .flags = ARM64_REG_RAZ, .present = arm64_has_lor },
	{ REG("VBAR_EL1", 3, 0, 12, 0, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_VBAR_EL1 },
	{ REG("DISR_EL1", 3, 0, 12, 1, 1),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_DISR_EL1 },

	/* The GIC: what is not in the CPU interface. */
	{ REG("ICC_DIR_EL1", 3, 0, 12, 11, 1), .write = arm64_gic_write_dir },
	{ REG("ICC_RPR_EL1", 3, 0, 12, 11, 3), .read = arm64_gic_read },
	{ REG("ICC_SGI1R_EL1", 3, 0, 12, 11, 5), .write = arm64_gic_write_sgi },
	{ REG("ICC_ASGI1R_EL1", 3, 0, 12, 11, 6),
	  .write = arm64_gic_write_sgi },
	{ REG("ICC_SGI0R_EL1", 3, 0, 12, 11, 7), .write = arm64_gic_write_sgi },
	{ REG("ICC_CTLR_EL1", 3, 0, 12, 12, 4),
	  .read = arm64_gic_read, .write = arm64_gic_write },
	{ REG("ICC_SRE_EL1", 3, 0, 12, 12, 5),
	  .read = arm64_gic_read_sre, .write = arm64_gic_write_sre },
	{ REG("CONTEXTIDR_EL1", 3, 0, 13, 0, 1),
	  .flags = STAGE1, .arg = ARM64_SYS_CONTEXTIDR_EL1 },
	{ REG("TPIDR_EL1", 3, 0, 13, 0, 4),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_TPIDR_EL1 },
	{ REG("CNTKCTL_EL1", 3, 0, 14, 1, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_CNTKCTL_EL1 },

	/* Caches. See cacheid.c. */
	{ REG("CCSIDR_EL1", 3, 1, 0, 0, 0), .read = arm64_cacheid_read },
	{ REG("CLIDR_EL1", 3, 1, 0, 0, 1),
	  .flags = ARM64_REG_USER, .read = arm64_cacheid_read,
	  .get = arm64_cacheid_get, .set = arm64_cacheid_set },
	{ REG("AIDR_EL1", 3, 1, 0, 0, 7),
	  .flags = ARM64_REG_USER, .read = arm64_cacheid_read,
	  .get = arm64_cacheid_get, .set = arm64_cacheid_set },
	{ REG("CSSELR_EL1", 3, 2, 0, 0, 0),
	  .flags = ARM64_REG_SYS_USER | ARM64_REG_READ_WRITE,
	  .arg = ARM64_SYS_CSSELR_EL1 },
	{ REG("CTR_EL0", 3, 3, 0, 0, 1),
	  .flags = ARM64_REG_USER, .read = arm64_cacheid_read,
	  .get = arm64_cacheid_get, .set = arm64_cacheid_set },
	{ REG("TPIDR_EL0", 3, 3, 13, 0, 2),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_TPIDR_EL0 },
	{ REG("TPIDRRO_EL0", 3, 3, 13, 0, 3),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_TPIDRRO_EL0 },

	/*
	 * Timers. To userspace, CNTVCT_EL0's number is the comparator's and the
	 * comparator's is the counter's: so it was in the first version of the ABI.
	 */
	{ REG("CNTPCT_EL0", 3, 3, 14, 0, 1),
	  .flags = ARM64_REG_USER, .read = arm64_timer_read,
	  .get = arm64_timer_get, .set = arm64_timer_set },
	{ REG("CNTVCT_EL0", 3, 3, 14, 0, 2),
	  .flags = ARM64_REG_USER, .get = arm64_timer_get,
	  .set = arm64_timer_set },
	{ REG("CNTPCTSS_EL0", 3, 3, 14, 0, 5), .read = arm64_timer_read },
	{ REG("CNTP_TVAL_EL0", 3, 3, 14, 2, 0),
	  .read = arm64_timer_read, .write = arm64_timer_write },
	{ REG("CNTP_CTL_EL0", 3, 3, 14, 2, 1), .more = 1,
	  .flags = ARM64_REG_USER, .read = arm64_timer_read,
	  .write = arm64_timer_write, .get = arm64_timer_get,
	  .set = arm64_timer_set },
	{ REG("CNTV_CTL_EL0", 3, 3, 14, 3, 1), .more = 1,
	  .flags = ARM64_REG_USER, .get = arm64_timer_get,
	  .set = arm64_timer_set },

	/* Of AArch32. */
	{ REG("DACR32_EL2", 3, 4, 3, 0, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_DACR32_EL2 },
	{ REG("IFSR32_EL2", 3, 4, 5, 0, 1),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_IFSR32_EL2 },
	{ REG("FPEXC32_EL2", 3, 4, 5, 3, 0),
	  .flags = ARM64_REG_SYS_USER, .arg = ARM64_SYS_FPEXC32_EL2 },
};

/* clang-format on */

const unsigned int arm64_nr_sysreg_rows = ARRAY_SIZE(arm64_sysreg_rows);
