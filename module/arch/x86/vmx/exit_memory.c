// SPDX-License-Identifier: GPL-2.0
/* Exits of second-level translation: memory to be mapped, or a device. */
#include "airlock.h"
#include "exit.h"
#include "inject.h"
#include "mmio.h"
#include "slat.h"

static unsigned int violation_access(unsigned long qual)
{
	if (qual & EPT_QUAL_FETCH)
		return SLAT_EXEC;
	return qual & EPT_QUAL_WRITE ? SLAT_WRITE : SLAT_READ;
}

/* There is no memory, and an event was on its way: a stack or IDT in a device. */
static int violation_delivery(struct airlock_vcpu *vcpu, gpa_t gpa)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	u64 data[] = {
		vmx->event.info, vmx->exit_reason,
		vmcs_read(VMCS_EXIT_QUALIFICATION), gpa, vcpu->cpu,
	};

	return airlock_exit_internal(vcpu, KVM_INTERNAL_ERROR_DELIVERY_EV,
				     ARRAY_SIZE(data), data);
}

/* Neither an instruction nor a page table can be fetched from a device. */
static int violation_mmio(struct airlock_vcpu *vcpu, gpa_t gpa,
			  unsigned int access)
{
	u64 data[] = { EXIT_EPT_VIOLATION, gpa, vmcs_read(VMCS_GUEST_RIP) };
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);

	if (vcpu->arch.vmx.event.info)
		return violation_delivery(vcpu, gpa);
	if (access == SLAT_EXEC || !(qual & EPT_QUAL_LINEAR_VALID) ||
	    !(qual & EPT_QUAL_LINEAR_FINAL))
		return airlock_exit_internal(vcpu, KVM_INTERNAL_ERROR_EMULATION,
					     ARRAY_SIZE(data), data);
	return x86_mmio_begin(vcpu, gpa, access);
}

/* The page was not at hand. The guest tries again when it is. */
static int violation_sleep(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	int ret;

	ret = airlock_guest_fault(vcpu->vm, vmx->deferred_value,
				  vmx->deferred_access, true);
	/* The slot went meanwhile: what it is now, the guest will find out. */
	return ret < 0 ? ret : AIRLOCK_RESUME;
}

/* No slot there: found out without the locks that a fault takes. */
static bool violation_of_device(struct airlock_vcpu *vcpu, gpa_t gpa)
{
	const struct airlock_memslots *slots;

	slots = rcu_dereference_sched(vcpu->vm->mem.slots);
	return !airlock_memslot_find(slots, gpa >> PAGE_SHIFT);
}

int exit_ept_violation(struct airlock_vcpu *vcpu)
{
	gpa_t gpa = vmcs_read(VMCS_GUEST_PHYSICAL_ADDRESS);
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned int access = violation_access(qual);
	int ret;

	if (unlikely((qual & EPT_QUAL_NMI_UNBLOCKED) &&
		     !vcpu->arch.vmx.event.info))
		airlock_vmx_nmi_block_again();
	if (violation_of_device(vcpu, gpa))
		return violation_mmio(vcpu, gpa, access);
	ret = airlock_guest_fault(vcpu->vm, gpa, access, false);
	switch (ret) {
	case AIRLOCK_FAULT_FIXED:
		return AIRLOCK_RESUME;
	case AIRLOCK_FAULT_SLEEP:
		vcpu->arch.vmx.deferred_value = gpa;
		vcpu->arch.vmx.deferred_access = access;
		vcpu->deferred = violation_sleep;
		return AIRLOCK_DEFER;
	case AIRLOCK_FAULT_NO_SLOT:
		return violation_mmio(vcpu, gpa, access);
	case AIRLOCK_FAULT_READONLY:
		return violation_mmio(vcpu, gpa, access | X86_MMIO_ROM);
	default:
		return ret;
	}
}

/* Our tables have no such entries: a bug of ours, which ends this guest only. */
int exit_ept_misconfig(struct airlock_vcpu *vcpu)
{
	u64 data[] = {
		EXIT_EPT_MISCONFIG, vmcs_read(VMCS_GUEST_PHYSICAL_ADDRESS),
	};

	return airlock_exit_internal(vcpu,
				     KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON,
				     ARRAY_SIZE(data), data);
}
