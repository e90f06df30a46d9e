// SPDX-License-Identifier: GPL-2.0
/*
 * Power State Coordination Interface 1.1, and what is left of older ones. Arm
 * "Power State Coordination Interface Platform Design Document".
 */
#include <linux/psci.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <uapi/linux/psci.h>

#include "airlock.h"
#include "arch.h"
#include "cpu.h"
#include "psci.h"
#include "pstate.h"
#include "reset.h"

#define PSCI_TO_32(function)	((function) & ~PSCI_0_2_64BIT)

/* Affinity fields of MPIDR_EL1, as PSCI takes them. */
#define MPIDR_AFF		0xff00ffffffULL

static u64 psci_arg(struct airlock_vcpu *vcpu, u32 function, unsigned int n)
{
	u64 value = vcpu->arch.regs.x[n];

	return function & PSCI_0_2_64BIT ? value : (u32)value;
}

static u64 vcpu_affinity(struct airlock_vcpu *vcpu)
{
	return vcpu->arch.sys[ARM64_SYS_MPIDR_EL1] & MPIDR_AFF;
}

static struct airlock_vcpu *vcpu_by_affinity(struct airlock_vm *vm, u64 mpidr)
{
	struct airlock_vcpu *vcpu;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, vcpu)
		if (vcpu_affinity(vcpu) == mpidr)
			return vcpu;
	return NULL;
}

/* As with WFI: it may return at any time, and PSCI lets it. */
static u64 psci_suspend(struct airlock_vcpu *vcpu, int *verdict)
{
	vcpu->deferred = arm64_wait;
	*verdict = AIRLOCK_DEFER;
	return PSCI_RET_SUCCESS;
}

void arm64_psci_set_power(struct airlock_vcpu *vcpu, bool on)
{
	spin_lock(&vcpu->vm->arch.psci_lock);
	vcpu->arch.psci.power = on ? ARM64_POWER_ON : ARM64_POWER_OFF;
	spin_unlock(&vcpu->vm->arch.psci_lock);
}

/* The run loop has nothing to do with it but to wait until it is on. */
int arm64_psci_power(struct airlock_vcpu *vcpu)
{
	struct arm64_psci now;

	spin_lock(&vcpu->vm->arch.psci_lock);
	now = vcpu->arch.psci;
	if (now.power == ARM64_POWER_ON_PENDING)
		vcpu->arch.psci.power = ARM64_POWER_ON;
	spin_unlock(&vcpu->vm->arch.psci_lock);
	if (now.power == ARM64_POWER_ON_PENDING)
		arm64_reset_start(vcpu, &now);
	return AIRLOCK_RESUME;
}

static u64 psci_off(struct airlock_vcpu *vcpu, int *verdict)
{
	arm64_psci_set_power(vcpu, false);
	/* Out of the guest context, where the run loop waits. */
	vcpu->deferred = arm64_psci_power;
	*verdict = AIRLOCK_DEFER;
	return PSCI_RET_SUCCESS;
}

static u64 psci_cpu_on(struct airlock_vcpu *vcpu, u32 function)
{
	struct airlock_vm *vm = vcpu->vm;
	u64 mpidr = psci_arg(vcpu, function, 1);
	struct airlock_vcpu *target;
	u64 ret = PSCI_RET_SUCCESS;

	if (mpidr & ~MPIDR_AFF)
		return PSCI_RET_INVALID_PARAMS;
	target = vcpu_by_affinity(vm, mpidr);
	if (!target || !READ_ONCE(target->arch.initialised))
		return PSCI_RET_INVALID_PARAMS;
	spin_lock(&vm->arch.psci_lock);
	switch (target->arch.psci.power) {
	case ARM64_POWER_OFF:
		target->arch.psci.entry = psci_arg(vcpu, function, 2);
		target->arch.psci.context = psci_arg(vcpu, function, 3);
		target->arch.psci.big_endian = arm64_reset_big_endian(vcpu);
		target->arch.psci.power = ARM64_POWER_ON_PENDING;
		break;
	case ARM64_POWER_ON_PENDING:
		ret = PSCI_RET_ON_PENDING;
		break;
	default:
		ret = PSCI_RET_ALREADY_ON;
	}
	/* Before 0.2 there was one answer to everything that is wrong. */
	if (ret != PSCI_RET_SUCCESS &&
	    vm->arch.psci_version == ARM64_PSCI_0_1)
		ret = PSCI_RET_INVALID_PARAMS;
	spin_unlock(&vm->arch.psci_lock);
	if (ret == PSCI_RET_SUCCESS) {
		airlock_vcpu_request(target, AIRLOCK_REQ_POWER);
		airlock_vcpu_kick(target);
	}
	return ret;
}

static u64 psci_affinity_info(struct airlock_vcpu *vcpu, u32 function)
{
	u64 mpidr = psci_arg(vcpu, function, 1);
	u64 level = psci_arg(vcpu, function, 2);
	u64 ret = PSCI_RET_INVALID_PARAMS;
	struct airlock_vcpu *other;
	unsigned long id;
	u64 mask;

	if (level > 3)
		return PSCI_RET_INVALID_PARAMS;
	/* Fields below the level do not count; level 3 is bits 39:32. */
	mask = MPIDR_AFF & ~(BIT_ULL(level * 8) - 1);
	xa_for_each(&vcpu->vm->vcpus, id, other) {
		if ((vcpu_affinity(other) ^ mpidr) & mask)
			continue;
		if (READ_ONCE(other->arch.psci.power) != ARM64_POWER_OFF)
			return PSCI_0_2_AFFINITY_LEVEL_ON;
		ret = PSCI_0_2_AFFINITY_LEVEL_OFF;
	}
	return ret;
}

/*
 * The VM is over, as far as the guest is concerned: no vCPU goes on until
 * userspace has reset it.
 */
static u64 psci_system(struct airlock_vcpu *vcpu, u32 type, u64 flags,
		       int *verdict)
{
	struct airlock_vm *vm = vcpu->vm;
	struct kvm_run *run = vcpu->run;
	struct airlock_vcpu *other;
	unsigned long id;

	xa_for_each(&vm->vcpus, id, other) {
		arm64_psci_set_power(other, false);
		airlock_vcpu_request(other, AIRLOCK_REQ_POWER);
		airlock_vcpu_kick(other);
	}
	memset(&run->system_event, 0, sizeof(run->system_event));
	run->exit_reason = KVM_EXIT_SYSTEM_EVENT;
	run->system_event.type = type;
	run->system_event.ndata = 1;
	run->system_event.data[0] = flags;
	*verdict = AIRLOCK_TO_USER;
	/* To be seen only if userspace lets it go on after all. */
	return PSCI_RET_INTERNAL_FAILURE;
}

static u64 psci_reset2(struct airlock_vcpu *vcpu, u32 function, int *verdict)
{
	u64 type = psci_arg(vcpu, function, 1);

	/* A vendor's type is userspace's affair; of ours there is only 0. */
	if (type & ~(u64)PSCI_1_1_RESET_TYPE_VENDOR_START &&
	    !(type & PSCI_1_1_RESET_TYPE_VENDOR_START))
		return PSCI_RET_INVALID_PARAMS;
	return psci_system(vcpu, KVM_SYSTEM_EVENT_RESET,
			   KVM_SYSTEM_EVENT_RESET_FLAG_PSCI_RESET2, verdict);
}

/* Is it a function that PSCI_FEATURES says yes to? */
static bool psci_has(struct airlock_vcpu *vcpu, u32 function)
{
	u32 version = vcpu->vm->arch.psci_version;

	switch (function) {
	case PSCI_0_2_FN_PSCI_VERSION:
	case PSCI_0_2_FN_CPU_SUSPEND:
	case PSCI_0_2_FN64_CPU_SUSPEND:
	case PSCI_0_2_FN_CPU_OFF:
	case PSCI_0_2_FN_CPU_ON:
	case PSCI_0_2_FN64_CPU_ON:
	case PSCI_0_2_FN_AFFINITY_INFO:
	case PSCI_0_2_FN64_AFFINITY_INFO:
	case PSCI_0_2_FN_MIGRATE_INFO_TYPE:
	case PSCI_0_2_FN_SYSTEM_OFF:
	case PSCI_0_2_FN_SYSTEM_RESET:
		return version >= ARM64_PSCI_0_2;
	case PSCI_1_0_FN_PSCI_FEATURES:
	case ARM_SMCCC_VERSION_FUNC_ID:
		return version >= ARM64_PSCI_1_0;
	case PSCI_1_1_FN_SYSTEM_RESET2:
	case PSCI_1_1_FN64_SYSTEM_RESET2:
		return version >= ARM64_PSCI_1_1;
	default:
		return false;
	}
}

static u64 psci_features(struct airlock_vcpu *vcpu)
{
	return psci_has(vcpu, vcpu->arch.regs.x[1]) ?
		       0 : PSCI_RET_NOT_SUPPORTED;
}

/* PSCI before it had numbers of its own: the device tree gives them. */
static u64 psci_call_0_1(struct airlock_vcpu *vcpu, u32 function, int *verdict)
{
	switch (function) {
	case KVM_PSCI_FN_CPU_OFF:
		return psci_off(vcpu, verdict);
	case KVM_PSCI_FN_CPU_ON:
		return psci_cpu_on(vcpu, PSCI_0_2_64BIT);
	default:
		return PSCI_RET_NOT_SUPPORTED;
	}
}

static noinline u64 psci_call(struct airlock_vcpu *vcpu, u32 function,
			      int *verdict)
{
	switch (PSCI_TO_32(function)) {
	case PSCI_0_2_FN_CPU_SUSPEND:
		return psci_suspend(vcpu, verdict);
	case PSCI_0_2_FN_CPU_OFF:
		return psci_off(vcpu, verdict);
	case PSCI_0_2_FN_CPU_ON:
		return psci_cpu_on(vcpu, function);
	case PSCI_0_2_FN_AFFINITY_INFO:
		return psci_affinity_info(vcpu, function);
	case PSCI_0_2_FN_MIGRATE_INFO_TYPE:
		return PSCI_0_2_TOS_MP;
	case PSCI_0_2_FN_SYSTEM_OFF:
		return psci_system(vcpu, KVM_SYSTEM_EVENT_SHUTDOWN, 0,
				   verdict);
	case PSCI_0_2_FN_SYSTEM_RESET:
		return psci_system(vcpu, KVM_SYSTEM_EVENT_RESET, 0, verdict);
	case PSCI_1_1_FN_SYSTEM_RESET2:
		return psci_reset2(vcpu, function, verdict);
	case PSCI_1_0_FN_PSCI_FEATURES:
		return psci_features(vcpu);
	default:
		return PSCI_RET_NOT_SUPPORTED;
	}
}

u64 arm64_psci_call(struct airlock_vcpu *vcpu, u32 function, int *verdict)
{
	u32 version = vcpu->vm->arch.psci_version;

	if (likely(function == PSCI_0_2_FN_PSCI_VERSION &&
		   version != ARM64_PSCI_0_1))
		return version == ARM64_PSCI_0_2 ? PSCI_VERSION(0, 2) : version;
	if (version == ARM64_PSCI_0_1)
		return psci_call_0_1(vcpu, function, verdict);
	if (!psci_has(vcpu, function))
		return PSCI_RET_NOT_SUPPORTED;
	return psci_call(vcpu, function, verdict);
}
