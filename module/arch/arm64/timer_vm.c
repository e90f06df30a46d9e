// SPDX-License-Identifier: GPL-2.0
/* What the timers of a VM share: their interrupts, and what time it is. */
#include <linux/uaccess.h>

#include <asm/arch_timer.h>

#include "timer_soft.h"
#include "vgic/host.h"
#include "vgic/vgic.h"

/* The architecture's recommendation. SBSA "PPI assignments" */
#define VTIMER_PPI		27
#define PTIMER_PPI		30

/* The virtual counter starts when the VM does, on all vCPUs alike. */
void arm64_timer_vm_init(struct airlock_vm *vm)
{
	vm->arch.timer.offset[ARM64_VTIMER] = __arch_counter_get_cntpct();
	vm->arch.timer.ppi[ARM64_VTIMER] = VTIMER_PPI;
	vm->arch.timer.ppi[ARM64_PTIMER] = PTIMER_PPI;
}

u64 arm64_timer_offset(struct airlock_vm *vm)
{
	return READ_ONCE(vm->arch.timer.offset[ARM64_VTIMER]);
}

bool arm64_timer_traps(struct airlock_vcpu *vcpu)
{
	return !vcpu->arch.timer.timer[ARM64_PTIMER].in_hw;
}

/**
 * arm64_timer_connect - no vCPU has been run yet: their timers to their GICs.
 * @vm: the VM; vm->lock is held, its GIC is initialised.
 *
 * Return: 0, or -EINVAL: two timers have the same interrupt.
 */
int arm64_timer_connect(struct airlock_vm *vm)
{
	const u8 *ppi = vm->arch.timer.ppi;
	struct airlock_vcpu *vcpu;
	unsigned long vcpu_id;
	unsigned int id;

	if (ppi[ARM64_VTIMER] == ppi[ARM64_PTIMER])
		return -EINVAL;
	xa_for_each(&vm->vcpus, vcpu_id, vcpu) {
		struct arm64_vgic_cpu *cpu = &vcpu->arch.vgic;

		for (id = 0; id < ARM64_NR_TIMERS; id++) {
			if (!vcpu->arch.timer.timer[id].in_hw)
				continue;
			cpu->own.forwarded |= BIT(ppi[id]);
			cpu->host_intid[ppi[id]] =
				arm64_gic_host_irqs.timer_intid[id];
		}
	}
	return 0;
}

static int attr_set_ppi(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			const struct kvm_device_attr *attr)
{
	struct airlock_vm *vm = vcpu->vm;
	struct airlock_vcpu *other;
	unsigned long other_id;
	int ret = 0;
	int ppi;

	if (get_user(ppi, (int __user *)u64_to_user_ptr(attr->addr)))
		return -EFAULT;
	if (ppi < GIC_FIRST_PPI || ppi >= GIC_FIRST_SPI)
		return -EINVAL;
	mutex_lock(&vm->lock);
	xa_for_each(&vm->vcpus, other_id, other)
		if (rcu_access_pointer(other->pid))
			ret = -EBUSY;
	if (!ret)
		vm->arch.timer.ppi[id] = ppi;
	mutex_unlock(&vm->lock);
	return ret;
}

int arm64_timer_device_attr(struct airlock_vcpu *vcpu, unsigned int nr,
			    const struct kvm_device_attr *attr)
{
	enum arm64_timer_id id;
	int ppi;

	switch (attr->attr) {
	case KVM_ARM_VCPU_TIMER_IRQ_VTIMER:
		id = ARM64_VTIMER;
		break;
	case KVM_ARM_VCPU_TIMER_IRQ_PTIMER:
		id = ARM64_PTIMER;
		break;
	default:
		return -ENXIO;
	}
	if (nr == KVM_HAS_DEVICE_ATTR)
		return 0;
	if (nr == KVM_SET_DEVICE_ATTR) {
		if (!READ_ONCE(vcpu->vm->arch.vgic))
			return -EINVAL;
		return attr_set_ppi(vcpu, id, attr);
	}
	ppi = vcpu->vm->arch.timer.ppi[id];
	return put_user(ppi, (int __user *)u64_to_user_ptr(attr->addr)) ?
	       -EFAULT : 0;
}
