// SPDX-License-Identifier: GPL-2.0
/*
 * INS and OUTS, in process context. OUTS asks userspace for one element at a
 * time, as KVM does; INS for as many as the page with the data and the page
 * that they go to have room for.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/processor-flags.h>

#include "airlock.h"
#include "gva.h"
#include "insn_fetch.h"
#include "pio.h"

/* Elements for a device in the kernel before the guest gets to run again. */
#define BATCH	64

/**
 * struct string_io - an INS or OUTS at work.
 * @vcpu: the vCPU.
 * @ctx: the guest at the instruction.
 * @op: the instruction.
 * @fault: the page fault that it meets.
 */
struct string_io {
	struct airlock_vcpu *vcpu;
	struct x86_insn_ctx ctx;
	struct x86_mmio_op op;
	struct x86_insn_fault fault;
};

/* Return: 0; -ENOENT: it is another instruction by now; as x86_insn_fetch(). */
static int fetch(struct string_io *io, struct airlock_vcpu *vcpu)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	unsigned int exec = pio->flags & X86_PIO_IN ? X86_EXEC_INS :
						      X86_EXEC_OUTS;
	int err;

	io->vcpu = vcpu;
	err = x86_insn_fetch(vcpu, &io->ctx, &io->op, 0, &io->fault);
	if (!err && (io->op.exec != exec || io->op.size != pio->size))
		err = -ENOENT;
	return err;
}

static int fail(struct string_io *io, int err)
{
	if (err == -ENOENT)
		return AIRLOCK_RESUME;
	return x86_insn_fail(io->vcpu, &io->ctx, err, &io->fault);
}

/* Where the current element is, and how many follow it in the same page. */
static int locate(struct string_io *io, gva_t *gva, u64 *in_page)
{
	bool in = io->op.exec == X86_EXEC_INS;
	u64 offset = x86_insn_string_offset(&io->op, &io->vcpu->arch.regs, in);
	unsigned int room;
	int err;

	err = x86_insn_linear(io->vcpu, &io->ctx,
			      in ? X86_SEG_ES : io->op.seg, offset,
			      io->op.size, gva);
	if (err)
		return err;
	room = io->ctx.rflags & X86_EFLAGS_DF ? 0 :
	       PAGE_SIZE - offset_in_page(*gva);
	/* One that straddles two pages goes alone. */
	*in_page = max_t(u64, room / io->op.size, 1);
	return 0;
}

static int translate(struct string_io *io, gva_t gva, gpa_t *gpa)
{
	unsigned int access = io->op.exec == X86_EXEC_INS ? X86_GVA_WRITE : 0;

	io->fault.address = gva;
	return x86_gva_to_gpa(io->vcpu->vm, &io->ctx, gva, access, gpa,
			      &io->fault.error);
}

/* To memory if @data is read from a port, else from memory. */
static int copy(struct string_io *io, gva_t gva, void *data, unsigned int len)
{
	struct airlock_vm *vm = io->vcpu->vm;
	unsigned int n;
	gpa_t gpa;
	int err;

	for (; len; gva += n, data += n, len -= n) {
		n = min_t(unsigned int, len, PAGE_SIZE - offset_in_page(gva));
		err = translate(io, gva, &gpa);
		if (err)
			return err;
		if (io->op.exec == X86_EXEC_INS)
			err = airlock_guest_write(vm, gpa, data, n);
		else
			err = airlock_guest_read(vm, gpa, data, n);
		/* From a port to a device: nobody does that. */
		if (err)
			return -EOPNOTSUPP;
	}
	return 0;
}

/* Elements are done; with the last one, the instruction is. */
static void advance(struct string_io *io, u64 nr)
{
	struct airlock_vcpu *vcpu = io->vcpu;

	if (x86_insn_string_move(&io->op, &vcpu->arch.regs, io->ctx.rflags, nr))
		airlock_x86_skip(vcpu, io->op.len);
}

/* Would the element's memory take it? What a port gave cannot be given back. */
static int check_writable(struct string_io *io, gva_t gva)
{
	unsigned int last = io->op.size - 1;
	gpa_t gpa;
	int err;

	err = translate(io, gva, &gpa);
	if (!err && offset_in_page(gva) + last >= PAGE_SIZE)
		err = translate(io, gva + last, &gpa);
	return err;
}

/*
 * Userspace has filled vcpu->pio_data, and may have changed the registers: what
 * they say now counts.
 */
static int complete_ins(struct airlock_vcpu *vcpu)
{
	const struct x86_pio *pio = &vcpu->arch.pio;
	void *data = vcpu->pio_data;
	struct string_io io;
	u64 left, nr;
	gva_t gva;
	int err;

	if (airlock_x86_rip(vcpu) != pio->rip)
		return AIRLOCK_RESUME;
	err = fetch(&io, vcpu);
	if (err)
		return fail(&io, err);
	left = min_t(u64, pio->count,
		     x86_insn_string_left(&io.op, &vcpu->arch.regs));
	for (; left; left -= nr, data += nr * pio->size) {
		err = locate(&io, &gva, &nr);
		if (err)
			return fail(&io, err);
		nr = min(nr, left);
		err = copy(&io, gva, data, nr * pio->size);
		if (err)
			return fail(&io, err);
		advance(&io, nr);
	}
	return AIRLOCK_RESUME;
}

static int ins(struct string_io *io)
{
	struct airlock_vcpu *vcpu = io->vcpu;
	struct x86_pio *pio = &vcpu->arch.pio;
	u64 left, in_page;
	u32 value = 0;
	gva_t gva;
	int err;

	err = locate(io, &gva, &in_page);
	if (!err)
		err = check_writable(io, gva);
	if (err)
		return err;
	if (!x86_pio_device_read(vcpu, &value)) {
		err = copy(io, gva, &value, pio->size);
		if (!err)
			advance(io, 1);
		return err;
	}
	left = x86_insn_string_left(&io->op, &vcpu->arch.regs);
	pio->count = min3(left, in_page, (u64)PAGE_SIZE / pio->size);
	pio->rip = io->ctx.rip;
	vcpu->complete = complete_ins;
	return x86_pio_exit(vcpu, pio->count);
}

static int outs(struct string_io *io)
{
	struct airlock_vcpu *vcpu = io->vcpu;
	struct x86_pio *pio = &vcpu->arch.pio;
	u32 value = 0;
	u64 in_page;
	gva_t gva;
	int err;

	err = locate(io, &gva, &in_page);
	if (!err)
		err = copy(io, gva, &value, pio->size);
	if (err)
		return err;
	advance(io, 1);
	if (!x86_pio_device_write(vcpu, &value))
		return 0;
	memcpy(vcpu->pio_data, &value, pio->size);
	return x86_pio_exit(vcpu, 1);
}

int x86_pio_string(struct airlock_vcpu *vcpu)
{
	struct string_io io;
	unsigned int i;
	int ret;

	ret = fetch(&io, vcpu);
	if (ret)
		return fail(&io, ret);
	for (i = 0; i < BATCH; i++) {
		if (!x86_insn_string_left(&io.op, &vcpu->arch.regs)) {
			/* REP with nothing to do: nothing has skipped it. */
			if (!i)
				airlock_x86_skip(vcpu, io.op.len);
			return AIRLOCK_RESUME;
		}
		ret = vcpu->arch.pio.flags & X86_PIO_IN ? ins(&io) : outs(&io);
		if (ret)
			return ret < 0 ? fail(&io, ret) : ret;
		if (!(io.op.flags & (X86_OP_REP | X86_OP_REPNE)))
			return AIRLOCK_RESUME;
	}
	return AIRLOCK_RESUME;
}
