// SPDX-License-Identifier: GPL-2.0
/* The opcodes that guests use on devices. SDM 2D "Opcode Map". */
#include "insn_table.h"

#define ROW(exec, form, flags)	{ X86_EXEC_##exec, FORM_##form, flags }
#define PREFIX			{ 0, FORM_PREFIX, 0 }

#define GROUP(nr, flags)	{ GROUP_##nr, FORM_GROUP, flags }

const struct insn_row x86_insn_one_byte[256] = {
	[0x00] = ROW(ADD, MEM_REG, ROW_BYTE),
	[0x01] = ROW(ADD, MEM_REG, 0),
	[0x02] = ROW(ADD, REG_MEM, ROW_BYTE),
	[0x03] = ROW(ADD, REG_MEM, 0),
	[0x08] = ROW(OR, MEM_REG, ROW_BYTE),
	[0x09] = ROW(OR, MEM_REG, 0),
	[0x0a] = ROW(OR, REG_MEM, ROW_BYTE),
	[0x0b] = ROW(OR, REG_MEM, 0),
	[0x0f] = { 0, FORM_ESCAPE, 0 },
	[0x10] = ROW(ADC, MEM_REG, ROW_BYTE),
	[0x11] = ROW(ADC, MEM_REG, 0),
	[0x12] = ROW(ADC, REG_MEM, ROW_BYTE),
	[0x13] = ROW(ADC, REG_MEM, 0),
	[0x18] = ROW(SBB, MEM_REG, ROW_BYTE),
	[0x19] = ROW(SBB, MEM_REG, 0),
	[0x1a] = ROW(SBB, REG_MEM, ROW_BYTE),
	[0x1b] = ROW(SBB, REG_MEM, 0),
	[0x20] = ROW(AND, MEM_REG, ROW_BYTE),
	[0x21] = ROW(AND, MEM_REG, 0),
	[0x22] = ROW(AND, REG_MEM, ROW_BYTE),
	[0x23] = ROW(AND, REG_MEM, 0),
	[0x26] = PREFIX,
	[0x28] = ROW(SUB, MEM_REG, ROW_BYTE),
	[0x29] = ROW(SUB, MEM_REG, 0),
	[0x2a] = ROW(SUB, REG_MEM, ROW_BYTE),
	[0x2b] = ROW(SUB, REG_MEM, 0),
	[0x2e] = PREFIX,
	[0x30] = ROW(XOR, MEM_REG, ROW_BYTE),
	[0x31] = ROW(XOR, MEM_REG, 0),
	[0x32] = ROW(XOR, REG_MEM, ROW_BYTE),
	[0x33] = ROW(XOR, REG_MEM, 0),
	[0x36] = PREFIX,
	[0x38] = ROW(CMP, MEM_REG, ROW_BYTE),
	[0x39] = ROW(CMP, MEM_REG, 0),
	[0x3a] = ROW(CMP, REG_MEM, ROW_BYTE),
	[0x3b] = ROW(CMP, REG_MEM, 0),
	[0x3e] = PREFIX,
	[0x40 ... 0x4f] = { 0, FORM_REX, ROW_ONLY_64 },
	[0x63] = ROW(MOVSX, REG_MEM, ROW_MEM32 | ROW_ONLY_64),
	[0x64 ... 0x67] = PREFIX,
	[0x6c] = ROW(INS, PORT_STRING, ROW_BYTE),
	[0x6d] = ROW(INS, PORT_STRING, 0),
	[0x6e] = ROW(OUTS, PORT_STRING, ROW_BYTE),
	[0x6f] = ROW(OUTS, PORT_STRING, 0),
	[0x80] = GROUP(1, ROW_BYTE | ROW_IMM8),
	[0x81] = GROUP(1, 0),
	[0x82] = GROUP(1, ROW_BYTE | ROW_IMM8 | ROW_NOT_64),
	[0x83] = GROUP(1, ROW_IMM8),
	[0x84] = ROW(TEST, MEM_REG, ROW_BYTE),
	[0x85] = ROW(TEST, MEM_REG, 0),
	[0x86] = ROW(XCHG, MEM_REG, ROW_BYTE),
	[0x87] = ROW(XCHG, MEM_REG, 0),
	[0x88] = ROW(MOV, MEM_REG, ROW_BYTE),
	[0x89] = ROW(MOV, MEM_REG, 0),
	[0x8a] = ROW(MOV, REG_MEM, ROW_BYTE),
	[0x8b] = ROW(MOV, REG_MEM, 0),
	[0xa0] = ROW(MOV, LOAD_ACC, ROW_BYTE),
	[0xa1] = ROW(MOV, LOAD_ACC, 0),
	[0xa2] = ROW(MOV, STORE_ACC, ROW_BYTE),
	[0xa3] = ROW(MOV, STORE_ACC, 0),
	[0xa4] = ROW(MOVS, STRING, ROW_BYTE),
	[0xa5] = ROW(MOVS, STRING, 0),
	[0xa6] = ROW(CMPS, STRING, ROW_BYTE),
	[0xa7] = ROW(CMPS, STRING, 0),
	[0xaa] = ROW(STOS, STRING, ROW_BYTE),
	[0xab] = ROW(STOS, STRING, 0),
	[0xac] = ROW(LODS, STRING, ROW_BYTE),
	[0xad] = ROW(LODS, STRING, 0),
	[0xae] = ROW(SCAS, STRING, ROW_BYTE),
	[0xaf] = ROW(SCAS, STRING, 0),
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
	[0xb0] = ROW(CMPXCHG, MEM_REG, ROW_BYTE),
	[0xb1] = ROW(CMPXCHG, MEM_REG, 0),
	[0xb3] = ROW(BTR, MEM_REG, 0),
	[0xb6] = ROW(MOVZX, REG_MEM, ROW_MEM8),
	[0xb7] = ROW(MOVZX, REG_MEM, ROW_MEM16),
	[0xba] = GROUP(8, ROW_IMM8),
	[0xbb] = ROW(BTC, MEM_REG, 0),
	[0xbe] = ROW(MOVSX, REG_MEM, ROW_MEM8),
	[0xbf] = ROW(MOVSX, REG_MEM, ROW_MEM16),
	[0xc0] = ROW(XADD, MEM_REG, ROW_BYTE),
	[0xc1] = ROW(XADD, MEM_REG, 0),
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
