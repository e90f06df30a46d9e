// SPDX-License-Identifier: GPL-2.0
/* SMC: trapped, so that a guest never speaks to the host's firmware. */
#include <linux/psci.h>

#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(smc, 0);

/* Unlike HVC's, the trap's return address is the SMC itself. */
GUEST_TEST_F(smc, version_and_unknown)
{
	__u64 version;

	guest_ex_begin();
	version = guest_smc(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0).x[0];
	GUEST_EQ(guest_ex_end(), GUEST_NO_TRAP);
	GUEST_ASSERT(version == SMCCC_UNKNOWN ||
		     PSCI_VERSION_MAJOR(version) == 1);
	GUEST_EQ(guest_smc(0x86000042, 0, 0, 0).x[0], SMCCC_UNKNOWN);
}

GUEST_TEST_F(smc, other_immediates)
{
	register __u64 x0 asm("x0") = PSCI_0_2_FN_PSCI_VERSION;

	guest_ex_begin();
	asm volatile(GUEST_EX("smc #0x1234") : "+r"(x0) : : "x1", "x2", "x3",
		     "memory");
	GUEST_EQ(guest_ex_end(), GUEST_NO_TRAP);
	GUEST_EQ(x0, SMCCC_UNKNOWN);
}

/* The host must not go down because a guest asks its firmware for it. */
GUEST_TEST_F(smc, reaches_no_firmware)
{
	/* CPU_OFF of the PSCI before 0.2, and a vendor's call. */
	GUEST_EQ(guest_smc(0x95c1ba5f, 0, 0, 0).x[0], SMCCC_UNKNOWN);
	GUEST_EQ(guest_smc(0xc2000001, 1, 2, 3).x[0], SMCCC_UNKNOWN);
}

static __u64 el0_smc(__u64 arg)
{
	guest_smc(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);
	return arg + 1;
}

GUEST_TEST_F(smc, from_el0)
{
	guest_ex_begin();
	GUEST_EQ(guest_el0(el0_smc, 1), 2);
	GUEST_EQ(guest_ex_end(), EC_UNKNOWN);
}

AIRLOCK_TEST_MAIN
