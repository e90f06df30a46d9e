/* SPDX-License-Identifier: GPL-2.0 */
/* The address spaces of a guest, as types that document themselves. */
#ifndef AIRLOCK_TYPES_H
#define AIRLOCK_TYPES_H

#include <linux/types.h>

/* Guest physical address (Intel), intermediate physical address (Arm). */
typedef u64 gpa_t;
/* Guest frame number: gpa_t >> PAGE_SHIFT. */
typedef u64 gfn_t;
/* Guest virtual address. The same type as in <linux/kvm_types.h>. */
typedef unsigned long gva_t;

struct airlock_vm;
struct airlock_vcpu;

/*
 * Bits of vcpu->requests. Other CPUs set them with airlock_vcpu_request(),
 * the vCPU's thread serves them in request.c before it enters the guest.
 * From AIRLOCK_REQ_ARCH on they belong to the architecture.
 */
enum airlock_request {
	AIRLOCK_REQ_TLB_FLUSH,		/* second-level translations changed */
	AIRLOCK_REQ_EVENT,		/* look for an interrupt to inject */
	AIRLOCK_REQ_ARCH,
};

#endif /* AIRLOCK_TYPES_H */
