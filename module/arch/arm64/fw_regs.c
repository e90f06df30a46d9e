// SPDX-License-Identifier: GPL-2.0
/*
 * Registers of the firmware that we are: the version of PSCI, which
 * workarounds for CPU bugs a guest may ask for, and which SMCCC services there
 * are. KVM API documentation "ARM hypercall interface".
 */
#include <linux/arm-smccc.h>
#include <linux/errno.h>
#include <linux/kvm.h>

#include "airlock.h"
#include "compat.h"
#include "psci.h"
#include "smccc.h"
#include "user_regs.h"
#include "workaround.h"

const u64 arm64_fw_reg_ids[] = {
	KVM_REG_ARM_PSCI_VERSION,
	KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1,
	KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2,
	KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_3,
	KVM_REG_ARM_STD_BMAP,
	KVM_REG_ARM_STD_HYP_BMAP,
	KVM_REG_ARM_VENDOR_HYP_BMAP,
};

const unsigned int arm64_nr_fw_regs = ARRAY_SIZE(arm64_fw_reg_ids);

/* Levels are four bits wide; the higher, the safer. */
#define LEVEL_MASK	0xf

/* What a guest's ARCH_FEATURES call answers, in the ABI's numbers. */
static u64 workaround_level(u64 id)
{
	/* Not available, available, not required: the second has two levels. */
	bool second = id == KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2;
	u32 function = ARM_SMCCC_ARCH_WORKAROUND_1;

	if (second)
		function = ARM_SMCCC_ARCH_WORKAROUND_2;
	else if (id == KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_3)
		function = ARM_SMCCC_ARCH_WORKAROUND_3;
	switch (arm64_workaround(function)) {
	case SMCCC_RET_SUCCESS:
		return second ? KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2_AVAIL :
				KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1_AVAIL;
	case SMCCC_RET_NOT_REQUIRED:
	case SMCCC_ARCH_WORKAROUND_RET_UNAFFECTED:
		return second ?
			KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2_NOT_REQUIRED :
			KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1_NOT_REQUIRED;
	default:
		return 0;
	}
}

static int set_workaround(u64 id, u64 value)
{
	u64 known = LEVEL_MASK;

	if (id == KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2) {
		u64 level = value & LEVEL_MASK;

		known |= KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2_ENABLED;
		if (value & ~LEVEL_MASK &&
		    level != KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2_AVAIL)
			return -EINVAL;
		/* Of four, two are left: not known is not available. */
		if (level == KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2_UNKNOWN)
			return 0;
	}
	if (value & ~known)
		return -EINVAL;
	return (value & LEVEL_MASK) > workaround_level(id) ? -EINVAL : 0;
}

static int set_psci_version(struct airlock_vcpu *vcpu, u64 value)
{
	bool psci_0_2 = vcpu->arch.features & BIT(KVM_ARM_VCPU_PSCI_0_2);

	switch (value) {
	case ARM64_PSCI_0_1:
		if (psci_0_2)
			return -EINVAL;
		break;
	case ARM64_PSCI_0_2:
	case ARM64_PSCI_1_0:
	case ARM64_PSCI_1_1:
		if (!psci_0_2)
			return -EINVAL;
		break;
	default:
		return -EINVAL;
	}
	WRITE_ONCE(vcpu->vm->arch.psci_version, value);
	return 0;
}

/* Which services a bitmap may have, or a number that is none. */
static int bitmap_nr(u64 id)
{
	switch (id) {
	case KVM_REG_ARM_STD_BMAP:
		return ARM64_SMCCC_STD;
	case KVM_REG_ARM_STD_HYP_BMAP:
		return ARM64_SMCCC_STD_HYP;
	case KVM_REG_ARM_VENDOR_HYP_BMAP:
		return ARM64_SMCCC_VENDOR_HYP;
	default:
		return -ENOENT;
	}
}

static int set_bitmap(struct airlock_vm *vm, int nr, u64 value)
{
	int err = 0;

	if (value & ~arm64_smccc_services[nr])
		return -EINVAL;
	mutex_lock(&vm->lock);
	if (vm->arch.has_run && value != vm->arch.smccc[nr])
		err = -EBUSY;
	else
		WRITE_ONCE(vm->arch.smccc[nr], value);
	mutex_unlock(&vm->lock);
	return err;
}

int arm64_fw_reg_get(struct airlock_vcpu *vcpu, u64 id, u64 *value)
{
	int nr;

	switch (id) {
	case KVM_REG_ARM_PSCI_VERSION:
		*value = READ_ONCE(vcpu->vm->arch.psci_version);
		return 0;
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1:
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2:
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_3:
		*value = workaround_level(id);
		return 0;
	default:
		nr = bitmap_nr(id);
		if (nr < 0)
			return nr;
		*value = READ_ONCE(vcpu->vm->arch.smccc[nr]);
		return 0;
	}
}

int arm64_fw_reg_set(struct airlock_vcpu *vcpu, u64 id, u64 value)
{
	int nr;

	switch (id) {
	case KVM_REG_ARM_PSCI_VERSION:
		return set_psci_version(vcpu, value);
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1:
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2:
	case KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_3:
		return set_workaround(id, value);
	default:
		nr = bitmap_nr(id);
		return nr < 0 ? nr : set_bitmap(vcpu->vm, nr, value);
	}
}
