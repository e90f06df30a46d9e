/* SPDX-License-Identifier: GPL-2.0 */
/* What abi_fuzz needs of an architecture. */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include "vm.h"

/* Calls that set state from a block of memory; 0 ends the list. */
extern const unsigned long arch_fuzz_vcpu_sets[], arch_fuzz_vm_sets[];

/* Remember the state of a vCPU as good. */
void arch_fuzz_begin(struct test_vcpu *vcpu);

/* Set the good state but for one bit; false if it is refused. */
bool arch_fuzz_bit(struct test_vcpu *vcpu, __u32 random);

#endif /* TEST_FUZZ_H */
