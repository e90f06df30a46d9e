// SPDX-License-Identifier: GPL-2.0
/* The CPUID ioctls: lists of entries from and to userspace. */
#include <linux/kvm.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "airlock.h"
#include "cpu.h"
#include "cpuid_policy.h"

static void state_of(struct airlock_vcpu *vcpu, struct x86_cpuid_state *state)
{
	state->cr4 = airlock_x86_cr4(vcpu);
	state->xcr0 = vcpu->arch.fpu.xcr0;
	state->apic_base = vcpu->arch.apic_base;
}

void x86_cpuid_refresh(struct airlock_vcpu *vcpu)
{
	struct x86_cpuid_state state;

	state_of(vcpu, &state);
	x86_cpuid_update(&vcpu->arch.cpuid, &state);
}

static long put_list(struct kvm_cpuid2 __user *user,
		     const struct kvm_cpuid_entry2 *entries, u32 nent)
{
	if (copy_to_user(user->entries, entries, nent * sizeof(*entries)))
		return -EFAULT;
	return put_user(nent, &user->nent);
}

/* Clients grow their buffer until the answer is no longer -E2BIG. */
long x86_cpuid_get_supported(struct kvm_cpuid2 __user *user)
{
	u32 room;

	if (get_user(room, &user->nent))
		return -EFAULT;
	if (room < x86_cpuid_supported.nent)
		return -E2BIG;
	return put_list(user, x86_cpuid_supported.entries,
			x86_cpuid_supported.nent);
}

long x86_cpuid_ioctl_set(struct airlock_vcpu *vcpu,
			 struct kvm_cpuid2 __user *user)
{
	struct kvm_cpuid_entry2 *entries;
	struct x86_cpuid_state state;
	u32 nent;
	int err;

	if (get_user(nent, &user->nent))
		return -EFAULT;
	if (nent > X86_CPUID_MAX_ENTRIES)
		return -E2BIG;
	entries = vmemdup_user(user->entries, nent * sizeof(*entries));
	if (IS_ERR(entries))
		return PTR_ERR(entries);

	state_of(vcpu, &state);
	err = x86_cpuid_set(&vcpu->arch.cpuid, entries, nent, &state);
	kvfree(entries);
	if (!err)
		airlock_x86_cpuid_changed(vcpu);
	return err;
}

long x86_cpuid_ioctl_get(struct airlock_vcpu *vcpu,
			 struct kvm_cpuid2 __user *user)
{
	struct kvm_cpuid_entry2 *entries;
	unsigned int nent;
	long err = -E2BIG;
	u32 room;

	if (get_user(room, &user->nent))
		return -EFAULT;
	entries = kvcalloc(X86_CPUID_MAX_ENTRIES, sizeof(*entries),
			   GFP_KERNEL_ACCOUNT);
	if (!entries)
		return -ENOMEM;
	nent = x86_cpuid_copy(&vcpu->arch.cpuid, entries,
			      X86_CPUID_MAX_ENTRIES);
	if (nent <= room)
		err = put_list(user, entries, nent);
	kvfree(entries);
	return err;
}
