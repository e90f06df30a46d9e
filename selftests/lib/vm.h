/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A raw client of the KVM ABI: devices, VMs, vCPUs, memory slots.
 *
 * Functions that return nothing end the test program with a message when the
 * device refuses: a test that wants to see an errno uses the *_err() variants
 * or ioctl() itself.
 *
 * The guest runs functions of the test program itself: vm_create() copies the
 * statically linked program to the same addresses of guest memory, so a
 * variable has one address and two copies, the host's and the guest's.
 * GUEST_VAR() names the guest's.
 */
#ifndef TEST_VM_H
#define TEST_VM_H

#include <errno.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include "layout.h"

#define TEST_MAX_VCPUS	16

struct test_vm;

struct test_vcpu {
	struct test_vm *vm;
	struct kvm_run *run;
	int fd;
	unsigned int id;
	char what[256];		/* see vcpu_run_str() */
};

struct test_vm {
	int dev;
	int fd;
	int gic;		/* arm64: the file of the device */
	unsigned int flags;
	bool ready;		/* arch_vm_ready() was called */
	size_t run_size;
	char *ram;
	size_t ram_size;
	unsigned int nr_vcpus;
	struct test_vcpu vcpu[TEST_MAX_VCPUS];
};

/* Flags of vm_create(). */
#define VM_IRQCHIP	(1U << 0)	/* interrupt controller in the kernel */
#define VM_PIT		(1U << 1)	/* and the timer of a PC */
#define VM_SHARED_RAM	(1U << 2)	/* MAP_SHARED, else MAP_PRIVATE */

/* vm.c */
const char *test_device(void);
bool test_on_airlock(void);
int test_device_open(void);
void __attribute__((noreturn, format(printf, 1, 2)))
test_die(const char *fmt, ...);

void vm_create_bare(struct test_vm *vm);
void vm_create(struct test_vm *vm, unsigned int flags);
void vm_destroy(struct test_vm *vm);
int vm_slot_err(struct test_vm *vm, unsigned int slot, __u64 gpa, __u64 size,
		void *hva, unsigned int flags);
void vm_slot(struct test_vm *vm, unsigned int slot, __u64 gpa, __u64 size,
	     void *hva, unsigned int flags);
int test_put(const char *path, const char *what);
void *test_pages(size_t size, int map_flags);

struct test_vcpu *vcpu_create(struct test_vm *vm, unsigned int id);
struct test_vcpu *vcpu_add(struct test_vm *vm, unsigned int id,
			   void (*guest)(unsigned long arg));
void vcpu_destroy(struct test_vcpu *vcpu);
int vcpu_run(struct test_vcpu *vcpu);
const char *vcpu_run_str(struct test_vcpu *vcpu);
const char *vcpu_run_for(struct test_vcpu *vcpu, const char *expected);
const char *vcpu_run_full(struct test_vcpu *vcpu);
const char *vcpu_exit_str(struct test_vcpu *vcpu, int ret);
const char *vcpu_finish(struct test_vcpu *vcpu);

/* ioctl() that ends the program when it fails. */
#define must_ioctl(fd, nr, arg) ({					\
	int __ret = ioctl(fd, nr, arg);					\
	if (__ret < 0)							\
		test_die("%s: %m", #nr);				\
	__ret;								\
})

/* ioctl() as 0 or more, or a negative errno. */
#define ioctl_err(fd, nr, arg) ({					\
	int __ret = ioctl(fd, nr, arg);					\
	__ret < 0 ? -errno : __ret;					\
})

/* Does the device, as a whole, have a capability? */
int test_cap(int fd, unsigned long cap);

/* The guest's copy of a variable of the program; RAM starts at 0. */
#define GUEST_VAR(vm, var) \
	(*(typeof(var) *)((vm)->ram + (unsigned long)&(var)))

/* Read or write through a pointer that another thread or the guest uses. */
#define READ_ONCE(x)	 (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))

/* thread.c: vCPUs in threads of their own. */
struct vcpu_thread {
	struct test_vcpu *vcpu;
	unsigned long handle;
	int cpu;		/* to run on, or -1 */
	volatile int tid;	/* 0 until it runs */
	volatile int kicked;	/* it was told to return */
	volatile int returns;	/* how often it did so by itself, and went on */
	const char *result;	/* of the last run; valid after the join */
};

void vcpu_thread_start(struct vcpu_thread *t, struct test_vcpu *vcpu);
void vcpu_thread_kick(struct vcpu_thread *t);
const char *vcpu_thread_join(struct vcpu_thread *t);
void test_catch_signal(int sig);
int test_nr_cpus(void);
void test_pin(int cpu);

/* breakpoint.c */
int host_breakpoint_open(volatile void *addr);

/* Let others run until the condition is true; the harness has the timeout. */
#define WAIT_UNTIL(cond) do {						\
	while (!(cond))							\
		test_relax();						\
} while (0)
void test_relax(void);

/* <arch>/setup.c */
void arch_vm_init(struct test_vm *vm);
void arch_vm_devices(struct test_vm *vm, unsigned int flags);
void arch_vm_ready(struct test_vm *vm);	/* before the first run */
void arch_vcpu_init(struct test_vcpu *vcpu, void (*guest)(unsigned long arg));
void vcpu_enter(struct test_vcpu *vcpu, void (*guest)(unsigned long arg));
bool arch_is_guest_call(struct test_vcpu *vcpu);
bool arch_exit_str(struct test_vcpu *vcpu, char *buf, size_t size);

#endif /* TEST_VM_H */
