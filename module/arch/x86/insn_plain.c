// SPDX-License-Identifier: GPL-2.0
/*
 * The moves that drivers are made of: MOV between a register and memory at a
 * base register and a displacement, in 64-bit code, without prefixes but REX.
 * The decoder knows them as well; here they take a quarter of the time.
 */
#include <linux/string.h>

#include "insn_table.h"

#define MOV_MASK	0xfc
#define MOV		0x88	/* and 89, 8A, 8B */
#define MOV_WORD	BIT(0)
#define MOV_LOAD	BIT(1)

/* REX, opcode, ModRM and a displacement of four bytes. */
#define LONGEST		7

/* The displacement, by ModRM.mod. Return: its length. */
static unsigned int plain_disp(const u8 *at, u8 mod, s64 *disp)
{
	s32 disp_32;

	switch (mod) {
	case 0:
		*disp = 0;
		return 0;
	case 1:
		*disp = (s8)*at;
		return 1;
	default:
		memcpy(&disp_32, at, sizeof(disp_32));
		*disp = disp_32;
		return 4;
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
	if ((opcode & MOV_MASK) != MOV)
		return false;
	mod = *at >> 6;
	reg = *at >> 3 & 7;
	rm = *at++ & 7;
	/* Not a SIB byte, not RIP-relative; and not AH, CH, DH, BH. */
	if (mod == 3 || rm == X86_RSP || (mod == 0 && rm == X86_RBP) ||
	    (!(opcode & MOV_WORD) && !rex && reg >= 4))
		return false;

	op->flags = opcode & MOV_LOAD ?
		    X86_OP_READ | X86_OP_REG_LEFT | X86_OP_REG_DST :
		    X86_OP_WRITE;
	op->exec = X86_EXEC_MOV;
	op->size = opcode & MOV_WORD ? (rex & REX_W ? 8 : 4) : 1;
	op->reg_size = op->size;
	op->reg = reg | (rex & REX_R ? 8 : 0);
	op->cond = opcode & 0xf;
	op->addr_size = 8;
	op->base = rm | (rex & REX_B ? 8 : 0);
	op->seg = op->base == X86_RBP ? X86_SEG_SS : X86_SEG_DS;
	op->index = X86_NO_REG;
	op->scale = 0;
	op->imm = 0;
	at += plain_disp(at, mod, &op->disp);
	op->len = at - ctx->bytes;
	return true;
}
