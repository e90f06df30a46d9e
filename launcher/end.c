// SPDX-License-Identifier: GPL-2.0
/*
 * Saying how a guest ended, and which exit status tells that.
 */
#include "end.h"

#include <errno.h>
#include <stdio.h>

#include "arch.h"
#include "vm.h"

static const char *const exit_names[] = {
	[KVM_EXIT_UNKNOWN] = "UNKNOWN",
	[KVM_EXIT_EXCEPTION] = "EXCEPTION",
	[KVM_EXIT_IO] = "IO",
	[KVM_EXIT_HYPERCALL] = "HYPERCALL",
	[KVM_EXIT_DEBUG] = "DEBUG",
	[KVM_EXIT_HLT] = "HLT",
	[KVM_EXIT_MMIO] = "MMIO",
	[KVM_EXIT_IRQ_WINDOW_OPEN] = "IRQ_WINDOW_OPEN",
	[KVM_EXIT_SHUTDOWN] = "SHUTDOWN",
	[KVM_EXIT_FAIL_ENTRY] = "FAIL_ENTRY",
	[KVM_EXIT_INTR] = "INTR",
	[KVM_EXIT_SET_TPR] = "SET_TPR",
	[KVM_EXIT_TPR_ACCESS] = "TPR_ACCESS",
	[KVM_EXIT_NMI] = "NMI",
	[KVM_EXIT_INTERNAL_ERROR] = "INTERNAL_ERROR",
	[KVM_EXIT_SYSTEM_EVENT] = "SYSTEM_EVENT",
	[KVM_EXIT_IOAPIC_EOI] = "IOAPIC_EOI",
	[KVM_EXIT_HYPERV] = "HYPERV",
	[KVM_EXIT_ARM_NISV] = "ARM_NISV",
	[KVM_EXIT_X86_RDMSR] = "X86_RDMSR",
	[KVM_EXIT_X86_WRMSR] = "X86_WRMSR",
	[KVM_EXIT_DIRTY_RING_FULL] = "DIRTY_RING_FULL",
	[KVM_EXIT_X86_BUS_LOCK] = "X86_BUS_LOCK",
	[KVM_EXIT_XEN] = "XEN",
	[KVM_EXIT_NOTIFY] = "NOTIFY",
};

const char *exit_reason_name(u32 reason)
{
	return reason < ARRAY_SIZE(exit_names) ? exit_names[reason] : NULL;
}

static const char *suberror_name(u32 suberror)
{
	switch (suberror) {
	case KVM_INTERNAL_ERROR_EMULATION:
		return "an instruction could not be emulated";
	case KVM_INTERNAL_ERROR_SIMUL_EX:
		return "an exception arose while another was handled";
	case KVM_INTERNAL_ERROR_DELIVERY_EV:
		return "an exit arose while an event was delivered";
	case KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON:
		return "an exit reason that the module does not handle";
	default:
		return "an unknown kind";
	}
}

/*
 * The words of an emulation failure overlay data[]: flags, then whatever the
 * flags announce. ndata says how many words are valid.
 */
static void print_instruction(const struct kvm_run *run)
{
	u64 flags = run->emulation_failure.flags;
	u32 size = run->emulation_failure.insn_size;
	u32 i;

	if (run->internal.ndata < 3 ||
	    !(flags & KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES))
		return;
	if (size > sizeof(run->emulation_failure.insn_bytes))
		size = sizeof(run->emulation_failure.insn_bytes);
	fprintf(stderr, "  instruction bytes:");
	for (i = 0; i < size; i++)
		fprintf(stderr, " %02x", run->emulation_failure.insn_bytes[i]);
	fprintf(stderr, "\n");
}

static void print_error_words(const struct kvm_run *run)
{
	u32 count = run->internal.ndata;
	u32 i;

	if (count > ARRAY_SIZE(run->internal.data))
		count = ARRAY_SIZE(run->internal.data);
	for (i = 0; i < count; i++)
		fprintf(stderr, "  data[%u] = %#llx\n", i,
			run->internal.data[i]);
}

static enum launcher_code internal_error(struct vcpu *vcpu)
{
	const struct kvm_run *run = vcpu->run;
	u32 suberror = run->internal.suberror;

	print_notice("vCPU %u: internal error %u: %s", vcpu->index, suberror,
		     suberror_name(suberror));
	if (suberror == KVM_INTERNAL_ERROR_EMULATION)
		print_instruction(run);
	print_error_words(run);
	arch_dump_vcpu(vcpu);
	return LAUNCHER_INTERNAL_ERROR;
}

static enum launcher_code entry_failed(struct vcpu *vcpu)
{
	u64 reason = vcpu->run->fail_entry.hardware_entry_failure_reason;

	print_notice("vCPU %u: the processor (host CPU %u) refused to enter the guest: reason %#llx, %s",
		     vcpu->index, vcpu->run->fail_entry.cpu, reason,
		     arch_explain_entry_failure(reason));
	arch_dump_vcpu(vcpu);
	return LAUNCHER_ENTRY_FAILED;
}

static enum launcher_code unknown_exit(struct vcpu *vcpu)
{
	const struct kvm_run *run = vcpu->run;
	const char *name = exit_reason_name(run->exit_reason);

	if (run->exit_reason == KVM_EXIT_SYSTEM_EVENT)
		print_notice("vCPU %u: KVM_EXIT_SYSTEM_EVENT of unknown type %u",
			     vcpu->index, run->system_event.type);
	else if (run->exit_reason == KVM_EXIT_UNKNOWN)
		print_notice("vCPU %u: KVM_EXIT_UNKNOWN, hardware exit reason %#llx",
			     vcpu->index, run->hw.hardware_exit_reason);
	else if (name)
		print_notice("vCPU %u: KVM_EXIT_%s (%u), which nothing here asked for",
			     vcpu->index, name, run->exit_reason);
	else
		print_notice("vCPU %u: unknown exit reason %u", vcpu->index,
			     run->exit_reason);
	arch_dump_vcpu(vcpu);
	return LAUNCHER_UNKNOWN_EXIT;
}

static enum launcher_code run_failed(struct vcpu *vcpu)
{
	print_notice("vCPU %u: KVM_RUN: %s", vcpu->index,
		     strerror(vcpu->run_errno));
	arch_dump_vcpu(vcpu);
	return LAUNCHER_BAD_HOST;
}

static enum launcher_code triple_fault(struct vcpu *vcpu)
{
	print_notice("vCPU %u: triple fault", vcpu->index);
	arch_dump_vcpu(vcpu);
	return LAUNCHER_TRIPLE_FAULT;
}

enum launcher_code end_report(struct vm *vm)
{
	switch (vm->end) {
	case VM_POWERED_OFF:
		print_notice("the guest powered off");
		return LAUNCHER_OK;
	case VM_REBOOTED:
		print_notice("the guest asked for a reboot");
		return LAUNCHER_REBOOT;
	case VM_TRIPLE_FAULTED:
		return triple_fault(vm->end_vcpu);
	case VM_INTERNAL_ERROR:
		return internal_error(vm->end_vcpu);
	case VM_ENTRY_FAILED:
		return entry_failed(vm->end_vcpu);
	case VM_UNKNOWN_EXIT:
		return unknown_exit(vm->end_vcpu);
	case VM_CRASHED:
		print_notice("the guest reported that it crashed");
		return LAUNCHER_CRASH;
	case VM_RUN_FAILED:
		return run_failed(vm->end_vcpu);
	case VM_HOST_FAILED:
		/* Whoever met it has said what it was. */
		return LAUNCHER_BAD_HOST;
	case VM_QUIT:
	case VM_RUNS:
		break;
	}
	print_notice("stopped from outside");
	return LAUNCHER_QUIT;
}
