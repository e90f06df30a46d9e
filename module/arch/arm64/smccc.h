/* SPDX-License-Identifier: GPL-2.0 */
/* Calls by HVC and SMC. Arm "SMC Calling Convention" */
#ifndef AIRLOCK_ARM64_SMCCC_H
#define AIRLOCK_ARM64_SMCCC_H

#include "types.h"

/* The call is over when it returns: PC is behind it. Return: a verdict. */
int arm64_smccc(struct airlock_vcpu *vcpu);

/*
 * What a guest is told of ARM_SMCCC_ARCH_WORKAROUND_1 to 3: SMCCC_RET_SUCCESS,
 * 1 (not required), or SMCCC_RET_NOT_SUPPORTED.
 */
u64 arm64_smccc_workaround(u32 function);

#endif /* AIRLOCK_ARM64_SMCCC_H */
