/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the instruction decoder. */
#ifndef AIRLOCK_X86_INSN_TABLE_H
#define AIRLOCK_X86_INSN_TABLE_H

#include <linux/bits.h>
#include <linux/types.h>

#include "mmio_insn.h"

/**
 * enum insn_form - how an opcode names its operands.
 * @FORM_UNKNOWN: not our business.
 * @FORM_PREFIX: a legacy prefix.
 * @FORM_REX: 40 to 4F in 64-bit code.
 * @FORM_ESCAPE: 0F.
 * @FORM_MEM_REG: memory is the destination, a register the source.
 * @FORM_REG_MEM: the other way round.
 * @FORM_MEM: memory alone.
 * @FORM_MEM_IMM: memory and an immediate.
 * @FORM_GROUP: ModRM.reg is part of the opcode; exec is enum insn_group.
 * @FORM_LOAD_ACC: the accumulator from an absolute address.
 * @FORM_STORE_ACC: to one.
 * @FORM_STRING: rSI and rDI.
 * @FORM_PORT_STRING: one of them, and a port.
 */
enum insn_form {
	FORM_UNKNOWN,
	FORM_PREFIX,
	FORM_REX,
	FORM_ESCAPE,
	FORM_MEM_REG,
	FORM_REG_MEM,
	FORM_MEM,
	FORM_MEM_IMM,
	FORM_GROUP,
	FORM_LOAD_ACC,
	FORM_STORE_ACC,
	FORM_STRING,
	FORM_PORT_STRING,
};

/* SDM 2D "Opcode Extensions For One-Byte And Two-Byte Opcodes" */
enum insn_group {
	GROUP_1,	/* ADD to CMP */
	GROUP_3,	/* TEST, NOT, NEG */
	GROUP_4_5,	/* INC, DEC */
	GROUP_8,	/* BT, BTS, BTR, BTC */
	GROUP_11,	/* MOV */
};

/* Bits of a REX prefix. */
#define REX_B		BIT(0)
#define REX_X		BIT(1)
#define REX_R		BIT(2)
#define REX_W		BIT(3)

/* Bits of insn_row.flags. */
#define ROW_BYTE	BIT(0)	/* operands are bytes */
#define ROW_IMM8	BIT(1)	/* the immediate is a byte, else 2 or 4 */
#define ROW_ONLY_64	BIT(2)	/* another instruction outside 64-bit code */
#define ROW_NOT_64	BIT(3)	/* undefined in 64-bit code */
#define ROW_MEM8	BIT(4)	/* memory has 1 byte, the register more */
#define ROW_MEM16	BIT(5)	/* ... 2 bytes */
#define ROW_MEM32	BIT(6)	/* ... 4 bytes */
#define ROW_NO_PREFIX	BIT(7)	/* 66, F2 and F3 make it something else */

/* What is known of an opcode: enum x86_exec, enum insn_form, ROW_*. */
struct insn_row {
	u8 exec;
	u8 form;
	u8 flags;
};

extern const struct insn_row x86_insn_one_byte[256];
extern const struct insn_row x86_insn_two_byte[256];

/* Bits of x86_insn_traits. */
#define TRAIT_READS	BIT(0)	/* a destination in memory is read */
#define TRAIT_WRITES	BIT(1)	/* ... and written */
#define TRAIT_LOCK	BIT(2)	/* LOCK may stand before it */
#define TRAIT_SWAPS	BIT(3)	/* the source register is written too */

/* By enum x86_exec. */
extern const u8 x86_insn_traits[X86_NR_EXEC];

/**
 * x86_insn_resolve_group - what an opcode is that shares its byte with others.
 * @row: its row, of FORM_GROUP; rewritten.
 * @reg: ModRM.reg.
 *
 * Return: X86_INSN_OK or X86_INSN_UNKNOWN.
 */
enum x86_insn_error x86_insn_resolve_group(struct insn_row *row, u8 reg);

/* 0F 38 F0 and F1. */
extern const struct insn_row x86_insn_movbe[2];

/**
 * x86_insn_decode_plain - decode what drivers mostly execute.
 * @ctx: as x86_insn_decode().
 * @op: filled if it is that.
 *
 * Return: true if it is.
 */
bool x86_insn_decode_plain(const struct x86_insn_ctx *ctx,
			   struct x86_mmio_op *op);

/* Numbers of @size bytes, 1 to 8, in 64 bits. */
static inline u64 size_mask(unsigned int size)
{
	return ~0ULL >> (64 - 8 * size);
}

static inline u64 top_bit(unsigned int size)
{
	return 1ULL << (8 * size - 1);
}

static inline u64 sign_extend(u64 value, unsigned int size)
{
	unsigned int shift = 64 - 8 * size;

	return (s64)(value << shift) >> shift;
}

#endif /* AIRLOCK_X86_INSN_TABLE_H */
