// SPDX-License-Identifier: GPL-2.0
/* The EL2 part of a vCPU's life. */
#include <linux/preempt.h>

#include "airlock.h"
#include "caps.h"
#include "hw.h"
#include "nvhe.h"
#include "run_el2.h"
#include "stage2.h"
#include "state.h"

/* EL2's table has whole pages, and nothing else may be in those of a vCPU. */
static_assert(sizeof(struct airlock_vcpu) > PAGE_SIZE / 2);

/**
 * airlock_el2_vcpu_init - give a new vCPU its EL2 part.
 * @vcpu: the vCPU.
 *
 * Return: 0; -ENOMEM; -EEXIST: EL2 has no address for it.
 */
int airlock_el2_vcpu_init(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	el2->vtcr = airlock_el2_vtcr(vcpu->vm);
	el2->vttbr = __pa(vcpu->vm->mem.slat.root);
	el2->breakpoints = airlock_el2_caps.breakpoints;
	el2->watchpoints = airlock_el2_caps.watchpoints;
	el2->ras = airlock_el2_caps.ras;
	if (airlock_el2_caps.vhe)
		return 0;
	return airlock_hyp_map_data(vcpu, sizeof(*vcpu));
}

void airlock_el2_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	if (airlock_el2_caps.vhe)
		return;
	airlock_hyp_unmap(vcpu, sizeof(*vcpu));
	preempt_disable();
	/* A CPU whose EL2 is not ours forgets all of it when it becomes ours. */
	if (el2_hw_on())
		el2_call_tlb(EL2_TLB_OWN, 0);
	preempt_enable();
}
