/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One guest: the file descriptors that stand for it, its memory, its devices
 * and its vCPUs.
 */
#ifndef LAUNCHER_VM_H
#define LAUNCHER_VM_H

#include <linux/kvm.h>
#include <pthread.h>
#include <stdatomic.h>

#include "bus.h"
#include "console.h"
#include "fail.h"
#include "options.h"
#include "ram.h"

struct machine;
struct serial;
struct virtio_console;
struct virtio_slot;

/* Why the guest stopped running. VM_RUNS is 0: it has not. */
enum vm_end {
	VM_RUNS,
	VM_POWERED_OFF,
	VM_REBOOTED,
	VM_TRIPLE_FAULTED,
	VM_INTERNAL_ERROR,
	VM_ENTRY_FAILED,
	VM_UNKNOWN_EXIT,
	VM_CRASHED,
	VM_RUN_FAILED,
	VM_HOST_FAILED,
	VM_QUIT,
};

/* Room for one counter per KVM_EXIT_*; what lies above shares the last. */
#define VCPU_EXIT_COUNTERS	64

/**
 * struct vcpu - a virtual processor and the thread that runs it.
 * @vm: the guest it belongs to.
 * @index: its number, which is also its id at the device.
 * @fd: its file descriptor, or -1.
 * @run: the page it shares with the device.
 * @thread: the thread in KVM_RUN.
 * @has_thread: @thread was started.
 * @run_errno: why KVM_RUN failed, when the guest ended with VM_RUN_FAILED.
 * @exits: returns of KVM_RUN by exit reason; written by @thread alone.
 */
struct vcpu {
	struct vm *vm;
	unsigned int index;
	int fd;
	struct kvm_run *run;
	pthread_t thread;
	bool has_thread;
	int run_errno;
	u64 exits[VCPU_EXIT_COUNTERS];
};

/**
 * struct boot_state - how vCPU 0 starts, as the boot protocol wants it.
 * @long_mode: 64-bit mode with the identity page tables, else 32-bit protected
 *	mode without paging (x86).
 * @aa32: EL1 is AArch32 (arm64).
 * @entry: the address of the first instruction.
 * @info: the address of the structure that the protocol hands to the kernel.
 */
struct boot_state {
	bool long_mode;
	bool aa32;
	u64 entry;
	u64 info;
};

/**
 * struct vm - a guest.
 * @options: what the user asked for.
 * @dev_fd: the device.
 * @fd: the VM.
 * @is_airlock: the device answered AIRLOCK_GET_VERSION.
 * @run_bytes: size of the mapping of struct kvm_run.
 * @ram: guest memory.
 * @pio: port I/O, filled by arch_devices_init().
 * @mmio: memory-mapped I/O, likewise.
 * @console: the terminal.
 * @serial: the port that the terminal is wired to.
 * @virtio_console: the console that the terminal is wired to instead, or NULL.
 * @nr_virtio: how many of @virtio there are.
 * @virtio: the virtio devices.
 * @machine: the architecture's devices.
 * @boot: how vCPU 0 starts.
 * @nr_vcpus: how many of @vcpu were created.
 * @vcpu: the vCPUs, indexed by their ids.
 * @start_gate: held until all vCPU threads were started.
 * @end: why the guest stopped, an enum vm_end; set once, by vm_stop().
 * @end_vcpu: the vCPU that ended it, or NULL.
 * @end_fd: an eventfd that wakes the console thread once @end is set.
 */
struct vm {
	const struct options *options;
	int dev_fd;
	int fd;
	bool is_airlock;
	size_t run_bytes;
	struct ram ram;
	struct bus pio;
	struct bus mmio;
	struct console console;
	struct serial *serial;
	struct virtio_console *virtio_console;
	unsigned int nr_virtio;
	struct virtio_slot *virtio;
	struct machine *machine;
	struct boot_state boot;
	unsigned int nr_vcpus;
	struct vcpu *vcpu;
	pthread_mutex_t start_gate;
	atomic_int end;
	struct vcpu *end_vcpu;
	int end_fd;
};

/**
 * vm_create() - open the device and make the guest, up to its vCPUs.
 * @vm: receives the guest; destroy it with vm_destroy(), even after a failure.
 * @options: what the user asked for.
 *
 * Return: LAUNCHER_OK, or the code of what went wrong.
 */
enum launcher_code vm_create(struct vm *vm, const struct options *options);

/**
 * vm_destroy() - give everything back; safe on a half-made guest.
 * @vm: the guest, its vCPU threads joined.
 */
void vm_destroy(struct vm *vm);

/**
 * vm_check_cap() - ask the VM for a capability.
 * @vm: the guest.
 * @cap: KVM_CAP_*.
 *
 * Return: the capability's value; 0 if the device does not have it.
 */
int vm_check_cap(const struct vm *vm, unsigned int cap);

/**
 * vm_irq_line() - drive an interrupt input of the in-kernel irqchip.
 * @vm: the guest.
 * @gsi: which input.
 * @level: high or low.
 *
 * Context: any thread.
 */
void vm_irq_line(struct vm *vm, unsigned int gsi, bool level);

/**
 * vm_stop() - end the guest. The first caller decides why; later calls change
 * nothing.
 * @vm: the guest.
 * @end: why.
 * @vcpu: the vCPU that met the reason, or NULL.
 *
 * Context: any thread.
 */
void vm_stop(struct vm *vm, enum vm_end end, struct vcpu *vcpu);

#endif /* LAUNCHER_VM_H */
