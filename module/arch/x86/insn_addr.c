// SPDX-License-Identifier: GPL-2.0
/* Registers and addresses as instructions see them. */
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
