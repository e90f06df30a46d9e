// SPDX-License-Identifier: GPL-2.0
/* Which of firmware's workarounds there are, and which of them we use. */
#include <linux/cache.h>
#include <linux/init.h>

#include <asm/cpufeature.h>
#include <asm/sysreg.h>

#include "workaround.h"

#define NOT_REQUIRED	1L

DEFINE_STATIC_KEY_FALSE(arm64_bp_flush_key);
u32 arm64_bp_flush_function __ro_after_init;

static long answer[3] __ro_after_init;

static long ask_firmware(u32 function)
{
	struct arm_smccc_res res;

	if (arm_smccc_1_1_get_conduit() != SMCCC_CONDUIT_SMC)
		return SMCCC_RET_NOT_SUPPORTED;
	arm_smccc_1_1_smc(ARM_SMCCC_ARCH_FEATURES_FUNC_ID, function, &res);
	return (int)res.a0;
}

/* The CPUs tell by themselves that the first one is not for them. */
static bool have_csv2(void)
{
	u64 pfr0 = read_sanitised_ftr_reg(SYS_ID_AA64PFR0_EL1);

	return cpuid_feature_extract_unsigned_field(pfr0,
						    ID_AA64PFR0_EL1_CSV2_SHIFT);
}

void __init arm64_workaround_init(void)
{
	answer[0] = have_csv2() ? NOT_REQUIRED :
		    ask_firmware(ARM_SMCCC_ARCH_WORKAROUND_1);
	answer[2] = ask_firmware(ARM_SMCCC_ARCH_WORKAROUND_3);
	/*
	 * The second is a switch per CPU, and set as the host wants it: a guest
	 * that could throw it would turn the host's defence off.
	 */
	answer[1] = ask_firmware(ARM_SMCCC_ARCH_WORKAROUND_2);
	if (answer[1] != NOT_REQUIRED)
		answer[1] = SMCCC_RET_NOT_SUPPORTED;

	/* The third does what the first does, and more. */
	if (answer[0] == SMCCC_RET_SUCCESS)
		arm64_bp_flush_function = ARM_SMCCC_ARCH_WORKAROUND_1;
	if (answer[2] == SMCCC_RET_SUCCESS)
		arm64_bp_flush_function = ARM_SMCCC_ARCH_WORKAROUND_3;
	if (arm64_bp_flush_function)
		static_branch_enable(&arm64_bp_flush_key);
}

long arm64_workaround(u32 function)
{
	switch (function) {
	case ARM_SMCCC_ARCH_WORKAROUND_1:
		return answer[0];
	case ARM_SMCCC_ARCH_WORKAROUND_2:
		return answer[1];
	case ARM_SMCCC_ARCH_WORKAROUND_3:
		return answer[2];
	default:
		return SMCCC_RET_NOT_SUPPORTED;
	}
}
