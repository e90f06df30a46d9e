/* SPDX-License-Identifier: GPL-2.0 */
/* What CPUID answers, and what follows from it for the other policies. */
#ifndef AIRLOCK_X86_CPUID_H
#define AIRLOCK_X86_CPUID_H

#include <linux/bits.h>
#include <linux/compiler_types.h>
#include <linux/types.h>

struct airlock_vcpu;
struct kvm_cpuid2;
struct kvm_cpuid_entry2;

/* KVM_SET_CPUID2 takes no more entries than this. */
#define X86_CPUID_MAX_ENTRIES	256

/* Leaves of each class (basic, hypervisor, extended) that are indexed. */
#define X86_CPUID_INDEXED	64

/**
 * enum x86_feature - what policy asks about: bit numbers of x86_cpuid.has.
 *
 * A guest has a feature if its CPUID says so *and* we virtualise it.
 */
enum x86_feature {
	X86_HAS_MCA,
	X86_HAS_MTRR,
	X86_HAS_PAT,
	X86_HAS_PCID,
	X86_HAS_X2APIC,
	X86_HAS_TSC_DEADLINE,
	X86_HAS_XSAVE,
	X86_HAS_FSGSBASE,
	X86_HAS_TSC_ADJUST,
	X86_HAS_SMEP,
	X86_HAS_SMAP,
	X86_HAS_INVPCID,
	X86_HAS_UMIP,
	X86_HAS_RDPID,
	X86_HAS_SYSCALL,
	X86_HAS_NX,
	X86_HAS_GBPAGES,
	X86_HAS_RDTSCP,
	X86_HAS_LM,
	X86_NR_FEATURES,
};

/* The four registers that CPUID writes. */
struct x86_cpuid_regs {
	u32 eax;
	u32 ebx;
	u32 ecx;
	u32 edx;
};

struct x86_cpuid_table;

/**
 * struct x86_cpuid - the CPUID of a vCPU.
 * @table: entries and their index; NULL before the first KVM_SET_CPUID2
 * @has: bits of enum x86_feature
 * @cr4_allowed: bits that CR4 may have; without CPUID those of the host
 * @xcr0_allowed: bits that XCR0 may have
 * @maxphyaddr: width of a physical address
 * @frozen: the vCPU has run: CPUID may no longer change. Set by the run loop
 *
 * All of it is the vCPU thread's, or vcpu->mutex's; @has may be read by others,
 * who then see the value before or after a KVM_SET_CPUID2.
 */
struct x86_cpuid {
	struct x86_cpuid_table *table;
	u64 has;
	u64 cr4_allowed;
	u64 xcr0_allowed;
	u8 maxphyaddr;
	bool frozen;
};

/**
 * struct x86_cpuid_state - the state of a vCPU that shows in CPUID.
 * @cr4: CR4; OSXSAVE shows in leaf 1
 * @xcr0: sizes of leaf 0xD
 * @apic_base: whether leaf 1 shows an APIC
 */
struct x86_cpuid_state {
	u64 cr4;
	u64 xcr0;
	u64 apic_base;
};

/**
 * x86_cpuid_setup - work out once what can be offered to guests.
 * @hide: bits of enum x86_feature that the CPU backend cannot offer (VMX
 *	without the control that enables RDTSCP, say).
 * @xcr0: components that x86_fpu_setup() found usable.
 *
 * Context: module load, after x86_fpu_setup().
 */
void x86_cpuid_setup(u64 hide, u64 xcr0);

/* A vCPU's CPUID before KVM_SET_CPUID2, and its end. */
void x86_cpuid_init(struct x86_cpuid *cpuid);
void x86_cpuid_destroy(struct x86_cpuid *cpuid);

/**
 * x86_cpuid_lookup - what CPUID answers.
 * @cpuid: the CPUID.
 * @leaf: EAX.
 * @subleaf: ECX.
 * @out: where to.
 *
 * Leaves beyond the last one answer as Intel's do: with the highest basic
 * leaf. SDM 2A "CPUID-CPU Identification".
 *
 * Context: the vCPU's thread, preemption may be disabled.
 */
void x86_cpuid_lookup(const struct x86_cpuid *cpuid, u32 leaf, u32 subleaf,
		      struct x86_cpuid_regs *out);

/**
 * x86_cpuid_update - let CPUID show a changed state.
 * @cpuid: the CPUID.
 * @state: the state.
 */
void x86_cpuid_update(struct x86_cpuid *cpuid,
		      const struct x86_cpuid_state *state);

/**
 * x86_cpuid_refresh - x86_cpuid_update() with the vCPU's own state.
 * @vcpu: the vCPU; call it after CR4.OSXSAVE, XCR0 or IA32_APIC_BASE changed.
 *
 * Context: the vCPU's thread or vcpu->mutex held; does not sleep.
 */
void x86_cpuid_refresh(struct airlock_vcpu *vcpu);

/**
 * x86_cpuid_set - replace a CPUID.
 * @cpuid: the CPUID.
 * @entries: the new entries, copied from userspace.
 * @nent: how many.
 * @state: the vCPU's state, to be shown.
 *
 * Return: 0; -EINVAL if an address width is impossible, or if the vCPU has run
 * and @entries differ from what it has; -ENOMEM.
 */
int x86_cpuid_set(struct x86_cpuid *cpuid,
		  const struct kvm_cpuid_entry2 *entries, unsigned int nent,
		  const struct x86_cpuid_state *state);

/* The ioctls, with their arguments in userspace. */
long x86_cpuid_get_supported(struct kvm_cpuid2 __user *user);
long x86_cpuid_ioctl_set(struct airlock_vcpu *vcpu,
			 struct kvm_cpuid2 __user *user);
long x86_cpuid_ioctl_get(struct airlock_vcpu *vcpu,
			 struct kvm_cpuid2 __user *user);

static inline bool x86_cpuid_has(const struct x86_cpuid *cpuid,
				 enum x86_feature feature)
{
	return cpuid->has & BIT_ULL(feature);
}

/* Bits that a guest physical address, or CR3, may not have. */
static inline u64 x86_cpuid_reserved_gpa(const struct x86_cpuid *cpuid)
{
	return ~0ULL << cpuid->maxphyaddr;
}

#endif /* AIRLOCK_X86_CPUID_H */
