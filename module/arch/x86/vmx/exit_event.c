// SPDX-License-Identifier: GPL-2.0
/* Exits that are events: exceptions, interrupts, windows, the end. */
#include <asm/cpu.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#include "arch.h"
#include "compat.h"
#include "cpu.h"
#include "dr.h"
#include "exit.h"
#include "inject.h"
#include "mitigate.h"
#include "state.h"
#include "thread.h"

/*
 * The exit comes instead of the delivery, so DR6 is ours to set. "Exit
 * Qualification for Debug Exceptions"
 */
static int exit_debug(struct airlock_vcpu *vcpu)
{
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned long *dr = vcpu->arch.dr;

	dr[6] = (dr[6] & ~X86_DR6_TRAPS) | X86_DR6_FIXED_1 |
		(qual & X86_DR6_WRITABLE);
	/* DR7.GD is cleared by the delivery. */
	vmcs_write(VMCS_GUEST_DR7, vmcs_read(VMCS_GUEST_DR7) & ~X86_DR7_GD);
	dr[7] &= ~X86_DR7_GD;
	/* "Checks on Guest Non-Register State": TF in a shadow wants BS with it. */
	if ((vmcs_read(VMCS_GUEST_RFLAGS) & X86_EFLAGS_TF) &&
	    (vmcs_read(VMCS_GUEST_INTERRUPTIBILITY) &
	     (INTR_BLOCKED_BY_STI | INTR_BLOCKED_BY_MOV_SS)))
		vmcs_write(VMCS_GUEST_PENDING_DEBUG, PENDING_DEBUG_BS);
	airlock_x86_inject_exception(vcpu, X86_TRAP_DB, false, 0, 0);
	return AIRLOCK_RESUME;
}

/*
 * Either the guest checks alignment, or the host detects split locks: then it is
 * the host's to say what becomes of this thread.
 */
static int exit_alignment(struct airlock_vcpu *vcpu)
{
	u32 cpl = (vmcs_read(VMCS_GUEST_SS_AR) >> VMCS_AR_DPL_SHIFT) & 3;

	if (cpl == 3 && (airlock_vmx_cr0() & X86_CR0_AM) &&
	    (vmcs_read(VMCS_GUEST_RFLAGS) & X86_EFLAGS_AC))
		airlock_x86_inject_exception(vcpu, X86_TRAP_AC, true,
					     vmcs_read(VMCS_EXIT_INTR_ERROR), 0);
	else if (!handle_guest_split_lock(vmcs_read(VMCS_GUEST_RIP)))
		return -EFAULT;
	return AIRLOCK_RESUME;
}

/* INT1 and INT3 are delivered as the software exceptions they are. */
static void exit_keep_software(struct airlock_vcpu *vcpu, u32 info)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;

	if ((info & VMX_EVENT_TYPE) != VMX_EVENT_TYPE_PRIV_SOFT)
		return;
	event->info = (event->info & ~VMX_EVENT_TYPE) | VMX_EVENT_TYPE_PRIV_SOFT;
	event->insn_len = vmcs_read(VMCS_EXIT_INSN_LEN);
}

int exit_exception_nmi(struct airlock_vcpu *vcpu)
{
	u32 info = vmcs_read(VMCS_EXIT_INTR_INFO);
	u64 data[2] = { info, vcpu->arch.vmx.event.info };

	if ((info & VMX_EVENT_TYPE) == VMX_EVENT_TYPE_NMI)
		return AIRLOCK_RESUME;	/* the host has had it */
	if (info & VMX_EVENT_NMI_UNBLOCKED)
		airlock_vmx_nmi_block_again();
	switch (info & VMX_EVENT_VECTOR) {
	case X86_TRAP_DB:
		exit_debug(vcpu);
		exit_keep_software(vcpu, info);
		return AIRLOCK_RESUME;
	case X86_TRAP_AC:
		return exit_alignment(vcpu);
	case X86_TRAP_MC:
		return AIRLOCK_RESUME;	/* the host has had it */
	default:
		return airlock_exit_internal(vcpu,
					     KVM_INTERNAL_ERROR_SIMUL_EX,
					     ARRAY_SIZE(data), data);
	}
}

/* One that came during VM entry; the host has had it, the guest tries again. */
int exit_machine_check(struct airlock_vcpu *vcpu)
{
	return AIRLOCK_RESUME;
}

/*
 * The interrupt itself was taken when step X5 enabled interrupts. It is also
 * when RCU wants to know that no reader is left from before.
 */
int exit_external_interrupt(struct airlock_vcpu *vcpu)
{
	local_irq_disable();
	airlock_rcu_note_guest();
	local_irq_enable();
	/* Its handler may have left anything in the cache. */
	airlock_vmx_flush_l1d();
	return airlock_thread_user_work();
}

int exit_interrupt_window(struct airlock_vcpu *vcpu)
{
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	if (!vcpu->arch.lapic && vcpu->arch.user_vector < 0 &&
	    READ_ONCE(vcpu->run->request_interrupt_window))
		return airlock_exit_reason(vcpu, KVM_EXIT_IRQ_WINDOW_OPEN);
	return AIRLOCK_RESUME;
}

int exit_nmi_window(struct airlock_vcpu *vcpu)
{
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_NMI);
	return AIRLOCK_RESUME;
}

int exit_tpr_threshold(struct airlock_vcpu *vcpu)
{
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	return AIRLOCK_RESUME;
}

int exit_triple_fault(struct airlock_vcpu *vcpu)
{
	return airlock_exit_reason(vcpu, KVM_EXIT_SHUTDOWN);
}

/* Hardware task switches: no 64-bit system has them, and we do not. */
int exit_task_switch(struct airlock_vcpu *vcpu)
{
	u64 data[] = {
		EXIT_TASK_SWITCH, vmcs_read(VMCS_EXIT_QUALIFICATION),
		vmcs_read(VMCS_GUEST_RIP),
	};

	return airlock_exit_internal(vcpu, KVM_INTERNAL_ERROR_EMULATION,
				     ARRAY_SIZE(data), data);
}
