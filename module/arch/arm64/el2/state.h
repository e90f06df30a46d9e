/* SPDX-License-Identifier: GPL-2.0 */
/* The EL2 part of a vCPU's life. */
#ifndef EL2_STATE_H
#define EL2_STATE_H

#include "types.h"

int airlock_el2_vcpu_init(struct airlock_vcpu *vcpu);
void airlock_el2_vcpu_destroy(struct airlock_vcpu *vcpu);

#endif /* EL2_STATE_H */
