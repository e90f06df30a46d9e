/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stands between a guest and what the host left in the CPU's caches and
 * predictors. Each follows the host's own setting. Documentation/security.rst
 */
#ifndef VMX_MITIGATE_H
#define VMX_MITIGATE_H

#ifdef __ASSEMBLY__

#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>

/* MDS and its kin: VERW empties the buffers. Changes ZF and nothing else. */
.macro MITIGATE_ENTRY
#ifdef X86_FEATURE_CLEAR_CPU_BUF
	ALTERNATIVE "", "verw airlock_verw_selector(%rip)", \
		X86_FEATURE_CLEAR_CPU_BUF
#endif
.endm

/*
 * Before the first RET or indirect branch: the guest may have filled the return
 * predictor and the branch history, and where the kernel runs with IBRS the bit
 * counts only if it is written again. Changes RAX, RCX and RDX.
 */
.macro MITIGATE_EXIT
	FILL_RETURN_BUFFER %rcx, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_VMEXIT, \
			   X86_FEATURE_RSB_VMEXIT_LITE
#ifdef X86_FEATURE_KERNEL_IBRS
	ALTERNATIVE "jmp .Lno_ibrs_\@", "", X86_FEATURE_KERNEL_IBRS
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	rdmsr
	wrmsr
	lfence
.Lno_ibrs_\@:
#endif
#ifdef X86_FEATURE_CLEAR_BHB_LOOP_ON_VMEXIT
	CLEAR_BRANCH_HISTORY_VMEXIT
#endif
.endm

#else /* __ASSEMBLY__ */

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

#endif /* __ASSEMBLY__ */
#endif /* VMX_MITIGATE_H */
