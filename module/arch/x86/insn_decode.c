// SPDX-License-Identifier: GPL-2.0
/*
 * Decoding. Bytes are taken one after the other; when they run out, zeros are
 * taken instead and the error is remembered, so that no step needs to check.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "insn_table.h"

#define NO_OVERRIDE	0xff

/**
 * struct decoder - where we are in the bytes, and what came before the opcode.
 * @ctx: the guest
 * @op: what is being filled
 * @pos: next byte
 * @err: bytes ran out
 * @rex: the REX prefix, or 0
 * @seg: segment override, or NO_OVERRIDE
 * @data_prefix: 66
 * @addr_prefix: 67
 * @lock: F0
 * @rep: F2 or F3, the last one, or 0
 */
struct decoder {
	const struct x86_insn_ctx *ctx;
	struct x86_mmio_op *op;
	unsigned int pos;
	enum x86_insn_error err;
	u8 rex;
	u8 seg;
	bool data_prefix;
	bool addr_prefix;
	bool lock;
	u8 rep;
};

static bool available(struct decoder *d, unsigned int len)
{
	if (likely(d->pos + len <= d->ctx->nbytes))
		return true;
	if (d->err == X86_INSN_OK)
		d->err = d->pos + len > X86_INSN_MAX ? X86_INSN_TOO_LONG :
						       X86_INSN_MORE;
	return false;
}

static u8 next_byte(struct decoder *d)
{
	return available(d, 1) ? d->ctx->bytes[d->pos++] : 0;
}

/* The next 1, 2, 4 or 8 bytes, sign-extended. */
static s64 next_signed(struct decoder *d, unsigned int len)
{
	unsigned int shift = 64 - 8 * len;
	u64 value = 0;

	if (!available(d, len))
		return 0;
	memcpy(&value, d->ctx->bytes + d->pos, len);
	d->pos += len;
	return (s64)(value << shift) >> shift;
}

static void take_prefix(struct decoder *d, u8 byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		/* ES, CS, SS, DS: without effect in 64-bit mode. */
		if (d->ctx->code != X86_CODE_64)
			d->seg = (byte >> 3) & 3;
		break;
	case 0x64:
	case 0x65:
		d->seg = X86_SEG_FS + (byte & 1);
		break;
	case 0x66:
		d->data_prefix = true;
		break;
	case 0x67:
		d->addr_prefix = true;
		break;
	case 0xf0:
		d->lock = true;
		break;
	default:
		d->rep = byte;
	}
}

/* Prefixes and the first opcode byte. */
static const struct insn_row *take_opcode(struct decoder *d, u8 *opcode)
{
	bool code_64 = d->ctx->code == X86_CODE_64;
	const struct insn_row *row;

	for (;;) {
		*opcode = next_byte(d);
		row = &x86_insn_one_byte[*opcode];
		if (row->form == FORM_PREFIX) {
			take_prefix(d, *opcode);
			/* A REX prefix counts right before the opcode only. */
			d->rex = 0;
		} else if (row->form == FORM_REX && code_64) {
			d->rex = *opcode;
		} else {
			return row;
		}
	}
}

/* 0F 38: of these MOVBE alone, which with F2 is CRC32. */
static const struct insn_row *three_byte(struct decoder *d)
{
	u8 opcode = next_byte(d);

	if ((opcode & 0xfe) != 0xf0 || d->rep)
		return &x86_insn_one_byte[0xf1];
	return &x86_insn_movbe[opcode & 1];
}

static void choose_sizes(struct decoder *d, const struct insn_row *row)
{
	struct x86_mmio_op *op = d->op;

	switch (d->ctx->code) {
	case X86_CODE_64:
		op->addr_size = d->addr_prefix ? 4 : 8;
		op->size = d->data_prefix ? 2 : 4;
		if (d->rex & REX_W)
			op->size = 8;
		break;
	case X86_CODE_32:
		op->addr_size = d->addr_prefix ? 2 : 4;
		op->size = d->data_prefix ? 2 : 4;
		break;
	default:
		op->addr_size = d->addr_prefix ? 4 : 2;
		op->size = d->data_prefix ? 4 : 2;
	}
	if (row->flags & ROW_BYTE)
		op->size = 1;
	op->reg_size = op->size;
	if (row->flags & ROW_MEM8)
		op->size = 1;
	else if (row->flags & ROW_MEM16)
		op->size = 2;
	else if (row->flags & ROW_MEM32)
		op->size = min_t(u8, op->size, 4);
}

/* SDM 2A "16-Bit Addressing Forms with the ModR/M Byte" */
static void take_address_16(struct decoder *d, u8 mod, u8 rm)
{
	static const u8 bases[8] = { X86_RBX, X86_RBX, X86_RBP, X86_RBP,
				     X86_NO_REG, X86_NO_REG, X86_RBP, X86_RBX };
	static const u8 indices[8] = { X86_RSI, X86_RDI, X86_RSI, X86_RDI,
				       X86_RSI, X86_RDI, X86_NO_REG,
				       X86_NO_REG };
	struct x86_mmio_op *op = d->op;

	op->base = bases[rm];
	op->index = indices[rm];
	if (mod == 0 && rm == 6) {
		op->base = X86_NO_REG;
		op->disp = next_signed(d, 2);
	} else if (mod) {
		op->disp = next_signed(d, mod);
	}
}

static void take_sib(struct decoder *d, u8 *mod)
{
	struct x86_mmio_op *op = d->op;
	u8 sib = next_byte(d);
	u8 index = (sib >> 3 & 7) | (d->rex & REX_X ? 8 : 0);

	/* RSP cannot be an index; R12 can. */
	if (index != X86_RSP) {
		op->index = index;
		op->scale = sib >> 6;
	}
	op->base = (sib & 7) | (d->rex & REX_B ? 8 : 0);
	if (*mod == 0 && (sib & 7) == X86_RBP) {
		op->base = X86_NO_REG;
		*mod = 2;
	}
}

/* SDM 2A "32-Bit Addressing Forms with the ModR/M Byte", and 64-bit ones. */
static void take_address(struct decoder *d, u8 mod, u8 rm)
{
	struct x86_mmio_op *op = d->op;

	if (rm == X86_RSP) {
		take_sib(d, &mod);
	} else if (mod == 0 && rm == X86_RBP) {
		if (d->ctx->code == X86_CODE_64)
			op->flags |= X86_OP_RIP_RELATIVE;
		mod = 2;
	} else {
		op->base = rm | (d->rex & REX_B ? 8 : 0);
	}
	if (mod == 1)
		op->disp = next_signed(d, 1);
	else if (mod == 2)
		op->disp = next_signed(d, 4);
}

static void choose_segment(struct decoder *d)
{
	struct x86_mmio_op *op = d->op;

	if (d->seg != NO_OVERRIDE)
		op->seg = d->seg;
	else if (op->base == X86_RSP || op->base == X86_RBP)
		op->seg = X86_SEG_SS;
	else
		op->seg = X86_SEG_DS;
}

/* ModRM.reg as a register operand. */
static void choose_register(struct decoder *d, u8 reg)
{
	struct x86_mmio_op *op = d->op;

	/* Without REX, byte registers 4 to 7 are AH, CH, DH and BH. */
	if (op->reg_size == 1 && !d->rex && reg >= 4) {
		op->flags |= X86_OP_HIGH_BYTE;
		reg -= 4;
	}
	op->reg = reg | (d->rex & REX_R ? 8 : 0);
}

/* What is read, what is written. */
static void choose_flags(struct x86_mmio_op *op, const struct insn_row *row)
{
	u8 traits = x86_insn_traits[row->exec];

	if (row->form == FORM_REG_MEM || row->form == FORM_LOAD_ACC) {
		op->flags |= X86_OP_READ | X86_OP_REG_LEFT;
		if (row->exec != X86_EXEC_CMP)
			op->flags |= X86_OP_REG_DST;
		return;
	}
	if (traits & TRAIT_READS)
		op->flags |= X86_OP_READ;
	if (traits & TRAIT_WRITES)
		op->flags |= X86_OP_WRITE;
	if (traits & TRAIT_SWAPS)
		op->flags |= X86_OP_REG_DST;
	if (row->form == FORM_MEM_REG && row->exec >= X86_EXEC_BT &&
	    row->exec <= X86_EXEC_BTC)
		op->flags |= X86_OP_BIT_STRING;
}

static void take_immediate(struct decoder *d, const struct insn_row *row)
{
	unsigned int len = 1;

	/* Immediates of eight bytes do not exist here. */
	if (!(row->flags & ROW_IMM8))
		len = d->op->size == 2 ? 2 : 4;
	d->op->imm = next_signed(d, len);
	d->op->flags |= X86_OP_IMM;
}

static enum x86_insn_error take_modrm(struct decoder *d, struct insn_row *row)
{
	u8 modrm = next_byte(d);
	u8 mod = modrm >> 6, reg = modrm >> 3 & 7, rm = modrm & 7;

	if (row->form == FORM_GROUP && x86_insn_resolve_group(row, reg))
		return X86_INSN_UNKNOWN;
	if (mod == 3)
		return X86_INSN_NO_MEMORY;
	if (d->op->addr_size == 2)
		take_address_16(d, mod, rm);
	else
		take_address(d, mod, rm);
	choose_segment(d);
	if (row->form == FORM_MEM_IMM)
		take_immediate(d, row);
	else if (row->form != FORM_MEM)
		choose_register(d, reg);
	return X86_INSN_OK;
}

static enum x86_insn_error take_operands(struct decoder *d,
					 struct insn_row *row)
{
	struct x86_mmio_op *op = d->op;

	switch (row->form) {
	case FORM_PORT_STRING:
		/* Ports have no 8 bytes. */
		op->size = min_t(u8, op->size, 4);
		fallthrough;
	case FORM_STRING:
		op->flags |= X86_OP_STRING;
		op->seg = d->seg == NO_OVERRIDE ? X86_SEG_DS : d->seg;
		if (d->rep)
			op->flags |= d->rep == 0xf3 ? X86_OP_REP : X86_OP_REPNE;
		return X86_INSN_OK;
	case FORM_LOAD_ACC:
	case FORM_STORE_ACC:
		op->flags |= X86_OP_MOFFS;
		op->disp = next_signed(d, op->addr_size);
		choose_segment(d);
		return X86_INSN_OK;
	default:
		return take_modrm(d, row);
	}
}

static enum x86_insn_error decode(struct decoder *d)
{
	bool code_64 = d->ctx->code == X86_CODE_64;
	enum x86_insn_error err;
	struct insn_row row;
	u8 opcode;

	row = *take_opcode(d, &opcode);
	if (row.form == FORM_ESCAPE) {
		opcode = next_byte(d);
		row = opcode == 0x38 ? *three_byte(d) :
				       x86_insn_two_byte[opcode];
	}
	if (row.form == FORM_UNKNOWN || row.form == FORM_REX)
		return X86_INSN_UNKNOWN;
	if (row.flags & (code_64 ? ROW_NOT_64 : ROW_ONLY_64))
		return X86_INSN_UNKNOWN;
	if (row.flags & ROW_NO_PREFIX && (d->data_prefix || d->rep))
		return X86_INSN_UNKNOWN;

	choose_sizes(d, &row);
	err = take_operands(d, &row);
	if (err)
		return err;
	d->op->exec = row.exec;
	d->op->cond = opcode & 0xf;
	choose_flags(d->op, &row);

	if (d->lock) {
		if (!(x86_insn_traits[row.exec] & TRAIT_LOCK) ||
		    !(d->op->flags & X86_OP_WRITE))
			return X86_INSN_UNDEFINED;
		d->op->flags |= X86_OP_LOCK;
	}
	return X86_INSN_OK;
}

static noinline enum x86_insn_error
decode_any(const struct x86_insn_ctx *ctx, struct x86_mmio_op *op)
{
	struct decoder d = { .ctx = ctx, .op = op, .seg = NO_OVERRIDE };
	enum x86_insn_error err;

	*op = (struct x86_mmio_op){ .base = X86_NO_REG, .index = X86_NO_REG };
	err = decode(&d);
	op->len = d.pos;
	return d.err ?: err;
}

enum x86_insn_error x86_insn_decode(const struct x86_insn_ctx *ctx,
				    struct x86_mmio_op *op)
{
	if (likely(x86_insn_decode_plain(ctx, op)))
		return X86_INSN_OK;
	return decode_any(ctx, op);
}
