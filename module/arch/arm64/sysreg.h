/* SPDX-License-Identifier: GPL-2.0 */
/* System registers: those whose access traps, and those that userspace sees. */
#ifndef AIRLOCK_ARM64_SYSREG_H
#define AIRLOCK_ARM64_SYSREG_H

#include "types.h"

/*
 * A system register by its encoding, in ascending order of op0, op1, CRn, CRm,
 * op2; also the low 16 bits of its id in KVM_GET_ONE_REG.
 */
#define ARM64_SYSREG(op0, op1, crn, crm, op2) \
	((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

/**
 * arm64_sysreg_trap - an MSR, MRS or SYS instruction that trapped.
 * @vcpu: the vCPU.
 * @esr: ESR_EL2 of the exit, its class is 0x18.
 *
 * A register that the guest has not is undefined. No access needs userspace.
 *
 * Context: interrupts on, preemption off; does not sleep.
 * Return: AIRLOCK_RESUME.
 */
int arm64_sysreg_trap(struct airlock_vcpu *vcpu, u64 esr);

/**
 * arm64_cp_trap - the same of AArch32: MCR, MRC, MCRR, MRRC, VMRS, LDC, STC.
 * @vcpu: the vCPU.
 * @esr: ESR_EL2 of the exit, its class is 0x03, 0x04, 0x05, 0x06, 0x08 or 0x0c.
 *
 * Context and return: as above.
 */
int arm64_cp_trap(struct airlock_vcpu *vcpu, u64 esr);

/**
 * arm64_sysreg_reset - registers that only sysreg.c knows, as after a reset.
 * @vcpu: the vCPU; KVM_ARM_VCPU_INIT. Debug, and ARM64_SYS_{ACTLR,OSLSR,
 *	MDSCR}_EL1. What userspace set of ID registers stays.
 */
void arm64_sysreg_reset(struct airlock_vcpu *vcpu);

/**
 * arm64_sysreg_get - KVM_GET_ONE_REG of a system register.
 * @vcpu: the vCPU.
 * @reg: ARM64_SYSREG().
 * @value: where to.
 *
 * Context: process, vcpu->mutex held.
 * Return: 0; -ENOENT: userspace has no such register.
 */
int arm64_sysreg_get(struct airlock_vcpu *vcpu, u16 reg, u64 *value);

/* The reverse. -EINVAL: not this value; -EBUSY: not once a vCPU has run. */
int arm64_sysreg_set(struct airlock_vcpu *vcpu, u16 reg, u64 value);

/**
 * arm64_sysreg_list - the registers that userspace sees.
 * @vcpu: the vCPU.
 * @regs: where to, or NULL.
 *
 * Return: how many they are.
 */
unsigned int arm64_sysreg_list(struct airlock_vcpu *vcpu, u16 *regs);

#endif /* AIRLOCK_ARM64_SYSREG_H */
