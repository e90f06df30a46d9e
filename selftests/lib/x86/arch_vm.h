/* SPDX-License-Identifier: GPL-2.0 */
/* Host side, x86: what tests of x86 need beside vm.h. */
#ifndef TEST_X86_ARCH_VM_H
#define TEST_X86_ARCH_VM_H

#include "vm.h"

void vcpu_set_cpuid(struct test_vcpu *vcpu);
void sregs_long_mode(struct kvm_sregs *sregs, unsigned int id);
void vcpu_enter(struct test_vcpu *vcpu, void (*guest)(unsigned long arg));
void vcpu_enter_real(struct test_vcpu *vcpu, const void *code, size_t size);

/* Copy 16-bit code that lies between the symbols NAME and NAME_end. */
#define vcpu_enter_real_code(vcpu, name) \
	vcpu_enter_real(vcpu, name, name##_end - name)

#endif /* TEST_X86_ARCH_VM_H */
