/* SPDX-License-Identifier: GPL-2.0 */
/* Host side, x86: what tests of x86 need beside vm.h. */
#ifndef TEST_X86_ARCH_VM_H
#define TEST_X86_ARCH_VM_H

#include "vm.h"

/* What KVM_GET_SUPPORTED_CPUID gives, for a test to change. */
struct test_cpuid {
	struct kvm_cpuid2 head;
	struct kvm_cpuid_entry2 entries[256];
};

void test_cpuid_get(struct test_vm *vm, struct test_cpuid *cpuid);
struct kvm_cpuid_entry2 *test_cpuid_leaf(struct test_cpuid *cpuid, __u32 leaf,
					 __u32 index);
void vcpu_set_cpuid(struct test_vcpu *vcpu);
__u64 vcpu_msr(struct test_vcpu *vcpu, __u32 index);
int vcpu_set_msr_err(struct test_vcpu *vcpu, __u32 index, __u64 value);
void sregs_long_mode(struct kvm_sregs *sregs, unsigned int id);
void vcpu_enter_real(struct test_vcpu *vcpu, const void *code, size_t size);

/* Copy 16-bit code that lies between the symbols NAME and NAME_end. */
#define vcpu_enter_real_code(vcpu, name) \
	vcpu_enter_real(vcpu, name, name##_end - name)

/* real.S */
extern const char real_basic[], real_int[], real_basic_end[];
extern const char real_reset[], real_reset_end[];
extern const char real_ap[], real_ap_end[];

#endif /* TEST_X86_ARCH_VM_H */
