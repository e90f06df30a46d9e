// SPDX-License-Identifier: GPL-2.0
/*
 * Into the guest context and out of it. Documentation/who-saves-what.rst has a
 * row for each class of state.
 */
#include <linux/bitfield.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "airlock.h"
#include "context.h"
#include "cpu.h"
#include "fpu.h"
#include "hw.h"
#include "run_el2.h"
#include "timer.h"
#include "vgic/vgic.h"
#include "vmid.h"

#define VTTBR_VMID	GENMASK_ULL(63, 48)

/*
 * Translations of a VM are not marked with the vCPU whose they are. Where
 * another vCPU was last, they may be of another address space. Where nobody was
 * it says 0, and vCPU 0 indeed finds nothing of another's.
 */
static void context_last_vcpu(struct airlock_vcpu *vcpu)
{
	int *last = this_cpu_ptr(vcpu->vm->arch.last_vcpu);

	if (likely(*last == vcpu->id))
		return;
	*last = vcpu->id;
	el2_call_tlb(EL2_TLB_CPU, 0);
}

void airlock_el2_context_enter(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	preempt_disable();
	while (unlikely(!el2_hw_on())) {
		preempt_enable();
		el2_wait_for_cpu();
		preempt_disable();
	}
	vcpu->cpu = smp_processor_id();
	/* Ticks from here on are the guest's time. */
	current->flags |= PF_VCPU;
	u64p_replace_bits(&el2->vttbr, airlock_el2_vmid_load(vcpu),
			  VTTBR_VMID);
	el2->cntvoff = arm64_timer_offset(vcpu->vm);
	el2_call_context_enter(vcpu);
	arm64_timer_enter(vcpu);
	context_last_vcpu(vcpu);
}

void airlock_el2_context_leave(struct airlock_vcpu *vcpu)
{
	arm64_fpu_leave(vcpu);
	arm64_timer_leave(vcpu);
	el2_call_context_leave(vcpu);
	arm64_vgic_leave(vcpu);
	airlock_el2_vmid_leave();
	current->flags &= ~PF_VCPU;
	preempt_enable();
}

void arm64_vgic_regs_out(struct airlock_vcpu *vcpu)
{
	el2_call_vgic(vcpu, false);
}

void arm64_vgic_regs_in(struct airlock_vcpu *vcpu)
{
	el2_call_vgic(vcpu, true);
}
