// SPDX-License-Identifier: GPL-2.0
/* The MSR ioctls: lists from and to userspace. */
#include <linux/err.h>
#include <linux/kvm.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/msr-index.h>

#include "airlock.h"
#include "msr.h"
#include "msr_table.h"

/* KVM_GET_MSRS and KVM_SET_MSRS take less than so many at once. */
#define MAX_MSRS	256

/* Do one entry. Return: 0 to go on, anything else ends the list. */
typedef int (*entry_fn)(struct airlock_vcpu *vcpu, struct kvm_msr_entry *entry);

static int get_entry(struct airlock_vcpu *vcpu, struct kvm_msr_entry *entry)
{
	return x86_msr_read(vcpu, entry->index, &entry->data, true);
}

static int set_entry(struct airlock_vcpu *vcpu, struct kvm_msr_entry *entry)
{
	return x86_msr_write(vcpu, entry->index, entry->data, true);
}

static int get_feature(struct airlock_vcpu *vcpu, struct kvm_msr_entry *entry)
{
	return x86_msr_feature(entry->index, &entry->data);
}

/* Return: how many entries were done, or an errno. */
static long for_entries(struct airlock_vcpu *vcpu, struct kvm_msrs __user *user,
			entry_fn fn, bool write_back)
{
	struct kvm_msr_entry *entries;
	size_t size;
	u32 nmsrs;
	long done;

	if (get_user(nmsrs, &user->nmsrs))
		return -EFAULT;
	if (nmsrs >= MAX_MSRS)
		return -E2BIG;
	size = nmsrs * sizeof(*entries);
	entries = memdup_user(user->entries, size);
	if (IS_ERR(entries))
		return PTR_ERR(entries);

	for (done = 0; done < nmsrs; done++)
		if (fn(vcpu, &entries[done]))
			break;
	if (write_back && copy_to_user(user->entries, entries, size))
		done = -EFAULT;
	kfree(entries);
	return done;
}

long x86_msr_ioctl_get(struct airlock_vcpu *vcpu, struct kvm_msrs __user *user)
{
	return for_entries(vcpu, user, get_entry, true);
}

long x86_msr_ioctl_set(struct airlock_vcpu *vcpu, struct kvm_msrs __user *user)
{
	return for_entries(vcpu, user, set_entry, false);
}

long x86_msr_get_features(struct kvm_msrs __user *user)
{
	return for_entries(NULL, user, get_feature, true);
}

/* How many MSRs are listed; their numbers too if there is room. */
static u32 list_msrs(u32 *indices, u32 room)
{
	const struct x86_msr_row *row;
	u32 nr = 0, i;

	for (row = x86_msr_rows; row < x86_msr_rows + x86_nr_msr_rows; row++) {
		if (!(row->flags & X86_MSR_LISTED))
			continue;
		for (i = 0; i <= row->more; i++, nr++)
			if (nr < room)
				indices[nr] = row->first + i;
	}
	return nr;
}

static long put_list(struct kvm_msr_list __user *user, const u32 *indices,
		     u32 nr)
{
	u32 room;

	if (get_user(room, &user->nmsrs) || put_user(nr, &user->nmsrs))
		return -EFAULT;
	if (room < nr)
		return -E2BIG;
	if (copy_to_user(user->indices, indices, nr * sizeof(*indices)))
		return -EFAULT;
	return 0;
}

long x86_msr_index_list(struct kvm_msr_list __user *user)
{
	u32 indices[64];
	u32 nr = list_msrs(indices, ARRAY_SIZE(indices));

	if (WARN_ON_ONCE(nr > ARRAY_SIZE(indices)))
		nr = ARRAY_SIZE(indices);
	return put_list(user, indices, nr);
}

long x86_msr_feature_list(struct kvm_msr_list __user *user)
{
	static const u32 features[] = { MSR_IA32_UCODE_REV };

	return put_list(user, features, ARRAY_SIZE(features));
}
