/* SPDX-License-Identifier: GPL-2.0 */
/* Calls by HVC and SMC. Arm "SMC Calling Convention" */
#ifndef AIRLOCK_ARM64_SMCCC_H
#define AIRLOCK_ARM64_SMCCC_H

#include "types.h"

/* The call is over when it returns: PC is behind it. Return: a verdict. */
int arm64_smccc(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_SMCCC_H */
