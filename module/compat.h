/* SPDX-License-Identifier: GPL-2.0 */
/* Where host kernels differ: 6.1 (Debian 12) to 7.x. */
#ifndef AIRLOCK_COMPAT_H
#define AIRLOCK_COMPAT_H

#include <linux/compiler.h>
#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/kvm.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/syscore_ops.h>
#include <linux/uaccess.h>
#include <linux/version.h>

/* 6.12: the kernel's name for a field that userspace may change under it. */
#ifndef HINT_UNSAFE_IN_KVM
#define immediate_exit__unsafe	immediate_exit
#endif

/* 6.8: a memory slot with room for memory that the host cannot see. */
#ifndef KVM_SET_USER_MEMORY_REGION2
#define KVM_SET_USER_MEMORY_REGION2 \
	_IOW(KVMIO, 0x49, struct kvm_userspace_memory_region2)
#define KVM_CAP_USER_MEMORY2	231

struct kvm_userspace_memory_region2 {
	__u32 slot;
	__u32 flags;
	__u64 guest_phys_addr;
	__u64 memory_size;
	__u64 userspace_addr;
	__u64 guest_memfd_offset;
	__u32 guest_memfd;
	__u32 pad1;
	__u64 pad2[14];
};
#endif

/* 6.7: which ID register fields userspace may change (arm64). */
#if defined(CONFIG_ARM64) && !defined(KVM_ARM_GET_REG_WRITABLE_MASKS)
#define KVM_CAP_ARM_SUPPORTED_REG_MASK_RANGES	230
#define KVM_ARM_GET_REG_WRITABLE_MASKS \
	_IOR(KVMIO, 0xb6, struct reg_mask_range)
#define KVM_ARM_FEATURE_ID_RANGE_SIZE	(3 * 8 * 8)

struct reg_mask_range {
	__u64 addr;
	__u32 range;
	__u32 reserved[13];
};
#endif

/*
 * The callbacks around suspend and reboot got an argument, in 6.19 and in
 * stable kernels since; Kbuild looks which form this kernel has.
 */
#ifdef AIRLOCK_SYSCORE_DATA
#define AIRLOCK_SYSCORE_ARG	void *data
#else
#define AIRLOCK_SYSCORE_ARG	void
#endif

/* 6.6: the length of a flexible array, for bounds checks. */
#ifndef __counted_by
#define __counted_by(member)
#endif

/* 6.6 or so: a variable that need not be zeroed. */
#ifndef __uninitialized
#define __uninitialized
#endif

/*
 * Until 6.6 a look-up without this flag took NUMA hinting faults all the same;
 * since then it looks through an entry that is about to take one.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define FOLL_HONOR_NUMA_FAULT	0
#endif

/* 6.2: let any signal end a wait, not only one that kills. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define FOLL_INTERRUPTIBLE	0
#endif

/*
 * Persistent memory has a struct page although its entries were marked
 * special; 6.17 dropped the mark and the flag.
 */
static inline bool airlock_pte_devmap(pte_t pte)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
	return pte_devmap(pte);
#else
	return false;
#endif
}

/**
 * struct airlock_pfnmap - a mapping that need not have a struct page.
 * @pfn: what an address of the VMM leads to.
 * @writable: the VMM may write to it as it is.
 * @prot: the cacheability is in here.
 */
struct airlock_pfnmap {
	unsigned long pfn;
	bool writable;
	pgprot_t prot;
};

/**
 * airlock_pfnmap_get - read the host's entry of a raw mapping.
 * @vma: has VM_PFNMAP or VM_IO; mmap_lock is held.
 * @address: in it.
 * @map: the entry; true until the next invalidation.
 *
 * Return: 0, or -EINVAL if there is no entry (yet).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static inline int airlock_pfnmap_get(struct vm_area_struct *vma,
				     unsigned long address,
				     struct airlock_pfnmap *map)
{
	struct follow_pfnmap_args args = { .vma = vma, .address = address };
	int ret = follow_pfnmap_start(&args);

	if (ret)
		return ret;
	map->pfn = args.pfn;
	map->writable = args.writable;
	map->prot = args.pgprot;
	follow_pfnmap_end(&args);
	return 0;
}
#else
static inline int airlock_pfnmap_get(struct vm_area_struct *vma,
				     unsigned long address,
				     struct airlock_pfnmap *map)
{
	spinlock_t *lock;
	pte_t *ptep;
	int ret;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	ret = follow_pte(vma, address, &ptep, &lock);
#else
	ret = follow_pte(vma->vm_mm, address, &ptep, &lock);
#endif
	if (ret)
		return ret;
	map->pfn = pte_pfn(*ptep);
	map->writable = pte_write(*ptep);
	map->prot = pte_pgprot(*ptep);
	pte_unmap_unlock(ptep, lock);
	return 0;
}
#endif

/* 6.7: no CPU number, of which there is only one to choose. */
static inline void airlock_rcu_note_guest(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	rcu_virt_note_context_switch();
#else
	rcu_virt_note_context_switch(raw_smp_processor_id());
#endif
}

/* Before 6.8 the caller said how much to add. */
static inline void airlock_eventfd_signal(struct eventfd_ctx *ctx)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	eventfd_signal(ctx);
#else
	eventfd_signal(ctx, 1);
#endif
}

/* Until 6.13 the function was a field to set. */
static inline void
airlock_hrtimer_setup(struct hrtimer *timer,
		      enum hrtimer_restart (*function)(struct hrtimer *),
		      enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, mode);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, mode);
	timer->function = function;
#endif
}

#endif /* AIRLOCK_COMPAT_H */
