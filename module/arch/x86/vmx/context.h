/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest context: the stretch of KVM_RUN in which the CPU is set up for the
 * guest and light exits go round. Preemption is off in it. What it displaces
 * of the host, airlock_vmx_context_leave() puts back.
 */
#ifndef VMX_CONTEXT_H
#define VMX_CONTEXT_H

#include "types.h"

/* Into the guest context, and out of it. Context: process, preemptible. */
void airlock_vmx_context_enter(struct airlock_vcpu *vcpu);
void airlock_vmx_context_leave(struct airlock_vcpu *vcpu);

/* Host-state fields that never change; the VMCS is current. */
void airlock_vmx_host_init(void);

/* Host-state fields that follow the CPU; the VMCS has just become current. */
void airlock_vmx_host_cpu_changed(void);

/* What hardware enabling notes of this CPU's host state. */
void airlock_vmx_host_cpu_init(void);

/* Host values into this CPU's SYSCALL MSRs, now. Interrupts off. */
void airlock_vmx_user_msrs_restore(void);

/* The guest's SYSCALL MSRs or TSC_AUX changed: load them if they are live. */
void airlock_vmx_user_msrs_load(struct airlock_vcpu *vcpu);

/* Guest DR0 to DR3 or DR7 changed: load them if breakpoints are enabled. */
void airlock_vmx_debug_load(struct airlock_vcpu *vcpu);

#endif /* VMX_CONTEXT_H */
