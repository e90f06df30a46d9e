// SPDX-License-Identifier: GPL-2.0
/* Loads and stores: between registers and the bytes in memory. */
#include <linux/bitops.h>
#include <linux/string.h>

#include <asm/byteorder.h>

#include "airlock.h"
#include "cpu.h"
#include "mmio.h"
#include "pstate.h"
#include "sys_regs.h"
#include "vreg.h"

/*
 * Where a register of AArch32 is. Arm ARM "Mapping of the general-purpose
 * registers between the Execution states".
 */
static unsigned int aa32_x(u64 pstate, unsigned int n)
{
	unsigned int mode = ARM64_PSTATE_AA32 |
			    (pstate & ARM64_PSTATE_AA32_MODE);

	if (mode == ARM64_MODE_AA32_FIQ && n >= 8)
		return n + 16;
	if (n < 13)
		return n;
	switch (mode) {
	case ARM64_MODE_AA32_IRQ:
		return 30 - n;
	case ARM64_MODE_AA32_SVC:
		return 32 - n;
	case ARM64_MODE_AA32_ABT:
		return 34 - n;
	case ARM64_MODE_AA32_UND:
		return 36 - n;
	default:
		return n;
	}
}

/* Register @r of the row, from 0, in the numbers of AArch64. */
static unsigned int reg_of(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
			   unsigned int r)
{
	unsigned long list = ls->list;

	if (!(ls->flags & ARM64_LS_AA32))
		return arm64_ls_reg(ls, r);
	while (r--)
		list &= list - 1;
	return aa32_x(vcpu->arch.regs.pstate, __ffs(list));
}

static u64 *aa32_reg(struct airlock_vcpu *vcpu, unsigned int n)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	return &regs->x[aa32_x(regs->pstate, n)];
}

/* The PC as it is read is a word or two ahead. */
static u32 aa32_address(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
			u64 *base)
{
	const struct arm64_regs *regs = &vcpu->arch.regs;
	u32 address, offset = ls->offset;

	if (ls->flags & ARM64_LS_LITERAL)
		address = (regs->pc + (regs->pstate & ARM64_PSTATE_AA32_T ? 4 :
									    8)) &
			  ~3ULL;
	else
		address = *aa32_reg(vcpu, ls->rn);
	if (ls->flags & ARM64_LS_INDEX)
		offset = (u32)*aa32_reg(vcpu, ls->rm) << ls->shift;
	if (ls->flags & ARM64_LS_SUBTRACT)
		offset = -offset;
	*base = (u32)(address + offset);
	return (ls->flags & ARM64_LS_POST ? address : *base) + ls->skew;
}

/* Register 31 as a base is the stack pointer in use. */
static u64 read_base(struct airlock_vcpu *vcpu, unsigned int n)
{
	const struct arm64_regs *regs = &vcpu->arch.regs;

	if (n < 31)
		return regs->x[n];
	if (arm64_pstate_uses_sp_el0(regs->pstate))
		return regs->sp_el0;
	return arm64_sys_read(vcpu, ARM64_SYS_SP_EL1);
}

void arm64_ls_write_back(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
			 u64 base)
{
	struct arm64_regs *regs = &vcpu->arch.regs;

	if (ls->flags & ARM64_LS_AA32)
		*aa32_reg(vcpu, ls->rn) = base;
	else if (ls->rn < 31)
		regs->x[ls->rn] = base;
	else if (arm64_pstate_uses_sp_el0(regs->pstate))
		regs->sp_el0 = base;
	else
		arm64_sys_write(vcpu, ARM64_SYS_SP_EL1, base);
}

/* Arm ARM "ExtendReg": UXTW, LSL, SXTW, SXTX; the rest is not for addresses. */
static u64 read_index(struct airlock_vcpu *vcpu, const struct arm64_ls *ls)
{
	u64 index = arm64_reg_read(vcpu, ls->rm);

	if (ls->extend == 2)
		index = (u32)index;
	else if (ls->extend == 6)
		index = (s32)index;
	return index << ls->shift;
}

u64 arm64_ls_address(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		     u64 *base)
{
	u64 address, offset = ls->offset;

	if (ls->flags & ARM64_LS_AA32)
		return aa32_address(vcpu, ls, base);
	if (ls->flags & ARM64_LS_INDEX)
		offset += read_index(vcpu, ls);
	address = ls->flags & ARM64_LS_LITERAL ? vcpu->arch.regs.pc :
						 read_base(vcpu, ls->rn);
	*base = address + offset;
	return ls->flags & ARM64_LS_POST ? address : *base;
}

/* An element has its bytes in the order of the guest's memory, or ours. */
static void copy_element(u8 *to, const u8 *from, unsigned int n, bool swap)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		to[i] = from[swap ? n - 1 - i : i];
}

void arm64_ls_gather(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		     bool big_endian, u8 *data)
{
	unsigned int r, e, lane;
	__le64 value[2];
	u64 v[2] = {};

	for (r = 0; r < ls->nregs; r++) {
		if (ls->flags & ARM64_LS_VECTOR)
			arm64_vreg_read(vcpu, arm64_ls_reg(ls, r), v);
		else
			v[0] = arm64_reg_read(vcpu, reg_of(vcpu, ls, r));
		value[0] = cpu_to_le64(v[0]);
		value[1] = cpu_to_le64(v[1]);
		for (e = 0; e < ls->elements; e++) {
			lane = ls->flags & ARM64_LS_LANE ? ls->lane : e;
			copy_element(data + arm64_ls_place(ls, r, e),
				     (u8 *)value + lane * ls->ebytes,
				     ls->ebytes, big_endian);
		}
	}
}

static void scatter_vector(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
			   unsigned int r, bool big_endian, const u8 *data)
{
	unsigned int n = arm64_ls_reg(ls, r), e, lane;
	bool one_lane = ls->flags & ARM64_LS_LANE &&
			!(ls->flags & ARM64_LS_REPLICATE);
	unsigned int elements = ls->elements;
	__le64 value[2] = {};
	u64 v[2];

	/* All else in the register is zeroed. */
	if (one_lane) {
		arm64_vreg_read(vcpu, n, v);
		value[0] = cpu_to_le64(v[0]);
		value[1] = cpu_to_le64(v[1]);
	}
	if (ls->flags & ARM64_LS_REPLICATE)
		elements = ls->lane;
	for (e = 0; e < elements; e++) {
		lane = one_lane ? ls->lane : e;
		copy_element((u8 *)value + lane * ls->ebytes,
			     data + arm64_ls_place(ls, r,
						   ls->elements > 1 ? e : 0),
			     ls->ebytes, big_endian);
	}
	v[0] = le64_to_cpu(value[0]);
	v[1] = le64_to_cpu(value[1]);
	arm64_vreg_write(vcpu, n, v);
}

static void scatter_general(struct airlock_vcpu *vcpu,
			    const struct arm64_ls *ls, unsigned int r,
			    bool big_endian, const u8 *data)
{
	__le64 bytes = 0;
	u64 value;

	copy_element((u8 *)&bytes, data + arm64_ls_place(ls, r, 0), ls->ebytes,
		     big_endian);
	value = le64_to_cpu(bytes);
	if (ls->flags & ARM64_LS_SIGNED)
		value = sign_extend64(value, ls->ebytes * 8 - 1);
	if (!(ls->flags & ARM64_LS_WIDE))
		value = (u32)value;
	arm64_reg_write(vcpu, reg_of(vcpu, ls, r), value);
}

void arm64_ls_scatter(struct airlock_vcpu *vcpu, const struct arm64_ls *ls,
		      bool big_endian, const u8 *data)
{
	unsigned int r;

	for (r = 0; r < ls->nregs; r++) {
		if (ls->flags & ARM64_LS_VECTOR)
			scatter_vector(vcpu, ls, r, big_endian, data);
		else
			scatter_general(vcpu, ls, r, big_endian, data);
	}
}
