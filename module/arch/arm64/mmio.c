// SPDX-License-Identifier: GPL-2.0
/*
 * Accesses to devices that the CPU describes in the syndrome: one general
 * register, no change of the base. All others go to mmio_exec.c.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include <asm/byteorder.h>

#include "airlock.h"
#include "cpu.h"
#include "dabt.h"
#include "mmio.h"
#include "pstate.h"
#include "sys_regs.h"

/* Arm ARM "SCTLR_EL1": EE, E0E. */
#define SCTLR_EE	BIT_ULL(25)
#define SCTLR_E0E	BIT_ULL(24)

bool arm64_guest_big_endian(struct airlock_vcpu *vcpu)
{
	u64 pstate = vcpu->arch.regs.pstate, sctlr;

	if (arm64_pstate_is_aa32(pstate))
		return pstate & ARM64_PSTATE_AA32_E;
	sctlr = arm64_sctlr(vcpu);
	return sctlr & (arm64_pstate_is_el0(pstate) ? SCTLR_E0E : SCTLR_EE);
}

int arm64_device_read(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		      void *data)
{
	int err;

	preempt_disable();
	err = airlock_iobus_read(vcpu, AIRLOCK_BUS_MMIO, gpa, len, data);
	preempt_enable();
	return err;
}

int arm64_device_write(struct airlock_vcpu *vcpu, gpa_t gpa, unsigned int len,
		       const void *data)
{
	int err;

	preempt_disable();
	err = airlock_iobus_write(vcpu, AIRLOCK_BUS_MMIO, gpa, len, data);
	preempt_enable();
	return err;
}

/* The lowest @len bytes of @value in the other order, and zeroes. */
static u64 swap_bytes(u64 value, unsigned int len)
{
	return swab64(value) >> (64 - 8 * len);
}

static u64 read_mask(u64 esr)
{
	return GENMASK_ULL(8 * arm64_dabt_len(esr) - 1, 0);
}

/* What is read, from the bytes of memory to the register. */
static void finish_read(struct airlock_vcpu *vcpu, u64 esr, u64 value)
{
	unsigned int len = arm64_dabt_len(esr);

	if (unlikely(arm64_guest_big_endian(vcpu)))
		value = swap_bytes(value, len);
	if (esr & ARM64_DABT_SSE)
		value = sign_extend64(value, len * 8 - 1);
	if (!(esr & ARM64_DABT_SF))
		value = (u32)value;
	arm64_reg_write(vcpu, arm64_dabt_reg(esr), value);
	arm64_skip(vcpu);
}

/* Userspace has moved the vCPU elsewhere: what was pending is void. */
static bool abandoned(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.regs.pc != vcpu->arch.mmio.pc;
}

static int complete_read(struct airlock_vcpu *vcpu)
{
	u64 esr = vcpu->arch.mmio.esr;
	__le64 bytes;

	if (abandoned(vcpu))
		return AIRLOCK_RESUME;
	/* The only look at memory that userspace may be writing to. */
	bytes = READ_ONCE(*(__le64 *)vcpu->run->mmio.data);
	finish_read(vcpu, esr, le64_to_cpu(bytes) & read_mask(esr));
	return AIRLOCK_RESUME;
}

/*
 * Until then the PC stays, so that userspace can still make an external abort
 * of it (KVM_SET_VCPU_EVENTS).
 */
static int complete_write(struct airlock_vcpu *vcpu)
{
	if (!abandoned(vcpu))
		arm64_skip(vcpu);
	return AIRLOCK_RESUME;
}

static int device_read(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr)
{
	struct arm64_mmio *m = &vcpu->arch.mmio;
	unsigned int len = arm64_dabt_len(esr);

	m->bytes = 0;
	if (!airlock_iobus_read(vcpu, AIRLOCK_BUS_MMIO, gpa, len, &m->bytes)) {
		finish_read(vcpu, esr, le64_to_cpu(m->bytes));
		return AIRLOCK_RESUME;
	}
	m->esr = esr;
	m->pc = vcpu->arch.regs.pc;
	vcpu->complete = complete_read;
	return airlock_exit_mmio(vcpu, gpa, false, len, NULL);
}

static int device_write(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr)
{
	u64 value = arm64_reg_read(vcpu, arm64_dabt_reg(esr));
	struct arm64_mmio *m = &vcpu->arch.mmio;
	unsigned int len = arm64_dabt_len(esr);

	if (unlikely(arm64_guest_big_endian(vcpu)))
		value = swap_bytes(value, len);
	m->bytes = cpu_to_le64(value);
	if (!airlock_iobus_write(vcpu, AIRLOCK_BUS_MMIO, gpa, len, &m->bytes)) {
		arm64_skip(vcpu);
		return AIRLOCK_RESUME;
	}
	m->pc = vcpu->arch.regs.pc;
	vcpu->complete = complete_write;
	return airlock_exit_mmio(vcpu, gpa, true, len, &m->bytes);
}

/* Seldom: what the CPU does not describe, or is not an access. */
static noinline int mmio_other(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr,
			       gva_t far)
{
	/* The guest's tables are where it has no memory. */
	if (esr & ARM64_DABT_S1PTW) {
		arm64_inject_data_abort(vcpu, far);
		return AIRLOCK_RESUME;
	}
	/* A device's registers are in no cache: there is nothing to maintain. */
	if (esr & ARM64_DABT_CM) {
		arm64_skip(vcpu);
		return AIRLOCK_RESUME;
	}
	vcpu->arch.mmio.gpa = gpa;
	vcpu->arch.mmio.far = far;
	vcpu->arch.mmio.esr = esr;
	return arm64_mmio_insn(vcpu);
}

int arm64_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr, gva_t far)
{
	u64 kind = esr & (ARM64_DABT_ISV | ARM64_DABT_S1PTW | ARM64_DABT_CM);

	if (unlikely(kind != ARM64_DABT_ISV || arm64_dabt_crosses(esr, gpa)))
		return mmio_other(vcpu, gpa, esr, far);
	return esr & ARM64_DABT_WNR ? device_write(vcpu, gpa, esr) :
				      device_read(vcpu, gpa, esr);
}
