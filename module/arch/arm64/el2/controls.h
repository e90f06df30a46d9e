/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest may do by itself: bits of the EL2 control registers, and the
 * values that they have while a guest runs. Arm ARM "AArch64 System Register
 * Descriptions".
 */
#ifndef EL2_CONTROLS_H
#define EL2_CONTROLS_H

#include <linux/bits.h>

/* HCR_EL2 */
#define HCR_VM		BIT_ULL(0)	/* stage 2 on */
#define HCR_SWIO	BIT_ULL(1)	/* set/way invalidate cleans, too */
#define HCR_PTW		BIT_ULL(2)	/* no stage-1 walk through a device */
#define HCR_FMO		BIT_ULL(3)	/* FIQ, IRQ, SError are the host's; */
#define HCR_IMO		BIT_ULL(4)	/* ... virtual ones the guest's */
#define HCR_AMO		BIT_ULL(5)
#define HCR_VSE		BIT_ULL(8)	/* a virtual SError is pending */
#define HCR_FB		BIT_ULL(9)	/* TLB and cache operations reach all CPUs */
#define HCR_BSU_IS	BIT_ULL(10)	/* and so do barriers */
#define HCR_TWI		BIT_ULL(13)	/* WFI traps */
#define HCR_TWE		BIT_ULL(14)	/* WFE traps */
#define HCR_TID1	BIT_ULL(16)	/* ID group 1 traps: REVIDR, AIDR */
#define HCR_TID2	BIT_ULL(17)	/* ID group 2: caches, if not the CPU's */
#define HCR_TID3	BIT_ULL(18)	/* ID group 3: the features */
#define HCR_TSC		BIT_ULL(19)	/* SMC traps */
#define HCR_TIDCP	BIT_ULL(20)	/* implementation defined registers */
#define HCR_TACR	BIT_ULL(21)	/* ACTLR_EL1 */
#define HCR_TSW		BIT_ULL(22)	/* cache maintenance by set and way */
#define HCR_TVM		BIT_ULL(26)	/* writes of stage 1 registers */
#define HCR_TGE		BIT_ULL(27)	/* EL0 is the host's */
#define HCR_RW		BIT_ULL(31)	/* EL1 is AArch64 */
#define HCR_E2H		BIT_ULL(34)	/* EL2 runs a kernel (VHE) */
#define HCR_TLOR	BIT_ULL(35)	/* LORegions */
#define HCR_TERR	BIT_ULL(36)	/* error records (RAS) */
#define HCR_TEA		BIT_ULL(37)	/* external aborts are the host's (RAS) */
#define HCR_FWB		BIT_ULL(46)	/* stage 2 decides what is cacheable */

/*
 * Always set for a guest.
 *
 * SMC, implementation defined and error-record registers trap, so that nothing
 * of the machine below us is reachable. ID registers trap because the guest
 * sees fewer features than there are; but not CTR_EL0 and the cache ID
 * registers (TID2), which every guest reads all the time and which have the
 * host's values. Set/way operations trap (TSW), and until the guest's caches are
 * on so do its stage 1 registers (TVM, of which that is the start): setway.c.
 */
#define HCR_GUEST	(HCR_VM | HCR_SWIO | HCR_PTW | HCR_FMO | HCR_IMO | \
			 HCR_AMO | HCR_FB | HCR_BSU_IS | HCR_TWI | HCR_TWE | \
			 HCR_TID1 | HCR_TID3 | HCR_TSC | HCR_TIDCP | \
			 HCR_TACR | HCR_TSW | HCR_TLOR)
/* Where the CPU has RAS. */
#define HCR_GUEST_RAS	(HCR_TERR | HCR_TEA)

/* CPTR_EL2 as a VHE host has it, in the layout of CPACR_EL1. */
#define CPTR_VHE_ZEN	GENMASK_ULL(17, 16)
#define CPTR_VHE_FPEN	GENMASK_ULL(21, 20)
#define CPTR_VHE_SMEN	GENMASK_ULL(25, 24)
#define CPTR_VHE_TTA	BIT_ULL(28)
#define CPTR_VHE_TAM	BIT_ULL(30)
/* Trace and activity monitors trap; so do SVE and SME, being 0 here. */
#define CPTR_VHE_GUEST	(CPTR_VHE_TTA | CPTR_VHE_TAM)

/* CPTR_EL2 otherwise. */
#define CPTR_TZ		BIT_ULL(8)
#define CPTR_TFP	BIT_ULL(10)
#define CPTR_TSM	BIT_ULL(12)
#define CPTR_TTA	BIT_ULL(20)
#define CPTR_TAM	BIT_ULL(30)
#define CPTR_RES1	0x22ffULL
#define CPTR_GUEST	(CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM)

/* MDCR_EL2: debug, profiling, trace and performance registers trap. */
#define MDCR_TPMCR	BIT_ULL(5)
#define MDCR_TPM	BIT_ULL(6)
#define MDCR_TDE	BIT_ULL(8)	/* debug exceptions are the host's */
#define MDCR_TDA	BIT_ULL(9)
#define MDCR_TDOSA	BIT_ULL(10)
#define MDCR_TDRA	BIT_ULL(11)
#define MDCR_TPMS	BIT_ULL(14)
#define MDCR_TTRF	BIT_ULL(19)
#define MDCR_GUEST	(MDCR_TPMCR | MDCR_TPM | MDCR_TDA | MDCR_TDOSA | \
			 MDCR_TDRA | MDCR_TPMS | MDCR_TTRF)

/*
 * CNTHCTL_EL2, in its two layouts: the guest reads the physical counter. The
 * physical timer is its own on a VHE host, else the host needs it, and it traps.
 */
#define CNTHCTL_GUEST		BIT_ULL(0)
#define CNTHCTL_VHE_GUEST	BIT_ULL(10)
#define CNTHCTL_VHE_TIMER	BIT_ULL(11)
#define CNTHCTL_VHE_MASK	GENMASK_ULL(11, 10)

/* MDSCR_EL1: of the guest's, stepping, breakpoints and watchpoints. */
#define MDSCR_SS	BIT_ULL(0)
#define MDSCR_TDCC	BIT_ULL(12)
#define MDSCR_KDE	BIT_ULL(13)
#define MDSCR_MDE	BIT_ULL(15)
#define MDSCR_GUEST	(MDSCR_SS | MDSCR_TDCC | MDSCR_KDE | MDSCR_MDE)

/*
 * In our own copy alone, with MDE: breakpoints and watchpoints are to be loaded,
 * and they are userspace's. As bits that the register has not, they make sure
 * that the copy is not what the host has.
 */
#define EL2_MDSCR_POINTS	BIT_ULL(63)
#define EL2_MDSCR_USERS		BIT_ULL(62)

/* OSLSR_EL1 */
#define OSLSR_OSLK	BIT_ULL(1)

/* VTCR_EL2 */
#define VTCR_T0SZ(bits)	(64ULL - (bits))
#define VTCR_SL0(v)	((u64)(v) << 6)
#define VTCR_IRGN0_WBWA	BIT_ULL(8)
#define VTCR_ORGN0_WBWA	BIT_ULL(10)
#define VTCR_SH0_INNER	(3ULL << 12)
#define VTCR_PS(v)	((u64)(v) << 16)
#define VTCR_VS16	BIT_ULL(19)
#define VTCR_HA		BIT_ULL(21)
#define VTCR_RES1	BIT_ULL(31)

#endif /* EL2_CONTROLS_H */
