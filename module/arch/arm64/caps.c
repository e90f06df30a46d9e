// SPDX-License-Identifier: GPL-2.0
/* KVM_CHECK_EXTENSION for what only arm64 has. */
#include "airlock.h"
#include "arch.h"
#include "compat.h"
#include "el2/caps.h"
#include "guest_debug.h"

int airlock_arch_check_extension(struct airlock_vm *vm, unsigned long cap)
{
	switch (cap) {
	case KVM_CAP_ONE_REG:
	case KVM_CAP_ARM_PSCI:
	case KVM_CAP_ARM_PSCI_0_2:
	case KVM_CAP_MP_STATE:
	case KVM_CAP_IRQCHIP:
	case KVM_CAP_IRQFD_RESAMPLE:
	case KVM_CAP_ARM_IRQ_LINE_LAYOUT_2:
	case KVM_CAP_VCPU_ATTRIBUTES:
	case KVM_CAP_VCPU_EVENTS:
	case KVM_CAP_ARM_INJECT_EXT_DABT:
	case KVM_CAP_ARM_NISV_TO_USER:
	case KVM_CAP_ENABLE_CAP_VM:
	case KVM_CAP_SET_GUEST_DEBUG:
		return 1;
	case KVM_CAP_SET_GUEST_DEBUG2:
		return ARM64_GUESTDBG;
	case KVM_CAP_GUEST_DEBUG_HW_BPS:
		return airlock_el2_caps.breakpoints;
	case KVM_CAP_GUEST_DEBUG_HW_WPS:
		return airlock_el2_caps.watchpoints;
	case KVM_CAP_ARM_INJECT_SERROR_ESR:
		return airlock_el2_caps.ras;
	case KVM_CAP_ARM_SUPPORTED_REG_MASK_RANGES:
		return BIT(0);	/* the feature ID registers, the only range */
	case KVM_CAP_ARM_EL1_32BIT:
		return airlock_el2_caps.el1_32bit;
	case KVM_CAP_ARM_VM_IPA_SIZE:
		return airlock_el2_caps.ipa_bits;
	default:
		return 0;
	}
}
