/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of CPUID: what we virtualise, and what follows. */
#ifndef AIRLOCK_X86_CPUID_POLICY_H
#define AIRLOCK_X86_CPUID_POLICY_H

#include <linux/kvm.h>

#include "cpuid.h"

/* What we offer must fit the room that clients keep for it. */
#define X86_CPUID_MAX_SUPPORTED	100

/**
 * struct x86_cpuid_list - what KVM_GET_SUPPORTED_CPUID answers.
 * @nent: how many entries.
 * @entries: the entries.
 */
struct x86_cpuid_list {
	unsigned int nent;
	struct kvm_cpuid_entry2 entries[X86_CPUID_MAX_SUPPORTED];
};

extern struct x86_cpuid_list x86_cpuid_supported;

/* An entry by leaf and subleaf, or NULL. */
const struct kvm_cpuid_entry2 *x86_cpuid_find(const struct x86_cpuid *cpuid,
					      u32 leaf, u32 subleaf);

/* Copy the entries out if there is room. Return: how many there are. */
unsigned int x86_cpuid_copy(const struct x86_cpuid *cpuid,
			    struct kvm_cpuid_entry2 *entries,
			    unsigned int room);

/* Fill all that follows from the table. */
void x86_cpuid_derive(struct x86_cpuid *cpuid);

/* Are the widths of addresses possible on a real CPU? */
bool x86_cpuid_widths_valid(const struct x86_cpuid *cpuid);

/* cpuid_list.c: fill x86_cpuid_supported. */
void x86_cpuid_build(u64 xcr0);

#endif /* AIRLOCK_X86_CPUID_POLICY_H */
