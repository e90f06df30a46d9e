// SPDX-License-Identifier: GPL-2.0
/*
 * AArch32 state of a guest. Arm ARM "The AArch32 System level programmers'
 * model", "Handling exceptions that are taken to an Exception level that is
 * using AArch32"; "Mapping of the general-purpose registers between the
 * Execution states".
 */
#include <linux/bits.h>

#include "airlock.h"
#include "aa32.h"
#include "pstate.h"
#include "sys_regs.h"

/* ESR_EL2: COND is valid. */
#define ESR_CV		BIT_ULL(24)
#define ESR_COND(esr)	((esr) >> 20 & 0xf)
#define COND_ALWAYS	0xe

#define AA32_N		BIT_ULL(31)
#define AA32_Z		BIT_ULL(30)
#define AA32_C		BIT_ULL(29)
#define AA32_V		BIT_ULL(28)
#define AA32_SSBS	BIT_ULL(23)
#define AA32_PAN	BIT_ULL(22)
#define AA32_IL		BIT_ULL(20)
#define AA32_A		BIT_ULL(8)
#define AA32_I		BIT_ULL(7)
#define AA32_T		BIT_ULL(5)
/* IT[1:0] and IT[7:2], SS, J */
#define AA32_IT_LOW	GENMASK_ULL(26, 25)
#define AA32_IT_HIGH	GENMASK_ULL(15, 10)
#define AA32_SS		BIT_ULL(21)
#define AA32_J		BIT_ULL(24)
#define AA32_MODE	GENMASK_ULL(4, 0)

/* SCTLR */
#define SCTLR_V		BIT_ULL(13)
#define SCTLR_SPAN	BIT_ULL(23)
#define SCTLR_TE	BIT_ULL(30)
#define SCTLR_DSSBS	BIT_ULL(31)
#define SCTLR_AA32_EE	BIT_ULL(25)

#define TTBCR_EAE	BIT_ULL(31)

/* What the fault status says, in the two formats: a synchronous external one. */
#define FSR_LPAE	(BIT_ULL(9) | 0x10)
#define FSR_SHORT	0x08

#define HIGH_VECTORS	0xffff0000ULL

/**
 * struct aa32_entry - what an exception leads to.
 * @mode: M[4:0]
 * @vector: offset from the base
 * @lr: where R14 of the mode is among X0 to X30
 * @arm: R14 is so much more than the instruction's address
 * @thumb: the same in T32
 * @spsr: SPSR of the mode
 */
struct aa32_entry {
	u8 mode;
	u8 vector;
	u8 lr;
	u8 arm;
	u8 thumb;
	enum arm64_sys spsr;
};

static const struct aa32_entry undef_entry = {
	.mode = ARM64_MODE_AA32_UND, .vector = 0x04, .lr = 22,
	.arm = 4, .thumb = 2, .spsr = ARM64_SYS_SPSR_UND,
};

static const struct aa32_entry fetch_entry = {
	.mode = ARM64_MODE_AA32_ABT, .vector = 0x0c, .lr = 20,
	.arm = 4, .thumb = 4, .spsr = ARM64_SYS_SPSR_ABT,
};

static const struct aa32_entry data_entry = {
	.mode = ARM64_MODE_AA32_ABT, .vector = 0x10, .lr = 20,
	.arm = 8, .thumb = 8, .spsr = ARM64_SYS_SPSR_ABT,
};

/* Arm ARM "ConditionHolds": pairs of opposites, by the low bit. */
static bool condition_holds(unsigned int cond, u64 pstate)
{
	bool n = pstate & AA32_N, z = pstate & AA32_Z, c = pstate & AA32_C,
	     v = pstate & AA32_V, holds;

	switch (cond >> 1) {
	case 0:
		holds = z;
		break;
	case 1:
		holds = c;
		break;
	case 2:
		holds = n;
		break;
	case 3:
		holds = v;
		break;
	case 4:
		holds = c && !z;
		break;
	case 5:
		holds = n == v;
		break;
	case 6:
		holds = n == v && !z;
		break;
	default:
		return true;
	}
	return holds != (cond & 1);
}

bool arm64_aa32_condition(u64 esr, u64 pstate)
{
	unsigned int cond = COND_ALWAYS;

	if (esr & ESR_CV)
		cond = ESR_COND(esr);
	else if (pstate & (AA32_IT_LOW | AA32_IT_HIGH))
		/* Of T32, in an If-Then block: IT[7:4]. */
		cond = pstate >> 12 & 0xf;
	return condition_holds(cond, pstate);
}

static u64 entry_pstate(u64 old, u64 sctlr, const struct aa32_entry *entry)
{
	u64 new = old & ~(AA32_IT_LOW | AA32_IT_HIGH | AA32_SS | AA32_J |
			  AA32_IL | AA32_T | AA32_SSBS | ARM64_PSTATE_AA32_E |
			  AA32_MODE);

	if (!(sctlr & SCTLR_SPAN))
		new |= AA32_PAN;
	if (sctlr & SCTLR_DSSBS)
		new |= AA32_SSBS;
	if (sctlr & SCTLR_TE)
		new |= AA32_T;
	if (sctlr & SCTLR_AA32_EE)
		new |= ARM64_PSTATE_AA32_E;
	if (entry->mode == ARM64_MODE_AA32_ABT)
		new |= AA32_A;
	return new | AA32_I | entry->mode;
}

static void enter(struct airlock_vcpu *vcpu, const struct aa32_entry *entry)
{
	struct arm64_regs *regs = &vcpu->arch.regs;
	u64 sctlr = arm64_sys_read(vcpu, ARM64_SYS_SCTLR_EL1);
	u64 base = sctlr & SCTLR_V ? HIGH_VECTORS :
				     arm64_sys_read(vcpu, ARM64_SYS_VBAR_EL1);
	u64 old = regs->pstate;

	arm64_sys_write(vcpu, entry->spsr, old);
	regs->x[entry->lr] = (u32)(regs->pc + (old & AA32_T ? entry->thumb :
							     entry->arm));
	regs->pstate = entry_pstate(old, sctlr, entry);
	regs->pc = (u32)(base + entry->vector);
}

void arm64_aa32_undef(struct airlock_vcpu *vcpu)
{
	enter(vcpu, &undef_entry);
}

void arm64_aa32_abort(struct airlock_vcpu *vcpu, u32 far, bool fetch)
{
	u64 ttbcr = arm64_sys_read(vcpu, ARM64_SYS_TCR_EL1);
	u64 fsr = ttbcr & TTBCR_EAE ? FSR_LPAE : FSR_SHORT;
	u64 both = arm64_sys_read(vcpu, ARM64_SYS_FAR_EL1);

	/* DFSR is the low half of ESR_EL1; DFAR and IFAR are halves of FAR_EL1. */
	if (fetch) {
		arm64_sys_write(vcpu, ARM64_SYS_IFSR32_EL2, fsr);
		both = (u32)both | (u64)far << 32;
	} else {
		arm64_sys_write(vcpu, ARM64_SYS_ESR_EL1, fsr);
		both = (both & ~0xffffffffULL) | far;
	}
	arm64_sys_write(vcpu, ARM64_SYS_FAR_EL1, both);
	enter(vcpu, fetch ? &fetch_entry : &data_entry);
}
