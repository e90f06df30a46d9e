// SPDX-License-Identifier: GPL-2.0
/*
 * The moves that drivers are made of: MOV between memory, at a base register
 * and a displacement, and a register or an immediate, in 64-bit code, without
 * prefixes but REX. The decoder knows them as well; here they take a quarter of
 * the time.
 */
#include <linux/string.h>

#include "insn_table.h"

#define MOV_WORD	BIT(0)

/* REX, opcode, ModRM, displacement and immediate. */
#define LONGEST		(3 + 4 + 4)

static s64 signed_32(const u8 *at)
{
	s32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* Register or immediate? Return: false if it is another instruction. */
static bool plain_opcode(u8 opcode, u8 reg, u8 rex, struct x86_mmio_op *op)
{
	/* AH, CH, DH and BH go the long way. */
	bool high = !(opcode & MOV_WORD) && !rex && reg >= 4;

	switch (opcode) {
	case 0x88:
	case 0x89:
		op->flags = X86_OP_WRITE;
		return !high;
	case 0x8a:
	case 0x8b:
		op->flags = X86_OP_READ | X86_OP_REG_LEFT | X86_OP_REG_DST;
		return !high;
	case 0xc6:
	case 0xc7:
		op->flags = X86_OP_WRITE | X86_OP_IMM;
		return reg == 0;
	default:
		return false;
	}
}

bool x86_insn_decode_plain(const struct x86_insn_ctx *ctx,
			   struct x86_mmio_op *op)
{
	const u8 *at = ctx->bytes;
	u8 rex = 0, opcode, mod, reg, rm;

	if (ctx->code != X86_CODE_64 || ctx->nbytes < LONGEST)
		return false;
	if ((*at & 0xf0) == 0x40)
		rex = *at++;
	opcode = *at++;
	mod = *at >> 6;
	reg = *at >> 3 & 7;
	rm = *at++ & 7;
	/* Not a SIB byte, not RIP-relative. */
	if (!plain_opcode(opcode, reg, rex, op) || mod == 3 ||
	    rm == X86_RSP || (mod == 0 && rm == X86_RBP))
		return false;

	op->exec = X86_EXEC_MOV;
	op->size = opcode & MOV_WORD ? (rex & REX_W ? 8 : 4) : 1;
	op->reg_size = op->size;
	op->reg = op->flags & X86_OP_IMM ? 0 : reg | (rex & REX_R ? 8 : 0);
	op->cond = opcode & 0xf;
	op->addr_size = 8;
	op->base = rm | (rex & REX_B ? 8 : 0);
	op->seg = op->base == X86_RBP ? X86_SEG_SS : X86_SEG_DS;
	op->index = X86_NO_REG;
	op->scale = 0;
	op->disp = mod == 0 ? 0 : mod == 1 ? (s8)*at : signed_32(at);
	at += mod == 2 ? 4 : mod;
	op->imm = 0;
	if (op->flags & X86_OP_IMM) {
		op->imm = opcode & MOV_WORD ? signed_32(at) : (s8)*at;
		at += opcode & MOV_WORD ? 4 : 1;
	}
	op->len = at - ctx->bytes;
	return true;
}
