// SPDX-License-Identifier: GPL-2.0
/* RDMSR and WRMSR: what is kept, what the guest may not do. */
#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define MSR_TSC			0x10
#define MSR_TSC_ADJUST		0x3b
#define MSR_SYSENTER_CS		0x174
#define MSR_SYSENTER_ESP	0x175
#define MSR_SYSENTER_EIP	0x176
#define MSR_MISC_ENABLE		0x1a0
#define MSR_PAT			0x277
#define MSR_MTRR_DEF		0x2ff
#define MSR_EFER		0xc0000080
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_CSTAR		0xc0000083
#define MSR_FMASK		0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102
#define MSR_TSC_AUX		0xc0000103

#define NON_CANONICAL		0x8000000000000000UL

FIXTURE_ONE_VCPU(msr, 0);

GUEST_TEST_F(msr, unknown)
{
	static const __u32 unknown[] = {
		0xdeadbeef, 0x4b564dff, 0xc0011fff, 0x7fffffff, 0xc0000fff,
	};
	unsigned int i;
	__u64 value;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		GUEST_EQ(rdmsr_safe(unknown[i], &value), GP_VECTOR);
		GUEST_EQ(guest_this_cpu()->error, 0);
		GUEST_EQ(wrmsr_safe(unknown[i], 0), GP_VECTOR);
	}
}

GUEST_TEST_F(msr, non_canonical)
{
	static const __u32 addresses[] = {
		MSR_SYSENTER_ESP, MSR_SYSENTER_EIP, MSR_LSTAR, MSR_CSTAR,
		MSR_FS_BASE, MSR_KERNEL_GS_BASE, MSR_GS_BASE,
	};
	__u64 before, after;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		/* KVM makes SYSENTER's addresses canonical instead. */
		if (addresses[i] == MSR_SYSENTER_ESP ||
		    addresses[i] == MSR_SYSENTER_EIP)
			continue;
		before = rdmsr(addresses[i]);
		GUEST_EQ(wrmsr_safe(addresses[i], NON_CANONICAL), GP_VECTOR);
		after = rdmsr(addresses[i]);
		GUEST_EQ(after, before);
	}
}

/* It must not reach the host's WRMSR: CVE-2014-3610. */
GUEST_TEST_F(msr, sysenter_non_canonical)
{
	wrmsr_safe(MSR_SYSENTER_ESP, NON_CANONICAL);
	wrmsr_safe(MSR_SYSENTER_EIP, 0x0000ffff00000000);
	cpuid(0, 0, (__u32[4]) { });
	wrmsr(MSR_SYSENTER_ESP, 0);
	wrmsr(MSR_SYSENTER_EIP, 0);
}

static const struct {
	__u32 index;
	__u64 value;
} kept[] = {
	{ MSR_SYSENTER_CS, 0x1230 },
	{ MSR_SYSENTER_ESP, 0xffff888012345678 },
	{ MSR_SYSENTER_EIP, 0xffffffff81234560 },
	{ MSR_STAR, 0x0023001000000000 },
	{ MSR_LSTAR, 0xffffffff81000040 },
	{ MSR_CSTAR, 0xffffffff81000080 },
	{ MSR_FMASK, 0x47700 },
	{ MSR_FS_BASE, 0x00007fffdeadb000 },
	{ MSR_KERNEL_GS_BASE, 0xffff888000001000 },
	{ MSR_PAT, 0x0407050600070106 },
	{ MSR_MTRR_DEF, 0xc06 },
};

GUEST_TEST_F(msr, kept)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kept); i++)
		wrmsr(kept[i].index, kept[i].value);
	guest_sync(1);
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		GUEST_EQ(rdmsr(kept[i].index), kept[i].value);
}

TEST_F(msr, kept_seen_by_host)
{
	unsigned int i;

	vcpu_enter(self->vcpu, guest_enter_kept);
	ASSERT_RUN("sync 1", self->vcpu);
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		EXPECT_EQ(kept[i].value, vcpu_msr(self->vcpu, kept[i].index)) {
			TH_LOG("MSR %#x", kept[i].index);
		}
	ASSERT_DONE(self->vcpu);
}

static void guest_look(unsigned long arg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kept); i++)
		GUEST_EQ(rdmsr(kept[i].index), kept[i].value);
	guest_done();
}

TEST_F(msr, set_by_host)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kept); i++)
		ASSERT_EQ(1, vcpu_set_msr_err(self->vcpu, kept[i].index,
					      kept[i].value));
	vcpu_enter(self->vcpu, guest_look);
	ASSERT_DONE(self->vcpu);
}

GUEST_TEST_F(msr, bad_values)
{
	/* PAT: types 2, 3 and 8 up do not exist. */
	GUEST_EQ(wrmsr_safe(MSR_PAT, 0x0407050600070102), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_PAT, 0x0807050600070106), GP_VECTOR);
	/* EFER: reserved bits, and LME while paging is on. */
	GUEST_EQ(wrmsr_safe(MSR_EFER, rdmsr(MSR_EFER) | 1UL << 40), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_EFER, rdmsr(MSR_EFER) & ~0x100UL), GP_VECTOR);
	/* APIC_BASE: reserved bits. */
	GUEST_EQ(wrmsr_safe(MSR_APIC_BASE, ~0UL), GP_VECTOR);
}

/* SYSCALL can be enabled and disabled. */
GUEST_TEST_F(msr, efer_sce)
{
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | 1);
	GUEST_EQ(rdmsr(MSR_EFER), 0xd01);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) & ~1UL);
	GUEST_EQ(rdmsr(MSR_EFER), 0xd00);
}

GUEST_TEST_F(msr, tsc)
{
	__u64 far = 1UL << 50;

	wrmsr(MSR_TSC, 0);
	GUEST_ASSERT(rdtsc() < far);
	wrmsr(MSR_TSC, far);
	GUEST_ASSERT(rdtsc() >= far);
	GUEST_ASSERT(rdmsr(MSR_TSC) >= far);
}

GUEST_TEST_F(msr, apic_base)
{
	__u64 base = rdmsr(MSR_APIC_BASE);

	GUEST_EQ(base & ~0xfffUL, APIC_DEFAULT_BASE);
	GUEST_EQ(base & APIC_BASE_BSP, APIC_BASE_BSP);
	GUEST_EQ(base & APIC_BASE_ENABLE, APIC_BASE_ENABLE);
}

/* KVM_SET_MSRS says how many it took before the first that it did not. */
TEST_F(msr, counts)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry[3];
	} msrs = {
		.head.nmsrs = 3,
		.entry = {
			{ .index = MSR_STAR, .data = 1 },
			{ .index = 0xdeadbeef },
			{ .index = MSR_LSTAR, .data = 2 },
		},
	};

	EXPECT_EQ(1, ioctl_err(self->vcpu->fd, KVM_SET_MSRS, &msrs));
	EXPECT_EQ(1, vcpu_msr(self->vcpu, MSR_STAR));
	EXPECT_EQ(0, vcpu_msr(self->vcpu, MSR_LSTAR));
	EXPECT_EQ(1, ioctl_err(self->vcpu->fd, KVM_GET_MSRS, &msrs));
	msrs.head.nmsrs = 0;
	EXPECT_EQ(0, ioctl_err(self->vcpu->fd, KVM_GET_MSRS, &msrs));
	msrs.head.nmsrs = 256;
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_SET_MSRS, &msrs);
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_GET_MSRS, &msrs);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_MSRS, (void *)8);
	EXPECT_EQ(0, vcpu_set_msr_err(self->vcpu, MSR_LSTAR, NON_CANONICAL));
	EXPECT_EQ(0, vcpu_set_msr_err(self->vcpu, MSR_PAT, 2));
}

/* QEMU ends when one on the list cannot be read or written back. */
TEST_F(msr, list_can_be_read_and_written)
{
	struct {
		struct kvm_msr_list head;
		__u32 index[256];
	} list = { .head.nmsrs = 256 };
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msr = { .head.nmsrs = 1 };
	unsigned int i;

	ASSERT_IOCTL(self->vm.dev, KVM_GET_MSR_INDEX_LIST, &list);
	for (i = 0; i < list.head.nmsrs; i++) {
		/* KVM takes the vector of async page faults from no VMM. */
		if (list.index[i] == 0x4b564d06 && !test_on_airlock())
			continue;
		msr.entry.index = list.index[i];
		msr.entry.data = 0;
		EXPECT_EQ(1, ioctl_err(self->vcpu->fd, KVM_GET_MSRS, &msr)) {
			TH_LOG("MSR %#x cannot be read", list.index[i]);
		}
		EXPECT_EQ(1, ioctl_err(self->vcpu->fd, KVM_SET_MSRS, &msr)) {
			TH_LOG("MSR %#x cannot be written", list.index[i]);
		}
	}
}

AIRLOCK_TEST_MAIN
