// SPDX-License-Identifier: GPL-2.0
/*
 * What the guest can call. Whatever is not here is not supported, and nothing
 * is passed on to the machine's own firmware. Arm "SMC Calling Convention",
 * "True Random Number Generator Firmware Interface".
 */
#include <linux/arm-smccc.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/string.h>

#include "airlock.h"
#include "psci.h"
#include "pstate.h"
#include "smccc.h"
#include "workaround.h"

const u64 arm64_smccc_services[ARM64_SMCCC_BITMAPS] = {
	[ARM64_SMCCC_STD] = ARM64_SMCCC_STD_TRNG,
};

/* Function numbers: PSCI has the first 32 of the secure service's range. */
#define CALL_RANGE	(~0x4000001fU)	/* but for the 32/64 bit flag */
#define CALL_PSCI_0_2	0x84000000U
#define CALL_PSCI_0_1	0x95c1ba40U	/* KVM's, for PSCI 0.1: 0x95c1ba5e on */
#define CALL_64		BIT(30)

#define TRNG_VERSION_1_0	0x10000
#define TRNG_MAX_BITS_32	96
#define TRNG_MAX_BITS_64	192
#define TRNG_INVALID		(-2L)

/* A UUID of our own: who makes the random numbers. */
static const u32 trng_uuid[4] = {
	0x6c726961, 0x6b636f6c, 0x2d474e52, 0x31303076,
};

static void smccc_return(struct airlock_vcpu *vcpu, u64 x0)
{
	vcpu->arch.regs.x[0] = x0;
}

static u64 smccc_arch_features(u32 function)
{
	switch (function) {
	case ARM_SMCCC_VERSION_FUNC_ID:
	case ARM_SMCCC_ARCH_FEATURES_FUNC_ID:
		return SMCCC_RET_SUCCESS;
	case ARM_SMCCC_ARCH_WORKAROUND_1:
	case ARM_SMCCC_ARCH_WORKAROUND_2:
	case ARM_SMCCC_ARCH_WORKAROUND_3:
		return arm64_workaround(function);
	default:
		return SMCCC_RET_NOT_SUPPORTED;
	}
}

static u64 trng_features(u32 function)
{
	switch (function) {
	case ARM_SMCCC_TRNG_VERSION:
	case ARM_SMCCC_TRNG_FEATURES:
	case ARM_SMCCC_TRNG_GET_UUID:
	case ARM_SMCCC_TRNG_RND32:
	case ARM_SMCCC_TRNG_RND64:
		return SMCCC_RET_SUCCESS;
	default:
		return SMCCC_RET_NOT_SUPPORTED;
	}
}

/* Bits wanted are in X1; they come right-aligned in X3 (low), X2, X1 (high). */
static void trng_random(struct airlock_vcpu *vcpu, bool wide)
{
	u64 *x = vcpu->arch.regs.x;
	unsigned int word = wide ? 64 : 32;
	u64 bits = wide ? x[1] : (u32)x[1];
	unsigned int i;
	u64 value;

	if (!bits || bits > (wide ? TRNG_MAX_BITS_64 : TRNG_MAX_BITS_32)) {
		smccc_return(vcpu, TRNG_INVALID);
		return;
	}
	for (i = 3; i > 0; i--) {
		unsigned int take = min_t(u64, bits, word);

		value = 0;
		if (take) {
			value = get_random_u64();
			value &= GENMASK_ULL(take - 1, 0);
		}
		x[i] = value;
		bits -= take;
	}
	smccc_return(vcpu, SMCCC_RET_SUCCESS);
}

static void trng_get_uuid(struct airlock_vcpu *vcpu)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(trng_uuid); i++)
		vcpu->arch.regs.x[i] = trng_uuid[i];
}

/* Arguments of functions that take a function number. */
static u32 smccc_arg(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.regs.x[1];
}

/* Return: false for a function that is none of these. */
static bool trng_call(struct airlock_vcpu *vcpu, u32 function)
{
	switch (function) {
	case ARM_SMCCC_TRNG_VERSION:
		smccc_return(vcpu, TRNG_VERSION_1_0);
		return true;
	case ARM_SMCCC_TRNG_FEATURES:
		smccc_return(vcpu, trng_features(smccc_arg(vcpu)));
		return true;
	case ARM_SMCCC_TRNG_GET_UUID:
		trng_get_uuid(vcpu);
		return true;
	case ARM_SMCCC_TRNG_RND32:
	case ARM_SMCCC_TRNG_RND64:
		trng_random(vcpu, function & CALL_64);
		return true;
	default:
		return false;
	}
}

static noinline void smccc_other(struct airlock_vcpu *vcpu, u32 function)
{
	u64 ret = SMCCC_RET_NOT_SUPPORTED;

	switch (function) {
	case ARM_SMCCC_VERSION_FUNC_ID:
		ret = ARM_SMCCC_VERSION_1_1;
		break;
	case ARM_SMCCC_ARCH_FEATURES_FUNC_ID:
		ret = smccc_arch_features(smccc_arg(vcpu));
		break;
	case ARM_SMCCC_ARCH_WORKAROUND_1:
	case ARM_SMCCC_ARCH_WORKAROUND_2:
	case ARM_SMCCC_ARCH_WORKAROUND_3:
		/* Leaving the guest has done it, if there is anything to do. */
		ret = min_t(long, arm64_workaround(function), 0);
		break;
	default:
		if (vcpu->vm->arch.smccc[ARM64_SMCCC_STD] &
		    ARM64_SMCCC_STD_TRNG && trng_call(vcpu, function))
			return;
		break;
	}
	smccc_return(vcpu, ret);
}

int arm64_smccc(struct airlock_vcpu *vcpu)
{
	u32 function = vcpu->arch.regs.x[0];
	int verdict = AIRLOCK_RESUME;

	/* AArch32 has no 64-bit calls. */
	if (unlikely(arm64_pstate_is_aa32(vcpu->arch.regs.pstate) &&
		     function & CALL_64)) {
		smccc_return(vcpu, SMCCC_RET_NOT_SUPPORTED);
		return AIRLOCK_RESUME;
	}
	if (likely((function & CALL_RANGE) == CALL_PSCI_0_2) ||
	    (function & ~0x3fU) == CALL_PSCI_0_1)
		smccc_return(vcpu, arm64_psci_call(vcpu, function, &verdict));
	else
		smccc_other(vcpu, function);
	return verdict;
}
