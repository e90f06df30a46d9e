/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stands between a guest and what the host left in the CPU's caches and
 * predictors; the rest of it is in entry.S. Each follows the host's own
 * setting. Documentation/security.rst
 */
#ifndef VMX_MITIGATE_H
#define VMX_MITIGATE_H

#include <asm/nospec-branch.h>

int airlock_vmx_mitigate_init(void);
void airlock_vmx_mitigate_exit(void);

/**
 * airlock_vmx_flush_l1d - before a guest runs after host code other than ours:
 * L1 terminal fault lets it read what is in the cache.
 *
 * Light exits do not ask for it: their handlers touch the guest's own data.
 *
 * Context: preemption off.
 */
void airlock_vmx_flush_l1d(void);

/* Another vCPU's branches must not steer this one's: on a change of VMCS. */
static inline void vmx_switch_predictors(void)
{
	indirect_branch_prediction_barrier();
}

#endif /* VMX_MITIGATE_H */
