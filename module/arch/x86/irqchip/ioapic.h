/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the interrupt controllers: the I/O APIC. */
#ifndef AIRLOCK_IOAPIC_H
#define AIRLOCK_IOAPIC_H

#include <linux/spinlock.h>

#include "airlock.h"
#include "i82093.h"
#include "irqchip.h"

/**
 * struct airlock_ioapic - the I/O APIC of a VM.
 * @lock: of @chip, but for its ack_vectors; taken in any context
 * @chip: the chip
 * @vm: whose it is [c]
 * @dev: at its address [c]
 */
struct airlock_ioapic {
	spinlock_t lock;	/* see above */
	struct i82093 chip;
	struct airlock_vm *vm;
	struct airlock_iodev dev;
};

/* vm->irq_lock held, and no vCPU exists. */
int airlock_ioapic_create(struct airlock_vm *vm);
void airlock_ioapic_destroy(struct airlock_vm *vm);

/* Which pins somebody waits for the end of. */
void airlock_ioapic_listen(struct airlock_vm *vm, u32 pins);

/* Must the I/O APIC hear of the end of an edge with this vector? Any context. */
static inline bool airlock_ioapic_wants(struct airlock_vm *vm, u8 vector)
{
	const struct airlock_ioapic *ioapic = vm->arch.ioapic;

	return ioapic && test_bit(vector, ioapic->chip.ack_vectors);
}

/*
 * Is 0xff a broadcast in a message from a device? In xAPIC mode it is; that KVM
 * has it so in x2APIC mode too is a quirk that userspace may switch off.
 */
static inline bool airlock_msi_narrow(struct airlock_vm *vm)
{
	return !(READ_ONCE(vm->arch.x2apic_api) &
		 KVM_X2APIC_API_DISABLE_BROADCAST_QUIRK);
}

void airlock_ioapic_get(struct airlock_vm *vm, struct kvm_ioapic_state *state);
void airlock_ioapic_set(struct airlock_vm *vm,
			const struct kvm_ioapic_state *state);

#endif /* AIRLOCK_IOAPIC_H */
