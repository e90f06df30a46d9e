// SPDX-License-Identifier: GPL-2.0
/* Host side, x86: the calls and the state that abi_fuzz plays with. */
#include "fuzz.h"

const unsigned long arch_fuzz_vcpu_sets[] = {
	KVM_SET_REGS, KVM_SET_SREGS, KVM_SET_MSRS, KVM_SET_CPUID2, KVM_SET_FPU,
	KVM_SET_LAPIC, KVM_SET_MP_STATE, KVM_SET_VCPU_EVENTS,
	KVM_SET_DEBUGREGS, KVM_SET_XSAVE, KVM_SET_XCRS, KVM_SET_GUEST_DEBUG,
	KVM_INTERRUPT, KVM_NMI, KVM_SET_SIGNAL_MASK, KVM_SET_TSC_KHZ,
	KVM_ENABLE_CAP, KVM_KVMCLOCK_CTRL, 0,
};

const unsigned long arch_fuzz_vm_sets[] = {
	KVM_SET_GSI_ROUTING, KVM_IRQFD, KVM_IOEVENTFD, KVM_IRQ_LINE,
	KVM_SIGNAL_MSI, KVM_SET_IRQCHIP, KVM_SET_PIT2, KVM_SET_CLOCK,
	KVM_SET_TSS_ADDR, KVM_SET_IDENTITY_MAP_ADDR, KVM_GET_DIRTY_LOG,
	KVM_SET_USER_MEMORY_REGION, KVM_ENABLE_CAP, KVM_CREATE_PIT2,
	KVM_REGISTER_COALESCED_MMIO, KVM_UNREGISTER_COALESCED_MMIO, 0,
};

static struct kvm_sregs good;

void arch_fuzz_begin(struct test_vcpu *vcpu)
{
	must_ioctl(vcpu->fd, KVM_GET_SREGS, &good);
}

bool arch_fuzz_bit(struct test_vcpu *vcpu, __u32 random)
{
	__u32 bit = random % (8 * offsetof(struct kvm_sregs, interrupt_bitmap));
	struct kvm_sregs bad = good;

	((__u8 *)&bad)[bit / 8] ^= 1 << bit % 8;
	return !ioctl(vcpu->fd, KVM_SET_SREGS, &bad);
}
