/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switch, in its two forms, and how the rest of the module calls it: a
 * function of the kernel's where that is at EL2 (VHE), an HVC where it is not.
 */
#ifndef EL2_RUN_EL2_H
#define EL2_RUN_EL2_H

#include <asm/sysreg.h>
#include <asm/virt.h>

#include "nvhe.h"
#include "tlb.h"
#include "types.h"

void airlock_el2_vhe_context_enter(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_context_leave(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_trip(struct airlock_vcpu *vcpu);
void airlock_el2_vhe_vgic(struct airlock_vcpu *vcpu, bool load);
void airlock_el2_vhe_tlb(enum el2_tlb_op op, u64 ipa);

static __always_inline void el2_call_context_enter(struct airlock_vcpu *vcpu)
{
	if (has_vhe())
		airlock_el2_vhe_context_enter(vcpu);
	else
		el2_hvc_1(EL2_HVC_CONTEXT_ENTER, el2_va(vcpu));
}

static __always_inline void el2_call_context_leave(struct airlock_vcpu *vcpu)
{
	if (has_vhe())
		airlock_el2_vhe_context_leave(vcpu);
	else
		el2_hvc_1(EL2_HVC_CONTEXT_LEAVE, el2_va(vcpu));
}

/* The virtual CPU interface alone, in the guest context: into it, out of it. */
static inline void el2_call_vgic(struct airlock_vcpu *vcpu, bool load)
{
	if (is_kernel_in_hyp_mode())
		airlock_el2_vhe_vgic(vcpu, load);
	else
		el2_hvc_1(load ? EL2_HVC_VGIC_LOAD : EL2_HVC_VGIC_SAVE,
			  el2_va(vcpu));
}

/* Context: interrupts off. */
static __always_inline void el2_call_trip(struct airlock_vcpu *vcpu)
{
	if (has_vhe())
		airlock_el2_vhe_trip(vcpu);
	else
		el2_hvc_1(EL2_HVC_TRIP, el2_va(vcpu));
}

/* Context: preemption off; the VM that @op is about is this CPU's. */
static inline void el2_call_tlb(enum el2_tlb_op op, u64 ipa)
{
	u64 what = op;

	if (has_vhe())
		airlock_el2_vhe_tlb(op, ipa);
	else
		el2_hvc(EL2_HVC_TLB, &what, ipa, 0, 0);
}

/* ICH_VTR_EL2: what this CPU's virtual CPU interface has. */
static inline u32 el2_call_vtr(void)
{
	u64 unused = 0;

	if (has_vhe())
		return read_sysreg_s(SYS_ICH_VTR_EL2);
	return el2_hvc(EL2_HVC_VTR, &unused, 0, 0, 0);
}

#endif /* EL2_RUN_EL2_H */
