// SPDX-License-Identifier: GPL-2.0
/* From the exit reason to its handler. */
#include <linux/nospec.h>

#include "airlock.h"
#include "arch.h"
#include "exit.h"

/*
 * An exit that no trap we set can cause, or that we do not know. Not inline:
 * the array would put a stack protector into the way of every exit.
 */
static noinline int exit_unexpected(struct airlock_vcpu *vcpu)
{
	u64 data[] = { vcpu->arch.el2.reason, vcpu->arch.el2.esr, vcpu->cpu };

	return airlock_exit_internal(vcpu,
				     KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON,
				     ARRAY_SIZE(data), data);
}

/**
 * airlock_el2_exit_dispatch - hand an exit to its handler and count it.
 * @vcpu: the vCPU.
 *
 * Context: the guest context, interrupts on.
 * Return: a verdict or a negative errno.
 */
int airlock_el2_exit_dispatch(struct airlock_vcpu *vcpu)
{
	const struct el2_exit_row *row;
	struct airlock_exit_count *count;
	unsigned int reason = vcpu->arch.el2.reason;
	int verdict;

	if (unlikely(reason >= EL2_EXITS))
		return exit_unexpected(vcpu);

	/* [X6] Dispatch, and the verdict counted. */
	reason = array_index_nospec(reason, EL2_EXITS);
	count = &vcpu->stats.count[reason];
	row = &airlock_el2_exit_table[reason];
	verdict = likely(row->handler) ? row->handler(vcpu) :
					 exit_unexpected(vcpu);
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
	return reason < EL2_EXITS ? airlock_el2_exit_table[reason].name : NULL;
}
