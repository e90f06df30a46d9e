// SPDX-License-Identifier: GPL-2.0
/*
 * The load and store instructions of A32 and T32. Arm ARM "T32 Instruction Set
 * Encoding", "A32 Instruction Set Encoding". Nothing here loads the PC, and
 * indices that are shifted otherwise than to the left are nobody's for a device.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "mmio_insn.h"

#define REG_PC		15

static u32 part(u32 insn, unsigned int lo, unsigned int n)
{
	return (insn >> lo) & ((1U << n) - 1);
}

/* Registers of @list, @bytes of each, as far as an instruction may have them. */
static enum arm64_ls_class registers(struct arm64_ls *ls, u16 list,
				     unsigned int bytes)
{
	if (!list || list & BIT(REG_PC) ||
	    (ls->flags & ARM64_LS_WRITEBACK && ls->rn == REG_PC))
		return ARM64_LS_UNKNOWN;
	/* Relative to the PC, of which an index makes no address. */
	if (ls->rn == REG_PC)
		ls->flags |= ARM64_LS_LITERAL;
	if (ls->flags & ARM64_LS_INDEX && (ls->rm == REG_PC || ls->rn == REG_PC))
		return ARM64_LS_UNKNOWN;
	ls->flags |= ARM64_LS_AA32;
	ls->list = list;
	ls->nregs = hweight16(list);
	ls->ebytes = bytes;
	ls->elements = 1;
	ls->size = ls->nregs * bytes;
	return ARM64_LS_MOVE;
}

static void load_if(struct arm64_ls *ls, bool load)
{
	if (load)
		ls->flags |= ARM64_LS_LOAD;
}

/* P, U and W, and an immediate offset. */
static void indexed(struct arm64_ls *ls, bool pre, bool up, bool writeback,
		    u32 offset)
{
	ls->offset = up ? offset : -offset;
	if (!pre)
		ls->flags |= ARM64_LS_POST;
	if (!pre || writeback)
		ls->flags |= ARM64_LS_WRITEBACK;
}

/* LDM and STM: ascending from the lowest address, wherever the base is. */
static enum arm64_ls_class multiple(struct arm64_ls *ls, u16 list, bool pre,
				    bool up, bool writeback)
{
	u32 bytes = 4 * hweight16(list);

	/* Increment after and before; decrement after and before. */
	ls->offset = up ? bytes : -bytes;
	ls->skew = pre == up ? 4 : 0;
	if (up)
		ls->flags |= ARM64_LS_POST;
	if (writeback)
		ls->flags |= ARM64_LS_WRITEBACK;
	return registers(ls, list, 4);
}

static void a32_index(struct arm64_ls *ls, u32 insn)
{
	ls->flags |= ARM64_LS_INDEX;
	ls->rm = part(insn, 0, 4);
	if (!part(insn, 23, 1))
		ls->flags |= ARM64_LS_SUBTRACT;
	ls->offset = 0;
}

/* LDR, STR, LDRB, STRB, and the unprivileged ones: their check is passed. */
static enum arm64_ls_class a32_word(struct arm64_ls *ls, u32 insn)
{
	load_if(ls, part(insn, 20, 1));
	indexed(ls, part(insn, 24, 1), part(insn, 23, 1), part(insn, 21, 1),
		part(insn, 0, 12));
	if (part(insn, 25, 1)) {
		/* Media instructions; other shifts than LSL. */
		if (part(insn, 4, 1) || part(insn, 5, 2))
			return ARM64_LS_UNKNOWN;
		a32_index(ls, insn);
		ls->shift = part(insn, 7, 5);
	}
	return registers(ls, BIT(ls->rt), part(insn, 22, 1) ? 1 : 4);
}

/* Halfwords, signed ones, and pairs. */
static enum arm64_ls_class a32_extra(struct arm64_ls *ls, u32 insn)
{
	bool load = part(insn, 20, 1);
	unsigned int op = part(insn, 5, 2);

	/* Exclusives, SWP, and the ordered ones, which have no offset. */
	if (!op)
		return part(insn, 24, 1) && part(insn, 23, 1) &&
		       part(insn, 8, 2) != 0 ? ARM64_LS_EXCLUSIVE :
						ARM64_LS_UNKNOWN;
	indexed(ls, part(insn, 24, 1), part(insn, 23, 1), part(insn, 21, 1),
		part(insn, 8, 4) << 4 | part(insn, 0, 4));
	if (!part(insn, 22, 1))
		a32_index(ls, insn);
	if (op > 1 && !load) {
		/* LDRD and STRD: the first of the pair is even. */
		load_if(ls, op == 2);
		return ls->rt & 1 ? ARM64_LS_UNKNOWN :
				    registers(ls, 3 << ls->rt, 4);
	}
	load_if(ls, load);
	if (op > 1)
		ls->flags |= ARM64_LS_SIGNED;
	return registers(ls, BIT(ls->rt), op == 2 ? 1 : 2);
}

enum arm64_ls_class arm64_ls_decode_a32(u32 insn, struct arm64_ls *ls)
{
	memset(ls, 0, sizeof(*ls));
	ls->rt = part(insn, 12, 4);
	ls->rn = part(insn, 16, 4);
	if (part(insn, 28, 4) == 15)
		return ARM64_LS_UNKNOWN;
	switch (part(insn, 25, 3)) {
	case 0:
		return part(insn, 7, 1) && part(insn, 4, 1) ?
			       a32_extra(ls, insn) : ARM64_LS_UNKNOWN;
	case 2:
	case 3:
		return a32_word(ls, insn);
	case 4:
		/* With ^ it is about other modes' registers. */
		if (part(insn, 22, 1))
			return ARM64_LS_UNKNOWN;
		load_if(ls, part(insn, 20, 1));
		return multiple(ls, insn, part(insn, 24, 1),
				part(insn, 23, 1), part(insn, 21, 1));
	default:
		return ARM64_LS_UNKNOWN;
	}
}

/* The low registers, 16 bits. */
static enum arm64_ls_class t16_index(struct arm64_ls *ls, u32 insn)
{
	/* STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH */
	static const u8 bytes[8] = { 4, 2, 1, 1, 4, 2, 1, 2 };
	unsigned int op = part(insn, 9, 3);

	ls->flags |= ARM64_LS_INDEX;
	ls->rm = part(insn, 6, 3);
	load_if(ls, op >= 3);
	if (op == 3 || op == 7)
		ls->flags |= ARM64_LS_SIGNED;
	return registers(ls, BIT(ls->rt), bytes[op]);
}

static enum arm64_ls_class t16_offset(struct arm64_ls *ls, u32 insn,
				      unsigned int bytes)
{
	load_if(ls, part(insn, 11, 1));
	ls->offset = part(insn, 6, 5) * bytes;
	return registers(ls, BIT(ls->rt), bytes);
}

/* Eight bits of offset, in words, from the PC or the stack pointer. */
static enum arm64_ls_class t16_relative(struct arm64_ls *ls, u32 insn,
					unsigned int rn, bool load)
{
	load_if(ls, load);
	ls->rn = rn;
	ls->offset = part(insn, 0, 8) * 4;
	return registers(ls, BIT(part(insn, 8, 3)), 4);
}

static enum arm64_ls_class decode_t16(u32 insn, struct arm64_ls *ls)
{
	bool load = part(insn, 11, 1);

	ls->flags = ARM64_LS_NARROW;
	ls->rt = part(insn, 0, 3);
	ls->rn = part(insn, 3, 3);
	switch (part(insn, 12, 4)) {
	case 4:
		return load ? t16_relative(ls, insn, REG_PC, true) :
			      ARM64_LS_UNKNOWN;
	case 5:
		return t16_index(ls, insn);
	case 6:
		return t16_offset(ls, insn, 4);
	case 7:
		return t16_offset(ls, insn, 1);
	case 8:
		return t16_offset(ls, insn, 2);
	case 9:
		return t16_relative(ls, insn, 13, load);
	case 12:
		ls->rn = part(insn, 8, 3);
		load_if(ls, load);
		/* A base that is loaded is not written back. */
		return multiple(ls, part(insn, 0, 8), false, true,
				!load || !(insn & BIT(ls->rn)));
	default:
		return ARM64_LS_UNKNOWN;
	}
}

/* LDM, STM, LDRD, STRD; what else is there has no offset, or is a branch. */
static enum arm64_ls_class t32_several(struct arm64_ls *ls, u32 insn)
{
	bool pre = part(insn, 24, 1), up = part(insn, 23, 1),
	     writeback = part(insn, 21, 1);

	load_if(ls, part(insn, 20, 1));
	if (!part(insn, 22, 1))
		/* RFE and SRS are where pre and up are the same. */
		return pre == up ? ARM64_LS_UNKNOWN :
				   multiple(ls, insn, pre, up, writeback);
	if (!pre && !writeback)
		return !up || part(insn, 6, 2) == 1 || part(insn, 6, 2) == 3 ?
			       ARM64_LS_EXCLUSIVE : ARM64_LS_UNKNOWN;
	indexed(ls, pre, up, writeback, part(insn, 0, 8) * 4);
	ls->rt2 = part(insn, 8, 4);
	/* The list is in order: a pair that is not has no place in it. */
	if (ls->rt2 <= ls->rt)
		return ARM64_LS_UNKNOWN;
	return registers(ls, BIT(ls->rt) | BIT(ls->rt2), 4);
}

static enum arm64_ls_class t32_single(struct arm64_ls *ls, u32 insn)
{
	unsigned int size = part(insn, 21, 2), op = part(insn, 8, 3);
	bool load = part(insn, 20, 1), up = part(insn, 23, 1);

	if (size == 3 || (part(insn, 24, 1) && (size == 2 || !load)))
		return ARM64_LS_UNKNOWN;
	load_if(ls, load);
	if (part(insn, 24, 1))
		ls->flags |= ARM64_LS_SIGNED;
	if (ls->rn == REG_PC) {
		ls->offset = up ? part(insn, 0, 12) : -part(insn, 0, 12);
	} else if (up) {
		ls->offset = part(insn, 0, 12);
	} else if (part(insn, 11, 1)) {
		/* P, U, W; only to subtract, if neither post nor write-back. */
		indexed(ls, op & 4, op & 2, op & 1, part(insn, 0, 8));
		if (!(op & 5))
			return ARM64_LS_UNKNOWN;
	} else if (!part(insn, 6, 5)) {
		ls->flags |= ARM64_LS_INDEX;
		ls->rm = part(insn, 0, 4);
		ls->shift = part(insn, 4, 2);
	} else {
		return ARM64_LS_UNKNOWN;
	}
	return registers(ls, BIT(ls->rt), 1 << size);
}

enum arm64_ls_class arm64_ls_decode_t32(u32 insn, bool wide,
					struct arm64_ls *ls)
{
	memset(ls, 0, sizeof(*ls));
	if (!wide)
		return decode_t16(insn, ls);
	ls->rt = part(insn, 12, 4);
	ls->rn = part(insn, 16, 4);
	switch (part(insn, 25, 7)) {
	case 0x74:
		return t32_several(ls, insn);
	case 0x7c:
		return t32_single(ls, insn);
	default:
		return ARM64_LS_UNKNOWN;
	}
}
