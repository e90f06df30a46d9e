// SPDX-License-Identifier: GPL-2.0
/*
 * A load or store that the CPU did not describe, carried out for the guest:
 * fetch and decode, find the pages, move the bytes in pieces, commit.
 *
 * Each step can be left for process context, where guest memory may be paged
 * in, or for userspace, and be taken up again: all that it needs is in struct
 * arm64_mmio. Until commit a load changes no register.
 *
 * Within this file, functions return 0 to go on, a verdict that is not
 * AIRLOCK_RESUME, or an errno that settle() makes something of.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "airlock.h"
#include "cpu.h"
#include "dabt.h"
#include "gva.h"
#include "mmio.h"
#include "pstate.h"

/* Userspace answers in pieces of at most so many bytes. */
#define PIECE_MAX	8

static int settle(struct airlock_vcpu *vcpu, int ret);
static int go_on(struct airlock_vcpu *vcpu, bool sleep);

/* The parts of an address that tables translate, without a tag. */
static u64 page_of(u64 gva)
{
	return (u64)sign_extend64(gva, 55) >> PAGE_SHIFT;
}

static int place_page(struct airlock_vcpu *vcpu, const struct arm64_stage1 *s1,
		      unsigned int page, u64 gva, bool sleep)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;

	m->known[page] = page_of(gva) == page_of(m->far);
	if (m->known[page]) {
		m->page[page] = (m->gpa & PAGE_MASK) | offset_in_page(gva);
		return 0;
	}
	return arm64_gva_to_gpa(vcpu->vm, s1, gva, sleep, &m->page[page]);
}

/* A T32 instruction has four bytes if it begins with so much. */
#define T32_WIDE	0xe800

/*
 * T32, by halfwords, which may be in two pages. Of an access that is not
 * described the syndrome does not tell how long the instruction is.
 */
static int fetch_t32(struct airlock_vcpu *vcpu, const struct arm64_stage1 *s1,
		     bool sleep, bool *wide)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	u32 half[2], word;
	unsigned int i;
	int err;

	*wide = true;
	for (i = 0; i < 2 && *wide; i++) {
		u32 pc = m->pc + 2 * i;

		err = arm64_gva_fetch(vcpu->vm, s1, pc & ~3U, sleep, &word);
		if (err)
			return err;
		half[i] = pc & 2 ? word >> 16 : word & 0xffff;
		*wide = half[0] >= T32_WIDE;
	}
	m->insn = *wide ? half[0] << 16 | half[1] : half[0];
	return 0;
}

/* Return: enum arm64_ls_class, or an errno. */
static int fetch_and_decode(struct airlock_vcpu *vcpu,
			    const struct arm64_stage1 *s1, bool sleep)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	u64 pstate = vcpu->arch.regs.pstate;
	bool wide;
	int err;

	if (arm64_pstate_is_aa32(pstate) && pstate & ARM64_PSTATE_AA32_T) {
		err = fetch_t32(vcpu, s1, sleep, &wide);
		return err ?: (int)arm64_ls_decode_t32(m->insn, wide, &m->ls);
	}
	err = arm64_gva_fetch(vcpu->vm, s1, m->pc, sleep, &m->insn);
	if (err)
		return err;
	if (arm64_pstate_is_aa32(pstate))
		return arm64_ls_decode_a32(m->insn, &m->ls);
	return arm64_ls_decode(m->insn, &m->ls);
}

/* Fetch, decode, find out where. */
static int prepare(struct airlock_vcpu *vcpu, bool sleep)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	struct arm64_stage1 s1;
	unsigned int room;
	int err;

	arm64_stage1_get(vcpu, &s1);
	err = fetch_and_decode(vcpu, &s1, sleep);
	if (err < 0)
		return err;
	switch (err) {
	case ARM64_LS_MOVE:
		break;
	case ARM64_LS_EXCLUSIVE:
	case ARM64_LS_ATOMIC:
	case ARM64_LS_ZERO:
		return -ENXIO;
	default:
		return -EOPNOTSUPP;
	}
	m->address = arm64_ls_address(vcpu, &m->ls, &m->base);
	room = PAGE_SIZE - offset_in_page(m->address);
	m->first = min_t(unsigned int, m->ls.size, room);
	err = place_page(vcpu, &s1, 0, m->address, sleep);
	if (!err && m->first < m->ls.size)
		err = place_page(vcpu, &s1, 1, m->address + m->first, sleep);
	if (err)
		return err;
	/* Another vCPU may have rewritten it since it faulted. */
	if (!m->known[0] && !(m->first < m->ls.size && m->known[1]))
		return -EFAULT;
	if (!(m->ls.flags & ARM64_LS_LOAD))
		arm64_ls_gather(vcpu, &m->ls, arm64_guest_big_endian(vcpu),
				m->data);
	m->ready = true;
	return 0;
}

/* From here on the instruction has happened. */
static void commit(struct airlock_vcpu *vcpu)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;

	/* A base that is loaded as well keeps what was loaded. */
	if (m->ls.flags & ARM64_LS_WRITEBACK)
		arm64_ls_write_back(vcpu, &m->ls, m->base);
	if (m->ls.flags & ARM64_LS_LOAD)
		arm64_ls_scatter(vcpu, &m->ls, arm64_guest_big_endian(vcpu),
				 m->data);
	arm64_skip(vcpu);
	/* The syndrome says four bytes of all that it does not describe. */
	if (m->ls.flags & ARM64_LS_NARROW)
		vcpu->arch.regs.pc -= 2;
}

/*
 * The next piece: a register's (or an element's) bytes at a time, as far as
 * they go in one page and in userspace's eight. Return: its address.
 */
static gpa_t next_piece(struct arm64_mmio *m, unsigned int *len, bool *known)
{
	unsigned int unit = m->ls.ebytes * m->ls.elements;
	unsigned int page = m->done >= m->first;
	unsigned int end = page ? m->ls.size : m->first;

	*len = min3(end - m->done, unit - m->done % unit,
		    (unsigned int)PIECE_MAX);
	*known = m->known[page];
	return m->page[page] + m->done - (page ? m->first : 0);
}

/* Return: 0; -EOPNOTSUPP: not ours; -EAGAIN: try again with @sleep. */
static int move_piece(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		      bool known, bool sleep)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	bool load = m->ls.flags & ARM64_LS_LOAD;
	u8 *data = m->data + m->done;
	int err;

	/* The page that did not fault may be memory. */
	if (!known) {
		if (!sleep)
			return -EAGAIN;
		err = load ? airlock_guest_read(vcpu->vm, gpa, data, len) :
			     airlock_guest_write(vcpu->vm, gpa, data, len);
		if (!err)
			return 0;
	}
	return load ? arm64_device_read(vcpu, gpa, len, data) :
		      arm64_device_write(vcpu, gpa, len, data);
}

static int complete_piece(struct airlock_vcpu *vcpu)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;

	if (vcpu->arch.regs.pc != m->pc)
		return AIRLOCK_RESUME;
	/* The only look at memory that userspace may be writing to. */
	if (m->ls.flags & ARM64_LS_LOAD)
		memcpy(m->data + m->done, vcpu->run->mmio.data, m->len);
	m->done += m->len;
	return settle(vcpu, go_on(vcpu, true));
}

static int go_on(struct airlock_vcpu *vcpu, bool sleep)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	unsigned int len;
	bool known;
	gpa_t gpa;
	int err;

	while (m->done < m->ls.size) {
		gpa = next_piece(m, &len, &known);
		err = move_piece(vcpu, gpa, len, known, sleep);
		if (err == -EOPNOTSUPP) {
			m->len = len;
			vcpu->complete = complete_piece;
			return airlock_exit_mmio(vcpu, gpa,
						 !(m->ls.flags & ARM64_LS_LOAD),
						 len, m->data + m->done);
		}
		if (err)
			return err;
		m->done += len;
	}
	commit(vcpu);
	return 0;
}

/* In process context: from where it stopped, with guest memory paged in. */
static int go_on_sleeping(struct airlock_vcpu *vcpu)
{
	int ret = 0;

	if (!vcpu->arch.mmio.ready)
		ret = prepare(vcpu, true);
	if (!ret)
		ret = go_on(vcpu, true);
	return settle(vcpu, ret);
}

/*
 * The tables do not lead to the instruction. They have changed, or the CPU has
 * an entry cached that they do not have any more: make it look again, once.
 */
static bool look_again(struct airlock_vcpu *vcpu)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;

	if (m->lost_pc == m->pc)
		return false;
	m->lost_pc = m->pc;
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_TLB_FLUSH);
	return true;
}

/* Userspace may know what to do, if it has said so. */
static int give_up(struct airlock_vcpu *vcpu)
{
	const struct arm64_mmio *m = &vcpu->arch.mmio;
	const u64 data[] = { m->esr, m->far, m->gpa, m->pc, m->insn };

	if (!READ_ONCE(vcpu->vm->arch.nisv_to_user))
		return airlock_exit_internal(vcpu, KVM_INTERNAL_ERROR_EMULATION,
					     ARRAY_SIZE(data), data);
	vcpu->run->arm_nisv.esr_iss = m->esr & (ARM64_DABT_CM |
						ARM64_DABT_WNR |
						ARM64_DABT_FSC);
	vcpu->run->arm_nisv.fault_ipa = m->gpa;
	return airlock_exit_reason(vcpu, KVM_EXIT_ARM_NISV);
}

/* Make a verdict of what a step returned. */
static int settle(struct airlock_vcpu *vcpu, int ret)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;

	switch (ret) {
	case -EAGAIN:
		vcpu->deferred = go_on_sleeping;
		return AIRLOCK_DEFER;
	case -ENXIO:
		if (READ_ONCE(vcpu->vm->arch.nisv_to_user))
			return give_up(vcpu);
		arm64_inject_data_abort(vcpu, m->far);
		return AIRLOCK_RESUME;
	case -EFAULT:
		return look_again(vcpu) ? AIRLOCK_RESUME : give_up(vcpu);
	case -EIO:
	case -EOPNOTSUPP:
		return give_up(vcpu);
	default:
		if (!ret)
			m->lost_pc = ~0ULL;
		return ret;
	}
}

int arm64_mmio_insn(struct airlock_vcpu *vcpu)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	int ret;

	m->ready = false;
	m->insn = 0;
	m->done = 0;
	m->pc = vcpu->arch.regs.pc;
	ret = prepare(vcpu, false);
	if (!ret)
		ret = go_on(vcpu, false);
	return settle(vcpu, ret);
}
