/* SPDX-License-Identifier: GPL-2.0 */
/* Handlers of VM exits, one a basic exit reason. */
#ifndef VMX_EXIT_H
#define VMX_EXIT_H

#include "airlock.h"
#include "insn.h"

/**
 * struct vmx_exit_row - what is done about an exit reason.
 * @name: in the manual's words
 * @handler: returns a verdict. Context: the guest context, interrupts on; it
 *	must not sleep
 * @delivers: the exit may have interrupted the delivery of an event, which is
 *	queued again before the handler runs
 */
struct vmx_exit_row {
	const char *name;
	int (*handler)(struct airlock_vcpu *vcpu);
	bool delivers;
};

extern const struct vmx_exit_row airlock_vmx_exit_table[EXIT_REASONS];

void airlock_vmx_exit_read(struct airlock_vcpu *vcpu, bool failed);
int airlock_vmx_exit_dispatch(struct airlock_vcpu *vcpu);

/* exit_event.c */
int exit_exception_nmi(struct airlock_vcpu *vcpu);
int exit_external_interrupt(struct airlock_vcpu *vcpu);
int exit_interrupt_window(struct airlock_vcpu *vcpu);
int exit_nmi_window(struct airlock_vcpu *vcpu);
int exit_triple_fault(struct airlock_vcpu *vcpu);
int exit_task_switch(struct airlock_vcpu *vcpu);
int exit_machine_check(struct airlock_vcpu *vcpu);
int exit_tpr_threshold(struct airlock_vcpu *vcpu);
/* exit_insn.c */
int exit_cpuid(struct airlock_vcpu *vcpu);
int exit_hlt(struct airlock_vcpu *vcpu);
int exit_vmcall(struct airlock_vcpu *vcpu);
int exit_wbinvd(struct airlock_vcpu *vcpu);
int exit_xsetbv(struct airlock_vcpu *vcpu);
int exit_pause(struct airlock_vcpu *vcpu);
int exit_undefined(struct airlock_vcpu *vcpu);
int exit_general_protection(struct airlock_vcpu *vcpu);
int exit_rdmsr(struct airlock_vcpu *vcpu);
int exit_wrmsr(struct airlock_vcpu *vcpu);
int exit_io(struct airlock_vcpu *vcpu);
/* exit_cr.c */
int exit_cr(struct airlock_vcpu *vcpu);
int exit_dr(struct airlock_vcpu *vcpu);
/* exit_memory.c */
int exit_ept_violation(struct airlock_vcpu *vcpu);
int exit_ept_misconfig(struct airlock_vcpu *vcpu);

#endif /* VMX_EXIT_H */
