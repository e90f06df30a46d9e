// SPDX-License-Identifier: GPL-2.0
/* HVC: the SMC Calling Convention, and what of it a guest may see. */
#include <linux/psci.h>

#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(hvc, 0);

GUEST_TEST_F(hvc, psci_version)
{
	__u64 version = guest_psci(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);

	GUEST_EQ(PSCI_VERSION_MAJOR(version), 1);
	GUEST_ASSERT(PSCI_VERSION_MINOR(version) <= 3);
}

GUEST_TEST_F(hvc, smccc_version)
{
	GUEST_ASSERT(guest_psci(SMCCC_VERSION, 0, 0, 0) >= 0x10001);
	GUEST_EQ(guest_psci(SMCCC_VERSION, 0, 0, 0) >> 16, 1);
}

GUEST_TEST_F(hvc, arch_features)
{
	GUEST_EQ((__s32)guest_psci(SMCCC_ARCH_FEATURES, 0x80001234, 0, 0), -1);
}

/* Every owner's range has calls that nobody answers: -1, in all of x0. */
GUEST_TEST_F(hvc, unknown)
{
	static const __u32 fns[] = {
		0, 1, 0x80000002, 0x8000ffff, 0x84000fff, 0x86000042,
		0xc4000fff, 0xc6000042, 0xbf00ffff, 0xffffffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fns); i++)
		GUEST_EQ(guest_psci(fns[i], 0, 0, 0), SMCCC_UNKNOWN);
}

/* The function is W0 alone. */
GUEST_TEST_F(hvc, upper_half_of_x0)
{
	GUEST_EQ(guest_psci(0xdead000000000000 | SMCCC_VERSION, 0, 0, 0) >> 16,
		 1);
}

/* SMCCC 1.1 keeps x4 to x17, and nobody touches the rest. */
#define KEEP(n)		"mov x" #n ", #" #n "\n\t"
#define KEPT(n)		"sub x9, x" #n ", #" #n "\n\torr x8, x8, x9\n\t"

GUEST_TEST_F(hvc, registers_kept)
{
	register __u64 wrong asm("x8");

	asm volatile("stp x19, x20, [sp, #-16]!\n\t"
		     "movz w0, #0x8400, lsl #16\n\t"
		     KEEP(4) KEEP(5) KEEP(6) KEEP(7) KEEP(10) KEEP(11) KEEP(12)
		     KEEP(13) KEEP(14) KEEP(15) KEEP(16) KEEP(17) KEEP(19)
		     KEEP(20)
		     "hvc #0\n\t"
		     "mov x8, #0\n\t"
		     KEPT(4) KEPT(5) KEPT(6) KEPT(7) KEPT(10) KEPT(11) KEPT(12)
		     KEPT(13) KEPT(14) KEPT(15) KEPT(16) KEPT(17) KEPT(19)
		     KEPT(20)
		     "ldp x19, x20, [sp], #16\n\t"
		     : "=r"(wrong)
		     : : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x9",
		       "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
		       "memory");
	GUEST_EQ(wrong, 0);
}

/* The flags and the mask bits come back, too. */
GUEST_TEST_F(hvc, pstate_kept)
{
	__u64 nzcv, daif;

	asm volatile("mov x0, #0x84000000\n\t"
		     "mov x4, #0xa0000000\n\t"
		     "msr nzcv, x4\n\t"
		     "hvc #0\n\t"
		     "mrs %0, nzcv\n\t"
		     "mrs %1, daif"
		     : "=r"(nzcv), "=r"(daif)
		     : : "x0", "x1", "x2", "x3", "x4", "cc", "memory");
	GUEST_EQ(nzcv, 0xa0000000);
	GUEST_EQ(daif, 0x3c0);
}

static __u64 el0_hvc(__u64 arg)
{
	/* Undefined at EL0: skipped by the fix-up, which notes it. */
	guest_hvc(PSCI_0_2_FN_PSCI_VERSION, 0, 0, 0);
	return arg + 1;
}

GUEST_TEST_F(hvc, from_el0)
{
	guest_ex_begin();
	GUEST_EQ(guest_el0(el0_hvc, 41), 42);
	GUEST_EQ(guest_ex_end(), EC_UNKNOWN);
}

AIRLOCK_TEST_MAIN
