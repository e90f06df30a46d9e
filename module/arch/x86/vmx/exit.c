// SPDX-License-Identifier: GPL-2.0
/* From the exit reason to its handler. */
#include <linux/nospec.h>
#include <linux/timex.h>

#include "airlock.h"
#include "arch.h"
#include "exit.h"
#include "inject.h"

/* Step X3; interrupts off. A failed entry has an error instead of a reason. */
void airlock_vmx_exit_read(struct airlock_vcpu *vcpu, bool failed)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;

	if (unlikely(READ_ONCE(vcpu->vm->stats_flags)))
		vcpu->stats.landed = get_cycles();
	vmx->entry_failed = failed;
	if (unlikely(failed))
		return;
	vmx->exit_reason = vmcs_read(VMCS_EXIT_REASON);
	/* An entry that failed on the guest's state has not launched it. */
	if (likely(!(vmx->exit_reason & EXIT_REASON_ENTRY_FAILED)))
		vmx->launched = true;
	/* Host NMIs must not wait for interrupts to be enabled. */
	if (unlikely(vmx->exit_reason == EXIT_EXCEPTION_NMI))
		airlock_vmx_host_nmi(vcpu);
	else if (unlikely(vmx->exit_reason == ENTRY_MACHINE_CHECK))
		airlock_vmx_host_mce();
}

static int exit_fail_entry(struct airlock_vcpu *vcpu, u64 reason)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_FAIL_ENTRY;
	run->fail_entry.hardware_entry_failure_reason = reason;
	run->fail_entry.cpu = vcpu->cpu;
	return AIRLOCK_TO_USER;
}

/*
 * An exit that no control we set can cause, or that we do not know. Not inline:
 * the array would put a stack protector into the way of every exit.
 */
static noinline int exit_unexpected(struct airlock_vcpu *vcpu)
{
	u64 data[] = { vcpu->arch.vmx.exit_reason, vcpu->cpu };

	return airlock_exit_internal(vcpu,
				     KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON,
				     ARRAY_SIZE(data), data);
}

static int exit_handle(struct airlock_vcpu *vcpu, unsigned int reason)
{
	const struct vmx_exit_row *row = &airlock_vmx_exit_table[reason];

	if (unlikely(!row->handler))
		return exit_unexpected(vcpu);
	if (row->delivers)
		airlock_vmx_requeue(vcpu);
	return row->handler(vcpu);
}

/**
 * airlock_vmx_exit_dispatch - hand an exit to its handler and count it.
 * @vcpu: the vCPU.
 *
 * Context: the guest context, interrupts on.
 * Return: a verdict or a negative errno.
 */
int airlock_vmx_exit_dispatch(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	struct airlock_exit_count *count;
	unsigned int reason;
	int verdict;

	if (unlikely(vmx->entry_failed))
		return exit_fail_entry(vcpu, vmcs_read(VMCS_INSN_ERROR));
	if (unlikely(vmx->exit_reason & EXIT_REASON_ENTRY_FAILED &&
		     vmx->exit_reason != ENTRY_MACHINE_CHECK))
		return exit_fail_entry(vcpu, vmx->exit_reason);
	reason = vmx->exit_reason & EXIT_REASON_BASIC;
	if (unlikely(reason >= EXIT_REASONS))
		return exit_unexpected(vcpu);

	/* [X6] Dispatch, and the verdict counted. */
	reason = array_index_nospec(reason, EXIT_REASONS);
	count = &vcpu->stats.count[reason];
	verdict = exit_handle(vcpu, reason);
	if (verdict == AIRLOCK_RESUME && likely(!vcpu->stats.landed)) {
		count->light++;
		return verdict;
	}
	vcpu->stats.open = count;
	if (verdict == AIRLOCK_RESUME)
		airlock_stats_close(&vcpu->stats, false);
	return verdict;
}

const char *airlock_arch_exit_name(unsigned int reason)
{
	return airlock_vmx_exit_table[reason].name;
}
