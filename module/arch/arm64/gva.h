/* SPDX-License-Identifier: GPL-2.0 */
/* Guest virtual to guest physical addresses, by the guest's own page tables. */
#ifndef AIRLOCK_ARM64_GVA_H
#define AIRLOCK_ARM64_GVA_H

#include "types.h"

/**
 * struct arm64_stage1 - what the EL1&0 translation regime is set to.
 * @sctlr: SCTLR_EL1
 * @tcr: TCR_EL1
 * @ttbr: TTBR0_EL1, TTBR1_EL1
 * @aa32: they are AArch32's
 */
struct arm64_stage1 {
	u64 sctlr;
	u64 tcr;
	u64 ttbr[2];
	bool aa32;
};

/* The vCPU's, as it is now. */
void arm64_stage1_get(struct airlock_vcpu *vcpu, struct arm64_stage1 *s1);

/**
 * arm64_gva_to_gpa - translate as the CPU would at EL1 and EL0.
 * @vm: the VM.
 * @s1: the registers.
 * @gva: guest virtual address.
 * @sleep: may we?
 * @gpa: where to; of that very byte.
 *
 * Permissions and the Access flag are not looked at: the CPU has been here just
 * before.
 *
 * Return: 0; -EFAULT: the tables have no such address (any more); -EAGAIN:
 * without @sleep, try with it; -EIO: the tables are not in the guest's memory;
 * -EOPNOTSUPP: a format that the guest was not told of.
 */
int arm64_gva_to_gpa(struct airlock_vm *vm, const struct arm64_stage1 *s1,
		     u64 gva, bool sleep, gpa_t *gpa);

/**
 * arm64_gva_fetch - read the instruction at an address.
 * @vm: the VM.
 * @s1: the registers.
 * @pc: its address.
 * @sleep: may we?
 * @insn: where to.
 *
 * Return: as arm64_gva_to_gpa(); -EIO also if it is not in memory.
 */
int arm64_gva_fetch(struct airlock_vm *vm, const struct arm64_stage1 *s1,
		    u64 pc, bool sleep, u32 *insn);

#endif /* AIRLOCK_ARM64_GVA_H */
