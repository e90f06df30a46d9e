/* SPDX-License-Identifier: GPL-2.0 */
/* What arch.c asks of VT-x beyond cpu.h; a second backend has the same. */
#ifndef VMX_BACKEND_H
#define VMX_BACKEND_H

#include "types.h"

/* Module load and unload; errors are explained in the log. */
int airlock_vmx_init(void);
void airlock_vmx_exit(void);

/* Bits of enum x86_feature that this CPU's VT-x cannot give a guest. */
u64 airlock_vmx_hidden_features(void);

int airlock_vmx_vcpu_init(struct airlock_vcpu *vcpu);
void airlock_vmx_vcpu_destroy(struct airlock_vcpu *vcpu);

/* Refresh vcpu->arch.regs.rflags for a return to userspace. */
void airlock_vmx_publish(struct airlock_vcpu *vcpu);

/* Would an interrupt queued now be taken at the next entry? */
bool airlock_vmx_accepts_interrupt(struct airlock_vcpu *vcpu);

#endif /* VMX_BACKEND_H */
