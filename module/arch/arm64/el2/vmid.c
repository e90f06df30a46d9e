// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual machine identifiers. A VM gets one when it first runs, and keeps it
 * for a generation: until all of them have been given out once. Then every CPU
 * forgets all guest translations, and every VM gets a new one before it next
 * enters. A VM that goes gives nothing back.
 */
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "airlock.h"
#include "caps.h"
#include "run_el2.h"
#include "vmid.h"

/* vm->arch.vmid: the generation above, the VMID below. */
#define VMID_BITS	16

static DEFINE_SPINLOCK(vmid_lock);
static u64 vmid_generation = 1;
static u32 vmid_next = 1;	/* 0 is the host's */

/* What runs here, from the look at its VMID on. */
static DEFINE_PER_CPU(struct airlock_vcpu *, airlock_vmid_vcpu);

/* The generation is over: what runs here must not enter again with its VMID. */
static void vmid_expire(void *unused)
{
	struct airlock_vcpu *vcpu = this_cpu_read(airlock_vmid_vcpu);

	if (vcpu)
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_VMID);
	el2_call_tlb(EL2_TLB_ALL, 0);
}

static void vmid_assign(struct airlock_vm *vm)
{
	if (vmid_next >> airlock_el2_caps.vmid_bits) {
		/* First the number: who looks from now on comes to the lock. */
		WRITE_ONCE(vmid_generation, vmid_generation + 1);
		vmid_next = 1;
		on_each_cpu(vmid_expire, NULL, true);
	}
	WRITE_ONCE(vm->arch.vmid,
		   vmid_generation << VMID_BITS | vmid_next++);
}

static bool vmid_in_force(u64 vmid)
{
	return vmid >> VMID_BITS == READ_ONCE(vmid_generation);
}

u16 airlock_el2_vmid_load(struct airlock_vcpu *vcpu)
{
	struct airlock_vm *vm = vcpu->vm;

	/* Before the look: a generation that ends after it finds us by this. */
	this_cpu_write(airlock_vmid_vcpu, vcpu);
	barrier();
	if (unlikely(!vmid_in_force(READ_ONCE(vm->arch.vmid)))) {
		spin_lock(&vmid_lock);
		if (!vmid_in_force(vm->arch.vmid))
			vmid_assign(vm);
		spin_unlock(&vmid_lock);
	}
	return READ_ONCE(vm->arch.vmid);
}

void airlock_el2_vmid_leave(void)
{
	this_cpu_write(airlock_vmid_vcpu, NULL);
}
