// SPDX-License-Identifier: GPL-2.0
/* The I/O APIC of a VM: its address, its pins, its messages. */
#include <linux/slab.h>

#include "ioapic.h"
#include "lapic.h"
#include "listen.h"

#define IOAPIC_LEN		0x100
#define IOAPIC_SELECT		0x00
#define IOAPIC_WINDOW		0x10

static int ioapic_send(struct i82093 *chip, const struct apic_msg *msg)
{
	struct airlock_ioapic *ioapic = container_of(chip,
						     struct airlock_ioapic,
						     chip);
	struct apic_msg out = *msg;

	out.narrow = airlock_msi_narrow(ioapic->vm);
	return airlock_apic_send(ioapic->vm, &out, NULL);
}

static struct airlock_ioapic *ioapic_lock(struct airlock_vm *vm,
					  unsigned long *flags)
	__acquires(&vm->arch.ioapic->lock)
{
	struct airlock_ioapic *ioapic = vm->arch.ioapic;

	spin_lock_irqsave(&ioapic->lock, *flags);
	return ioapic;
}

/*
 * Let go, and then tell who listens, which may come back for the lock. Whatever
 * is still up after that is sent again.
 */
static void ioapic_unlock(struct airlock_ioapic *ioapic, unsigned long flags)
	__releases(&ioapic->lock)
{
	unsigned long unmasked = ioapic->chip.unmasked & ioapic->chip.listen;
	unsigned long ended = ioapic->chip.ended;
	unsigned int pin;

	ioapic->chip.unmasked = 0;
	ioapic->chip.ended = 0;
	spin_unlock_irqrestore(&ioapic->lock, flags);

	for_each_set_bit(pin, &unmasked, I82093_PINS)
		airlock_irq_unmasked(ioapic->vm, KVM_IRQCHIP_IOAPIC, pin);
	if (likely(!ended))
		return;
	for_each_set_bit(pin, &ended, I82093_PINS)
		airlock_irq_ended(ioapic->vm, KVM_IRQCHIP_IOAPIC, pin);

	spin_lock_irqsave(&ioapic->lock, flags);
	airlock_i82093_retry(&ioapic->chip, ended);
	spin_unlock_irqrestore(&ioapic->lock, flags);
}

int airlock_ioapic_set_pin(struct airlock_vm *vm, unsigned int source,
			   unsigned int pin, int level)
{
	unsigned long flags;
	struct airlock_ioapic *ioapic = ioapic_lock(vm, &flags);
	int taken = airlock_i82093_line(&ioapic->chip, source, pin, level);

	ioapic_unlock(ioapic, flags);
	return taken;
}

void airlock_ioapic_eoi(struct airlock_vm *vm, unsigned int vector)
{
	struct airlock_ioapic *ioapic;
	unsigned long flags;

	if (!vm->arch.ioapic)
		return;
	ioapic = ioapic_lock(vm, &flags);
	airlock_i82093_eoi(&ioapic->chip, vector);
	ioapic_unlock(ioapic, flags);
}

static int ioapic_read(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
		       gpa_t addr, unsigned int len, void *data)
{
	unsigned long flags;
	struct airlock_ioapic *ioapic = ioapic_lock(vcpu->vm, &flags);
	u64 value = 0;

	switch (addr - IOAPIC_BASE) {
	case IOAPIC_SELECT:
		value = ioapic->chip.select;
		break;
	case IOAPIC_WINDOW:
		value = airlock_i82093_read(&ioapic->chip);
		break;
	}
	ioapic_unlock(ioapic, flags);

	memcpy(data, &value, min_t(unsigned int, len, sizeof(value)));
	return 0;
}

static int ioapic_write(struct airlock_vcpu *vcpu, struct airlock_iodev *dev,
			gpa_t addr, unsigned int len, const void *data)
{
	struct airlock_ioapic *ioapic;
	unsigned long flags;
	u32 value = 0;

	memcpy(&value, data, min_t(unsigned int, len, sizeof(value)));

	ioapic = ioapic_lock(vcpu->vm, &flags);
	switch (addr - IOAPIC_BASE) {
	case IOAPIC_SELECT:
		ioapic->chip.select = value;
		break;
	case IOAPIC_WINDOW:
		airlock_i82093_write(&ioapic->chip, value);
		break;
	}
	ioapic_unlock(ioapic, flags);
	return 0;
}

static const struct airlock_iodev_ops ioapic_ops = {
	.read = ioapic_read,
	.write = ioapic_write,
};

int airlock_ioapic_create(struct airlock_vm *vm)
{
	struct airlock_ioapic *ioapic = kzalloc(sizeof(*ioapic),
						GFP_KERNEL_ACCOUNT);
	int ret;

	if (!ioapic)
		return -ENOMEM;
	spin_lock_init(&ioapic->lock);
	airlock_i82093_reset(&ioapic->chip);
	ioapic->chip.send = ioapic_send;
	ioapic->vm = vm;
	ioapic->dev.ops = &ioapic_ops;
	vm->arch.ioapic = ioapic;

	ret = airlock_iobus_add(vm, AIRLOCK_BUS_MMIO, IOAPIC_BASE, IOAPIC_LEN,
				&ioapic->dev);
	if (ret)
		airlock_ioapic_destroy(vm);
	return ret;
}

void airlock_ioapic_destroy(struct airlock_vm *vm)
{
	struct airlock_ioapic *ioapic = vm->arch.ioapic;

	if (!ioapic)
		return;
	airlock_iobus_remove(vm, AIRLOCK_BUS_MMIO, &ioapic->dev);
	vm->arch.ioapic = NULL;
	kfree(ioapic);
}

void airlock_ioapic_listen(struct airlock_vm *vm, u32 pins)
{
	unsigned long flags;
	struct airlock_ioapic *ioapic = ioapic_lock(vm, &flags);

	airlock_i82093_listen(&ioapic->chip, pins);
	ioapic_unlock(ioapic, flags);
}

void airlock_ioapic_get(struct airlock_vm *vm, struct kvm_ioapic_state *state)
{
	unsigned long flags;
	struct airlock_ioapic *ioapic = ioapic_lock(vm, &flags);

	airlock_i82093_get(&ioapic->chip, state);
	ioapic_unlock(ioapic, flags);
	state->base_address = IOAPIC_BASE;
}

void airlock_ioapic_set(struct airlock_vm *vm,
			const struct kvm_ioapic_state *state)
{
	unsigned long flags;
	struct airlock_ioapic *ioapic = ioapic_lock(vm, &flags);

	airlock_i82093_set(&ioapic->chip, state);
	ioapic_unlock(ioapic, flags);
}
