/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the machine's firmware does against CPU bugs: for the host at the end of
 * each trip, for a guest by pretending. Arm DEN 0070 "Firmware interfaces for
 * mitigating cache speculation vulnerabilities".
 */
#ifndef AIRLOCK_ARM64_WORKAROUND_H
#define AIRLOCK_ARM64_WORKAROUND_H

#include <linux/arm-smccc.h>
#include <linux/compiler.h>
#include <linux/jump_label.h>
#include <linux/types.h>

/* Ask firmware, once. Context: module load. */
void arm64_workaround_init(void);

/**
 * arm64_workaround - what a guest is told of a workaround.
 * @function: ARM_SMCCC_ARCH_WORKAROUND_1 to 3.
 *
 * Return: SMCCC_RET_SUCCESS: there is one; 1: it is not required;
 * SMCCC_RET_NOT_SUPPORTED.
 */
long arm64_workaround(u32 function);

DECLARE_STATIC_KEY_FALSE(arm64_bp_flush_key);
extern u32 arm64_bp_flush_function;

/**
 * arm64_bp_flush - what the guest trained shall not steer the host.
 *
 * Firmware empties the branch predictor, on CPUs that need that. A guest that
 * asked for the same has had it, then.
 *
 * Context: after the landing, interrupts off.
 */
static __always_inline void arm64_bp_flush(void)
{
	if (static_branch_unlikely(&arm64_bp_flush_key))
		arm_smccc_1_1_smc(arm64_bp_flush_function, NULL);
}

#endif /* AIRLOCK_ARM64_WORKAROUND_H */
