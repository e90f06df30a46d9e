// SPDX-License-Identifier: GPL-2.0
/* Control registers: what the guest may write, and what it reads back. */
#include "harness.h"
#include "arch_vm.h"

#define CR0_PE		(1UL << 0)
#define CR0_MP		(1UL << 1)
#define CR0_EM		(1UL << 2)
#define CR0_TS		(1UL << 3)
#define CR0_NE		(1UL << 5)
#define CR0_WP		(1UL << 16)
#define CR0_AM		(1UL << 18)
#define CR0_NW		(1UL << 29)
#define CR0_CD		(1UL << 30)
#define CR0_PG		(1UL << 31)
#define CR4_PVI		(1UL << 1)
#define CR4_TSD		(1UL << 2)
#define CR4_DE		(1UL << 3)
#define CR4_PAE		(1UL << 5)
#define CR4_PGE		(1UL << 7)
#define CR4_VMXE	(1UL << 13)
#define CR4_PCIDE	(1UL << 17)

FIXTURE_ONE_VCPU(cr, 0);

GUEST_TEST_F(cr, cr0_illegal)
{
	unsigned long cr0 = read_cr0();

	GUEST_EQ(write_cr0_safe(cr0 | 1UL << 32), GP_VECTOR);
	GUEST_EQ(guest_this_cpu()->error, 0);
	GUEST_EQ(write_cr0_safe(cr0 | 1UL << 63), GP_VECTOR);
	/* NW without CD, PG without PE, no paging in 64-bit code. */
	GUEST_EQ(write_cr0_safe(cr0 | CR0_NW), GP_VECTOR);
	GUEST_EQ(write_cr0_safe(cr0 & ~CR0_PE), GP_VECTOR);
	GUEST_EQ(write_cr0_safe(cr0 & ~CR0_PG), GP_VECTOR);
	GUEST_EQ(read_cr0(), cr0);
}

GUEST_TEST_F(cr, cr0_legal)
{
	unsigned long cr0 = read_cr0();

	write_cr0(cr0 & ~CR0_WP);
	GUEST_EQ(read_cr0(), cr0 & ~CR0_WP);
	write_cr0(cr0 | CR0_AM | CR0_TS);
	GUEST_EQ(read_cr0(), cr0 | CR0_AM | CR0_TS);
	write_cr0(cr0 | CR0_CD);
	GUEST_EQ(read_cr0(), cr0 | CR0_CD);
	write_cr0(cr0 | CR0_CD | CR0_NW);
	GUEST_EQ(read_cr0(), cr0 | CR0_CD | CR0_NW);
	/* NE belongs to the guest, whatever VMX wants of the CPU. */
	write_cr0(cr0 & ~CR0_NE);
	GUEST_EQ(read_cr0(), cr0 & ~CR0_NE);
	write_cr0(cr0);
	GUEST_EQ(read_cr0(), cr0);
}

GUEST_TEST_F(cr, clts_and_lmsw)
{
	unsigned long cr0 = read_cr0();
	__u16 msw;

	write_cr0(cr0 | CR0_TS);
	GUEST_EQ(guest_try("fnop"), NM_VECTOR);
	asm volatile("clts");
	GUEST_EQ(read_cr0(), cr0);
	GUEST_EQ(guest_try("fnop"), GUEST_NO_TRAP);
	asm volatile("smsw %0" : "=r"(msw));
	GUEST_EQ(msw, cr0 & 0xffff);
	asm volatile("lmsw %0" : : "r"((__u16)(msw | CR0_TS)));
	GUEST_EQ(read_cr0(), cr0 | CR0_TS);
	GUEST_EQ(guest_try("fnop"), NM_VECTOR);
	/* LMSW cannot clear PE. */
	asm volatile("lmsw %0" : : "r"((__u16)(msw & ~CR0_PE)));
	GUEST_EQ(read_cr0(), cr0);
	write_cr0(cr0 | CR0_EM);
	GUEST_EQ(guest_try("fnop"), NM_VECTOR);
	write_cr0(cr0);
}

GUEST_TEST_F(cr, cr3_illegal)
{
	unsigned long cr3 = read_cr3();

	GUEST_EQ(write_cr3_safe(cr3 | 1UL << 62), GP_VECTOR);
	GUEST_EQ(write_cr3_safe(cr3 | 1UL << 52), GP_VECTOR);
	GUEST_EQ(read_cr3(), cr3);
	/* PCD and PWT. */
	write_cr3(cr3 | 0x18);
	GUEST_EQ(read_cr3(), cr3 | 0x18);
	write_cr3(cr3);
	GUEST_EQ(read_cr3(), cr3);
}

GUEST_TEST_F(cr, cr4_illegal)
{
	unsigned long cr4 = read_cr4();

	GUEST_EQ(write_cr4_safe(cr4 | 1UL << 31), GP_VECTOR);
	GUEST_EQ(write_cr4_safe(cr4 | 1UL << 63), GP_VECTOR);
	GUEST_EQ(write_cr4_safe(cr4 & ~CR4_PAE), GP_VECTOR);
	GUEST_EQ(read_cr4(), cr4);
}

/* A guest without VMX has no CR4.VMXE. */
GUEST_TEST_F(cr, cr4_vmxe)
{
	unsigned long cr4 = read_cr4();
	__u32 reg[4];

	cpuid(1, 0, reg);
	if (reg[2] & 1 << 5)
		return;
	GUEST_EQ(write_cr4_safe(cr4 | CR4_VMXE), GP_VECTOR);
	GUEST_EQ(read_cr4(), cr4);
	GUEST_EQ(cr4 & CR4_VMXE, 0);
}

GUEST_TEST_F(cr, cr4_legal)
{
	unsigned long cr4 = read_cr4();

	write_cr4(cr4 | CR4_PGE | CR4_TSD | CR4_PVI);
	GUEST_EQ(read_cr4(), cr4 | CR4_PGE | CR4_TSD | CR4_PVI);
	write_cr4(cr4 | CR4_DE);
	GUEST_EQ(read_cr4(), cr4 | CR4_DE);
	GUEST_EQ(guest_try("movq %%dr4, %%rax"), UD_VECTOR);
	write_cr4(cr4);
	GUEST_EQ(read_cr4(), cr4);
}

/* CR4 bits exist exactly where CPUID has the feature. */
GUEST_TEST_F(cr, cr4_features)
{
	unsigned long cr4 = read_cr4();
	__u32 reg1[4], reg7[4];

	cpuid(1, 0, reg1);
	cpuid(7, 0, reg7);
#define FEATURE(bit, word, cpuid_bit) do {				\
	int want = (word) & 1U << (cpuid_bit) ? GUEST_NO_TRAP : GP_VECTOR; \
									\
	GUEST_EQ(write_cr4_safe(cr4 | 1UL << (bit)), want);		\
	write_cr4(cr4);							\
} while (0)
	FEATURE(11, reg7[2], 2);	/* UMIP */
	FEATURE(12, reg7[2], 16);	/* LA57: never from long mode */
	FEATURE(16, reg7[1], 0);	/* FSGSBASE */
	FEATURE(17, reg1[2], 17);	/* PCIDE */
	FEATURE(18, reg1[2], 26);	/* OSXSAVE */
	FEATURE(22, reg7[2], 3);	/* PKE */
#undef FEATURE
}

GUEST_TEST_F(cr, pcide)
{
	unsigned long cr4 = read_cr4(), cr3 = read_cr3();
	__u32 reg[4];

	cpuid(1, 0, reg);
	if (!(reg[2] & 1 << 17))
		return;
	write_cr3(cr3 | 0x18);
	GUEST_EQ(write_cr4_safe(cr4 | CR4_PCIDE), GP_VECTOR);
	write_cr3(cr3);
	write_cr4(cr4 | CR4_PCIDE);
	write_cr3(cr3 | 5);
	GUEST_EQ(read_cr3(), cr3 | 5);
	/* Bit 63 says "do not flush" and does not stick. */
	write_cr3(cr3 | 6 | 1UL << 63);
	GUEST_EQ(read_cr3(), cr3 | 6);
	write_cr3(cr3);
	write_cr4(cr4);
}

GUEST_TEST_F(cr, cr8)
{
	write_cr8(0);
	GUEST_EQ(read_cr8(), 0);
	write_cr8(15);
	GUEST_EQ(read_cr8(), 15);
	GUEST_EQ(write_cr8_safe(16), GP_VECTOR);
	GUEST_EQ(write_cr8_safe(~0UL), GP_VECTOR);
	GUEST_EQ(read_cr8(), 15);
	write_cr8(3);
}

static void guest_cr8_run(unsigned long arg)
{
	write_cr8(7);
	guest_sync(1);
	GUEST_EQ(read_cr8(), 9);
	guest_done();
}

/* Without a LAPIC in the kernel CR8 goes through kvm_run, both ways. */
TEST_F(cr, cr8_and_kvm_run)
{
	struct kvm_sregs sregs;
	const char *what;

	vcpu_enter(self->vcpu, guest_cr8_run);
	what = vcpu_run_str(self->vcpu);
	if (!strcmp(what, "set tpr"))
		what = vcpu_run_str(self->vcpu);
	ASSERT_STREQ("sync 1", what);
	EXPECT_EQ(7, self->vcpu->run->cr8);
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &sregs);
	EXPECT_EQ(7, sregs.cr8);
	self->vcpu->run->cr8 = 9;
	ASSERT_DONE(self->vcpu);
	self->vcpu->run->cr8 = 99;
	EXPECT_STREQ("errno 22", vcpu_run_str(self->vcpu));
}

/* CR2 is nobody's but the guest's. */
GUEST_TEST_F(cr, cr2)
{
	write_cr2(0x123456789abc);
	cpuid(0, 0, (__u32[4]) { });
	guest_sync(1);
	GUEST_EQ(read_cr2(), 0x123456789abc);
}

static void guest_crs(unsigned long arg)
{
	write_cr0(read_cr0() | CR0_AM);
	write_cr4(read_cr4() | CR4_TSD);
	write_cr2(0x1000);
	guest_done();
}

TEST_F(cr, seen_by_host)
{
	struct kvm_sregs before, after;

	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &before);
	vcpu_enter(self->vcpu, guest_crs);
	ASSERT_DONE(self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &after);
	EXPECT_EQ(before.cr0 | CR0_AM, after.cr0);
	EXPECT_EQ(before.cr4 | CR4_TSD, after.cr4);
	EXPECT_EQ(before.cr3, after.cr3);
	EXPECT_EQ(0x1000, after.cr2);
}

AIRLOCK_TEST_MAIN
