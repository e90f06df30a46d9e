/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions with which guests reach devices: decoding and arithmetic.
 * Pure: bytes and registers in, description or result out.
 */
#ifndef AIRLOCK_X86_MMIO_INSN_H
#define AIRLOCK_X86_MMIO_INSN_H

#include <linux/bits.h>

#include "cpu.h"
#include "insn_ctx.h"
#include "regs.h"
#include "types.h"

/**
 * enum x86_insn_error - why an instruction was not decoded.
 * @X86_INSN_OK: it was.
 * @X86_INSN_MORE: its bytes end in the middle; fetch more.
 * @X86_INSN_TOO_LONG: longer than X86_INSN_MAX: #GP.
 * @X86_INSN_UNDEFINED: #UD on every CPU (LOCK where it may not be).
 * @X86_INSN_UNKNOWN: an opcode that we have no row for.
 * @X86_INSN_NO_MEMORY: known, but its operand is a register.
 */
enum x86_insn_error {
	X86_INSN_OK,
	X86_INSN_MORE,
	X86_INSN_TOO_LONG,
	X86_INSN_UNDEFINED,
	X86_INSN_UNKNOWN,
	X86_INSN_NO_MEMORY,
};

/* What is computed between the read and the write. */
enum x86_exec {
	/* The first eight in the order of opcode bits 5:3 and ModRM.reg. */
	X86_EXEC_ADD,
	X86_EXEC_OR,
	X86_EXEC_ADC,
	X86_EXEC_SBB,
	X86_EXEC_AND,
	X86_EXEC_SUB,
	X86_EXEC_XOR,
	X86_EXEC_CMP,
	X86_EXEC_MOV,
	X86_EXEC_MOVZX,
	X86_EXEC_MOVSX,
	X86_EXEC_MOVBE,
	X86_EXEC_TEST,
	X86_EXEC_INC,
	X86_EXEC_DEC,
	X86_EXEC_NOT,
	X86_EXEC_NEG,
	X86_EXEC_XCHG,
	X86_EXEC_CMPXCHG,
	X86_EXEC_XADD,
	/* In the order of ModRM.reg of 0F BA, less 4. */
	X86_EXEC_BT,
	X86_EXEC_BTS,
	X86_EXEC_BTR,
	X86_EXEC_BTC,
	X86_EXEC_SETCC,
	X86_EXEC_CMOVCC,
	X86_EXEC_MOVS,
	X86_EXEC_STOS,
	X86_EXEC_LODS,
	X86_EXEC_SCAS,
	X86_EXEC_CMPS,
	X86_EXEC_INS,
	X86_EXEC_OUTS,
	X86_NR_EXEC,
};

/* Bits of x86_mmio_op.flags. */
#define X86_OP_READ		BIT(0)	/* the memory operand is read */
#define X86_OP_WRITE		BIT(1)	/* ... is (or may be) written */
#define X86_OP_REG_DST		BIT(2)	/* the register is written */
#define X86_OP_REG_LEFT		BIT(3)	/* the register is the left operand */
#define X86_OP_IMM		BIT(4)	/* imm is an input */
#define X86_OP_HIGH_BYTE	BIT(5)	/* the register is AH, CH, DH, BH */
#define X86_OP_STRING		BIT(6)
#define X86_OP_REP		BIT(7)	/* F3 on a string instruction */
#define X86_OP_REPNE		BIT(8)	/* F2 on a string instruction */
#define X86_OP_RIP_RELATIVE	BIT(9)
#define X86_OP_MOFFS		BIT(10)	/* disp is the whole address */
#define X86_OP_BIT_STRING	BIT(11)	/* BT family by register */
#define X86_OP_LOCK		BIT(12)

/* No base or no index register. */
#define X86_NO_REG		0xff

/**
 * struct x86_mmio_op - an instruction with an operand in memory.
 * @flags: X86_OP_*.
 * @len: length in bytes.
 * @exec: enum x86_exec.
 * @size: of the memory operand: 1, 2, 4 or 8.
 * @reg_size: of the register operand; it differs for MOVZX and MOVSX.
 * @reg: the register operand, X86_RAX to X86_R15.
 * @cond: condition of SETcc and CMOVcc.
 * @addr_size: 2, 4 or 8.
 * @seg: enum x86_seg of the memory operand (of the source, for strings).
 * @base: base register or X86_NO_REG.
 * @index: index register or X86_NO_REG.
 * @scale: shift of the index.
 * @disp: displacement.
 * @imm: immediate, sign-extended.
 */
struct x86_mmio_op {
	u16 flags;
	u8 len;
	u8 exec;
	u8 size;
	u8 reg_size;
	u8 reg;
	u8 cond;
	u8 addr_size;
	u8 seg;
	u8 base;
	u8 index;
	u8 scale;
	s64 disp;
	s64 imm;
};

/**
 * x86_insn_decode - what instruction is that?
 * @ctx: the guest; its bytes, rip and code are looked at.
 * @op: where to.
 *
 * Context: any. Any bytes are safe.
 * Return: enum x86_insn_error.
 */
enum x86_insn_error x86_insn_decode(const struct x86_insn_ctx *ctx,
				    struct x86_mmio_op *op);

/**
 * x86_insn_offset - address of the memory operand within its segment.
 * @op: the instruction; no string instruction.
 * @regs: the registers.
 * @rip: of the instruction.
 */
u64 x86_insn_offset(const struct x86_mmio_op *op, const struct x86_regs *regs,
		    u64 rip);

/**
 * x86_insn_string_offset - the same for a string instruction.
 * @op: the instruction.
 * @regs: the registers.
 * @dst: rDI, else rSI.
 */
u64 x86_insn_string_offset(const struct x86_mmio_op *op,
			   const struct x86_regs *regs, bool dst);

/**
 * struct x86_insn_result - what an instruction comes to.
 * @mem: the memory operand to be written, if @write.
 * @reg: the register operand to be written, if @write_reg.
 * @acc: the accumulator to be written, if @write_acc.
 * @rflags: RFLAGS afterwards.
 * @write: write @mem.
 * @write_reg: write @reg, in the register op->reg.
 * @write_acc: write @acc to rAX.
 */
struct x86_insn_result {
	u64 mem;
	u64 reg;
	u64 acc;
	u64 rflags;
	bool write;
	bool write_reg;
	bool write_acc;
};

/**
 * x86_insn_execute - the arithmetic.
 * @op: the instruction.
 * @regs: the registers.
 * @rflags: RFLAGS before.
 * @mem: memory operand, if X86_OP_READ (the source, for strings).
 * @mem2: second memory operand, CMPS: the one at rDI.
 * @result: where to.
 */
void x86_insn_execute(const struct x86_mmio_op *op, const struct x86_regs *regs,
		      u64 rflags, u64 mem, u64 mem2,
		      struct x86_insn_result *result);

/**
 * x86_insn_commit - write the registers.
 * @op: the instruction.
 * @regs: the registers.
 * @result: of x86_insn_execute().
 *
 * Not RIP and RFLAGS, which are the CPU backend's. String instructions have
 * their pointers and counter moved by one element.
 *
 * Return: true if the instruction is done, false if it repeats.
 */
bool x86_insn_commit(const struct x86_mmio_op *op, struct x86_regs *regs,
		     const struct x86_insn_result *result);

/**
 * x86_insn_string_left - elements that a string instruction has before it.
 * @op: the instruction.
 * @regs: the registers.
 *
 * Return: rCX with a REP prefix, else 1.
 */
u64 x86_insn_string_left(const struct x86_mmio_op *op,
			 const struct x86_regs *regs);

/**
 * x86_insn_string_move - move the pointers, and rCX if there is a REP prefix.
 * @op: the instruction.
 * @regs: the registers.
 * @rflags: for the direction.
 * @nr: by how many elements.
 *
 * Return: true if none is left.
 */
bool x86_insn_string_move(const struct x86_mmio_op *op, struct x86_regs *regs,
			  u64 rflags, u64 nr);

/* A register as an instruction of @size sees it, and the write of one. */
u64 x86_reg_read(const struct x86_regs *regs, unsigned int reg,
		 unsigned int size, bool high);
void x86_reg_write(struct x86_regs *regs, unsigned int reg, unsigned int size,
		   bool high, u64 value);

#endif /* AIRLOCK_X86_MMIO_INSN_H */
