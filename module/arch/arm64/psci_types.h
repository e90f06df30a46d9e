/* SPDX-License-Identifier: GPL-2.0 */
/* What PSCI knows of a vCPU. */
#ifndef AIRLOCK_ARM64_PSCI_TYPES_H
#define AIRLOCK_ARM64_PSCI_TYPES_H

#include <linux/types.h>

enum arm64_power {
	ARM64_POWER_ON,
	ARM64_POWER_ON_PENDING,	/* CPU_ON was called; not started yet */
	ARM64_POWER_OFF,
};

/**
 * struct arm64_psci - the power state of a vCPU. All of it under
 * vm->arch.psci_lock; @power may be read without.
 * @power: enum arm64_power
 * @entry: where CPU_ON wants it to start
 * @context: ... with this in X0
 * @big_endian: ... and its data in this order, that of the caller
 */
struct arm64_psci {
	int power;
	u64 entry;
	u64 context;
	bool big_endian;
};

#endif /* AIRLOCK_ARM64_PSCI_TYPES_H */
