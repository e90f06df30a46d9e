// SPDX-License-Identifier: GPL-2.0
/* x86: module load, and the x86 parts of a VM and a vCPU. */
#include "airlock.h"
#include "arch.h"
#include "cpuid.h"
#include "irq.h"
#include "irqchip/irqchip.h"
#include "reset.h"
#include "tsc.h"
#include "vmx/backend.h"

int __init airlock_arch_init(void)
{
	u64 xcr0;
	int ret;

	ret = airlock_vmx_init();
	if (ret)
		return ret;
	ret = x86_fpu_setup(&xcr0);
	if (ret) {
		airlock_vmx_exit();
		return ret;
	}
	x86_cpuid_setup(airlock_vmx_hidden_features(), xcr0);
	return 0;
}

void airlock_arch_exit(void)
{
	airlock_vmx_exit();
}

int airlock_arch_vm_init(struct airlock_vm *vm, unsigned long type)
{
	if (type)
		return -EINVAL;
	x86_vm_clock_init(&vm->arch.clock);
	return 0;
}

/* None: the PC's chips have ioctls of their own. */
const struct airlock_device_ops *airlock_arch_device(u32 type)
{
	return NULL;
}

void airlock_arch_vm_destroy(struct airlock_vm *vm)
{
	airlock_irqchip_destroy(vm);
}

void airlock_arch_vm_stop(struct airlock_vm *vm)
{
	airlock_irqchip_stop(vm);
}

/* With the chips in the kernel all but the boot processor wait for SIPI. */
static u32 arch_first_mp_state(struct airlock_vcpu *vcpu)
{
	if (vcpu->arch.lapic && vcpu->id != vcpu->vm->arch.bsp_id)
		return KVM_MP_STATE_UNINITIALIZED;
	return KVM_MP_STATE_RUNNABLE;
}

int airlock_arch_vcpu_init(struct airlock_vcpu *vcpu)
{
	int ret;

	vcpu->arch.user_vector = X86_NO_VECTOR;
	vcpu->arch.vmx.cpu = -1;
	x86_cpuid_init(&vcpu->arch.cpuid);
	ret = x86_fpu_init(&vcpu->arch.fpu);
	if (ret)
		goto err_cpuid;
	if (airlock_arch_irqchip_ready(vcpu->vm)) {
		ret = airlock_lapic_create(vcpu);
		if (ret)
			goto err_fpu;
	}
	ret = airlock_vmx_vcpu_init(vcpu);
	if (ret)
		goto err_lapic;
	vcpu->arch.mp_state = arch_first_mp_state(vcpu);
	airlock_x86_reset(vcpu, false);
	x86_tsc_init(vcpu);
	return 0;

err_lapic:
	airlock_lapic_destroy(vcpu);
err_fpu:
	x86_fpu_destroy(&vcpu->arch.fpu);
err_cpuid:
	x86_cpuid_destroy(&vcpu->arch.cpuid);
	return ret;
}

void airlock_arch_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	/* Its timers first: they point at the vCPU. */
	airlock_lapic_destroy(vcpu);
	airlock_vmx_vcpu_destroy(vcpu);
	x86_fpu_destroy(&vcpu->arch.fpu);
	x86_cpuid_destroy(&vcpu->arch.cpuid);
}

int airlock_arch_prepare_run(struct airlock_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	u64 cr8;

	if (READ_ONCE(run->kvm_valid_regs) || READ_ONCE(run->kvm_dirty_regs))
		return -EINVAL;	/* KVM_CAP_SYNC_REGS is 0 */
	vcpu->arch.cpuid.frozen = true;
	if (vcpu->arch.lapic)
		return 0;
	cr8 = READ_ONCE(run->cr8);
	if (cr8 > 15)
		return -EINVAL;
	vcpu->arch.cr8 = cr8;
	/* The launcher may wait for a window, or have stopped waiting. */
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	return 0;
}

void airlock_arch_publish(struct airlock_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	bool ready = true;

	airlock_vmx_publish(vcpu);
	run->if_flag = !!(vcpu->arch.regs.rflags & X86_EFLAGS_IF);
	run->cr8 = vcpu->arch.lapic ? airlock_lapic_get_cr8(vcpu) :
				      vcpu->arch.cr8;
	run->apic_base = vcpu->arch.apic_base;
	run->flags = 0;
	if (!vcpu->arch.lapic)
		ready = vcpu->arch.user_vector == X86_NO_VECTOR &&
			airlock_vmx_accepts_interrupt(vcpu);
	run->ready_for_interrupt_injection = ready;
}
