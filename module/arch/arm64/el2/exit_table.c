// SPDX-License-Identifier: GPL-2.0
/*
 * What each exit reason leads to: exception classes in the words of the Arm
 * ARM, "ESR_EL2, Exception Syndrome Register". The empty rows are classes that
 * no trap we set leads to.
 */
#include <linux/build_bug.h>
#include <asm/esr.h>

#include "exit.h"

static_assert(EL2_EXITS <= AIRLOCK_EXIT_REASONS);

#define ROW(reason, words, function) \
	[reason] = { .name = (words), .handler = (function) }

const struct el2_exit_row airlock_el2_exit_table[EL2_EXITS] = {
	ROW(ESR_ELx_EC_UNKNOWN, "unknown reason", exit_undefined),
	ROW(ESR_ELx_EC_WFx, "trapped WFI or WFE", exit_wfx),
	ROW(ESR_ELx_EC_CP15_32, "trapped MCR or MRC (cp15)", exit_cp),
	ROW(ESR_ELx_EC_CP15_64, "trapped MCRR or MRRC (cp15)", exit_cp),
	ROW(ESR_ELx_EC_CP14_MR, "trapped MCR or MRC (cp14)", exit_cp),
	ROW(ESR_ELx_EC_CP14_LS, "trapped LDC or STC", exit_cp),
	ROW(ESR_ELx_EC_FP_ASIMD, "access to SIMD or floating-point", exit_fp),
	ROW(ESR_ELx_EC_CP10_ID, "trapped VMRS", exit_cp),
	ROW(ESR_ELx_EC_PAC, "trapped pointer authentication", exit_undefined),
	ROW(ESR_ELx_EC_CP14_64, "trapped MRRC (cp14)", exit_cp),
	ROW(ESR_ELx_EC_HVC32, "HVC, AArch32", exit_hvc),
	ROW(ESR_ELx_EC_SMC32, "SMC, AArch32", exit_smc),
	ROW(ESR_ELx_EC_HVC64, "HVC", exit_hvc),
	ROW(ESR_ELx_EC_SMC64, "SMC", exit_smc),
	ROW(ESR_ELx_EC_SYS64, "trapped MSR, MRS or system instruction",
	    exit_sysreg),
	ROW(ESR_ELx_EC_SVE, "access to SVE", exit_undefined),
	ROW(ESR_ELx_EC_SME, "access to SME", exit_undefined),
	ROW(ESR_ELx_EC_IABT_LOW, "instruction abort", exit_insn_abort),
	ROW(ESR_ELx_EC_DABT_LOW, "data abort", exit_data_abort),
	ROW(ESR_ELx_EC_BREAKPT_LOW, "breakpoint", exit_debug),
	ROW(ESR_ELx_EC_SOFTSTP_LOW, "software step", exit_debug),
	ROW(ESR_ELx_EC_WATCHPT_LOW, "watchpoint", exit_debug),
	ROW(ESR_ELx_EC_BKPT32, "BKPT, AArch32", exit_debug),
	ROW(ESR_ELx_EC_BRK64, "BRK", exit_debug),
	ROW(EL2_EXIT_IRQ, "IRQ", exit_irq),
	ROW(EL2_EXIT_FIQ, "FIQ", exit_irq),
	ROW(EL2_EXIT_SERROR, "SError", exit_serror),
	ROW(EL2_EXIT_ILLEGAL, "illegal exception return", exit_illegal),
};
