/* SPDX-License-Identifier: GPL-2.0 */
/* What an arm64 VM and vCPU have beyond the neutral ones: nothing yet. */
#ifndef AIRLOCK_ARCH_TYPES_H
#define AIRLOCK_ARCH_TYPES_H

/* KVM_IRQFD's answer before the GIC is initialised: it may still be. */
#define AIRLOCK_IRQFD_TOO_EARLY		(-EAGAIN)

struct airlock_vcpu_arch {
};

struct airlock_vm_arch {
};

#endif /* AIRLOCK_ARCH_TYPES_H */
