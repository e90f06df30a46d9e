/* SPDX-License-Identifier: GPL-2.0 */
/* The address spaces of a guest, as types that document themselves. */
#ifndef AIRLOCK_TYPES_H
#define AIRLOCK_TYPES_H

#include <linux/types.h>

/* Guest physical address (Intel), intermediate physical address (Arm). */
typedef u64 gpa_t;
/* Guest frame number: gpa_t >> PAGE_SHIFT. */
typedef u64 gfn_t;
/* Guest virtual address. */
typedef u64 gva_t;

struct airlock_vm;
struct airlock_vcpu;

#endif /* AIRLOCK_TYPES_H */
