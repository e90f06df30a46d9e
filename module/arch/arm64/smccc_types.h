/* SPDX-License-Identifier: GPL-2.0 */
/* Which SMCCC services a VM has: bitmaps that userspace may narrow. */
#ifndef AIRLOCK_ARM64_SMCCC_TYPES_H
#define AIRLOCK_ARM64_SMCCC_TYPES_H

#include <linux/bits.h>
#include <linux/types.h>

enum arm64_smccc_bitmap {
	ARM64_SMCCC_STD,	/* KVM_REG_ARM_STD_BMAP */
	ARM64_SMCCC_STD_HYP,	/* KVM_REG_ARM_STD_HYP_BMAP */
	ARM64_SMCCC_VENDOR_HYP,	/* KVM_REG_ARM_VENDOR_HYP_BMAP */
	ARM64_SMCCC_BITMAPS,
};

/* KVM_REG_ARM_STD_BIT_TRNG_V1_0 */
#define ARM64_SMCCC_STD_TRNG	BIT_ULL(0)

/* All that there are. */
extern const u64 arm64_smccc_services[ARM64_SMCCC_BITMAPS];

#endif /* AIRLOCK_ARM64_SMCCC_TYPES_H */
