// SPDX-License-Identifier: GPL-2.0
/* What a GSI may lead to on x86, and who waits for the end of an interrupt. */
#include <linux/slab.h>

#include "arch.h"
#include "ioapic.h"
#include "listen.h"
#include "pic.h"
#include "pit.h"
#include "route.h"

#define PIC_PINS		(I8259_LINES / 2)

bool airlock_arch_irqchip_ready(struct airlock_vm *vm)
{
	/* Pairs with airlock_irqchip_create(). */
	return smp_load_acquire(&vm->arch.irqchip);
}

int airlock_arch_route_check(struct airlock_vm *vm,
			     const struct kvm_irq_routing_entry *entry)
{
	unsigned int pins;

	switch (entry->type) {
	case KVM_IRQ_ROUTING_IRQCHIP:
		if (!vm->arch.ioapic ||
		    entry->u.irqchip.irqchip >= KVM_NR_IRQCHIPS)
			return -EINVAL;
		pins = PIC_PINS;
		if (entry->u.irqchip.irqchip == KVM_IRQCHIP_IOAPIC)
			pins = IOAPIC_PINS;
		return entry->u.irqchip.pin < pins ? 0 : -EINVAL;
	case KVM_IRQ_ROUTING_MSI:
		if (vm->arch.x2apic_api & KVM_X2APIC_API_USE_32BIT_IDS &&
		    entry->u.msi.address_hi & 0xff)
			return -EINVAL;
		return 0;
	default:
		return -EINVAL;
	}
}

static int route_pin(struct airlock_vm *vm, unsigned int source,
		     const struct kvm_irq_routing_irqchip *to, int level)
{
	if (to->irqchip == KVM_IRQCHIP_IOAPIC)
		return airlock_ioapic_set_pin(vm, source, to->pin, level);
	return airlock_pic_set_pin(vm, source,
				   to->irqchip * PIC_PINS + to->pin, level);
}

int airlock_arch_route_set(struct airlock_vm *vm, unsigned int source,
			   const struct kvm_irq_routing_entry *entry, int level)
{
	struct kvm_msi msi = {};

	if (entry->type == KVM_IRQ_ROUTING_IRQCHIP)
		return route_pin(vm, source, &entry->u.irqchip, level);
	/* A message has no other end. */
	if (!level)
		return -1;
	msi.address_lo = entry->u.msi.address_lo;
	msi.address_hi = entry->u.msi.address_hi;
	msi.data = entry->u.msi.data;
	return airlock_lapic_msi(vm, &msi);
}

/* GSIs 0 to 15 lead to both the 8259 pair and the I/O APIC, as with KVM. */
int airlock_default_routes(struct airlock_vm *vm)
{
	struct kvm_irq_routing_entry *entry;
	unsigned int pin;
	int ret;

	entry = kcalloc(IOAPIC_PINS + I8259_LINES, sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	for (pin = 0; pin < IOAPIC_PINS; pin++) {
		entry[pin].gsi = pin;
		entry[pin].type = KVM_IRQ_ROUTING_IRQCHIP;
		entry[pin].u.irqchip.irqchip = KVM_IRQCHIP_IOAPIC;
		entry[pin].u.irqchip.pin = pin;
	}
	for (pin = 0; pin < I8259_LINES; pin++) {
		struct kvm_irq_routing_entry *pic = &entry[IOAPIC_PINS + pin];

		pic->gsi = pin;
		pic->type = KVM_IRQ_ROUTING_IRQCHIP;
		pic->u.irqchip.irqchip = pin / PIC_PINS;
		pic->u.irqchip.pin = pin % PIC_PINS;
	}
	ret = airlock_irq_routes_set(vm, entry, IOAPIC_PINS + I8259_LINES);
	kfree(entry);
	return ret;
}

/* The PIT keeps ticks that the guest cannot take yet, and must know when. */
static bool pit_listens(struct airlock_vm *vm, unsigned int chip,
			unsigned int pin)
{
	/* Pairs with the release in airlock_pit_create(). */
	return smp_load_acquire(&vm->arch.pit) &&
	       airlock_irq_leads_to(vm, PIT_GSI, chip, pin);
}

static u32 listened_pins(struct airlock_vm *vm, unsigned int chip,
			 unsigned int pins)
{
	unsigned int pin;
	u32 listened = 0;

	for (pin = 0; pin < pins; pin++)
		if (pit_listens(vm, chip, pin) ||
		    airlock_irqfd_listens(vm, chip, pin))
			listened |= BIT(pin);
	return listened;
}

void airlock_arch_irq_listeners(struct airlock_vm *vm)
{
	u32 master, slave;

	if (!vm->arch.ioapic)
		return;
	airlock_ioapic_listen(vm, listened_pins(vm, KVM_IRQCHIP_IOAPIC,
						IOAPIC_PINS));
	master = listened_pins(vm, KVM_IRQCHIP_PIC_MASTER, PIC_PINS);
	slave = listened_pins(vm, KVM_IRQCHIP_PIC_SLAVE, PIC_PINS);
	airlock_pic_listen(vm, master | slave << PIC_PINS);
}

void airlock_irq_ended(struct airlock_vm *vm, unsigned int chip,
		       unsigned int pin)
{
	if (pit_listens(vm, chip, pin))
		airlock_pit_ended(vm->arch.pit, false);
	airlock_irqfd_acked(vm, chip, pin);
}

/*
 * A tick that was sent while the other controller was in use may never be
 * ended. The guest that sets up the I/O APIC has no use for what was kept till
 * then; one that works with the 8259 masks and unmasks at every tick.
 */
void airlock_irq_unmasked(struct airlock_vm *vm, unsigned int chip,
			  unsigned int pin)
{
	if (pit_listens(vm, chip, pin))
		airlock_pit_ended(vm->arch.pit, chip == KVM_IRQCHIP_IOAPIC);
}
