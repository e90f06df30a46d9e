/* SPDX-License-Identifier: GPL-2.0 */
/*
 * In place of airlock.h: a VM and vCPUs with no more to them than the
 * interrupt controllers look at, for suites of the code that connects these.
 */
#ifndef AIRLOCK_H
#define AIRLOCK_H

#include <kunit/test.h>
#include <linux/kvm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

#include "iobus.h"
#include "irq_routing.h"
#include "types.h"

#define AIRLOCK_MAX_VCPU_ID	4096

enum {
	AIRLOCK_REQ_INIT_SIPI = AIRLOCK_REQ_ARCH,
	AIRLOCK_REQ_NMI,
};

struct airlock_lapic;
struct airlock_ioapic;
struct airlock_pic;
struct airlock_pit;

struct airlock_vcpu {
	struct airlock_vm *vm;
	unsigned int id;
	unsigned long requests;
	unsigned int kicks;
	struct {
		struct airlock_lapic *lapic;
		atomic_t nmi_pending;
		u64 apic_base;
	} arch;
};

struct airlock_vm {
	struct mutex irq_lock;	/* of the buses */
	struct xarray vcpus;
	struct airlock_iobus __rcu *pio_bus;
	struct airlock_iobus __rcu *mmio_bus;
	struct {
		struct airlock_ioapic *ioapic;
		struct airlock_pic *pic;
		struct airlock_pit *pit;
		u64 x2apic_api;
		u32 bsp_id;
	} arch;
};

static inline void airlock_vcpu_kick(struct airlock_vcpu *vcpu)
{
	vcpu->kicks++;
}

static inline void airlock_vcpu_request(struct airlock_vcpu *vcpu,
					unsigned int req)
{
	set_bit(req, &vcpu->requests);
}

static inline struct airlock_vcpu *airlock_vcpu_find(struct airlock_vm *vm,
						     unsigned long id)
{
	return xa_load(&vm->vcpus, id);
}

/* User-Mode Linux has an arch.h of its own, which is found before ours. */
void airlock_arch_irq_listeners(struct airlock_vm *vm);

#endif /* AIRLOCK_H */
