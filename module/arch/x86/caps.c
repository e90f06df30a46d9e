// SPDX-License-Identifier: GPL-2.0
/* KVM_CHECK_EXTENSION for what only x86 has. */
#include <asm/tsc.h>

#include "airlock.h"
#include "arch.h"
#include "vcpu.h"

int airlock_arch_check_extension(struct airlock_vm *vm, unsigned long cap)
{
	switch (cap) {
	case KVM_CAP_SET_TSS_ADDR:
	case KVM_CAP_SET_IDENTITY_MAP_ADDR:
	case KVM_CAP_EXT_CPUID:
	case KVM_CAP_HLT:
	case KVM_CAP_IRQCHIP:
	case KVM_CAP_IRQ_INJECT_STATUS:
	case KVM_CAP_PIT:
	case KVM_CAP_PIT2:
	case KVM_CAP_PIT_STATE2:
	case KVM_CAP_REINJECT_CONTROL:
	case KVM_CAP_MP_STATE:
	case KVM_CAP_USER_NMI:
	case KVM_CAP_XSAVE:
	case KVM_CAP_XCRS:
	case KVM_CAP_DEBUGREGS:
	case KVM_CAP_TSC_DEADLINE_TIMER:
	case KVM_CAP_GET_TSC_KHZ:
	case KVM_CAP_KVMCLOCK_CTRL:
	case KVM_CAP_SET_BOOT_CPU_ID:
	case KVM_CAP_NOP_IO_DELAY:
	case KVM_CAP_IRQFD_RESAMPLE:
	case KVM_CAP_SIGNAL_MSI:
	case KVM_CAP_ENABLE_CAP_VM:
		return 1;
	/* Allowed to coalesce, not obliged to; kvmtool asks for it. */
	case KVM_CAP_COALESCED_MMIO:
		return AIRLOCK_COALESCED_PAGE;
	case KVM_CAP_X2APIC_API:
		return KVM_X2APIC_API_USE_32BIT_IDS |
		       KVM_X2APIC_API_DISABLE_BROADCAST_QUIRK;
	case KVM_CAP_ADJUST_CLOCK:
		return KVM_CLOCK_TSC_STABLE | KVM_CLOCK_REALTIME |
		       KVM_CLOCK_HOST_TSC;
	default:
		return 0;
	}
}
