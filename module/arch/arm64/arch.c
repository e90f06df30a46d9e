// SPDX-License-Identifier: GPL-2.0
/* arm64: module load, and the arm64 parts of a VM and a vCPU. */
#include "airlock.h"
#include "arch.h"
#include "cpu.h"
#include "cacheid.h"
#include "el2/caps.h"
#include "el2/hw.h"
#include "el2/stage2.h"
#include "el2/state.h"
#include "idreg.h"
#include "timer.h"
#include "vgic/host.h"
#include "vgic/vgic.h"
#include "workaround.h"

int __init airlock_arch_init(void)
{
	int ret;

	ret = airlock_el2_caps_init();
	if (ret)
		return ret;
	arm64_host_cacheid_init();
	arm64_workaround_init();
	ret = airlock_el2_hw_init();
	if (ret)
		return ret;
	ret = arm64_vgic_host_init();
	if (ret)
		airlock_el2_hw_exit();
	return ret;
}

void airlock_arch_exit(void)
{
	arm64_vgic_host_exit();
	airlock_el2_hw_exit();
}

int airlock_arch_vm_init(struct airlock_vm *vm, unsigned long type)
{
	int ret;

	ret = airlock_el2_stage2_type(vm, type);
	if (ret)
		return ret;
	spin_lock_init(&vm->arch.psci_lock);
	arm64_idreg_init(vm);
	memcpy(vm->arch.smccc, arm64_smccc_services, sizeof(vm->arch.smccc));
	vm->arch.last_vcpu = alloc_percpu_gfp(int, GFP_KERNEL_ACCOUNT);
	if (!vm->arch.last_vcpu)
		return -ENOMEM;
	arm64_timer_vm_init(vm);
	return 0;
}

void airlock_arch_vm_stop(struct airlock_vm *vm)
{
}

void airlock_arch_vm_destroy(struct airlock_vm *vm)
{
	arm64_vgic_destroy(vm);
	free_percpu(vm->arch.last_vcpu);
}

int airlock_arch_vcpu_init(struct airlock_vcpu *vcpu)
{
	int ret;

	ret = arm64_vgic_vcpu_init(vcpu);
	if (ret)
		return ret;
	arm64_timer_vcpu_init(vcpu);
	arm64_fpu_init(vcpu);
	arm64_cacheid_init(vcpu);
	return airlock_el2_vcpu_init(vcpu);
}

void airlock_arch_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	arm64_timer_vcpu_destroy(vcpu);
	airlock_el2_vcpu_destroy(vcpu);
}

const struct airlock_device_ops *airlock_arch_device(u32 type)
{
	return type == KVM_DEV_TYPE_ARM_VGIC_V3 ? &arm64_vgic_device : NULL;
}

int airlock_arch_prepare_run(struct airlock_vcpu *vcpu)
{
	if (!vcpu->arch.initialised)
		return -ENOEXEC;
	if (unlikely(!vcpu->arch.has_run)) {
		int ret = arm64_vgic_first_run(vcpu->vm);

		if (ret)
			return ret;
		arm64_idreg_freeze(vcpu);
	}
	return 0;
}

bool airlock_arch_runnable(struct airlock_vcpu *vcpu)
{
	if (READ_ONCE(vcpu->arch.psci.power) == ARM64_POWER_OFF)
		return false;
	/* WFI may end at any time; it does when something was asked of us. */
	return !vcpu->arch.waiting || READ_ONCE(vcpu->requests) ||
	       arm64_vgic_pending(vcpu);
}

int arm64_wait(struct airlock_vcpu *vcpu)
{
	vcpu->arch.waiting = true;
	arm64_timer_block(vcpu);
	airlock_vcpu_block(vcpu);
	arm64_timer_unblock(vcpu);
	vcpu->arch.waiting = false;
	return AIRLOCK_RESUME;
}

/* A vCPU that is off sleeps until it is on; KVM_RUN does not return for it. */
bool airlock_arch_wait_start(struct airlock_vcpu *vcpu)
{
	return false;
}

void airlock_arch_publish(struct airlock_vcpu *vcpu)
{
}
