// SPDX-License-Identifier: GPL-2.0
/* arm64: module load, and the arm64 parts of a VM and a vCPU. */
#include "airlock.h"
#include "arch.h"
#include "el2/caps.h"
#include "el2/hw.h"
#include "el2/stage2.h"

int __init airlock_arch_init(void)
{
	int ret;

	ret = airlock_el2_caps_init();
	if (ret)
		return ret;
	return airlock_el2_hw_init();
}

void airlock_arch_exit(void)
{
	airlock_el2_hw_exit();
}

int airlock_arch_vm_init(struct airlock_vm *vm, unsigned long type)
{
	int ret;

	ret = airlock_el2_stage2_type(vm, type);
	if (ret)
		return ret;
	spin_lock_init(&vm->arch.psci_lock);
	vm->arch.last_vcpu = alloc_percpu_gfp(int, GFP_KERNEL_ACCOUNT);
	if (!vm->arch.last_vcpu)
		return -ENOMEM;
	return 0;
}

void airlock_arch_vm_stop(struct airlock_vm *vm)
{
}

void airlock_arch_vm_destroy(struct airlock_vm *vm)
{
	free_percpu(vm->arch.last_vcpu);
}

int airlock_arch_vcpu_init(struct airlock_vcpu *vcpu)
{
	vcpu->arch.el2.vtcr = airlock_el2_vtcr(vcpu->vm);
	arm64_fpu_init(vcpu);
	return 0;
}

void airlock_arch_vcpu_destroy(struct airlock_vcpu *vcpu)
{
}

int airlock_arch_prepare_run(struct airlock_vcpu *vcpu)
{
	if (!vcpu->arch.initialised)
		return -ENOEXEC;
	return 0;
}

bool airlock_arch_runnable(struct airlock_vcpu *vcpu)
{
	if (READ_ONCE(vcpu->arch.psci.power) == ARM64_POWER_OFF)
		return false;
	/* WFI may end at any time; it does when something was asked of us. */
	return !vcpu->arch.waiting || READ_ONCE(vcpu->requests);
}

/* A vCPU that is off sleeps until it is on; KVM_RUN does not return for it. */
bool airlock_arch_wait_start(struct airlock_vcpu *vcpu)
{
	return false;
}

void airlock_arch_publish(struct airlock_vcpu *vcpu)
{
}

int airlock_arch_route_check(struct airlock_vm *vm,
			     const struct kvm_irq_routing_entry *entry)
{
	return -EINVAL;
}

int airlock_arch_route_set(struct airlock_vm *vm, unsigned int source,
			   const struct kvm_irq_routing_entry *entry, int level)
{
	return -1;
}

void airlock_arch_irq_listeners(struct airlock_vm *vm)
{
}

bool airlock_arch_irqchip_ready(struct airlock_vm *vm)
{
	return false;
}
