// SPDX-License-Identifier: GPL-2.0
/*
 * VMIDs that run out: on CPUs made of variables, whose TLBs keep every
 * translation until they are told to forget. An emulator forgets much earlier.
 */
#define AIRLOCK_H
#define EL2_RUN_EL2_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/smp.h>

#include "../arch/arm64/el2/caps.h"
#include "../arch/arm64/el2/tlb.h"
#include "types.h"

#define CPUS		4
#define VMS		40
#define BITS_FEW	4
#define STEPS		20000

enum { AIRLOCK_REQ_VMID };

struct airlock_vm {
	struct {
		u64 vmid;
	} arch;
};

struct airlock_vcpu {
	struct airlock_vm *vm;
	unsigned long requests;
};

struct el2_caps airlock_el2_caps;

/**
 * struct fake_cpu - a host CPU.
 * @here: what vmid.c keeps in its per-CPU variable
 * @guest: in the guest, or about to enter
 * @vmid: with it
 * @tlb: whose translations are cached, by VMID
 */
struct fake_cpu {
	struct airlock_vcpu *here;
	struct airlock_vcpu *guest;
	u16 vmid;
	const struct airlock_vm *tlb[256];
};

static struct fake_cpu cpus[CPUS], *this;

static void airlock_vcpu_request(struct airlock_vcpu *vcpu, unsigned int req)
{
	vcpu->requests |= BIT(req);
}

static void el2_call_tlb(enum el2_tlb_op op, u64 ipa)
{
	if (op == EL2_TLB_ALL)
		memset(this->tlb, 0, sizeof(this->tlb));
}

static struct airlock_vcpu **fake_here(void *unused)
{
	return &this->here;
}

/* An interrupt: a guest that runs there is left first, and entered after. */
static void fake_on_each_cpu(void (*fn)(void *info), void *info, bool wait)
{
	struct fake_cpu *caller = this;

	for (this = cpus; this < cpus + CPUS; this++)
		fn(info);
	this = caller;
}

#undef this_cpu_read
#undef this_cpu_write
#define this_cpu_read(var)		(*fake_here(&(var)))
#define this_cpu_write(var, value)	(*fake_here(&(var)) = (value))
#define on_each_cpu			fake_on_each_cpu

#include "../arch/arm64/el2/vmid.c"

static struct airlock_vm vms[256];
static struct airlock_vcpu vcpus[256];

static int vmid_init(struct kunit *test)
{
	unsigned int i;

	memset(cpus, 0, sizeof(cpus));
	memset(vms, 0, sizeof(vms));
	memset(vcpus, 0, sizeof(vcpus));
	for (i = 0; i < ARRAY_SIZE(vms); i++)
		vcpus[i].vm = &vms[i];
	vmid_generation = 1;
	vmid_next = 1;
	this = cpus;
	return 0;
}

/* One entry after the other: 255 VMs have VMIDs, all different, none 0. */
static void eight_bits(struct kunit *test)
{
	unsigned int i;

	airlock_el2_caps.vmid_bits = 8;
	for (i = 0; i < 255; i++) {
		KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[i]), i + 1);
		airlock_el2_vmid_leave();
	}
	/* They keep them. */
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[7]), 8);
	/* The next one ends the generation: for who is in the guest as well. */
	this = cpus + 1;
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[255]), 1);
	KUNIT_EXPECT_EQ(test, vcpus[7].requests, BIT(AIRLOCK_REQ_VMID));
	KUNIT_EXPECT_EQ(test, vcpus[0].requests, 0UL);
	airlock_el2_vmid_leave();
	this = cpus;
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[7]), 2);
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[0]), 3);
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[255]), 1);
}

static void sixteen_bits(struct kunit *test)
{
	unsigned int i;

	airlock_el2_caps.vmid_bits = 16;
	for (i = 1; i < 65536; i++) {
		vms[0].arch.vmid = 0;
		if (airlock_el2_vmid_load(&vcpus[0]) != i)
			break;
	}
	KUNIT_EXPECT_EQ(test, i, 65536);
	KUNIT_EXPECT_EQ(test, airlock_el2_vmid_load(&vcpus[1]), 1);
}

static bool elsewhere(const struct airlock_vcpu *vcpu)
{
	unsigned int i;

	for (i = 0; i < CPUS; i++)
		if (cpus[i].guest == vcpu)
			return true;
	return false;
}

/* As run.c does it: who was asked comes out before it enters again. */
static void cpu_leave(void)
{
	this->guest->requests = 0;
	this->guest = NULL;
	airlock_el2_vmid_leave();
}

static void cpu_enter(struct airlock_vcpu *vcpu)
{
	if (elsewhere(vcpu))
		return;
	this->guest = vcpu;
	this->vmid = airlock_el2_vmid_load(vcpu);
}

/* The guest touches memory. False: it finds what is not its own. */
static bool cpu_runs(void)
{
	const struct airlock_vm **tlb = &this->tlb[this->vmid];
	unsigned int i;

	for (i = 0; i < CPUS; i++)
		if (cpus[i].guest && !cpus[i].guest->requests &&
		    cpus[i].vmid == this->vmid &&
		    cpus[i].guest->vm != this->guest->vm)
			return false;
	if (*tlb && *tlb != this->guest->vm)
		return false;
	*tlb = this->guest->vm;
	return true;
}

/* 40 VMs, 15 VMIDs, four CPUs, in any order. Every fifth VM has two vCPUs. */
static void whose_translations(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int step;

	prandom_seed_state(&rnd, 1);
	airlock_el2_caps.vmid_bits = BITS_FEW;
	for (step = 0; step < VMS; step += 5)
		vcpus[step].vm = &vms[step + 1];
	for (step = 0; step < STEPS; step++) {
		u32 dice = prandom_u32_state(&rnd);

		this = &cpus[dice % CPUS];
		dice /= CPUS;
		if (!this->guest)
			cpu_enter(&vcpus[dice % VMS]);
		else if (this->guest->requests || dice % 4 == 0)
			cpu_leave();
		else if (!cpu_runs())
			break;
	}
	KUNIT_EXPECT_EQ(test, step, STEPS);
	KUNIT_EXPECT_GT(test, vmid_generation, 100ULL);
}

static struct kunit_case vmid_cases[] = {
	KUNIT_CASE(eight_bits),
	KUNIT_CASE(sixteen_bits),
	KUNIT_CASE(whose_translations),
	{}
};

static struct kunit_suite vmid_suite = {
	.name = "arm64_vmid",
	.init = vmid_init,
	.test_cases = vmid_cases,
};

kunit_test_suite(vmid_suite);

MODULE_DESCRIPTION("KUnit suite of the VMIDs");
MODULE_LICENSE("GPL");
