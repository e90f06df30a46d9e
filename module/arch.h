/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The seam: everything the neutral core asks of an architecture. Each
 * architecture defines these functions once, at link time; nothing else
 * crosses, in either direction, but what the neutral headers declare.
 */
#ifndef AIRLOCK_ARCH_H
#define AIRLOCK_ARCH_H

#include "airlock.h"

/**
 * airlock_arch_init - find out whether this machine can run guests.
 *
 * Logs one line that says what is missing and what to do about it.
 *
 * Context: process, module load.
 * Return: 0; -ENODEV: the CPU has not what it takes; -EACCES: firmware has
 * locked it away; -EOPNOTSUPP: the CPU has it, but too little of it; -ENOMEM.
 */
int airlock_arch_init(void);
void airlock_arch_exit(void);

/**
 * airlock_arch_hw_enable - make this CPU ready to run guests.
 *
 * Context: on the CPU concerned, cannot migrate; hotplug lock held.
 * Return: 0; -EBUSY: another hypervisor owns the CPU's virtualization.
 */
int airlock_arch_hw_enable(void);

/* The reverse, on the same CPU. The CPU is left as it was found. */
void airlock_arch_hw_disable(void);

/**
 * airlock_arch_check_extension - KVM_CHECK_EXTENSION for what is the
 * architecture's to answer.
 * @vm: the VM asked about, or NULL on the device.
 * @cap: KVM_CAP_*.
 *
 * Return: the value, 0 for what is not known.
 */
int airlock_arch_check_extension(struct airlock_vm *vm, unsigned long cap);

/**
 * airlock_arch_dev_ioctl - an ioctl of the device that is not neutral.
 * @nr: the whole ioctl number.
 * @arg: its argument.
 *
 * Return: 0 or more, or an errno; -EINVAL if @nr is unknown.
 */
long airlock_arch_dev_ioctl(unsigned int nr, unsigned long arg);

/**
 * airlock_arch_vm_init - the architecture's part of a new VM.
 * @vm: the VM, otherwise initialised save its memory.
 * @type: argument of KVM_CREATE_VM.
 *
 * Return: 0; -EINVAL for a bad @type; -ENOMEM.
 */
int airlock_arch_vm_init(struct airlock_vm *vm, unsigned long type);

/**
 * airlock_arch_vm_stop - end what runs by itself: the timers of a VM.
 * @vm: the VM; nobody has a file of it any more.
 *
 * Context: process. On return nothing but a vCPU's own timers can reach it.
 */
void airlock_arch_vm_stop(struct airlock_vm *vm);

/* No vCPU is left. May be called for a VM whose init failed half way. */
void airlock_arch_vm_destroy(struct airlock_vm *vm);

/* As airlock_arch_dev_ioctl(), for a VM; -ENOTTY if @nr is unknown. */
long airlock_arch_vm_ioctl(struct airlock_vm *vm, unsigned int nr,
			   unsigned long arg);

/**
 * airlock_arch_slat_init - set up the table of second-level translations.
 * @vm: the VM.
 *
 * Calls airlock_slat_init() with what this CPU and this VM's type ask for.
 * Return: 0 or -ENOMEM.
 */
int airlock_arch_slat_init(struct airlock_vm *vm);

/**
 * airlock_arch_vcpu_init - the architecture's part of a new vCPU, in its
 * reset state.
 * @vcpu: the vCPU, not yet published; vm->lock is held.
 *
 * Return: 0 or an errno, with nothing left to undo.
 */
int airlock_arch_vcpu_init(struct airlock_vcpu *vcpu);
void airlock_arch_vcpu_destroy(struct airlock_vcpu *vcpu);

/* As airlock_arch_dev_ioctl(), for a vCPU; vcpu->mutex is held. */
long airlock_arch_vcpu_ioctl(struct airlock_vcpu *vcpu, unsigned int nr,
			     unsigned long arg);

/**
 * airlock_arch_prepare_run - take what KVM_RUN brings in.
 * @vcpu: the vCPU.
 *
 * Return: 0, or an errno that KVM_RUN fails with: -EINVAL for a bad value in
 * vcpu->run, -ENOEXEC (arm64) before KVM_ARM_VCPU_INIT.
 */
int airlock_arch_prepare_run(struct airlock_vcpu *vcpu);

/**
 * airlock_arch_run - run the guest until something needs more than a light
 * exit: steps E1 to X6, over and over.
 * @vcpu: the vCPU; runnable.
 *
 * Context: process. Inside, preemption is off; on return it is on again.
 * Return: a verdict (enum airlock_verdict) or a negative errno.
 * AIRLOCK_RESUME: there is work for the thread (a signal, the scheduler).
 */
int airlock_arch_run(struct airlock_vcpu *vcpu);

/**
 * airlock_arch_runnable - would the guest execute instructions?
 * @vcpu: the vCPU, in its own thread.
 *
 * Serves what may change the answer: a halted vCPU that has an interrupt
 * becomes runnable, one that waits for its start and got it, too.
 */
bool airlock_arch_runnable(struct airlock_vcpu *vcpu);

/**
 * airlock_arch_wait_start - is a vCPU that has never run waiting for another
 * one to start it (INIT/SIPI, PSCI CPU_ON)?
 * @vcpu: the vCPU.
 *
 * Such a vCPU answers -EAGAIN to the launcher when it has been started.
 */
bool airlock_arch_wait_start(struct airlock_vcpu *vcpu);

/* Fill the fields of vcpu->run that every return from KVM_RUN updates. */
void airlock_arch_publish(struct airlock_vcpu *vcpu);

/**
 * airlock_arch_exit_name - an exit reason in the manual's words.
 * @reason: below AIRLOCK_EXIT_REASONS.
 *
 * Return: a constant string, or NULL where there is no such reason.
 */
const char *airlock_arch_exit_name(unsigned int reason);

/**
 * airlock_arch_route_check - is this routing entry one that we can deliver?
 * @vm: the VM.
 * @entry: from userspace; its GSI has been checked.
 *
 * Return: 0 or -EINVAL.
 */
int airlock_arch_route_check(struct airlock_vm *vm,
			     const struct kvm_irq_routing_entry *entry);

/* Drive what a routing entry leads to; as airlock_irq_set(). Any context. */
int airlock_arch_route_set(struct airlock_vm *vm, unsigned int source,
			   const struct kvm_irq_routing_entry *entry,
			   int level);

/**
 * airlock_arch_irqchip_ready - can interrupts be routed and injected?
 * @vm: the VM.
 *
 * Return: true once the interrupt controller is in the kernel and complete.
 */
bool airlock_arch_irqchip_ready(struct airlock_vm *vm);

/**
 * airlock_arch_irq_listeners - the set of GSIs whose end somebody waits for
 * may have changed: a route, or a resampling irqfd.
 * @vm: the VM.
 *
 * Context: process, vm->irq_lock held.
 */
void airlock_arch_irq_listeners(struct airlock_vm *vm);

struct airlock_device_ops;

/**
 * airlock_arch_device - a kind of device that KVM_CREATE_DEVICE makes.
 * @type: KVM_DEV_TYPE_*.
 *
 * Return: its operations, or NULL: there is no such device here.
 */
const struct airlock_device_ops *airlock_arch_device(u32 type);

#endif /* AIRLOCK_ARCH_H */
