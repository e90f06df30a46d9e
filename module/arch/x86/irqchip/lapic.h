/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the LAPIC: a vCPU's local APIC and its clock. */
#ifndef AIRLOCK_LAPIC_H
#define AIRLOCK_LAPIC_H

#include <linux/hrtimer.h>

#include "airlock.h"
#include "irqchip.h"
#include "xapic.h"

/**
 * struct airlock_lapic - the local APIC of a vCPU.
 * @apic: the chip; see there who may touch what
 * @hrtimer: its clock [owner to start and stop]
 * @vcpu: whose it is [c]
 */
struct airlock_lapic {
	struct xapic apic;
	struct hrtimer hrtimer;
	struct airlock_vcpu *vcpu;
};

/* lapic_timer.c */
void airlock_lapic_timer_init(struct airlock_lapic *lapic);

/* Stop the clock before the timer is touched, start it after. Owner. */
void airlock_lapic_timer_stop(struct airlock_lapic *lapic);
void airlock_lapic_timer_start(struct airlock_lapic *lapic);

/* lapic_send.c */

/**
 * airlock_apic_send - give a message to the local APICs it is for.
 * @vm: the VM.
 * @msg: the message.
 * @except: a vCPU that is left out, or NULL.
 *
 * Context: any.
 * Return: how many took it, 0 if it joined interrupts that were pending, -1 if
 * nobody took it.
 */
int airlock_apic_send(struct airlock_vm *vm, const struct apic_msg *msg,
		      const struct airlock_vcpu *except);

/**
 * airlock_lapic_ipi - the interrupt command register was written. Owner.
 * @lapic: the sender.
 * @icr: its low half.
 * @dest: the destination field of its high half.
 */
void airlock_lapic_ipi(struct airlock_lapic *lapic, u32 icr, u32 dest);

/* Is the 8259's output heard at LINT0? Any context. */
bool airlock_lapic_hears_extint(const struct airlock_lapic *lapic);

/* The 8259's output went up: somebody who hears it shall look. Any context. */
void airlock_lapic_extint(struct airlock_vm *vm);

#endif /* AIRLOCK_LAPIC_H */
