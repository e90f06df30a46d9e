// SPDX-License-Identifier: GPL-2.0
/* Where the operands of an instruction are, and access to them. */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/preempt.h>

#include "airlock.h"
#include "gva.h"
#include "irqchip/irqchip.h"
#include "mmio_access.h"
#include "slat.h"

static int translate(struct airlock_vcpu *vcpu, gva_t gva, unsigned int access,
		     gpa_t *gpa)
{
	struct x86_mmio *m = &vcpu->arch.mmio;

	m->fault.address = gva;
	return x86_gva_to_gpa(vcpu->vm, &m->ctx, gva, access, gpa,
			      &m->fault.error);
}

/* Without a second operand, the exit's address is this operand's. */
static bool from_exit(const struct x86_mmio *m, const struct x86_operand *o,
		      gva_t gva, unsigned int access)
{
	if (o->first < o->size || m->op.exec == X86_EXEC_MOVS ||
	    m->op.exec == X86_EXEC_CMPS)
		return false;
	/* The CPU has checked what it was about to do, but nothing else. */
	if (access & X86_GVA_WRITE && !(m->access & SLAT_WRITE))
		return false;
	return offset_in_page(gva) == offset_in_page(m->gpa);
}

static int place(struct airlock_vcpu *vcpu, struct x86_operand *o,
		 enum x86_seg seg, u64 offset, unsigned int access)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	gva_t gva;
	int err;

	gva = offset;
	if (unlikely(m->ctx.code != X86_CODE_64 || seg >= X86_SEG_FS)) {
		err = x86_insn_linear(vcpu, &m->ctx, seg, offset, m->op.size,
				      &gva);
		if (err)
			return err;
	}
	o->done = 0;
	o->size = m->op.size;
	o->first = min_t(unsigned int, o->size,
			 PAGE_SIZE - offset_in_page(gva));
	o->known = from_exit(m, o, gva, access);
	if (likely(o->known)) {
		o->gpa = m->gpa;
		return 0;
	}
	err = translate(vcpu, gva, access, &o->gpa);
	if (err)
		return err;
	if (o->first < o->size)
		return translate(vcpu, gva + o->first, access, &o->gpa2);
	/* Of two operands it may be either, or both. */
	o->known = o->gpa == m->gpa;
	return 0;
}

static int place_string(struct airlock_vcpu *vcpu, unsigned int atomic)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	const struct x86_mmio_op *op = &m->op;
	const struct x86_regs *regs = &vcpu->arch.regs;
	u64 src = x86_insn_string_offset(op, regs, false);
	u64 dst = x86_insn_string_offset(op, regs, true);
	int err;

	/* rDI is relative to ES whatever the prefixes. */
	switch (op->exec) {
	case X86_EXEC_LODS:
		return place(vcpu, &m->src, op->seg, src, atomic);
	case X86_EXEC_SCAS:
		return place(vcpu, &m->src, X86_SEG_ES, dst, atomic);
	case X86_EXEC_STOS:
		return place(vcpu, &m->dst, X86_SEG_ES, dst,
			     atomic | X86_GVA_WRITE);
	default:
		err = place(vcpu, &m->src, op->seg, src, atomic);
		if (err)
			return err;
		return place(vcpu, &m->dst, X86_SEG_ES, dst,
			     op->exec == X86_EXEC_MOVS ?
			     atomic | X86_GVA_WRITE : atomic);
	}
}

int x86_mmio_place(struct airlock_vcpu *vcpu, unsigned int atomic)
{
	struct x86_mmio *m = &vcpu->arch.mmio;
	const struct x86_mmio_op *op = &m->op;
	u64 offset;
	int err;

	if (unlikely(op->flags & X86_OP_STRING))
		return place_string(vcpu, atomic);
	offset = x86_insn_offset(op, &vcpu->arch.regs, m->ctx.rip);
	if (!(op->flags & X86_OP_WRITE))
		return place(vcpu, &m->src, op->seg, offset, atomic);
	err = place(vcpu, &m->dst, op->seg, offset, atomic | X86_GVA_WRITE);
	/* Read from where it is written to. */
	if (op->flags & X86_OP_READ)
		m->src = m->dst;
	return err;
}

gpa_t x86_operand_piece(const struct x86_operand *o, unsigned int *len)
{
	if (likely(o->done < o->first)) {
		*len = o->first - o->done;
		return o->gpa + o->done;
	}
	*len = o->size - o->done;
	return o->gpa2 + o->done - o->first;
}

int x86_device_read(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		    void *data)
{
	int err = -EOPNOTSUPP;

	preempt_disable();
	if (vcpu->arch.lapic)
		err = airlock_lapic_mmio_read(vcpu, gpa, len, data);
	if (err)
		err = airlock_iobus_read(vcpu, AIRLOCK_BUS_MMIO, gpa, len,
					 data);
	preempt_enable();
	return err;
}

int x86_device_write(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		     const void *data)
{
	int err = -EOPNOTSUPP;

	preempt_disable();
	if (vcpu->arch.lapic)
		err = airlock_lapic_mmio_write(vcpu, gpa, len, data);
	if (err)
		err = airlock_iobus_write(vcpu, AIRLOCK_BUS_MMIO, gpa, len,
					  data);
	preempt_enable();
	return err;
}

/*
 * Could the piece be in memory? The exit's own address is not, unless it was
 * a write to a read-only slot and we are about to read.
 */
static bool maybe_memory(struct airlock_vcpu *vcpu, const struct x86_operand *o,
			 bool write)
{
	return !o->known ||
	       (!write && vcpu->arch.mmio.access & X86_MMIO_ROM);
}

int x86_mmio_load(struct airlock_vcpu *vcpu, struct x86_operand *o, gpa_t gpa,
		  unsigned int len, unsigned int atomic)
{
	void *data = o->data + o->done;

	if (unlikely(maybe_memory(vcpu, o, false))) {
		if (atomic) {
			if (!airlock_guest_read_atomic(vcpu->vm, gpa, data, len))
				return 0;
			/* A device, or a page that the host has not at hand. */
			return -EAGAIN;
		}
		if (!airlock_guest_read(vcpu->vm, gpa, data, len))
			return 0;
	}
	return x86_device_read(vcpu, gpa, len, data);
}

int x86_mmio_store(struct airlock_vcpu *vcpu, const struct x86_operand *o,
		   gpa_t gpa, unsigned int len, unsigned int atomic)
{
	const void *data = o->data + o->done;

	if (unlikely(maybe_memory(vcpu, o, true))) {
		if (atomic) {
			if (!airlock_guest_write_atomic(vcpu->vm, gpa, data,
							len))
				return 0;
			return -EAGAIN;
		}
		if (!airlock_guest_write(vcpu->vm, gpa, data, len))
			return 0;
	}
	return x86_device_write(vcpu, gpa, len, data);
}
