/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads and stores of A64, A32 and T32, decoded: for accesses to devices that the CPU does not
 * describe in the syndrome. Pure: an instruction word in, a description out.
 */
#ifndef AIRLOCK_ARM64_MMIO_INSN_H
#define AIRLOCK_ARM64_MMIO_INSN_H

#include <linux/bits.h>
#include <linux/types.h>

/**
 * enum arm64_ls_class - what an instruction word is to us.
 * @ARM64_LS_MOVE: moves registers from or to memory: described, carried out.
 * @ARM64_LS_EXCLUSIVE: a load or store exclusive. No device has a monitor.
 * @ARM64_LS_ATOMIC: reads, modifies and writes in one. No device can.
 * @ARM64_LS_ZERO: DC ZVA, which is for memory.
 * @ARM64_LS_UNKNOWN: anything else.
 */
enum arm64_ls_class {
	ARM64_LS_MOVE,
	ARM64_LS_EXCLUSIVE,
	ARM64_LS_ATOMIC,
	ARM64_LS_ZERO,
	ARM64_LS_UNKNOWN,
};

/* Bits of arm64_ls.flags. */
#define ARM64_LS_LOAD		BIT(0)
#define ARM64_LS_VECTOR		BIT(1)	/* V registers, not X */
#define ARM64_LS_SIGNED		BIT(2)	/* what is loaded is sign-extended */
#define ARM64_LS_WIDE		BIT(3)	/* ... to 64 bits, not 32 */
#define ARM64_LS_WRITEBACK	BIT(4)	/* the base register moves */
#define ARM64_LS_POST		BIT(5)	/* ... after the access */
#define ARM64_LS_LITERAL	BIT(6)	/* the base is the PC */
#define ARM64_LS_INDEX		BIT(7)	/* the offset is in a register */
#define ARM64_LS_LANE		BIT(8)	/* of each V register one element */
#define ARM64_LS_REPLICATE	BIT(9)	/* ... to all elements */
#define ARM64_LS_AA32		BIT(10)	/* of A32 or T32: @list, 4 bits a register */
#define ARM64_LS_SUBTRACT	BIT(11)	/* the index is subtracted */
#define ARM64_LS_NARROW		BIT(12)	/* the instruction has two bytes */

/* The longest access: LD1 to LD4 with four Q registers. */
#define ARM64_LS_MAX		64

/**
 * struct arm64_ls - what a load or store does.
 * @flags: ARM64_LS_*.
 * @size: bytes in memory, all registers together.
 * @ebytes: bytes of an element: of a register, unless it is a structure.
 * @elements: how many elements of a register.
 * @nregs: how many registers.
 * @rt: the first one; the others follow it modulo 32, unless it is a pair.
 * @rt2: the other one of a pair.
 * @interleave: so many registers take turns, element by element (LD2 to LD4).
 * @lane: with ARM64_LS_LANE: which element.
 * @rn: base register; 31 is SP.
 * @rm: index register; 31 is XZR.
 * @extend: the index is extended as the option field says ...
 * @shift: ... and shifted left.
 * @offset: added to the base; with ARM64_LS_POST, afterwards.
 * @list: with ARM64_LS_AA32: the registers, a bit each; lowest first.
 * @skew: the access is so much above its address.
 */
struct arm64_ls {
	u16 flags;
	u8 size;
	u8 ebytes;
	u8 elements;
	u8 nregs;
	u8 rt;
	u8 rt2;
	u8 interleave;
	u8 lane;
	u8 rn;
	u8 rm;
	u8 extend;
	u8 shift;
	s32 offset;
	u16 list;
	u8 skew;
};

/**
 * arm64_ls_decode - describe an A64 instruction.
 * @insn: the instruction word.
 * @ls: filled in if it is ARM64_LS_MOVE.
 */
enum arm64_ls_class arm64_ls_decode(u32 insn, struct arm64_ls *ls);

/* The same of an A32 instruction, */
enum arm64_ls_class arm64_ls_decode_a32(u32 insn, struct arm64_ls *ls);

/* and of T32: two bytes; or, with @wide, four, the first two in the upper half. */
enum arm64_ls_class arm64_ls_decode_t32(u32 insn, bool wide,
					struct arm64_ls *ls);

/* Is register @r of the row, from 0, that of a pair? Its number. */
static inline unsigned int arm64_ls_reg(const struct arm64_ls *ls,
					unsigned int r)
{
	/* A pair's second register is anywhere; structures' follow on. */
	if (ls->flags & ARM64_LS_VECTOR && ls->interleave)
		return (ls->rt + r) % 32;
	return r ? ls->rt2 : ls->rt;
}

/**
 * arm64_ls_place - where in memory an element is.
 * @ls: the load or store.
 * @r: register of the row, from 0.
 * @e: element of the register, from 0.
 *
 * Return: its offset from the address.
 */
static inline unsigned int arm64_ls_place(const struct arm64_ls *ls,
					  unsigned int r, unsigned int e)
{
	unsigned int turns = ls->interleave;

	/* Registers one after the other (also LD1), or taking turns. */
	if (turns <= 1)
		return (r * ls->elements + e) * ls->ebytes;
	return (e * turns + r) * ls->ebytes;
}

#endif /* AIRLOCK_ARM64_MMIO_INSN_H */
