// SPDX-License-Identifier: GPL-2.0
/*
 * VMCALL. Of the hypercalls that a guest may know none is offered by our CPUID,
 * so all it can get is a clean no. Documentation/virt/kvm/x86/hypercalls.rst
 */
#include <linux/kvm_para.h>

#include "airlock.h"
#include "hypercall.h"

void x86_hypercall(struct airlock_vcpu *vcpu, unsigned int cpl)
{
	vcpu->arch.regs.gpr[X86_RAX] = cpl ? -KVM_EPERM : -KVM_ENOSYS;
}
