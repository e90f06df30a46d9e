/* SPDX-License-Identifier: GPL-2.0 */
/* Guest virtual to guest physical addresses, by the guest's own page tables. */
#ifndef AIRLOCK_X86_GVA_H
#define AIRLOCK_X86_GVA_H

#include <linux/bits.h>

#include "types.h"

struct airlock_peek;
struct x86_insn_ctx;

/* What is to be done at the address. */
#define X86_GVA_WRITE		BIT(0)
#define X86_GVA_FETCH		BIT(1)
/* By the system whatever the CPL: descriptor tables, TSS. */
#define X86_GVA_SYSTEM		BIT(2)
/* Do not sleep: fail with -EAGAIN where the host has a page not present. */
#define X86_GVA_ATOMIC		BIT(3)

/* Page-fault error code, SDM 3A "Interrupt 14-Page-Fault Exception (#PF)". */
#define X86_PFERR_PRESENT		BIT(0)
#define X86_PFERR_WRITE		BIT(1)
#define X86_PFERR_USER		BIT(2)
#define X86_PFERR_RSVD		BIT(3)
#define X86_PFERR_FETCH		BIT(4)

/**
 * x86_gva_to_gpa - translate as the CPU would.
 * @vm: the VM.
 * @ctx: CR0, CR3, CR4, EFER, RFLAGS.AC, CPL and MAXPHYADDR are taken from it.
 * @gva: linear address.
 * @access: X86_GVA_*.
 * @gpa: where to; of that very byte.
 * @error: the error code of the page fault, if there is one.
 *
 * Accessed and dirty bits are not set: the CPU has walked this way just before.
 *
 * Context: sleeps without X86_GVA_ATOMIC.
 * Return: 0; -EFAULT: the guest gets #PF with @error; -EINVAL: @gva is not
 * canonical, #GP or #SS; -EAGAIN: only with X86_GVA_ATOMIC, try without; -EIO:
 * the guest's page tables are not in its memory.
 */
int x86_gva_to_gpa(struct airlock_vm *vm, const struct x86_insn_ctx *ctx,
		   gva_t gva, unsigned int access, gpa_t *gpa, u32 *error);

/**
 * x86_gva_walk - x86_gva_to_gpa() in the middle of a row of reads.
 * @vm: the VM.
 * @peek: the row; NULL to sleep.
 * @ctx: as above.
 * @gva: as above.
 * @access: as above; X86_GVA_ATOMIC does not matter.
 * @gpa: as above.
 * @error: as above.
 *
 * Return: as above.
 */
int x86_gva_walk(struct airlock_vm *vm, struct airlock_peek *peek,
		 const struct x86_insn_ctx *ctx, gva_t gva, unsigned int access,
		 gpa_t *gpa, u32 *error);

/**
 * x86_gva_walk_quickly - the walk that nearly all walks are.
 * @peek: as above; not NULL.
 * @ctx: in long mode, with paging.
 * @gva: canonical.
 * @access: as above.
 * @gpa: as above.
 *
 * Return: true; false to have it done thoroughly, which tells why not.
 */
bool x86_gva_walk_quickly(struct airlock_peek *peek,
			  const struct x86_insn_ctx *ctx, gva_t gva,
			  unsigned int access, gpa_t *gpa);

/**
 * x86_gva_fetch - read the bytes of the current instruction into @ctx.
 * @vm: the VM.
 * @ctx: as above; bytes and nbytes are filled.
 * @want: at least so many, at most X86_INSN_MAX; further ones of the same page
 *	come along. What was read before stays.
 * @access: 0 or X86_GVA_ATOMIC.
 * @error: as above.
 *
 * Return: as x86_gva_to_gpa(); -EIO also if the bytes are not in memory.
 */
int x86_gva_fetch(struct airlock_vm *vm, struct x86_insn_ctx *ctx,
		  unsigned int want, unsigned int access, u32 *error);

#endif /* AIRLOCK_X86_GVA_H */
