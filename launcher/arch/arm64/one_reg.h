/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registers of a vCPU by their KVM names.
 */
#ifndef LAUNCHER_ARM64_ONE_REG_H
#define LAUNCHER_ARM64_ONE_REG_H

#include <linux/kvm.h>

#include "../../util.h"

/* A member of struct kvm_regs, of 64 bits. */
#define REG_CORE(member)						\
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE |		\
	 (offsetof(struct kvm_regs, member) / sizeof(u32)))

#define REG_X(n)	(REG_CORE(regs.regs[0]) + 2 * (n))

/* System registers, by op0, op1, CRn, CRm, op2. */
#define REG_MPIDR_EL1	ARM64_SYS_REG(3, 0, 0, 0, 5)
#define REG_SCTLR_EL1	ARM64_SYS_REG(3, 0, 1, 0, 0)
#define REG_TTBR0_EL1	ARM64_SYS_REG(3, 0, 2, 0, 0)
#define REG_TTBR1_EL1	ARM64_SYS_REG(3, 0, 2, 0, 1)
#define REG_TCR_EL1	ARM64_SYS_REG(3, 0, 2, 0, 2)
#define REG_ESR_EL1	ARM64_SYS_REG(3, 0, 5, 2, 0)
#define REG_FAR_EL1	ARM64_SYS_REG(3, 0, 6, 0, 0)
#define REG_VBAR_EL1	ARM64_SYS_REG(3, 0, 12, 0, 0)

/**
 * one_reg_get() - read a register.
 * @fd: the vCPU.
 * @id: which, REG_*.
 * @value: receives it.
 *
 * Return: 0, or -1 with errno.
 */
int one_reg_get(int fd, u64 id, u64 *value);

/**
 * one_reg_set() - write a register.
 * @fd: the vCPU.
 * @id: which, REG_*.
 * @value: what to write.
 *
 * Return: 0, or -1 with errno.
 */
int one_reg_set(int fd, u64 id, u64 value);

#endif /* LAUNCHER_ARM64_ONE_REG_H */
