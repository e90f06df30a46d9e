// SPDX-License-Identifier: GPL-2.0
/*
 * An instruction that touched a device, carried out for the guest: prepare
 * (fetch, decode, find the operands), read, execute, write, commit.
 *
 * Each step can be left for process context, where guest memory may be paged
 * in, or for userspace, and be taken up again: all that it needs is in struct
 * x86_mmio, nothing on a stack. Until commit the guest's registers are as they
 * were.
 *
 * Within this file, functions return 0 to go on, a verdict that is not
 * AIRLOCK_RESUME, or an errno that settle() makes something of.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "airlock.h"
#include "gva.h"
#include "mmio.h"
#include "mmio_access.h"

enum mmio_step {
	STEP_PREPARE,
	STEP_READ,
	STEP_READ_DST,
	STEP_EXECUTE,
	STEP_WRITE,
	STEP_DONE,
};

static int settle(struct airlock_vcpu *vcpu, int ret);
static int go_on(struct airlock_vcpu *vcpu, unsigned int atomic);

static bool can_carry_out(const struct x86_mmio_op *op)
{
	/* The stack pointer is the backend's; nobody loads it from a device. */
	if (op->flags & X86_OP_REG_DST && op->reg == X86_RSP &&
	    !(op->flags & X86_OP_HIGH_BYTE))
		return false;
	/* A port is one too many. */
	return op->exec != X86_EXEC_INS && op->exec != X86_EXEC_OUTS;
}

/* Does the exit's address belong to all of the operand, and nothing else? */
static bool is_plain(struct airlock_vcpu *vcpu)
{
	const struct x86_mmio *m = &vcpu->arch.mmio;
	const struct x86_mmio_op *op = &m->op;
	unsigned int offset;

	if (op->exec != X86_EXEC_MOV || op->flags & X86_OP_HIGH_BYTE ||
	    m->ctx.code != X86_CODE_64 || op->seg >= X86_SEG_FS ||
	    m->access & X86_MMIO_ROM)
		return false;
	if (op->flags & X86_OP_WRITE && !(m->access & SLAT_WRITE))
		return false;
	offset = x86_insn_offset(op, &vcpu->arch.regs, m->ctx.rip) & ~PAGE_MASK;
	return offset == (m->gpa & ~PAGE_MASK) &&
	       offset + op->size <= PAGE_SIZE;
}

/* Userspace has moved the vCPU elsewhere: what was pending is void. */
static bool abandoned(struct airlock_vcpu *vcpu)
{
	return airlock_x86_rip(vcpu) != vcpu->arch.mmio.ctx.rip;
}

static void plain_read_done(struct airlock_vcpu *vcpu, u64 value)
{
	const struct x86_mmio_op *op = &vcpu->arch.mmio.op;

	x86_reg_write(&vcpu->arch.regs, op->reg, op->size, false, value);
	airlock_x86_skip(vcpu, op->len);
}

static int complete_plain_read(struct airlock_vcpu *vcpu)
{
	u64 value = 0;

	if (abandoned(vcpu))
		return AIRLOCK_RESUME;
	/* The only look at memory that userspace may be writing to. */
	memcpy(&value, vcpu->run->mmio.data, vcpu->arch.mmio.op.size);
	plain_read_done(vcpu, value);
	return AIRLOCK_RESUME;
}

/*
 * A plain move between a register and a device, which nearly all are, in one
 * go. Return: as any step.
 */
static int move_plainly(struct airlock_vcpu *vcpu)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	const struct x86_mmio_op *op = &m->op;
	u64 value = 0;

	m->step = STEP_DONE;
	if (op->flags & X86_OP_READ) {
		if (!x86_device_read(vcpu, m->gpa, op->size, &value)) {
			plain_read_done(vcpu, value);
			return 0;
		}
		vcpu->complete = complete_plain_read;
		return airlock_exit_mmio(vcpu, m->gpa, false, op->size, NULL);
	}
	value = op->flags & X86_OP_IMM ? op->imm :
					 vcpu->arch.regs.gpr[op->reg];
	airlock_x86_skip(vcpu, op->len);
	if (!x86_device_write(vcpu, m->gpa, op->size, &value))
		return 0;
	return airlock_exit_mmio(vcpu, m->gpa, true, op->size, &value);
}

static int prepare(struct airlock_vcpu *vcpu, unsigned int atomic)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	int err;

	m->step = STEP_PREPARE;
	err = x86_insn_fetch(vcpu, &m->ctx, &m->op, atomic, &m->fault);
	if (err == -ENOENT) {
		/* Another vCPU rewrote it: let the guest try again. */
		m->step = STEP_DONE;
		return 0;
	}
	if (err)
		return err;
	if (unlikely(!can_carry_out(&m->op)))
		return -EOPNOTSUPP;
	if (likely(is_plain(vcpu)))
		return move_plainly(vcpu);
	/* REP with nothing (left) to do touches no memory. */
	if (unlikely(m->op.flags & X86_OP_STRING &&
		     !x86_insn_string_left(&m->op, &vcpu->arch.regs))) {
		airlock_x86_skip(vcpu, m->op.len);
		m->step = STEP_DONE;
		return 0;
	}
	err = x86_mmio_place(vcpu, atomic);
	if (!err)
		m->step = STEP_READ;
	return err;
}

/* Registers and RIP: from here on the instruction has happened. */
static void commit(struct airlock_vcpu *vcpu)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	bool done = x86_insn_commit(&m->op, &vcpu->arch.regs, &m->result);

	m->step = STEP_DONE;
	if (m->result.rflags != m->ctx.rflags)
		airlock_x86_set_rflags(vcpu, m->result.rflags);
	/* Else RIP stays and the guest repeats it for the next element. */
	if (done)
		airlock_x86_skip(vcpu, m->op.len);
}

static int complete_read(struct airlock_vcpu *vcpu)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	struct x86_operand *o = m->step == STEP_READ ? &m->src : &m->dst;
	unsigned int len;

	if (abandoned(vcpu))
		return AIRLOCK_RESUME;
	x86_operand_piece(o, &len);
	/* The only look at memory that userspace may be writing to. */
	memcpy(o->data + o->done, vcpu->run->mmio.data, len);
	o->done += len;
	return settle(vcpu, go_on(vcpu, 0));
}

static int complete_write(struct airlock_vcpu *vcpu)
{
	if (abandoned(vcpu))
		return AIRLOCK_RESUME;
	return settle(vcpu, go_on(vcpu, 0));
}

static int read_operand(struct airlock_vcpu *vcpu, struct x86_operand *o,
			unsigned int atomic)
{
	unsigned int len;
	gpa_t gpa;
	int err;

	while (o->done < o->size) {
		gpa = x86_operand_piece(o, &len);
		err = x86_mmio_load(vcpu, o, gpa, len, atomic);
		if (err == -EOPNOTSUPP) {
			vcpu->complete = complete_read;
			return airlock_exit_mmio(vcpu, gpa, false, len, NULL);
		}
		if (err)
			return err;
		o->done += len;
	}
	return 0;
}

static int write_operand(struct airlock_vcpu *vcpu, struct x86_operand *o,
			 unsigned int atomic)
{
	const void *data;
	unsigned int len;
	gpa_t gpa;
	int err;

	while (o->done < o->size) {
		gpa = x86_operand_piece(o, &len);
		data = o->data + o->done;
		err = x86_mmio_store(vcpu, o, gpa, len, atomic);
		if (err && err != -EOPNOTSUPP)
			return err;
		o->done += len;
		if (!err)
			continue;
		/* With the last piece on its way, nothing is left to do here. */
		if (o->done == o->size)
			commit(vcpu);
		else
			vcpu->complete = complete_write;
		return airlock_exit_mmio(vcpu, gpa, true, len, data);
	}
	return 0;
}

static u64 operand_value(const struct x86_operand *o)
{
	u64 value = 0;

	memcpy(&value, o->data, o->size);
	return value;
}

static void compute(struct airlock_vcpu *vcpu)
{
	struct x86_mmio *m = &vcpu->arch.mmio;

	x86_insn_execute(&m->op, &vcpu->arch.regs, m->ctx.rflags,
			 operand_value(&m->src), operand_value(&m->dst),
			 &m->result);
	memcpy(m->dst.data, &m->result.mem, sizeof(m->dst.data));
}

static int go_on(struct airlock_vcpu *vcpu, unsigned int atomic)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	int ret;

	switch (m->step) {
	case STEP_READ:
		if (m->op.flags & X86_OP_READ) {
			ret = read_operand(vcpu, &m->src, atomic);
			if (ret)
				return ret;
		}
		m->step = STEP_READ_DST;
		fallthrough;
	case STEP_READ_DST:
		if (m->op.exec == X86_EXEC_CMPS) {
			ret = read_operand(vcpu, &m->dst, atomic);
			if (ret)
				return ret;
		}
		m->step = STEP_EXECUTE;
		fallthrough;
	case STEP_EXECUTE:
		compute(vcpu);
		m->step = STEP_WRITE;
		fallthrough;
	case STEP_WRITE:
		if (m->result.write) {
			ret = write_operand(vcpu, &m->dst, atomic);
			if (ret)
				return ret;
		}
		commit(vcpu);
		fallthrough;
	default:
		return 0;
	}
}

/* In process context: from where it stopped, with guest memory paged in. */
static int go_on_sleeping(struct airlock_vcpu *vcpu)
{
	int ret = 0;

	if (vcpu->arch.mmio.step == STEP_PREPARE)
		ret = prepare(vcpu, 0);
	if (!ret)
		ret = go_on(vcpu, 0);
	return settle(vcpu, ret);
}

/* Make a verdict of what a step returned. */
static int settle(struct airlock_vcpu *vcpu, int ret)
{
	const struct x86_mmio *m = &vcpu->arch.mmio;

	if (ret >= 0)
		return ret;
	if (ret != -EAGAIN)
		return x86_insn_fail(vcpu, &m->ctx, ret, &m->fault);
	vcpu->deferred = go_on_sleeping;
	return AIRLOCK_DEFER;
}

int x86_mmio_begin(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int access)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	int ret;

	m->gpa = gpa;
	m->access = access;
	ret = prepare(vcpu, X86_GVA_ATOMIC);
	if (!ret)
		ret = go_on(vcpu, X86_GVA_ATOMIC);
	return settle(vcpu, ret);
}
