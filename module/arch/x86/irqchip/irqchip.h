/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The PC's interrupt controllers and timer, in the kernel: local APIC, I/O
 * APIC, the 8259 pair and the 8254. What is x86 here knows nothing of VMX.
 */
#ifndef AIRLOCK_IRQCHIP_H
#define AIRLOCK_IRQCHIP_H

#include <linux/bits.h>

#include "types.h"

struct kvm_irqchip;
struct kvm_lapic_state;
struct kvm_pit_state2;
struct kvm_pit_config;
struct kvm_msi;

/* Guest physical addresses where the chips answer. */
#define APIC_DEFAULT_BASE	0xfee00000ULL
#define IOAPIC_BASE		0xfec00000ULL
#define IOAPIC_PINS		24

/*
 * VM: KVM_CREATE_IRQCHIP, KVM_CREATE_PIT2, GET/SET_IRQCHIP, GET/SET_PIT2.
 * Creation: vm->lock and vm->irq_lock held. -EEXIST twice. The controllers:
 * -EINVAL if a vCPU exists; the PIT: -ENOENT without them. The others: process
 * context; -EINVAL for an unknown chip_id, -ENXIO without a PIT; the controllers
 * are airlock_arch_irqchip_ready().
 * Destruction: the last vCPU and the irqfds are gone.
 */
int airlock_irqchip_create(struct airlock_vm *vm);
/* The PIT is gone on return: it could still raise an interrupt. */
void airlock_irqchip_stop(struct airlock_vm *vm);
void airlock_irqchip_destroy(struct airlock_vm *vm);
int airlock_pit_create(struct airlock_vm *vm, const struct kvm_pit_config *cfg);
int airlock_irqchip_get(struct airlock_vm *vm, struct kvm_irqchip *chip);
int airlock_irqchip_set(struct airlock_vm *vm, const struct kvm_irqchip *chip);
int airlock_pit_get(struct airlock_vm *vm, struct kvm_pit_state2 *state);
int airlock_pit_set(struct airlock_vm *vm, const struct kvm_pit_state2 *state);

/* KVM_REINJECT_CONTROL: are ticks kept that the guest cannot take yet? */
int airlock_pit_reinject(struct airlock_vm *vm, bool reinject);

/*
 * KVM_ENABLE_CAP(KVM_CAP_X2APIC_API); vm->lock held. -EINVAL for flags not
 * known.
 */
int airlock_lapic_x2apic_api(struct airlock_vm *vm, u64 flags);

/* Pins. Any context. Returns as airlock_irq_set(). */
int airlock_pic_set_pin(struct airlock_vm *vm, unsigned int source,
			unsigned int pin, int level);
int airlock_ioapic_set_pin(struct airlock_vm *vm, unsigned int source,
			   unsigned int pin, int level);
/* A message-signalled interrupt. Any context. */
int airlock_lapic_msi(struct airlock_vm *vm, const struct kvm_msi *msi);

/* A LAPIC broadcast the end of a level-triggered interrupt. Any context. */
void airlock_ioapic_eoi(struct airlock_vm *vm, unsigned int vector);

/* vCPU: the LAPIC. Owner means the vCPU's thread, or vcpu->mutex held. */
int airlock_lapic_create(struct airlock_vcpu *vcpu);
void airlock_lapic_destroy(struct airlock_vcpu *vcpu);
void airlock_lapic_reset(struct airlock_vcpu *vcpu, bool init);
int airlock_lapic_get(struct airlock_vcpu *vcpu, struct kvm_lapic_state *state);
int airlock_lapic_set(struct airlock_vcpu *vcpu,
		      const struct kvm_lapic_state *state);

/* IA32_APIC_BASE was written (validated): modes and address change. Owner. */
void airlock_lapic_base_changed(struct airlock_vcpu *vcpu, u64 old);

/**
 * airlock_lapic_mmio - an access to the xAPIC page.
 * Owner; preemption may be disabled. Returns 0, or -EOPNOTSUPP if @gpa is not
 * in the page or the LAPIC is not in xAPIC mode.
 */
int airlock_lapic_mmio_read(struct airlock_vcpu *vcpu, gpa_t gpa,
			    unsigned int len, void *data);
int airlock_lapic_mmio_write(struct airlock_vcpu *vcpu, gpa_t gpa,
			     unsigned int len, const void *data);

/* x2APIC MSRs 0x800 to 0x8ff and TSC_DEADLINE. Owner. -EINVAL means #GP. */
int airlock_lapic_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value);
int airlock_lapic_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value);

/* Task priority: CR8 is bits 7:4 of TPR. Owner. */
u64 airlock_lapic_get_cr8(struct airlock_vcpu *vcpu);
void airlock_lapic_set_cr8(struct airlock_vcpu *vcpu, u64 cr8);

/*
 * The page that the CPU may use as virtual-APIC page (TPR shadow): the
 * registers in the layout of the xAPIC page.
 */
void *airlock_lapic_page(struct airlock_vcpu *vcpu);

/**
 * airlock_lapic_irr - highest requested vector that the priority lets
 * through now, ExtINT of the 8259 pair not included. Owner. -1 if none.
 */
int airlock_lapic_irr(struct airlock_vcpu *vcpu);

/* Highest vector requested, priority aside (for the TPR threshold). Owner. */
int airlock_lapic_irr_any(struct airlock_vcpu *vcpu);

/**
 * airlock_irq_pending - would airlock_irq_take() give a vector? Owner.
 * Includes ExtINT from the 8259 pair where LVT0 and the chip let it through.
 */
bool airlock_irq_pending(struct airlock_vcpu *vcpu);

/* Acknowledge the interrupt to inject: its vector, or -1. Owner. */
int airlock_irq_take(struct airlock_vcpu *vcpu);

/**
 * airlock_lapic_init_sipi - serve AIRLOCK_REQ_INIT_SIPI. Owner.
 * @sipi: the SIPI vector, if there was one.
 *
 * Takes what has arrived since the last call: an INIT first, then a SIPI.
 * Return: a mask of AIRLOCK_GOT_INIT and AIRLOCK_GOT_SIPI.
 */
unsigned int airlock_lapic_init_sipi(struct airlock_vcpu *vcpu, u8 *sipi);
#define AIRLOCK_GOT_INIT	BIT(0)
#define AIRLOCK_GOT_SIPI	BIT(1)

/* Guest TSC or its scale changed: the deadline timer is set anew. Owner. */
void airlock_lapic_tsc_changed(struct airlock_vcpu *vcpu);

/* Given by the CPU side (vmx): what the guest's RDTSC reads now. Owner. */
u64 airlock_x86_guest_tsc(struct airlock_vcpu *vcpu);
/* Guest TSC frequency in kHz. */
u32 airlock_x86_guest_tsc_khz(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_IRQCHIP_H */
