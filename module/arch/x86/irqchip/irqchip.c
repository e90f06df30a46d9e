// SPDX-License-Identifier: GPL-2.0
/* The interrupt controllers of a VM as a whole: created, saved, destroyed. */
#include <linux/string.h>

#include "ioapic.h"
#include "pic.h"
#include "pit.h"
#include "route.h"

int airlock_irqchip_create(struct airlock_vm *vm)
{
	int ret;

	if (vm->arch.ioapic)
		return -EEXIST;
	/* A vCPU without a LAPIC could not be given one. */
	if (vm->nr_vcpus)
		return -EINVAL;

	ret = airlock_pic_create(vm);
	if (ret)
		return ret;
	ret = airlock_ioapic_create(vm);
	if (ret)
		goto err_pic;
	ret = airlock_default_routes(vm);
	if (ret)
		goto err_ioapic;
	/* From here on other threads may use them. */
	smp_store_release(&vm->arch.irqchip, true);
	return 0;

err_ioapic:
	airlock_ioapic_destroy(vm);
err_pic:
	airlock_pic_destroy(vm);
	return ret;
}

void airlock_irqchip_stop(struct airlock_vm *vm)
{
	mutex_lock(&vm->irq_lock);
	airlock_pit_destroy(vm);
	mutex_unlock(&vm->irq_lock);
}

void airlock_irqchip_destroy(struct airlock_vm *vm)
{
	mutex_lock(&vm->irq_lock);
	airlock_ioapic_destroy(vm);
	airlock_pic_destroy(vm);
	mutex_unlock(&vm->irq_lock);
}

int airlock_irqchip_get(struct airlock_vm *vm, struct kvm_irqchip *chip)
{
	memset(&chip->chip, 0, sizeof(chip->chip));
	switch (chip->chip_id) {
	case KVM_IRQCHIP_PIC_MASTER:
		airlock_pic_get(vm, 0, &chip->chip.pic);
		return 0;
	case KVM_IRQCHIP_PIC_SLAVE:
		airlock_pic_get(vm, 1, &chip->chip.pic);
		return 0;
	case KVM_IRQCHIP_IOAPIC:
		airlock_ioapic_get(vm, &chip->chip.ioapic);
		return 0;
	default:
		return -EINVAL;
	}
}

int airlock_irqchip_set(struct airlock_vm *vm, const struct kvm_irqchip *chip)
{
	switch (chip->chip_id) {
	case KVM_IRQCHIP_PIC_MASTER:
		airlock_pic_set(vm, 0, &chip->chip.pic);
		return 0;
	case KVM_IRQCHIP_PIC_SLAVE:
		airlock_pic_set(vm, 1, &chip->chip.pic);
		return 0;
	case KVM_IRQCHIP_IOAPIC:
		airlock_ioapic_set(vm, &chip->chip.ioapic);
		return 0;
	default:
		return -EINVAL;
	}
}
