/* SPDX-License-Identifier: GPL-2.0 */
#ifndef AIRLOCK_ARM64_MMIO_H
#define AIRLOCK_ARM64_MMIO_H

#include "types.h"

int arm64_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, u64 esr, gva_t far);

#endif /* AIRLOCK_ARM64_MMIO_H */
