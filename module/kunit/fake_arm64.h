/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites of arm64 code, on any architecture: in place of airlock.h a vCPU
 * with no more to it than they look at, and a CPU made of variables. To be
 * included once, before the source under test.
 */
#ifndef AIRLOCK_KUNIT_FAKE_ARM64_H
#define AIRLOCK_KUNIT_FAKE_ARM64_H

#define AIRLOCK_H

#include <kunit/test.h>
#include <linux/kvm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "../arch/arm64/cpu.h"
#include "../arch/arm64/mmio.h"
#include "../arch/arm64/regs.h"
#include "../arch/arm64/sys_regs.h"
#include "../arch/arm64/sysreg_types.h"
#include "guest_mem.h"
#include "iobus.h"
#include "types.h"

/* Of arm64's uapi. */
#define KVM_ARM_VCPU_EL1_32BIT	1

enum airlock_verdict {
	AIRLOCK_RESUME,
	AIRLOCK_TO_USER,
	AIRLOCK_DEFER,
};

struct airlock_vm {
	struct mutex lock;
	struct {
		struct arm64_idregs idregs;
		bool has_run;
		bool nisv_to_user;
	} arch;
};

struct airlock_vcpu {
	struct airlock_vm *vm;
	unsigned long requests;
	struct kvm_run *run;
	int (*complete)(struct airlock_vcpu *vcpu);
	int (*deferred)(struct airlock_vcpu *vcpu);
	struct {
		struct arm64_regs regs;
		u64 sys[ARM64_SYS_NR];
		u64 v[32][2];
		struct arm64_cacheid cacheid;
		struct arm64_debug debug;
		struct arm64_mmio mmio;
		unsigned long features;
	} arch;
};

/* user_exit.c */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data);
int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data);
int airlock_exit_reason(struct airlock_vcpu *vcpu, u32 reason);

static inline void airlock_vcpu_request(struct airlock_vcpu *vcpu,
					unsigned int req)
{
	vcpu->requests |= BIT(req);
}

static struct airlock_vm vm;
static struct airlock_vcpu *vcpu;

/* What was injected. */
static unsigned int undefs;
static unsigned int aborts;
static gva_t abort_far;

/* Where instructions are. */
#define CODE	0x1000ULL

static int arm64_init(struct kunit *test)
{
	vcpu = kunit_kzalloc(test, sizeof(*vcpu), GFP_KERNEL);
	if (!vcpu)
		return -ENOMEM;
	vcpu->run = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	if (!vcpu->run)
		return -ENOMEM;
	memset(&vm, 0, sizeof(vm));
	mutex_init(&vm.lock);
	vcpu->vm = &vm;
	vcpu->arch.regs.pc = CODE;
	vcpu->arch.regs.pstate = 0x3c5;
	undefs = 0;
	aborts = 0;
	return 0;
}

u64 arm64_reg_read(struct airlock_vcpu *vcpu, unsigned int n)
{
	return n < 31 ? vcpu->arch.regs.x[n] : 0;
}

void arm64_reg_write(struct airlock_vcpu *vcpu, unsigned int n, u64 value)
{
	if (n < 31)
		vcpu->arch.regs.x[n] = value;
}

u64 arm64_sys_read(struct airlock_vcpu *vcpu, enum arm64_sys reg)
{
	return vcpu->arch.sys[reg];
}

void arm64_sys_write(struct airlock_vcpu *vcpu, enum arm64_sys reg, u64 value)
{
	vcpu->arch.sys[reg] = value;
}

u64 arm64_sctlr(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.sys[ARM64_SYS_SCTLR_EL1];
}

void arm64_skip(struct airlock_vcpu *vcpu)
{
	vcpu->arch.regs.pc += 4;
}

void arm64_inject_undef(struct airlock_vcpu *vcpu)
{
	undefs++;
}

void arm64_inject_data_abort(struct airlock_vcpu *vcpu, gva_t far)
{
	aborts++;
	abort_far = far;
}

#endif /* AIRLOCK_KUNIT_FAKE_ARM64_H */
