/* SPDX-License-Identifier: GPL-2.0 */
/* Special registers as one struct: KVM_GET_SREGS, KVM_SET_SREGS, reset. */
#ifndef AIRLOCK_X86_SREGS_H
#define AIRLOCK_X86_SREGS_H

#include "types.h"

struct kvm_regs;
struct kvm_sregs;

/*
 * Given by the CPU backend. Context: outside the guest context, the vCPU's
 * thread or vcpu->mutex held; they do not sleep.
 */

/* Segments, descriptor tables, CR0, CR2, CR3, CR4, EFER into the CPU side. */
void airlock_x86_sregs_load(struct airlock_vcpu *vcpu,
			    const struct kvm_sregs *sregs);
void airlock_x86_sregs_save(struct airlock_vcpu *vcpu, struct kvm_sregs *sregs);

/* vcpu->arch.regs' copies of RSP, RIP and RFLAGS into the CPU side, and back. */
void airlock_x86_regs_load(struct airlock_vcpu *vcpu);
void airlock_x86_regs_save(struct airlock_vcpu *vcpu);

/* DR7 is the CPU side's, DR0 to DR3 and DR6 are in vcpu->arch.dr. */
void airlock_x86_set_dr7(struct airlock_vcpu *vcpu, unsigned long dr7);

/* The ioctls; copies in the kernel. */
void x86_regs_get(struct airlock_vcpu *vcpu, struct kvm_regs *out);
void x86_regs_set(struct airlock_vcpu *vcpu, const struct kvm_regs *in);
void x86_sregs_get(struct airlock_vcpu *vcpu, struct kvm_sregs *out);

/**
 * x86_sregs_set - KVM_SET_SREGS.
 * @vcpu: the vCPU.
 * @in: everything is checked before anything changes.
 *
 * Return: 0; -EINVAL for control registers, EFER or APIC base that no CPU can
 * have. Segments are not looked at: VM entry does that.
 */
int x86_sregs_set(struct airlock_vcpu *vcpu, const struct kvm_sregs *in);

#endif /* AIRLOCK_X86_SREGS_H */
