/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fields of the GIC's hypervisor control registers, ICH_*_EL2. GIC
 * architecture specification "AArch64 System register descriptions of the
 * virtual registers".
 */
#ifndef AIRLOCK_ICH_H
#define AIRLOCK_ICH_H

#include <linux/bits.h>

/* List registers, ICH_LR<n>_EL2. */
#define ICH_LR_VINTID		GENMASK_ULL(31, 0)
#define ICH_LR_PINTID_AT	32
#define ICH_LR_TELL_EOI		BIT_ULL(41)	/* if HW is 0 */
#define ICH_LR_PRIO_AT		48
#define ICH_LR_GRP1		BIT_ULL(60)
#define ICH_LR_FORWARDED	BIT_ULL(61)	/* HW */
#define ICH_LR_IS_PENDING	BIT_ULL(62)
#define ICH_LR_IS_ACTIVE	BIT_ULL(63)

/* ICH_HCR_EL2 */
#define ICH_HCR_ENABLE		BIT_ULL(0)
#define ICH_HCR_LRENP_IRQ	BIT_ULL(2)	/* an EOI found no list register */
#define ICH_HCR_NP_IRQ		BIT_ULL(3)	/* no list register is pending */
#define ICH_HCR_TRAP_COMMON	BIT_ULL(10)
#define ICH_HCR_TRAP_ALL0	BIT_ULL(11)
#define ICH_HCR_TRAP_ALL1	BIT_ULL(12)
#define ICH_HCR_TRAP_DIR	BIT_ULL(14)
/* All of them; and one that is not used, so that one instruction can test. */
#define ICH_HCR_TRAPS		GENMASK_ULL(14, 10)
#define ICH_HCR_EOICOUNT_AT	27
#define ICH_HCR_EOICOUNT	GENMASK_ULL(31, 27)

/* ICH_VMCR_EL2 */
#define ICH_VMCR_ENG0		BIT_ULL(0)
#define ICH_VMCR_ENG1		BIT_ULL(1)
#define ICH_VMCR_FIQEN		BIT_ULL(3)	/* reads as one with system registers */
#define ICH_VMCR_CBPR		BIT_ULL(4)
#define ICH_VMCR_EOIM		BIT_ULL(9)
#define ICH_VMCR_BPR1_AT	18
#define ICH_VMCR_BPR0_AT	21
#define ICH_VMCR_PMR_AT		24
#define ICH_VMCR_BPR		7ULL

/* ICH_VTR_EL2 */
#define ICH_VTR_LRS		GENMASK(4, 0)	/* minus 1 */
#define ICH_VTR_HAS_TDIR	BIT(19)
#define ICH_VTR_A3V_AT		21
#define ICH_VTR_SEIS_AT		22
#define ICH_VTR_IDBITS_AT	23
#define ICH_VTR_PREBITS_AT	26		/* minus 1 */
#define ICH_VTR_PRIBITS_AT	29		/* minus 1 */

#endif /* AIRLOCK_ICH_H */
