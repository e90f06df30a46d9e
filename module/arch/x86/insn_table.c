// SPDX-License-Identifier: GPL-2.0
/* The opcodes that guests use on devices. SDM 2D "Opcode Map". */
#include "insn_table.h"

#define ROW(exec, form, flags)	{ X86_EXEC_##exec, FORM_##form, flags }
#define PREFIX			{ 0, FORM_PREFIX, 0 }

/* op r/m8,r8; op r/m,r; op r8,r/m8; op r,r/m. */
#define ALU(base, exec)							\
	[(base) + 0] = ROW(exec, MEM_REG, ROW_BYTE),			\
	[(base) + 1] = ROW(exec, MEM_REG, 0),				\
	[(base) + 2] = ROW(exec, REG_MEM, ROW_BYTE),			\
	[(base) + 3] = ROW(exec, REG_MEM, 0)

/* The form for bytes, and the one for words at the next opcode. */
#define PAIR(base, exec, form)						\
	[(base) + 0] = ROW(exec, form, ROW_BYTE),			\
	[(base) + 1] = ROW(exec, form, 0)

#define GROUP(nr, flags)	{ GROUP_##nr, FORM_GROUP, flags }

const struct insn_row x86_insn_one_byte[256] = {
	ALU(0x00, ADD),
	ALU(0x08, OR),
	[0x0f] = { 0, FORM_ESCAPE, 0 },
	ALU(0x10, ADC),
	ALU(0x18, SBB),
	ALU(0x20, AND),
	[0x26] = PREFIX,
	ALU(0x28, SUB),
	[0x2e] = PREFIX,
	ALU(0x30, XOR),
	[0x36] = PREFIX,
	ALU(0x38, CMP),
	[0x3e] = PREFIX,
	[0x40 ... 0x4f] = { 0, FORM_REX, ROW_ONLY_64 },
	[0x63] = ROW(MOVSX, REG_MEM, ROW_MEM32 | ROW_ONLY_64),
	[0x64 ... 0x67] = PREFIX,
	PAIR(0x6c, INS, PORT_STRING),
	PAIR(0x6e, OUTS, PORT_STRING),
	[0x80] = GROUP(1, ROW_BYTE | ROW_IMM8),
	[0x81] = GROUP(1, 0),
	[0x82] = GROUP(1, ROW_BYTE | ROW_IMM8 | ROW_NOT_64),
	[0x83] = GROUP(1, ROW_IMM8),
	PAIR(0x84, TEST, MEM_REG),
	PAIR(0x86, XCHG, MEM_REG),
	PAIR(0x88, MOV, MEM_REG),
	PAIR(0x8a, MOV, REG_MEM),
	PAIR(0xa0, MOV, LOAD_ACC),
	PAIR(0xa2, MOV, STORE_ACC),
	PAIR(0xa4, MOVS, STRING),
	PAIR(0xa6, CMPS, STRING),
	PAIR(0xaa, STOS, STRING),
	PAIR(0xac, LODS, STRING),
	PAIR(0xae, SCAS, STRING),
	[0xc6] = GROUP(11, ROW_BYTE | ROW_IMM8),
	[0xc7] = GROUP(11, 0),
	[0xf0] = PREFIX,
	[0xf2 ... 0xf3] = PREFIX,
	[0xf6] = GROUP(3, ROW_BYTE | ROW_IMM8),
	[0xf7] = GROUP(3, 0),
	[0xfe] = GROUP(4_5, ROW_BYTE),
	[0xff] = GROUP(4_5, 0),
};

const struct insn_row x86_insn_two_byte[256] = {
	[0x40 ... 0x4f] = ROW(CMOVCC, REG_MEM, 0),
	[0x90 ... 0x9f] = ROW(SETCC, MEM, ROW_BYTE),
	[0xa3] = ROW(BT, MEM_REG, 0),
	[0xab] = ROW(BTS, MEM_REG, 0),
	PAIR(0xb0, CMPXCHG, MEM_REG),
	[0xb3] = ROW(BTR, MEM_REG, 0),
	[0xb6] = ROW(MOVZX, REG_MEM, ROW_MEM8),
	[0xb7] = ROW(MOVZX, REG_MEM, ROW_MEM16),
	[0xba] = GROUP(8, ROW_IMM8),
	[0xbb] = ROW(BTC, MEM_REG, 0),
	[0xbe] = ROW(MOVSX, REG_MEM, ROW_MEM8),
	[0xbf] = ROW(MOVSX, REG_MEM, ROW_MEM16),
	PAIR(0xc0, XADD, MEM_REG),
	/* MOVNTI */
	[0xc3] = ROW(MOV, MEM_REG, ROW_NO_PREFIX),
};

#define READ_WRITE	(TRAIT_READS | TRAIT_WRITES)

const u8 x86_insn_traits[X86_NR_EXEC] = {
	[X86_EXEC_ADD]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_OR]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_ADC]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_SBB]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_AND]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_SUB]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_XOR]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_CMP]		= TRAIT_READS,
	[X86_EXEC_MOV]		= TRAIT_WRITES,
	[X86_EXEC_MOVBE]	= TRAIT_WRITES,
	[X86_EXEC_TEST]		= TRAIT_READS,
	[X86_EXEC_INC]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_DEC]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_NOT]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_NEG]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_XCHG]		= READ_WRITE | TRAIT_LOCK | TRAIT_SWAPS,
	[X86_EXEC_CMPXCHG]	= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_XADD]		= READ_WRITE | TRAIT_LOCK | TRAIT_SWAPS,
	[X86_EXEC_BT]		= TRAIT_READS,
	[X86_EXEC_BTS]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_BTR]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_BTC]		= READ_WRITE | TRAIT_LOCK,
	[X86_EXEC_SETCC]	= TRAIT_WRITES,
	[X86_EXEC_MOVS]		= READ_WRITE,
	[X86_EXEC_STOS]		= TRAIT_WRITES,
	[X86_EXEC_LODS]		= TRAIT_READS,
	[X86_EXEC_SCAS]		= TRAIT_READS,
	[X86_EXEC_CMPS]		= TRAIT_READS,
};

const struct insn_row x86_insn_movbe[2] = {
	ROW(MOVBE, REG_MEM, 0),
	ROW(MOVBE, MEM_REG, 0),
};

enum x86_insn_error x86_insn_resolve_group(struct insn_row *row, u8 reg)
{
	switch (row->exec) {
	case GROUP_1:
		row->form = FORM_MEM_IMM;
		row->exec = X86_EXEC_ADD + reg;
		return X86_INSN_OK;
	case GROUP_3:
		if (reg >= 4)
			return X86_INSN_UNKNOWN;
		row->form = reg < 2 ? FORM_MEM_IMM : FORM_MEM;
		row->exec = reg < 2 ? X86_EXEC_TEST : X86_EXEC_NOT + reg - 2;
		return X86_INSN_OK;
	case GROUP_4_5:
		if (reg >= 2)
			return X86_INSN_UNKNOWN;
		row->form = FORM_MEM;
		row->exec = X86_EXEC_INC + reg;
		return X86_INSN_OK;
	case GROUP_8:
		if (reg < 4)
			return X86_INSN_UNKNOWN;
		row->form = FORM_MEM_IMM;
		row->exec = X86_EXEC_BT + reg - 4;
		return X86_INSN_OK;
	default:
		if (reg)
			return X86_INSN_UNKNOWN;
		row->form = FORM_MEM_IMM;
		row->exec = X86_EXEC_MOV;
		return X86_INSN_OK;
	}
}
