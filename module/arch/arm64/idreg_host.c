// SPDX-License-Identifier: GPL-2.0
/*
 * What the host's CPUs have in common, and KVM_ARM_GET_REG_WRITABLE_MASKS: the
 * parts of idreg.c that need the kernel.
 */
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/cpufeature.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "compat.h"
#include "el2/controls.h"
#include "cacheid.h"
#include "idreg.h"

u64 arm64_host_idreg(unsigned int nr)
{
	return read_sanitised_ftr_reg(sys_reg(3, 0, 0, nr / 8 + 1, nr % 8));
}

/* A guest without a GIC has none in its CPU. */
static void hide_gic(struct arm64_idregs *ids)
{
	ids->id[ARM64_ID_AA64PFR0] &= ~ARM64_ID_AA64PFR0_GIC;
	ids->id[ARM64_IDREG(1, 1)] &= ~ARM64_ID_PFR1_GIC;
}

void arm64_idreg_freeze(struct airlock_vcpu *vcpu)
{
	struct airlock_vm *vm = vcpu->vm;

	mutex_lock(&vm->lock);
	if (!vm->arch.has_run && !arm64_has_gic(vm))
		hide_gic(&vm->arch.idregs);
	WRITE_ONCE(vm->arch.has_run, true);
	mutex_unlock(&vm->lock);
	vcpu->arch.has_run = true;
	if (arm64_cacheid_traps(vcpu))
		vcpu->arch.el2.hcr |= HCR_TID2;
}

/* Where a register is among the masks: op0 is 3, CRn 0, op1 0, 1 or 3. */
static unsigned int mask_index(unsigned int op1, unsigned int crm,
			       unsigned int op2)
{
	return (op1 == 3 ? 2 : op1) * 64 + crm * 8 + op2;
}

long arm64_idreg_writable_masks(struct reg_mask_range __user *user)
{
	struct reg_mask_range range;
	u64 __user *masks;
	unsigned int nr;

	if (copy_from_user(&range, user, sizeof(range)))
		return -EFAULT;
	if (range.range || memchr_inv(range.reserved, 0,
				      sizeof(range.reserved)))
		return -EINVAL;
	masks = u64_to_user_ptr(range.addr);
	if (clear_user(masks, KVM_ARM_FEATURE_ID_RANGE_SIZE * sizeof(*masks)))
		return -EFAULT;
	for (nr = 0; nr < ARM64_NR_IDREGS; nr++)
		if (put_user(arm64_idreg_rows[nr].writable,
			     &masks[mask_index(0, nr / 8 + 1, nr % 8)]))
			return -EFAULT;
	if (put_user(ARM64_CLIDR_WRITABLE, &masks[mask_index(1, 0, 1)]) ||
	    put_user(ARM64_CTR_WRITABLE, &masks[mask_index(3, 0, 1)]))
		return -EFAULT;
	return 0;
}
