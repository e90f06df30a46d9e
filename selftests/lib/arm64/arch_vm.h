/* SPDX-License-Identifier: GPL-2.0 */
/* Host side, arm64: what tests of arm64 need beside vm.h. */
#ifndef TEST_ARM64_ARCH_VM_H
#define TEST_ARM64_ARCH_VM_H

#include "vm.h"

/* An id for KVM_GET_ONE_REG: a member of struct kvm_regs, ... */
#define CORE_REG_SIZED(member, size)					\
	(KVM_REG_ARM64 | (size) | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(member))
#define CORE_REG(member)	CORE_REG_SIZED(member, KVM_REG_SIZE_U64)
/* ... a system register by its encoding. */
#define SYS_REG(op0, op1, crn, crm, op2)				\
	ARM64_SYS_REG(op0, op1, crn, crm, op2)

#define REG_MPIDR	SYS_REG(3, 0, 0, 0, 5)

int vcpu_reg_err(struct test_vcpu *vcpu, __u64 id, void *value);
int vcpu_set_reg_err(struct test_vcpu *vcpu, __u64 id, const void *value);
__u64 vcpu_reg(struct test_vcpu *vcpu, __u64 id);
void vcpu_set_reg(struct test_vcpu *vcpu, __u64 id, __u64 value);

/* KVM_ARM_VCPU_INIT with KVM's preferred target and these features. */
int vcpu_init_err(struct test_vcpu *vcpu, __u32 features);

/* The list of KVM_GET_REG_LIST, to be freed by free(). */
struct kvm_reg_list *vcpu_reg_list(struct test_vcpu *vcpu);

/* Attributes of the interrupt controller's file. */
int gic_attr_err(struct test_vm *vm, unsigned long nr, __u32 group, __u64 attr,
		 void *value);
__u64 gic_attr(struct test_vm *vm, __u32 group, __u64 attr);
void gic_set_attr(struct test_vm *vm, __u32 group, __u64 attr, __u64 value);
int gic_create_err(struct test_vm *vm);

/* KVM_IRQ_LINE of a shared or private interrupt. */
int vm_irq_line_err(struct test_vm *vm, __u32 type, __u32 vcpu, __u32 intid,
		    int level);

static inline void vm_spi(struct test_vm *vm, __u32 intid, int level)
{
	int ret = vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_SPI, 0, intid, level);

	if (ret)
		test_die("SPI %u to %d: errno %d", intid, level, -ret);
}

#endif /* TEST_ARM64_ARCH_VM_H */
