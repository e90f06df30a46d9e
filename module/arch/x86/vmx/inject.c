// SPDX-License-Identifier: GPL-2.0
/*
 * Events into the guest. SDM 3C "Event Injection", "Information for VM Exits
 * That Occur During Event Delivery".
 */
#include <asm/mce.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/trapnr.h>

#include "airlock.h"
#include "arch.h"
#include "caps.h"
#include "cpu.h"
#include "hw.h"
#include "inject.h"
#include "insn.h"
#include "irq.h"
#include "irqchip/irqchip.h"

void airlock_vmx_inject_commit(struct airlock_vcpu *vcpu)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;

	if (event->info & VMX_EVENT_HAS_ERROR)
		vmcs_write(VMCS_ENTRY_EXCEPTION_ERROR, event->error);
	vmcs_write(VMCS_ENTRY_INSN_LEN, event->insn_len);
	/* The CPU clears the valid bit when it has taken the event. */
	vmcs_write(VMCS_ENTRY_INTR_INFO, event->info);
	event->info = 0;
}

static bool event_is_software(u32 info)
{
	u32 type = info & VMX_EVENT_TYPE;

	return type == VMX_EVENT_TYPE_SOFT_INT || type == VMX_EVENT_TYPE_PRIV_SOFT ||
	       type == VMX_EVENT_TYPE_SOFT_EXC;
}

void airlock_vmx_requeue(struct airlock_vcpu *vcpu)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;
	u32 info = vmcs_read(VMCS_VECTORING_INFO);

	if (likely(!(info & VMX_EVENT_VALID)))
		return;
	event->info = info & (VMX_EVENT_VALID | VMX_EVENT_HAS_ERROR | VMX_EVENT_TYPE |
			      VMX_EVENT_VECTOR);
	if (info & VMX_EVENT_HAS_ERROR)
		event->error = vmcs_read(VMCS_VECTORING_ERROR);
	if (event_is_software(info))
		event->insn_len = vmcs_read(VMCS_EXIT_INSN_LEN);
	/* Delivering an NMI blocks NMIs; it has not happened yet. */
	if ((info & VMX_EVENT_TYPE) == VMX_EVENT_TYPE_NMI)
		vmcs_clear_bits(VMCS_GUEST_INTERRUPTIBILITY,
				INTR_BLOCKED_BY_NMI);
}

void airlock_vmx_nmi_block_again(void)
{
	vmcs_set_bits(VMCS_GUEST_INTERRUPTIBILITY, INTR_BLOCKED_BY_NMI);
}

void airlock_vmx_host_nmi(struct airlock_vcpu *vcpu)
{
	u32 info = vmcs_read(VMCS_EXIT_INTR_INFO);

	/* NMIs stay blocked until the IRET of the host's handler. */
	if ((info & VMX_EVENT_TYPE) == VMX_EVENT_TYPE_NMI)
		asm volatile("int $2");
	else if ((info & VMX_EVENT_VECTOR) == X86_TRAP_MC)
		airlock_vmx_host_mce();
}

/*
 * As if it had come in user mode: if what is lost was the guest's, this thread
 * gets the signal, and the host goes on.
 */
void airlock_vmx_host_mce(void)
{
	struct pt_regs regs = {
		.cs = 3,
		.flags = X86_EFLAGS_IF,
	};

	/* A kernel without CONFIG_X86_MCE has nobody to tell. */
	if (IS_ENABLED(CONFIG_X86_MCE))
		do_machine_check(&regs);
}

/* Exceptions that turn a fault during their delivery into a double fault. */
static bool exception_is_contributory(unsigned int vector)
{
	switch (vector) {
	case X86_TRAP_DE:
	case X86_TRAP_TS:
	case X86_TRAP_NP:
	case X86_TRAP_SS:
	case X86_TRAP_GP:
		return true;
	default:
		return false;
	}
}

/* SDM 3A "Conditions for Generating a Double Fault" */
static bool exception_doubles(unsigned int first, unsigned int second)
{
	if (first == X86_TRAP_PF)
		return second == X86_TRAP_PF || exception_is_contributory(second);
	return exception_is_contributory(first) &&
	       exception_is_contributory(second);
}

/*
 * The delivery of an interrupt or NMI was cut short, and now comes an exception:
 * what has been acknowledged already must not be lost.
 */
static void event_hold(struct airlock_vcpu *vcpu)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;

	if (!(event->info & VMX_EVENT_VALID))
		return;
	switch (event->info & VMX_EVENT_TYPE) {
	case VMX_EVENT_TYPE_INTERRUPT:
		vcpu->arch.vmx.held = *event;
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
		break;
	case VMX_EVENT_TYPE_NMI:
		atomic_inc(&vcpu->arch.nmi_pending);
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_NMI);
		break;
	}
}

void airlock_x86_inject_exception(struct airlock_vcpu *vcpu,
				  unsigned int vector, bool has_error,
				  u32 error, u64 cr2)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;
	unsigned int first = event->info & VMX_EVENT_VECTOR;

	event_hold(vcpu);
	if ((event->info & (VMX_EVENT_VALID | VMX_EVENT_TYPE)) ==
	    (VMX_EVENT_VALID | VMX_EVENT_TYPE_EXCEPTION)) {
		if (first == X86_TRAP_DF) {
			airlock_vcpu_request(vcpu, AIRLOCK_REQ_TRIPLE_FAULT);
			return;
		}
		if (exception_doubles(first, vector)) {
			vector = X86_TRAP_DF;
			has_error = true;
			error = 0;
		}
	}
	if (vector == X86_TRAP_PF)
		vcpu->arch.cr2 = cr2;
	event->info = VMX_EVENT_VALID | VMX_EVENT_TYPE_EXCEPTION | vector |
		      (has_error ? VMX_EVENT_HAS_ERROR : 0);
	/* In real mode no exception pushes an error code. */
	if (!(airlock_x86_cr0(vcpu) & X86_CR0_PE))
		event->info &= ~VMX_EVENT_HAS_ERROR;
	event->error = error;
}

bool airlock_vmx_interrupt_allowed(void)
{
	return (vmcs_read(VMCS_GUEST_RFLAGS) & X86_EFLAGS_IF) &&
	       !(vmcs_read(VMCS_GUEST_INTERRUPTIBILITY) &
		 (INTR_BLOCKED_BY_STI | INTR_BLOCKED_BY_MOV_SS));
}

/* Would the guest take an NMI now? The VMCS is current. */
static bool nmi_allowed(void)
{
	return !(vmcs_read(VMCS_GUEST_INTERRUPTIBILITY) &
		 (INTR_BLOCKED_BY_NMI | INTR_BLOCKED_BY_STI |
		  INTR_BLOCKED_BY_MOV_SS));
}

static void inject_windows(struct airlock_vcpu *vcpu, bool irq, bool nmi)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	u32 proc = vmx->proc & ~(PROC_INTERRUPT_WINDOW | PROC_NMI_WINDOW);

	if (irq)
		proc |= PROC_INTERRUPT_WINDOW;
	if (nmi)
		proc |= PROC_NMI_WINDOW;
	if (proc == vmx->proc)
		return;
	vmx->proc = proc;
	vmcs_write(VMCS_PROC_BASED_CTLS, proc);
}

/*
 * The CPU tells when the guest lowers its priority below that of the best
 * interrupt that waits. SDM 3C "TPR Virtualization"
 */
static void inject_tpr_threshold(struct airlock_vcpu *vcpu)
{
	int vector, threshold = 0;

	if (!(vcpu->arch.vmx.proc & PROC_TPR_SHADOW))
		return;
	vector = airlock_lapic_irr_any(vcpu);
	if (vector >= 0 && vector >> 4 <= airlock_lapic_get_cr8(vcpu))
		threshold = vector >> 4;
	if (threshold == vcpu->arch.vmx.tpr_threshold)
		return;
	vcpu->arch.vmx.tpr_threshold = threshold;
	vmcs_write(VMCS_TPR_THRESHOLD, threshold);
}

static bool inject_nmi(struct airlock_vcpu *vcpu)
{
	if (!nmi_allowed())
		return false;
	atomic_dec(&vcpu->arch.nmi_pending);
	vcpu->arch.vmx.event.info = VMX_EVENT_VALID | VMX_EVENT_TYPE_NMI | X86_TRAP_NMI;
	return true;
}

static bool inject_interrupt(struct airlock_vcpu *vcpu)
{
	int vector;

	if (!airlock_vmx_interrupt_allowed())
		return false;
	if (unlikely(vcpu->arch.vmx.held.info)) {
		vcpu->arch.vmx.event = vcpu->arch.vmx.held;
		vcpu->arch.vmx.held.info = 0;
		return true;
	}
	vector = airlock_x86_irq_take(vcpu);
	if (vector >= 0)
		vcpu->arch.vmx.event.info = VMX_EVENT_VALID | VMX_EVENT_TYPE_INTERRUPT |
					    vector;
	return true;
}

static bool inject_irq_waits(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.vmx.held.info || airlock_x86_irq_pending(vcpu);
}

void airlock_vmx_inject_choose(struct airlock_vcpu *vcpu)
{
	struct vmx_event *event = &vcpu->arch.vmx.event;
	bool irq;

	if (!event->info && atomic_read(&vcpu->arch.nmi_pending))
		inject_nmi(vcpu);
	irq = inject_irq_waits(vcpu);
	if (irq && !event->info && inject_interrupt(vcpu))
		irq = inject_irq_waits(vcpu);
	inject_windows(vcpu, irq || airlock_x86_irq_window_wanted(vcpu),
		       atomic_read(&vcpu->arch.nmi_pending));
	inject_tpr_threshold(vcpu);
}

void airlock_x86_events_reset(struct airlock_vcpu *vcpu)
{
	vcpu->arch.vmx.event.info = 0;
	vcpu->arch.vmx.held.info = 0;
	vcpu->arch.user_vector = X86_NO_VECTOR;
	atomic_set(&vcpu->arch.nmi_pending, 0);
	clear_bit(AIRLOCK_REQ_TRIPLE_FAULT, &vcpu->requests);
	vmx_get(vcpu);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	vmcs_write(VMCS_ENTRY_INTR_INFO, 0);
	vmx_put(vcpu);
}
