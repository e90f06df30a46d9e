/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects of the neutral core: a VM, its vCPUs, and the contract between
 * the run loop and the handlers of exits.
 *
 * Lock tags on the fields, in the order in which the locks nest
 * (Documentation/locking.rst):
 *
 *   [c] constant once the object is published
 *   [v] vcpu->mutex (the ioctl lock), or the vCPU's thread inside KVM_RUN
 *   [m] vm->lock
 *   [s] vm->slots_lock to write; see struct airlock_guest_mem
 *   [i] vm->irq_lock to write; RCU to read
 *   [a] atomic, any context
 */
#ifndef AIRLOCK_H
#define AIRLOCK_H

#include <linux/bits.h>
#include <linux/kref.h>
#include <linux/kvm.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rcuwait.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "types.h"
#include "arch_types.h"
#include "eventfd.h"
#include "guest_mem.h"
#include "iobus.h"
#include "irq_routing.h"
#include "memslot.h"
#include "stats.h"

/* Limits that KVM_CHECK_EXTENSION reports. */
#define AIRLOCK_MAX_VCPUS	1024
#define AIRLOCK_MAX_VCPU_ID	4096

/**
 * enum airlock_verdict - what becomes of an exit.
 * @AIRLOCK_RESUME: handled; go round again and enter the guest.
 * @AIRLOCK_TO_USER: vcpu->run holds an exit for the launcher; KVM_RUN
 *	returns 0.
 * @AIRLOCK_DEFER: the rest needs a context that may sleep; the run loop
 *	leaves the guest context and calls vcpu->deferred, whose verdict counts.
 *
 * Functions that return a verdict return an int: one of these, or a negative
 * errno that KVM_RUN fails with.
 */
enum airlock_verdict {
	AIRLOCK_RESUME,
	AIRLOCK_TO_USER,
	AIRLOCK_DEFER,
};

/**
 * enum airlock_mode - where a vCPU's thread is, as seen by other CPUs.
 * @AIRLOCK_OUTSIDE: in the kernel or in userspace; it looks at vcpu->requests
 *	before it next enters the guest.
 * @AIRLOCK_IN_GUEST: past that look; only an interrupt makes it look again.
 */
enum airlock_mode {
	AIRLOCK_OUTSIDE,
	AIRLOCK_IN_GUEST,
};

/**
 * struct airlock_vcpu - one virtual CPU.
 * @vm: the VM it belongs to, which it keeps alive [c]
 * @id: the id KVM_CREATE_VCPU was given [c]
 * @requests: bits of enum airlock_request [a]
 * @mode: enum airlock_mode, published with a full barrier [a]
 * @cpu: where it was last in guest context, or -1; meaningful to other CPUs
 *	while @mode is AIRLOCK_IN_GUEST [a]
 * @run: page 0 of the mapping of the vCPU's file [c]. Userspace may write it
 *	at any time: nothing that was written to it is ever read back
 * @pio_data: page 1 of that mapping [c]
 * @complete: finishes a heavy exit when KVM_RUN is called again, or NULL [v]
 * @deferred: see AIRLOCK_DEFER [v]
 * @mutex: serialises the ioctls of this vCPU
 * @pid: the thread that last ran it, for kicks [v, RCU to read]
 * @wait: where that thread sleeps while the guest is halted
 * @sigset: signal mask while in KVM_RUN, if @sigset_active [v]
 * @sigset_active: KVM_SET_SIGNAL_MASK gave a mask [v]
 * @stats: exit counters [v]
 * @arch: the architecture's part
 */
struct airlock_vcpu {
	struct airlock_vm *vm;
	unsigned int id;
	unsigned long requests;
	int mode;
	int cpu;

	struct kvm_run *run;
	void *pio_data;
	int (*complete)(struct airlock_vcpu *vcpu);
	int (*deferred)(struct airlock_vcpu *vcpu);

	struct mutex mutex;
	struct pid __rcu *pid;
	struct rcuwait wait;
	sigset_t sigset;
	bool sigset_active;

	struct airlock_stats stats;
	struct airlock_vcpu_arch arch;
};

/**
 * struct airlock_vm - one virtual machine.
 * @mm: whose memory the guest's is; only this process may use the VM [c]
 * @users: the VM's file and each of its vCPUs and devices
 * @lock: creation of vCPUs and of the interrupt controller
 * @vcpus: by id; entries appear complete and stay until the VM goes [m]
 * @nr_vcpus: how many there are [m]
 * @slots_lock: changes of the memory slots
 * @irq_lock: changes of GSI routes, irqfds, ioeventfds and in-kernel devices
 * @mem: guest memory: slots, second-level table, MMU notifier
 * @coalesced: the ring of coalesced MMIO, one page mapped through every vCPU
 *	file; never filled [c]
 * @pio_bus: devices in the kernel at I/O ports [i]
 * @mmio_bus: devices in the kernel at guest physical addresses [i]
 * @irq_routes: what a GSI leads to [i]
 * @irqfds: eventfds that raise a GSI [i]
 * @ioeventfds: guest writes that signal an eventfd [i]
 * @spin_next: id of the vCPU to look at first when one spins [a]
 * @stats_flags: AIRLOCK_STATS_* [a]
 * @arch: the architecture's part
 */
struct airlock_vm {
	struct mm_struct *mm;
	struct kref users;
	struct mutex lock;
	struct xarray vcpus;
	unsigned int nr_vcpus;

	struct mutex slots_lock;
	struct mutex irq_lock;
	struct airlock_guest_mem mem;
	struct page *coalesced;

	struct airlock_iobus __rcu *pio_bus;
	struct airlock_iobus __rcu *mmio_bus;
	struct airlock_irq_routes __rcu *irq_routes;
	struct list_head irqfds;
	struct list_head ioeventfds;

	unsigned long spin_next;
	unsigned int stats_flags;
	struct airlock_vm_arch arch;
};

/* vm.c */
long airlock_vm_create(unsigned long type);
void airlock_vm_get(struct airlock_vm *vm);
void airlock_vm_put(struct airlock_vm *vm);

/* vcpu.c */
int airlock_vcpu_create(struct airlock_vm *vm, unsigned long id);
void airlock_vcpu_destroy(struct airlock_vcpu *vcpu);

/* ioctl.c */
extern const struct file_operations airlock_vm_fops;
extern const struct file_operations airlock_vcpu_fops;
long airlock_dev_ioctl(struct file *file, unsigned int nr, unsigned long arg);

/* cap.c */
int airlock_check_extension(struct airlock_vm *vm, unsigned long cap);

/* run.c */
int airlock_vcpu_run(struct airlock_vcpu *vcpu);
int airlock_vcpu_block(struct airlock_vcpu *vcpu);

/* spin.c */
int airlock_vcpu_spin(struct airlock_vcpu *vcpu);

/**
 * airlock_vcpu_find - a vCPU by its id.
 * @vm: the VM.
 * @id: id given to KVM_CREATE_VCPU.
 *
 * Context: any; the vCPU lives as long as the VM.
 * Return: the vCPU, or NULL.
 */
static inline struct airlock_vcpu *airlock_vcpu_find(struct airlock_vm *vm,
						     unsigned long id)
{
	return xa_load(&vm->vcpus, id);
}

/* user_exit.c: fill vcpu->run for the launcher; see the functions. */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data);
int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data);
int airlock_exit_reason(struct airlock_vcpu *vcpu, u32 reason);

#include "request.h"

#endif /* AIRLOCK_H */
