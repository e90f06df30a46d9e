/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's EL1 and EL0 system registers that are switched: each has a place
 * in vcpu->arch.sys. Between the guest context's enter and leave, a VHE host
 * has those up to ARM64_SYS_NR_LIVE in the CPU; an nVHE host has them there
 * only during the trip. arm64_sys_read() and _write() know.
 */
#ifndef AIRLOCK_ARM64_SYS_REGS_H
#define AIRLOCK_ARM64_SYS_REGS_H

#include "types.h"

enum arm64_sys {
	/*
	 * Live in the CPU in the guest context. In pairs, as the switch moves
	 * them; the first ones are those that an nVHE host needs back.
	 */
	ARM64_SYS_SCTLR_EL1,
	ARM64_SYS_CPACR_EL1,
	ARM64_SYS_TTBR0_EL1,
	ARM64_SYS_TTBR1_EL1,
	ARM64_SYS_TCR_EL1,
	ARM64_SYS_MAIR_EL1,
	ARM64_SYS_AMAIR_EL1,
	ARM64_SYS_VBAR_EL1,
	ARM64_SYS_CONTEXTIDR_EL1,
	ARM64_SYS_CNTKCTL_EL1,
	ARM64_SYS_TPIDR_EL0,
	ARM64_SYS_TPIDRRO_EL0,
	ARM64_SYS_TPIDR_EL1,
	ARM64_SYS_SP_EL1,
	ARM64_SYS_ELR_EL1,
	ARM64_SYS_SPSR_EL1,
	ARM64_SYS_ESR_EL1,
	ARM64_SYS_FAR_EL1,
	ARM64_SYS_AFSR0_EL1,
	ARM64_SYS_AFSR1_EL1,
	ARM64_SYS_PAR_EL1,
	ARM64_SYS_CSSELR_EL1,
	ARM64_SYS_NR_LIVE,

	/* Loaded into EL2 registers, or written through when they change. */
	ARM64_SYS_MPIDR_EL1 = ARM64_SYS_NR_LIVE,	/* VMPIDR_EL2 */
	ARM64_SYS_ACTLR_EL1,
	ARM64_SYS_MDSCR_EL1,
	ARM64_SYS_OSLSR_EL1,
	ARM64_SYS_DISR_EL1,

	/* Of an AArch32 guest. */
	ARM64_SYS_DACR32_EL2,
	ARM64_SYS_IFSR32_EL2,
	ARM64_SYS_FPEXC32_EL2,
	ARM64_SYS_SPSR_ABT,
	ARM64_SYS_SPSR_UND,
	ARM64_SYS_SPSR_IRQ,
	ARM64_SYS_SPSR_FIQ,

	ARM64_SYS_NR,
};

/**
 * arm64_sys_read - a system register of the guest, wherever it is now.
 * @vcpu: the vCPU of this thread, or one whose mutex is held.
 * @reg: which.
 *
 * Context: any place in KVM_RUN but between E2 and X5, or a vCPU ioctl.
 */
u64 arm64_sys_read(struct airlock_vcpu *vcpu, enum arm64_sys reg);
void arm64_sys_write(struct airlock_vcpu *vcpu, enum arm64_sys reg, u64 value);

/* ARM64_SYS_SCTLR_EL1, without a search: every access to a device asks. */
u64 arm64_sctlr(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_SYS_REGS_H */
