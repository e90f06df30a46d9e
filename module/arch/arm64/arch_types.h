/* SPDX-License-Identifier: GPL-2.0 */
/* What an arm64 VM and vCPU have beyond the neutral ones: nothing yet. */
#ifndef AIRLOCK_ARCH_TYPES_H
#define AIRLOCK_ARCH_TYPES_H

struct airlock_vcpu_arch {
};

struct airlock_vm_arch {
};

#endif /* AIRLOCK_ARCH_TYPES_H */
