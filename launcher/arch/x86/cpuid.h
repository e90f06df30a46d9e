/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a vCPU's CPUID instruction says.
 */
#ifndef LAUNCHER_X86_CPUID_H
#define LAUNCHER_X86_CPUID_H

#include <linux/kvm.h>

#include "../../util.h"

/* KVM takes at most this many (KVM_MAX_CPUID_ENTRIES, which uapi lacks). */
#define CPUID_MAX_ENTRIES	256

/**
 * struct cpuid_table - the argument of KVM_SET_CPUID2, with room.
 * @head: the ioctl's structure.
 * @entries: what it calls entries[].
 */
struct cpuid_table {
	struct kvm_cpuid2 head;
	struct kvm_cpuid_entry2 entries[CPUID_MAX_ENTRIES];
};

/**
 * struct cpuid_identity - what tells one vCPU's answers from the host's.
 * @apic_id: its local APIC's id.
 * @cpus: how many vCPUs the guest has.
 * @tsc_khz: its time-stamp counter's frequency, or 0 if that is unknown.
 * @tsc_deadline: its local APIC timer has TSC-deadline mode.
 */
struct cpuid_identity {
	u32 apic_id;
	u32 cpus;
	u32 tsc_khz;
	bool tsc_deadline;
};

/**
 * cpuid_address_bits() - how wide guest-physical addresses can be.
 * @table: the answer of KVM_GET_SUPPORTED_CPUID.
 *
 * Return: the number of bits.
 */
unsigned int cpuid_address_bits(struct cpuid_table *table);

/**
 * cpuid_personalise() - turn what the device supports into what one vCPU says.
 * @table: the answer of KVM_GET_SUPPORTED_CPUID; changed in place.
 * @identity: whose answers they shall be.
 */
void cpuid_personalise(struct cpuid_table *table,
		       const struct cpuid_identity *identity);

#endif /* LAUNCHER_X86_CPUID_H */
