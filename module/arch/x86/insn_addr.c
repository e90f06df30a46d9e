// SPDX-License-Identifier: GPL-2.0
/* Registers and addresses as instructions see them. */
#include <asm/processor-flags.h>

#include "insn_table.h"

u64 x86_reg_read(const struct x86_regs *regs, unsigned int reg,
		 unsigned int size, bool high)
{
	return (regs->gpr[reg] >> (high ? 8 : 0)) & size_mask(size);
}

void x86_reg_write(struct x86_regs *regs, unsigned int reg, unsigned int size,
		   bool high, u64 value)
{
	unsigned int shift = high ? 8 : 0;
	u64 mask = size_mask(size) << shift;

	/* Results of 32 bits clear the upper half; smaller ones keep it. */
	if (size >= 4)
		regs->gpr[reg] = value & mask;
	else
		regs->gpr[reg] = (regs->gpr[reg] & ~mask) |
				 ((value << shift) & mask);
}

/* The bit offset in a register may lead far from the operand's address. */
static s64 bit_string_offset(const struct x86_mmio_op *op,
			     const struct x86_regs *regs)
{
	s64 bit = sign_extend(x86_reg_read(regs, op->reg, op->size, false),
			      op->size);

	return (bit >> 3) & ~(s64)(op->size - 1);
}

u64 x86_insn_offset(const struct x86_mmio_op *op, const struct x86_regs *regs,
		    u64 rip)
{
	u64 offset = op->disp;

	if (op->base != X86_NO_REG)
		offset += regs->gpr[op->base];
	if (op->index != X86_NO_REG)
		offset += regs->gpr[op->index] << op->scale;
	if (op->flags & X86_OP_RIP_RELATIVE)
		offset += rip + op->len;
	if (op->flags & X86_OP_BIT_STRING)
		offset += bit_string_offset(op, regs);
	return offset & size_mask(op->addr_size);
}

u64 x86_insn_string_offset(const struct x86_mmio_op *op,
			   const struct x86_regs *regs, bool dst)
{
	return x86_reg_read(regs, dst ? X86_RDI : X86_RSI, op->addr_size,
			    false);
}

u64 x86_insn_string_left(const struct x86_mmio_op *op,
			 const struct x86_regs *regs)
{
	if (!(op->flags & (X86_OP_REP | X86_OP_REPNE)))
		return 1;
	return x86_reg_read(regs, X86_RCX, op->addr_size, false);
}

static void move_pointer(struct x86_regs *regs, unsigned int reg,
			 unsigned int addr_size, s64 step)
{
	x86_reg_write(regs, reg, addr_size, false, regs->gpr[reg] + step);
}

/* Which of rSI and rDI the instruction uses. */
static bool uses_rsi(unsigned int exec)
{
	return exec == X86_EXEC_MOVS || exec == X86_EXEC_LODS ||
	       exec == X86_EXEC_CMPS || exec == X86_EXEC_OUTS;
}

static bool uses_rdi(unsigned int exec)
{
	return exec != X86_EXEC_LODS && exec != X86_EXEC_OUTS;
}

bool x86_insn_string_move(const struct x86_mmio_op *op, struct x86_regs *regs,
			  u64 rflags, u64 nr)
{
	s64 step = op->size * nr;

	if (rflags & X86_EFLAGS_DF)
		step = -step;
	if (uses_rsi(op->exec))
		move_pointer(regs, X86_RSI, op->addr_size, step);
	if (uses_rdi(op->exec))
		move_pointer(regs, X86_RDI, op->addr_size, step);
	if (!(op->flags & (X86_OP_REP | X86_OP_REPNE)))
		return true;
	move_pointer(regs, X86_RCX, op->addr_size, -(s64)nr);
	return !x86_insn_string_left(op, regs);
}
