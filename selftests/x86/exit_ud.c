// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that this guest has not: each is #UD in the guest, and none
 * ends the guest or worse (CVE-2014-3645 and its kin).
 */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(ud, 0);

static __u8 operand[4096] __attribute__((aligned(4096)));

GUEST_TEST_F(ud, ud2)
{
	GUEST_EQ(guest_try("ud2"), UD_VECTOR);
	GUEST_EQ(guest_try(".byte 0x0f, 0xb9, 0xc0"), UD_VECTOR);
}

/* As assembled bytes with a memory operand at (%rax): no need of options. */
#define TRY_AT_RAX(bytes) ({						\
	guest_ex_begin();						\
	asm volatile(GUEST_EX(".byte " bytes) : : "a"(operand), "c"(0),	\
		     "d"(0), "b"(0) : "memory", "cc");			\
	guest_ex_end();							\
})

GUEST_TEST_F(ud, vmx)
{
	GUEST_EQ(TRY_AT_RAX("0xf3, 0x0f, 0xc7, 0x30"), UD_VECTOR); /* VMXON */
	GUEST_EQ(TRY_AT_RAX("0x66, 0x0f, 0xc7, 0x30"), UD_VECTOR); /* VMCLEAR */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0xc7, 0x30"), UD_VECTOR);	/* VMPTRLD */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0xc7, 0x38"), UD_VECTOR);	/* VMPTRST */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xc2"), UD_VECTOR);	/* VMLAUNCH */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xc3"), UD_VECTOR);	/* VMRESUME */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xc4"), UD_VECTOR);	/* VMXOFF */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x78, 0xc0"), UD_VECTOR);	/* VMREAD */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x79, 0xc0"), UD_VECTOR);	/* VMWRITE */
	GUEST_EQ(TRY_AT_RAX("0x66, 0x0f, 0x38, 0x80, 0x08"), UD_VECTOR);
	GUEST_EQ(TRY_AT_RAX("0x66, 0x0f, 0x38, 0x81, 0x08"), UD_VECTOR);
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xd4"), UD_VECTOR);	/* VMFUNC */
}

GUEST_TEST_F(ud, svm)
{
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xd8"), UD_VECTOR);	/* VMRUN */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xda"), UD_VECTOR);	/* VMLOAD */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xdb"), UD_VECTOR);	/* VMSAVE */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xdc"), UD_VECTOR);	/* STGI */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xdd"), UD_VECTOR);	/* CLGI */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xde"), UD_VECTOR);	/* SKINIT */
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xdf"), UD_VECTOR);	/* INVLPGA */
}

/* Outside of SMM RSM is #UD; GETSEC needs CR4.SMXE. */
GUEST_TEST_F(ud, smm_and_smx)
{
	GUEST_EQ(TRY_AT_RAX("0x0f, 0xaa"), UD_VECTOR);
	GUEST_EQ(TRY_AT_RAX("0x0f, 0x37"), UD_VECTOR);
}

/* PCONFIG, ENCLS, ENCLU, WBNOINVD's neighbours: what CPUID does not have. */
GUEST_TEST_F(ud, sgx_and_tme)
{
	__u32 reg[4];

	cpuid(7, 0, reg);
	if (!(reg[1] & 1 << 2)) {
		GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xcf"), UD_VECTOR);
		GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xd7"), UD_VECTOR);
	}
	if (!(reg[3] & 1 << 18))
		GUEST_EQ(TRY_AT_RAX("0x0f, 0x01, 0xc5"), UD_VECTOR);
}

/* KVM makes NOPs of these two for the sake of old Mac OS. */
GUEST_TEST_F(ud, monitor_and_mwait_do_not_hang)
{
	__u32 reg[4];
	int vector;

	cpuid(1, 0, reg);
	if (reg[2] & 1 << 3)
		return;
	vector = TRY_AT_RAX("0x0f, 0x01, 0xc8");
	GUEST_ASSERT(vector == UD_VECTOR || vector == GUEST_NO_TRAP);
	vector = TRY_AT_RAX("0x0f, 0x01, 0xc9");
	GUEST_ASSERT(vector == UD_VECTOR || vector == GUEST_NO_TRAP);
}

/* Features that a guest loses with the CPUID bit must be gone. */
static void guest_without(unsigned long arg)
{
	__u64 value;

	GUEST_EQ(TRY_AT_RAX("0x66, 0x0f, 0x38, 0x82, 0x08"), UD_VECTOR);
	GUEST_EQ(guest_try("rdtscp"), UD_VECTOR);
	GUEST_EQ(rdmsr_safe(0xc0000103, &value), GP_VECTOR);
	guest_done();
}

TEST_F(ud, hidden_by_cpuid)
{
	struct test_cpuid cpuid;

	test_cpuid_get(&self->vm, &cpuid);
	test_cpuid_leaf(&cpuid, 7, 0)->ebx &= ~(1U << 10);	/* INVPCID */
	test_cpuid_leaf(&cpuid, 7, 0)->ecx &= ~(1U << 22);	/* RDPID */
	test_cpuid_leaf(&cpuid, 0x80000001, 0)->edx &= ~(1U << 27); /* RDTSCP */
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_CPUID2, &cpuid);
	vcpu_enter(self->vcpu, guest_without);
	ASSERT_DONE(self->vcpu);
}

AIRLOCK_TEST_MAIN
