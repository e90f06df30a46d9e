// SPDX-License-Identifier: GPL-2.0
/* Interrupts from userspace: KVM_IRQ_LINE, and what a GSI may lead to. */
#include <linux/kvm.h>

#include "airlock.h"
#include "arch.h"
#include "irq.h"
#include "vgic/vgic.h"

#define IRQ_FIELD(irq, field)	((irq) >> KVM_ARM_IRQ_##field##_SHIFT & \
				 KVM_ARM_IRQ_##field##_MASK)

/* The id of a vCPU is in two parts: the upper one came later. */
static unsigned int irq_vcpu_id(u32 irq)
{
	return IRQ_FIELD(irq, VCPU2) * (KVM_ARM_IRQ_VCPU_MASK + 1) +
	       IRQ_FIELD(irq, VCPU);
}

/* Is the GIC one that can take an interrupt? */
static int irq_check_gic(struct airlock_vm *vm)
{
	if (!READ_ONCE(vm->arch.vgic))
		return -ENXIO;
	return arm64_vgic_initialised(vm) ? 0 : -EBUSY;
}

/* IRQ and FIQ of a CPU, for a GIC in userspace: that is not supported. */
static int irq_cpu(struct airlock_vm *vm, struct airlock_vcpu *vcpu,
		   unsigned int nr)
{
	if (!vcpu || nr > KVM_ARM_IRQ_CPU_FIQ)
		return -EINVAL;
	return -ENXIO;
}

static int irq_ppi(struct airlock_vm *vm, struct airlock_vcpu *vcpu,
		   unsigned int nr, bool level)
{
	int ret = irq_check_gic(vm);

	if (ret == -ENXIO)
		return ret;
	if (!vcpu || nr < GIC_FIRST_PPI || nr >= GIC_FIRST_SPI)
		return -EINVAL;
	if (ret)
		return ret;
	return arm64_vgic_line(vm, vcpu, nr, AIRLOCK_IRQ_SOURCE_USER, level);
}

static int irq_spi(struct airlock_vm *vm, unsigned int nr, bool level)
{
	int ret = irq_check_gic(vm);

	if (ret == -ENXIO)
		return ret;
	if (nr < GIC_FIRST_SPI)
		return -EINVAL;
	if (ret)
		return ret;
	return arm64_vgic_line(vm, NULL, nr, AIRLOCK_IRQ_SOURCE_USER, level);
}

int arm64_irq_line(struct airlock_vm *vm, const struct kvm_irq_level *irq)
{
	struct airlock_vcpu *vcpu = airlock_vcpu_find(vm,
						      irq_vcpu_id(irq->irq));
	unsigned int nr = IRQ_FIELD(irq->irq, NUM);
	int ret;

	switch (IRQ_FIELD(irq->irq, TYPE)) {
	case KVM_ARM_IRQ_TYPE_CPU:
		ret = irq_cpu(vm, vcpu, nr);
		break;
	case KVM_ARM_IRQ_TYPE_PPI:
		ret = irq_ppi(vm, vcpu, nr, irq->level);
		break;
	case KVM_ARM_IRQ_TYPE_SPI:
		ret = irq_spi(vm, nr, irq->level);
		break;
	default:
		ret = -EINVAL;
	}
	return min(ret, 0);
}

/*
 * Only irqfds look at routes: those that a VM has from the beginning are made
 * when one comes.
 */
bool airlock_arch_irqchip_ready(struct airlock_vm *vm)
{
	int ret = 0;

	if (!arm64_vgic_initialised(vm))
		return false;
	if (likely(rcu_access_pointer(vm->irq_routes)))
		return true;
	mutex_lock(&vm->irq_lock);
	if (!rcu_access_pointer(vm->irq_routes))
		ret = vgic_default_routes(vm->arch.vgic);
	mutex_unlock(&vm->irq_lock);
	return !ret;
}

/* Messages are for an ITS, which there is not. */
int airlock_arch_route_check(struct airlock_vm *vm,
			     const struct kvm_irq_routing_entry *entry)
{
	if (entry->type != KVM_IRQ_ROUTING_IRQCHIP ||
	    entry->u.irqchip.irqchip || entry->u.irqchip.pin >= VGIC_PINS)
		return -EINVAL;
	return 0;
}

int airlock_arch_route_set(struct airlock_vm *vm, unsigned int source,
			   const struct kvm_irq_routing_entry *entry, int level)
{
	int taken = arm64_vgic_line(vm, NULL,
				    entry->u.irqchip.pin + GIC_FIRST_SPI,
				    source, level);

	return taken < 0 ? -1 : taken;
}

void airlock_arch_irq_listeners(struct airlock_vm *vm)
{
	struct arm64_vgic *vgic = vm->arch.vgic;
	struct gic_state *gic;
	unsigned int n, bit;
	unsigned long flags;
	u32 listened;

	if (!vgic)
		return;
	gic = &vgic->state;
	if (list_empty(&vm->irqfds) && !vgic->listened)
		return;
	vgic->listened = !list_empty(&vm->irqfds);
	for (n = 1; gic->spis && n < gic->nr_banks; n++) {
		listened = 0;
		for (bit = 0; bit < GIC_BANK_IRQS; bit++)
			if (airlock_irqfd_listens(vm, 0, (n - 1) *
						  GIC_BANK_IRQS + bit))
				listened |= BIT(bit);
		raw_spin_lock_irqsave(&gic->lock, flags);
		gic->spis[n - 1].bank.listened = listened;
		raw_spin_unlock_irqrestore(&gic->lock, flags);
	}
}
