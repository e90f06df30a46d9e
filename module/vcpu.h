/* SPDX-License-Identifier: GPL-2.0 */
/* Layout of a vCPU's mapping, fixed by the ABI. */
#ifndef AIRLOCK_VCPU_H
#define AIRLOCK_VCPU_H

#include <linux/kvm.h>

struct file;
struct vm_area_struct;

/* Page offsets; an architecture without port I/O has no such page. */
#ifdef KVM_PIO_PAGE_OFFSET
#define AIRLOCK_PIO_PAGE	KVM_PIO_PAGE_OFFSET
#else
#define AIRLOCK_PIO_PAGE	(~0UL)
#endif
#define AIRLOCK_COALESCED_PAGE	KVM_COALESCED_MMIO_PAGE_OFFSET
/* Answer of KVM_GET_VCPU_MMAP_SIZE; the ring of coalesced MMIO is last. */
#define AIRLOCK_VCPU_MMAP_SIZE	((AIRLOCK_COALESCED_PAGE + 1) * PAGE_SIZE)

int airlock_vcpu_mmap(struct file *file, struct vm_area_struct *vma);

#endif /* AIRLOCK_VCPU_H */
