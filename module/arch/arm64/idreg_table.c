// SPDX-License-Identifier: GPL-2.0
/*
 * Which features a guest is told of: an ID register each. Arm ARM "AArch64
 * System Register Descriptions", the registers by name.
 *
 * Hidden are those whose state we do not switch (SVE, SME, pointer
 * authentication, MTE, POE, PIE), those that are profiling or tracing of the
 * host's (PMU, SPE, TRBE, BRBE, AMU, MPAM), and what is EL2's.
 */
#include "idreg.h"

/* The field at a bit, and several. */
#define F(shift)	(0xfULL << (shift))
/* A field's value. */
#define V(shift, value)	((u64)(value) << (shift))
#define ALL		(~0ULL)
/* For cap: this field no more than that, others as they are. */
#define CAP(shift, value)	(~F(shift) | V(shift, value))

/* An AArch32 register of which all is kept. */
#define AA32(reg)	{ .name = reg, .keep = 0xffffffff, .cap = ALL, \
			  .writable = 0xffffffff }

/* clang-format off */
const struct arm64_idreg_row arm64_idreg_rows[ARM64_NR_IDREGS] = {
	[ARM64_IDREG(1, 0)] = {
		.name = "ID_PFR0_EL1",
		/* without AMU */
		.keep = 0xffffffff & ~F(20),
		.cap = CAP(28, 1) & CAP(16, 1),
		.writable = 0xffffffff,
	},
	[ARM64_IDREG(1, 1)] = {
		.name = "ID_PFR1_EL1",
		/* without Virtualization, Virt_frac; GIC is ours */
		.keep = 0x0fffffff & ~F(12) & ~F(24),
		.cap = ALL,
		.fixed = V(28, 1),
		.writable = 0xffffffff,
	},
	[ARM64_IDREG(1, 2)] = {
		.name = "ID_DFR0_EL1",
		/* CopDbg alone: Armv8.2 */
		.keep = F(0),
		.cap = V(0, 8),
		.writable = 0xffffffff,
		.is_signed = F(24),
	},
	[ARM64_IDREG(1, 4)] = AA32("ID_MMFR0_EL1"),
	[ARM64_IDREG(1, 5)] = AA32("ID_MMFR1_EL1"),
	[ARM64_IDREG(1, 6)] = AA32("ID_MMFR2_EL1"),
	[ARM64_IDREG(1, 7)] = AA32("ID_MMFR3_EL1"),
	[ARM64_IDREG(2, 0)] = AA32("ID_ISAR0_EL1"),
	[ARM64_IDREG(2, 1)] = AA32("ID_ISAR1_EL1"),
	[ARM64_IDREG(2, 2)] = AA32("ID_ISAR2_EL1"),
	[ARM64_IDREG(2, 3)] = AA32("ID_ISAR3_EL1"),
	[ARM64_IDREG(2, 4)] = AA32("ID_ISAR4_EL1"),
	[ARM64_IDREG(2, 5)] = AA32("ID_ISAR5_EL1"),
	[ARM64_IDREG(2, 6)] = AA32("ID_MMFR4_EL1"),
	[ARM64_IDREG(2, 7)] = AA32("ID_ISAR6_EL1"),
	[ARM64_IDREG(3, 0)] = AA32("MVFR0_EL1"),
	[ARM64_IDREG(3, 1)] = AA32("MVFR1_EL1"),
	[ARM64_IDREG(3, 2)] = AA32("MVFR2_EL1"),
	[ARM64_IDREG(3, 4)] = {
		.name = "ID_PFR2_EL1",
		/* CSV3, SSBS */
		.keep = F(0) | F(4),
		.cap = ALL,
		.writable = 0xffffffff,
	},
	[ARM64_IDREG(3, 6)] = AA32("ID_MMFR5_EL1"),

	[ARM64_ID_AA64PFR0] = {
		.name = "ID_AA64PFR0_EL1",
		/* EL0, EL1, FP, AdvSIMD, RAS, DIT, CSV2, CSV3 */
		.keep = F(0) | F(4) | F(16) | F(20) | F(28) | F(48) | F(56) |
			F(60),
		/* RAS and CSV2 in their first versions, without registers. */
		.cap = CAP(28, 1) & CAP(56, 1),
		/* GIC: system registers, until it turns out there is none. */
		.fixed = V(24, 1),
		.writable = F(0) | F(4) | F(8) | F(12) | F(24) | F(36) |
			    F(48) | F(56) | F(60),
		.is_signed = F(16) | F(20),
	},
	[ARM64_ID_AA64PFR1] = {
		.name = "ID_AA64PFR1_EL1",
		/* BT, SSBS */
		.keep = F(0) | F(4),
		.cap = ALL,
		/* ... and CSV2_frac */
		.writable = F(0) | F(4) | F(32),
	},
	[ARM64_IDREG(4, 4)] = {
		.name = "ID_AA64ZFR0_EL1",
		.writable = F(0) | F(4) | F(16) | F(20) | F(24) | F(32) |
			    F(40) | F(44) | F(52) | F(56),
	},
	[ARM64_ID_AA64DFR0] = {
		.name = "ID_AA64DFR0_EL1",
		/* DebugVer, BRPs, WRPs, CTX_CMPs */
		.keep = F(0) | F(12) | F(20) | F(28),
		.cap = CAP(0, 8),
		/* DoubleLock: none, OSDLR_EL1 does nothing. */
		.fixed = F(36),
		/* DebugVer, PMUVer, WRPs, DoubleLock */
		.writable = F(0) | F(8) | F(20) | F(36),
		.is_signed = F(8) | F(36),
	},
	[ARM64_IDREG(6, 0)] = {
		.name = "ID_AA64ISAR0_EL1",
		/* without TME */
		.keep = ALL & ~F(0) & ~F(24),
		.cap = ALL,
		.writable = ALL & ~F(0),
	},
	[ARM64_IDREG(6, 1)] = {
		.name = "ID_AA64ISAR1_EL1",
		/* without APA, API, GPA, GPI, LS64 */
		.keep = ALL & ~F(4) & ~F(8) & ~F(24) & ~F(28) & ~F(60),
		/* LRCPC: the loads and stores that mmio_insn.c knows */
		.cap = CAP(20, 2),
		.writable = ALL & ~F(4) & ~F(8) & ~F(24) & ~F(28),
	},
	[ARM64_IDREG(6, 2)] = {
		.name = "ID_AA64ISAR2_EL1",
		/* RPRES, BC, CLRBHB, RPRFM, CSSC */
		.keep = F(4) | F(20) | F(28) | F(48) | F(52),
		.cap = ALL,
		/* ... and WFxT */
		.writable = F(0) | F(4) | F(20) | F(28) | F(48) | F(52),
	},
	[ARM64_ID_AA64MMFR0] = {
		.name = "ID_AA64MMFR0_EL1",
		/* without TGran16_2, TGran64_2, TGran4_2, FGT, ECV */
		.keep = 0x0000f000ffffffff,
		/* PARange: 48 bits. The granules without LPA2. */
		.cap = CAP(0, 5) & CAP(20, 1) & CAP(24, 0) & CAP(28, 0),
		.writable = 0xf000f000ffffffff,
		/* TGran64, TGran4 */
		.is_signed = F(24) | F(28),
	},
	[ARM64_ID_AA64MMFR1] = {
		.name = "ID_AA64MMFR1_EL1",
		/* without VMIDBits, VH, XNX, TWED, HCX, CMOW */
		.keep = F(0) | F(12) | F(16) | F(20) | F(24) | F(36) | F(44) |
			F(48) | F(52) | F(60),
		/* HAFDBS: access flag and dirty state */
		.cap = CAP(0, 2),
		.writable = F(0) | F(12) | F(16) | F(20) | F(24) | F(36) |
			    F(44) | F(48) | F(52) | F(60),
		/* SpecSEI */
		.higher = F(24),
	},
	[ARM64_IDREG(7, 2)] = {
		.name = "ID_AA64MMFR2_EL1",
		/* without NV, FWB, EVT */
		.keep = ALL & ~F(24) & ~F(40) & ~F(44) & ~F(56),
		.cap = ALL,
		/* CCIDX is a format; IDS says how traps are reported. */
		.writable = ALL & ~F(20) & ~F(24) & ~F(36) & ~F(40) & ~F(44) &
			    ~F(56),
	},
};

/* clang-format on */
