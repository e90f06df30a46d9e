// SPDX-License-Identifier: GPL-2.0
/*
 * The load and store instructions of A64. Arm ARM "C4.1 A64 instruction set
 * encoding", Loads and Stores: the groups are tried in the order of their
 * masks, as they stand in its tables.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "mmio_insn.h"

/* Bits @lo up, @n of them. */
static u32 field(u32 insn, unsigned int lo, unsigned int n)
{
	return (insn >> lo) & ((1U << n) - 1);
}

static s32 signed_field(u32 insn, unsigned int lo, unsigned int n)
{
	return sign_extend32(insn >> lo, n - 1);
}

/* One register, or two, of @bytes each. */
static enum arm64_ls_class plain(struct arm64_ls *ls, unsigned int nregs,
				 unsigned int bytes)
{
	ls->nregs = nregs;
	ls->ebytes = bytes;
	ls->elements = 1;
	ls->size = nregs * bytes;
	return ARM64_LS_MOVE;
}

/*
 * The fields size, V and opc that the forms with one register share. PRFM is
 * among them, and never gets here: it has no effect on a fault.
 */
static enum arm64_ls_class single(struct arm64_ls *ls, u32 insn)
{
	unsigned int size = field(insn, 30, 2), opc = field(insn, 22, 2);

	if (field(insn, 26, 1)) {
		ls->flags |= ARM64_LS_VECTOR;
		if (opc & 1)
			ls->flags |= ARM64_LS_LOAD;
		if (opc & 2)
			size += 4;
		return size <= 4 ? plain(ls, 1, 1 << size) : ARM64_LS_UNKNOWN;
	}
	if (opc)
		ls->flags |= ARM64_LS_LOAD;
	if (opc >= 2) {
		if (size + opc >= 5)
			return ARM64_LS_UNKNOWN;
		ls->flags |= ARM64_LS_SIGNED;
	}
	if (opc == 2 || size == 3)
		ls->flags |= ARM64_LS_WIDE;
	return plain(ls, 1, 1 << size);
}

static enum arm64_ls_class unsigned_offset(struct arm64_ls *ls, u32 insn)
{
	enum arm64_ls_class class = single(ls, insn);

	ls->offset = field(insn, 10, 12) * ls->ebytes;
	return class;
}

/* Unscaled, post-indexed, unprivileged, pre-indexed. */
static enum arm64_ls_class imm9(struct arm64_ls *ls, u32 insn)
{
	ls->offset = signed_field(insn, 12, 9);
	switch (field(insn, 10, 2)) {
	case 1:
		ls->flags |= ARM64_LS_WRITEBACK | ARM64_LS_POST;
		break;
	case 2:
		/* LDTR, STTR: the check of EL0's rights has been passed. */
		if (field(insn, 26, 1))
			return ARM64_LS_UNKNOWN;
		break;
	case 3:
		ls->flags |= ARM64_LS_WRITEBACK;
		break;
	}
	return single(ls, insn);
}

static enum arm64_ls_class register_offset(struct arm64_ls *ls, u32 insn)
{
	enum arm64_ls_class class = single(ls, insn);

	ls->flags |= ARM64_LS_INDEX;
	ls->rm = field(insn, 16, 5);
	ls->extend = field(insn, 13, 3);
	/* Extension from bytes and halfwords is not for addresses. */
	if (!(ls->extend & 2) || class != ARM64_LS_MOVE)
		return ARM64_LS_UNKNOWN;
	if (field(insn, 12, 1))
		ls->shift = ilog2(ls->ebytes);
	return ARM64_LS_MOVE;
}

static enum arm64_ls_class literal(struct arm64_ls *ls, u32 insn)
{
	unsigned int opc = field(insn, 30, 2);

	ls->flags |= ARM64_LS_LOAD | ARM64_LS_LITERAL;
	ls->offset = signed_field(insn, 5, 19) * 4;
	if (opc == 3)
		return ARM64_LS_UNKNOWN;
	if (field(insn, 26, 1)) {
		ls->flags |= ARM64_LS_VECTOR;
		return plain(ls, 1, 4 << opc);
	}
	if (opc == 2)
		ls->flags |= ARM64_LS_SIGNED;
	if (opc)
		ls->flags |= ARM64_LS_WIDE;
	return plain(ls, 1, opc == 1 ? 8 : 4);
}

static enum arm64_ls_class pair(struct arm64_ls *ls, u32 insn)
{
	unsigned int opc = field(insn, 30, 2), index = field(insn, 23, 2);
	bool load = field(insn, 22, 1);
	unsigned int bytes;

	ls->rt2 = field(insn, 10, 5);
	if (load)
		ls->flags |= ARM64_LS_LOAD;
	if (index & 1)
		ls->flags |= ARM64_LS_WRITEBACK;
	if (index == 1)
		ls->flags |= ARM64_LS_POST;
	if (opc == 3)
		return ARM64_LS_UNKNOWN;
	if (field(insn, 26, 1)) {
		ls->flags |= ARM64_LS_VECTOR;
		bytes = 4 << opc;
	} else {
		bytes = opc == 2 ? 8 : 4;
		if (opc == 1) {
			/* LDPSW, which has no store and no hint: that is STGP. */
			if (!load || !index)
				return ARM64_LS_UNKNOWN;
			ls->flags |= ARM64_LS_SIGNED;
		}
		if (opc)
			ls->flags |= ARM64_LS_WIDE;
	}
	ls->offset = signed_field(insn, 15, 7) * (s32)bytes;
	return plain(ls, 2, bytes);
}

/* Exclusives, compare-and-swap, and the ordered ones, which are plain. */
static enum arm64_ls_class exclusive(struct arm64_ls *ls, u32 insn)
{
	bool o2 = field(insn, 23, 1), o1 = field(insn, 21, 1);

	/* In the pairs' place with a size below words: CASP. */
	if (o1)
		return o2 || !field(insn, 31, 1) ? ARM64_LS_ATOMIC :
						   ARM64_LS_EXCLUSIVE;
	if (!o2)
		return ARM64_LS_EXCLUSIVE;
	if (field(insn, 22, 1))
		ls->flags |= ARM64_LS_LOAD;
	if (field(insn, 30, 2) == 3)
		ls->flags |= ARM64_LS_WIDE;
	return plain(ls, 1, 1 << field(insn, 30, 2));
}

/* LDAPR is encoded as one of them, but only loads. */
static enum arm64_ls_class atomic(struct arm64_ls *ls, u32 insn)
{
	if ((insn & 0x3ffffc00) != 0x38bfc000)
		return ARM64_LS_ATOMIC;
	ls->flags |= ARM64_LS_LOAD;
	if (field(insn, 30, 2) == 3)
		ls->flags |= ARM64_LS_WIDE;
	return plain(ls, 1, 1 << field(insn, 30, 2));
}

/* LDAPUR, STLUR: as the unscaled ones, and never of vectors. */
static enum arm64_ls_class ordered_imm9(struct arm64_ls *ls, u32 insn)
{
	ls->offset = signed_field(insn, 12, 9);
	return single(ls, insn);
}

/* Of structures: the post-index is the size, or a register. */
static enum arm64_ls_class structure(struct arm64_ls *ls, u32 insn)
{
	ls->flags |= ARM64_LS_VECTOR;
	if (field(insn, 22, 1))
		ls->flags |= ARM64_LS_LOAD;
	if (!field(insn, 23, 1))
		return field(insn, 16, 5) ? ARM64_LS_UNKNOWN : ARM64_LS_MOVE;
	ls->flags |= ARM64_LS_WRITEBACK | ARM64_LS_POST;
	ls->rm = field(insn, 16, 5);
	if (ls->rm == 31)
		ls->offset = ls->size;
	else
		ls->flags |= ARM64_LS_INDEX;
	ls->extend = 3;
	return ARM64_LS_MOVE;
}

/* LD1 to LD4, ST1 to ST4 (multiple structures). */
static enum arm64_ls_class structures(struct arm64_ls *ls, u32 insn)
{
	/* Registers, and how many of them take turns; by the opcode. */
	static const struct {
		u8 nregs;
		u8 interleave;
	} forms[16] = {
		[0] = { 4, 4 }, [2] = { 4, 1 }, [4] = { 3, 3 }, [6] = { 3, 1 },
		[7] = { 1, 1 }, [8] = { 2, 2 }, [10] = { 2, 1 },
	};
	unsigned int opcode = field(insn, 12, 4), size = field(insn, 10, 2);
	unsigned int bytes = field(insn, 30, 1) ? 16 : 8;

	/* Bit 21 is a part of no register number when there is no index. */
	if (!forms[opcode].nregs || field(insn, 21, 1))
		return ARM64_LS_UNKNOWN;
	if (size == 3 && bytes == 8 && forms[opcode].interleave > 1)
		return ARM64_LS_UNKNOWN;
	ls->nregs = forms[opcode].nregs;
	ls->interleave = forms[opcode].interleave;
	ls->ebytes = 1 << size;
	ls->elements = bytes >> size;
	ls->size = ls->nregs * bytes;
	return structure(ls, insn);
}

/* The same of a single structure, to one lane or to all. */
static enum arm64_ls_class lane(struct arm64_ls *ls, u32 insn)
{
	unsigned int scale = field(insn, 14, 2), size = field(insn, 10, 2);
	unsigned int q = field(insn, 30, 1), s = field(insn, 12, 1);
	unsigned int index = q << 3 | s << 2 | size;

	ls->flags |= ARM64_LS_LANE;
	if (scale == 3) {
		if (s || !field(insn, 22, 1))
			return ARM64_LS_UNKNOWN;
		ls->flags |= ARM64_LS_REPLICATE;
		scale = size;
		/* All lanes of which there are. */
		index = q ? 16 : 8;
	} else if (scale == 2 && size & 1) {
		if (s || size & 2)
			return ARM64_LS_UNKNOWN;
		scale = 3;
		index = q << 3;
	} else if (size & ((1 << scale) - 1)) {
		return ARM64_LS_UNKNOWN;
	}
	ls->lane = index >> scale;
	ls->nregs = (field(insn, 13, 1) << 1 | field(insn, 21, 1)) + 1;
	ls->interleave = ls->nregs;
	ls->ebytes = 1 << scale;
	ls->elements = 1;
	ls->size = ls->nregs << scale;
	return structure(ls, insn);
}

/* clang-format off */
static const struct {
	u32 mask;
	u32 value;
	enum arm64_ls_class (*decode)(struct arm64_ls *ls, u32 insn);
} groups[] = {
	{ 0xbf000000, 0x0c000000, structures },
	{ 0xbf000000, 0x0d000000, lane },
	{ 0x3f000000, 0x08000000, exclusive },
	{ 0x3f200c00, 0x19000000, ordered_imm9 },
	{ 0x3b000000, 0x18000000, literal },
	{ 0x3a000000, 0x28000000, pair },
	{ 0x3b200000, 0x38000000, imm9 },
	{ 0x3f200c00, 0x38200000, atomic },
	{ 0x3b200c00, 0x38200800, register_offset },
	{ 0x3b000000, 0x39000000, unsigned_offset },
};

/* clang-format on */

/* DC ZVA, Xt */
#define DC_ZVA_MASK	0xffffffe0
#define DC_ZVA		0xd50b7420

enum arm64_ls_class arm64_ls_decode(u32 insn, struct arm64_ls *ls)
{
	unsigned int i;

	memset(ls, 0, sizeof(*ls));
	ls->rt = field(insn, 0, 5);
	ls->rn = field(insn, 5, 5);
	for (i = 0; i < ARRAY_SIZE(groups); i++)
		if ((insn & groups[i].mask) == groups[i].value)
			return groups[i].decode(ls, insn);
	return (insn & DC_ZVA_MASK) == DC_ZVA ? ARM64_LS_ZERO :
						ARM64_LS_UNKNOWN;
}
