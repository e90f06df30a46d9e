// SPDX-License-Identifier: GPL-2.0
/*
 * arm64 before its port: the module compiles and links against the seam, so
 * that the seam stays one, and refuses to load. As the load fails, none of the
 * other functions is ever called; they refuse all the same.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>

#include "airlock.h"
#include "arch.h"

int __init airlock_arch_init(void)
{
	pr_err("this build does not run guests on arm64 yet: use an x86-64 host with VT-x\n");
	return -EOPNOTSUPP;
}

void airlock_arch_exit(void)
{
}

int airlock_arch_hw_enable(void)
{
	return -EOPNOTSUPP;
}

void airlock_arch_hw_disable(void)
{
}

int airlock_arch_check_extension(struct airlock_vm *vm, unsigned long cap)
{
	return 0;
}

long airlock_arch_dev_ioctl(unsigned int nr, unsigned long arg)
{
	return -EINVAL;
}

int airlock_arch_vm_init(struct airlock_vm *vm, unsigned long type)
{
	return -EOPNOTSUPP;
}

void airlock_arch_vm_stop(struct airlock_vm *vm)
{
}

void airlock_arch_vm_destroy(struct airlock_vm *vm)
{
}

long airlock_arch_vm_ioctl(struct airlock_vm *vm, unsigned int nr,
			   unsigned long arg)
{
	return -EINVAL;
}

int airlock_arch_slat_init(struct airlock_vm *vm)
{
	return -EOPNOTSUPP;
}

int airlock_arch_vcpu_init(struct airlock_vcpu *vcpu)
{
	return -EOPNOTSUPP;
}

void airlock_arch_vcpu_destroy(struct airlock_vcpu *vcpu)
{
}

long airlock_arch_vcpu_ioctl(struct airlock_vcpu *vcpu, unsigned int nr,
			     unsigned long arg)
{
	return -EINVAL;
}

int airlock_arch_prepare_run(struct airlock_vcpu *vcpu)
{
	return -ENOEXEC;
}

int airlock_arch_run(struct airlock_vcpu *vcpu)
{
	return -ENOEXEC;
}

bool airlock_arch_runnable(struct airlock_vcpu *vcpu)
{
	return true;
}

bool airlock_arch_wait_start(struct airlock_vcpu *vcpu)
{
	return false;
}

void airlock_arch_publish(struct airlock_vcpu *vcpu)
{
}

const char *airlock_arch_exit_name(unsigned int reason)
{
	return NULL;
}

int airlock_arch_route_check(struct airlock_vm *vm,
			     const struct kvm_irq_routing_entry *entry)
{
	return -EINVAL;
}

int airlock_arch_route_set(struct airlock_vm *vm, unsigned int source,
			   const struct kvm_irq_routing_entry *entry, int level)
{
	return -1;
}

void airlock_arch_irq_listeners(struct airlock_vm *vm)
{
}

bool airlock_arch_irqchip_ready(struct airlock_vm *vm)
{
	return false;
}
