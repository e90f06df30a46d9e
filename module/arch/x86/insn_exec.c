// SPDX-License-Identifier: GPL-2.0
/* Arithmetic and flags of decoded instructions. */
#include <linux/bitops.h>
#include <linux/swab.h>

#include <asm/processor-flags.h>

#include "insn_table.h"

#define FLAGS_ARITH	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

/* PF, ZF and SF of a result, added to the other arithmetic flags. */
static u64 result_flags(u64 rflags, u64 others, u64 value, unsigned int size)
{
	rflags = (rflags & ~FLAGS_ARITH) | others;
	value &= size_mask(size);
	if (!value)
		rflags |= X86_EFLAGS_ZF;
	if (value & top_bit(size))
		rflags |= X86_EFLAGS_SF;
	/* Even parity of the lowest byte. */
	if (!(hweight8(value & 0xff) & 1))
		rflags |= X86_EFLAGS_PF;
	return rflags;
}

/*
 * Carries out of each bit position tell AF and CF; OF is set if both operands'
 * signs differ from the result's.
 */
static u64 add(u64 a, u64 b, u64 carry, unsigned int size, u64 *rflags)
{
	u64 value = a + b + carry;
	u64 carries = (a & b) | ((a | b) & ~value);
	u64 flags = 0;

	if (carries & top_bit(size))
		flags |= X86_EFLAGS_CF;
	if (carries & BIT(3))
		flags |= X86_EFLAGS_AF;
	if ((a ^ value) & (b ^ value) & top_bit(size))
		flags |= X86_EFLAGS_OF;
	*rflags = result_flags(*rflags, flags, value, size);
	return value;
}

static u64 subtract(u64 a, u64 b, u64 borrow, unsigned int size, u64 *rflags)
{
	u64 value = a - b - borrow;
	u64 borrows = (~a & b) | ((~a | b) & value);
	u64 flags = 0;

	if (borrows & top_bit(size))
		flags |= X86_EFLAGS_CF;
	if (borrows & BIT(3))
		flags |= X86_EFLAGS_AF;
	if ((a ^ b) & (a ^ value) & top_bit(size))
		flags |= X86_EFLAGS_OF;
	*rflags = result_flags(*rflags, flags, value, size);
	return value;
}

static u64 alu(unsigned int exec, u64 a, u64 b, unsigned int size, u64 *rflags)
{
	u64 carry = *rflags & X86_EFLAGS_CF ? 1 : 0;

	switch (exec) {
	case X86_EXEC_ADD:
		return add(a, b, 0, size, rflags);
	case X86_EXEC_ADC:
		return add(a, b, carry, size, rflags);
	case X86_EXEC_SBB:
		return subtract(a, b, carry, size, rflags);
	case X86_EXEC_SUB:
	case X86_EXEC_CMP:
		return subtract(a, b, 0, size, rflags);
	case X86_EXEC_OR:
		a |= b;
		break;
	case X86_EXEC_XOR:
		a ^= b;
		break;
	default:	/* AND, TEST */
		a &= b;
	}
	*rflags = result_flags(*rflags, 0, a, size);
	return a;
}

static u64 unary(unsigned int exec, u64 a, unsigned int size, u64 *rflags)
{
	u64 carry = *rflags & X86_EFLAGS_CF;

	switch (exec) {
	case X86_EXEC_NOT:
		return ~a;
	case X86_EXEC_NEG:
		return subtract(0, a, 0, size, rflags);
	case X86_EXEC_INC:
		a = add(a, 1, 0, size, rflags);
		break;
	default:	/* DEC */
		a = subtract(a, 1, 0, size, rflags);
	}
	/* These two leave CF alone. */
	*rflags = (*rflags & ~X86_EFLAGS_CF) | carry;
	return a;
}

static u64 bit_test(unsigned int exec, u64 a, u64 bit, unsigned int size,
		    u64 *rflags)
{
	u64 mask = 1ULL << (bit & (8 * size - 1));

	*rflags &= ~X86_EFLAGS_CF;
	if (a & mask)
		*rflags |= X86_EFLAGS_CF;
	if (exec == X86_EXEC_BTS)
		return a | mask;
	if (exec == X86_EXEC_BTR)
		return a & ~mask;
	return exec == X86_EXEC_BTC ? a ^ mask : a;
}

/* SDM 1 "EFLAGS Condition Codes" */
static bool condition(u64 rflags, u8 cond)
{
	bool sign = !!(rflags & X86_EFLAGS_SF) != !!(rflags & X86_EFLAGS_OF);
	bool holds;

	switch (cond >> 1) {
	case 0:
		holds = rflags & X86_EFLAGS_OF;
		break;
	case 1:
		holds = rflags & X86_EFLAGS_CF;
		break;
	case 2:
		holds = rflags & X86_EFLAGS_ZF;
		break;
	case 3:
		holds = rflags & (X86_EFLAGS_CF | X86_EFLAGS_ZF);
		break;
	case 4:
		holds = rflags & X86_EFLAGS_SF;
		break;
	case 5:
		holds = rflags & X86_EFLAGS_PF;
		break;
	case 6:
		holds = sign;
		break;
	default:
		holds = sign || rflags & X86_EFLAGS_ZF;
	}
	return holds != (cond & 1);
}

static u64 byte_swap(u64 value, unsigned int size)
{
	return swab64(value) >> (64 - 8 * size);
}

/* The operand that is not in memory. */
static u64 source(const struct x86_mmio_op *op, const struct x86_regs *regs)
{
	if (op->flags & X86_OP_IMM)
		return op->imm & size_mask(op->size);
	return x86_reg_read(regs, op->reg, op->reg_size,
			    op->flags & X86_OP_HIGH_BYTE);
}

/* Equal: the register goes to memory. Else memory goes to the accumulator. */
static void execute_cmpxchg(const struct x86_mmio_op *op, u64 acc, u64 reg,
			    u64 mem, struct x86_insn_result *result)
{
	subtract(acc, mem, 0, op->size, &result->rflags);
	if (result->rflags & X86_EFLAGS_ZF) {
		result->mem = reg;
	} else {
		result->acc = mem;
		result->write_acc = true;
		/* The CPU writes in any case. */
		result->mem = mem;
	}
}

static void execute_string(const struct x86_mmio_op *op, u64 acc, u64 mem,
			   u64 mem2, struct x86_insn_result *result)
{
	switch (op->exec) {
	case X86_EXEC_MOVS:
		result->mem = mem;
		break;
	case X86_EXEC_STOS:
		result->mem = acc;
		break;
	case X86_EXEC_LODS:
		result->acc = mem;
		result->write_acc = true;
		break;
	case X86_EXEC_SCAS:
		subtract(acc, mem, 0, op->size, &result->rflags);
		break;
	default:	/* CMPS */
		subtract(mem, mem2, 0, op->size, &result->rflags);
	}
}

/* What goes into a register that is the destination alone. */
static u64 loaded(const struct x86_mmio_op *op, u64 reg, u64 mem, u64 rflags)
{
	switch (op->exec) {
	case X86_EXEC_MOVSX:
		return sign_extend(mem, op->size);
	case X86_EXEC_MOVBE:
		return byte_swap(mem, op->size);
	case X86_EXEC_CMOVCC:
		return condition(rflags, op->cond) ? mem : reg;
	default:	/* MOV, MOVZX */
		return mem;
	}
}

/* Register and memory, whichever of them stands left. */
static void execute_alu(const struct x86_mmio_op *op, u64 reg, u64 mem,
			struct x86_insn_result *result)
{
	if (op->flags & X86_OP_REG_LEFT)
		result->reg = alu(op->exec, reg, mem, op->size,
				  &result->rflags);
	else
		result->mem = alu(op->exec, mem, reg, op->size,
				  &result->rflags);
}

static void execute(const struct x86_mmio_op *op, u64 reg, u64 mem,
		    struct x86_insn_result *result)
{
	switch (op->exec) {
	case X86_EXEC_ADD ... X86_EXEC_CMP:
	case X86_EXEC_TEST:
		execute_alu(op, reg, mem, result);
		break;
	case X86_EXEC_INC ... X86_EXEC_NEG:
		result->mem = unary(op->exec, mem, op->size, &result->rflags);
		break;
	case X86_EXEC_XCHG:
		result->mem = reg;
		result->reg = mem;
		break;
	case X86_EXEC_XADD:
		result->mem = add(mem, reg, 0, op->size, &result->rflags);
		result->reg = mem;
		break;
	case X86_EXEC_BT ... X86_EXEC_BTC:
		result->mem = bit_test(op->exec, mem, reg, op->size,
				       &result->rflags);
		break;
	case X86_EXEC_SETCC:
		result->mem = condition(result->rflags, op->cond);
		break;
	default:
		if (op->flags & X86_OP_REG_DST)
			result->reg = loaded(op, reg, mem, result->rflags);
		else
			result->mem = op->exec == X86_EXEC_MOVBE ?
				      byte_swap(reg, op->size) : reg;
	}
}

void x86_insn_execute(const struct x86_mmio_op *op, const struct x86_regs *regs,
		      u64 rflags, u64 mem, u64 mem2,
		      struct x86_insn_result *result)
{
	u64 acc = x86_reg_read(regs, X86_RAX, op->size, false);

	*result = (struct x86_insn_result){
		.rflags = rflags,
		.write = op->flags & X86_OP_WRITE,
		.write_reg = op->flags & X86_OP_REG_DST,
	};
	if (op->flags & X86_OP_STRING)
		execute_string(op, acc, mem, mem2, result);
	else if (op->exec == X86_EXEC_CMPXCHG)
		execute_cmpxchg(op, acc, source(op, regs), mem, result);
	else
		execute(op, source(op, regs), mem, result);
	result->mem &= size_mask(op->size);
}

/* Return: true after the last element. */
static bool commit_string(const struct x86_mmio_op *op, struct x86_regs *regs,
			  u64 rflags)
{
	bool equal = rflags & X86_EFLAGS_ZF;

	if (x86_insn_string_move(op, regs, rflags, 1))
		return true;
	if (op->exec != X86_EXEC_SCAS && op->exec != X86_EXEC_CMPS)
		return false;
	return op->flags & X86_OP_REP ? !equal : equal;
}

bool x86_insn_commit(const struct x86_mmio_op *op, struct x86_regs *regs,
		     const struct x86_insn_result *result)
{
	if (result->write_reg)
		x86_reg_write(regs, op->reg, op->reg_size,
			      op->flags & X86_OP_HIGH_BYTE, result->reg);
	if (result->write_acc)
		x86_reg_write(regs, X86_RAX, op->size, false, result->acc);
	if (op->flags & X86_OP_STRING)
		return commit_string(op, regs, result->rflags);
	return true;
}
