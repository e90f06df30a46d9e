/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Userspace debugs a guest (KVM_SET_GUEST_DEBUG): debug exceptions become
 * exits, and stepping, breakpoints and watchpoints may be userspace's.
 */
#ifndef AIRLOCK_ARM64_GUEST_DEBUG_H
#define AIRLOCK_ARM64_GUEST_DEBUG_H

#include "types.h"

struct kvm_guest_debug;

/* What of KVM_GUESTDBG_* there is. */
#define ARM64_GUESTDBG		(KVM_GUESTDBG_ENABLE | \
				 KVM_GUESTDBG_SINGLESTEP | \
				 KVM_GUESTDBG_USE_SW_BP | KVM_GUESTDBG_USE_HW)

/* KVM_SET_GUEST_DEBUG. Context: process, vcpu->mutex held. */
long arm64_guest_debug_ioctl(struct airlock_vcpu *vcpu,
			     const struct kvm_guest_debug __user *user);

/**
 * arm64_guest_debug_update - work out what of MDCR_EL2 and MDSCR_EL1 debugging
 * asks for: the guest's or userspace's.
 * @vcpu: the vCPU; one of the two has changed.
 */
void arm64_guest_debug_update(struct airlock_vcpu *vcpu);

/* The vCPU has been reset; userspace's debugging goes on. */
void arm64_guest_debug_reset(struct airlock_vcpu *vcpu);

/*
 * PSTATE as the guest has it. While userspace steps, SS in the vCPU's registers
 * is the state of the step.
 */
u64 arm64_guest_debug_pstate(struct airlock_vcpu *vcpu);
void arm64_guest_debug_set_pstate(struct airlock_vcpu *vcpu, u64 pstate);

#endif /* AIRLOCK_ARM64_GUEST_DEBUG_H */
