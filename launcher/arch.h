/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The seam between the launcher and an architecture: everything that
 * launcher/arch/<arch>/ provides, and nothing else crosses.
 *
 * Order of use: arch_ram_layout(), arch_load_kernel(), arch_required_caps,
 * arch_vm_type(), arch_vm_init() on the fresh VM, arch_devices_init(), then
 * arch_vcpu_init() for each vCPU, arch_vm_finish(), and the vCPUs run.
 */
#ifndef LAUNCHER_ARCH_H
#define LAUNCHER_ARCH_H

#include <linux/kvm.h>

#include "arch_limits.h"
#include "fail.h"

struct ram;
struct vcpu;
struct vm;

/**
 * virtio_address() - where a virtio device has its registers.
 * @number: which.
 *
 * Return: the guest-physical address.
 */
static inline u64 virtio_address(unsigned int number)
{
	return ARCH_VIRTIO_BASE + number * PAGE_BYTES;
}

/**
 * virtio_gsi() - which interrupt a virtio device raises.
 * @number: which.
 *
 * Return: its GSI, which is edge-triggered.
 */
static inline unsigned int virtio_gsi(unsigned int number)
{
	return ARCH_VIRTIO_GSI + number;
}

/**
 * struct required_cap - a capability that the launcher cannot do without.
 * @cap: KVM_CAP_*; a row with 0 ends the table.
 * @name: its name, for the message.
 */
struct required_cap {
	unsigned int cap;
	const char *name;
};

/* The capabilities that this architecture's machine is made of. */
extern const struct required_cap arch_required_caps[];

/* The guest command line when --cmdline is not given. */
extern const char *const arch_default_cmdline;

/* Lines of --help that say which kernels can be booted. */
extern const char *const arch_help_formats;

/**
 * arch_ram_layout() - where this machine has its RAM.
 * @ram: receives the layout.
 * @size: how much RAM there is.
 */
void arch_ram_layout(struct ram *ram, u64 size);

/**
 * arch_vm_type() - choose what KVM_CREATE_VM is asked for.
 * @vm: the VM, of which memory and device are there.
 * @type: receives the argument.
 *
 * Return: LAUNCHER_OK, or LAUNCHER_BAD_INPUT for more memory than the device
 * can address.
 */
enum launcher_code arch_vm_type(const struct vm *vm, unsigned long *type);

/**
 * arch_vm_init() - make the in-kernel parts of the machine.
 * @vm: a VM without memory slots or vCPUs.
 *
 * Return: LAUNCHER_OK, LAUNCHER_BAD_INPUT for more memory than the device can
 * address, or LAUNCHER_BAD_HOST.
 */
enum launcher_code arch_vm_init(struct vm *vm);

/**
 * arch_devices_init() - make the devices that the launcher emulates.
 * @vm: the VM; the devices join its buses.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code arch_devices_init(struct vm *vm);

/**
 * arch_load_kernel() - put kernel, initrd, command line and the description of
 * the machine into guest memory.
 * @vm: the VM, of which only memory and options are there yet; its @boot says
 *	afterwards how vCPU 0 starts.
 *
 * Return: LAUNCHER_OK, LAUNCHER_BAD_INPUT for a bad file, LAUNCHER_BAD_HOST.
 */
enum launcher_code arch_load_kernel(struct vm *vm);

/**
 * arch_vcpu_init() - give a new vCPU its identity and its first state.
 * @vcpu: the vCPU, just created.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code arch_vcpu_init(struct vcpu *vcpu);

/**
 * arch_vm_finish() - make what needs all vCPUs to be there.
 * @vm: the VM.
 *
 * Return: LAUNCHER_OK or LAUNCHER_BAD_HOST.
 */
enum launcher_code arch_vm_finish(struct vm *vm);

/**
 * arch_dump_vcpu() - print the registers of a vCPU to standard error.
 * @vcpu: a vCPU that does not run.
 */
void arch_dump_vcpu(struct vcpu *vcpu);

/**
 * arch_explain_entry_failure() - put a hardware entry-failure reason in words.
 * @reason: kvm_run.fail_entry.hardware_entry_failure_reason.
 *
 * Return: a phrase; never NULL.
 */
const char *arch_explain_entry_failure(u64 reason);

/**
 * arch_power_button() - the person at the terminal asks the guest to power off.
 * @vm: the VM.
 *
 * Context: the console thread, vCPUs running.
 */
void arch_power_button(struct vm *vm);

#endif /* LAUNCHER_ARCH_H */
