/* SPDX-License-Identifier: GPL-2.0 */
/* Handlers of exits, one a reason. */
#ifndef EL2_EXIT_H
#define EL2_EXIT_H

#include <linux/timex.h>

#include "airlock.h"
#include "exit_reason.h"

/**
 * struct el2_exit_row - what is done about an exit reason.
 * @name: in the manual's words
 * @handler: returns a verdict. Context: the guest context, interrupts on; it
 *	must not sleep
 */
struct el2_exit_row {
	const char *name;
	int (*handler)(struct airlock_vcpu *vcpu);
};

extern const struct el2_exit_row airlock_el2_exit_table[EL2_EXITS];

/* Step X3; interrupts off. The switch has read the registers. */
static __always_inline void airlock_el2_exit_read(struct airlock_vcpu *vcpu)
{
	if (unlikely(READ_ONCE(vcpu->vm->stats_flags)))
		vcpu->stats.landed = get_cycles();
}

int airlock_el2_exit_dispatch(struct airlock_vcpu *vcpu);

int airlock_el2_serve(struct airlock_vcpu *vcpu);

/**
 * airlock_el2_serve_requests - do what was asked of this vCPU.
 * @vcpu: the vCPU.
 *
 * Context: the guest context, interrupts on.
 * Return: a verdict; AIRLOCK_RESUME if there is nothing more to do.
 */
static __always_inline int airlock_el2_serve_requests(struct airlock_vcpu *vcpu)
{
	if (likely(!READ_ONCE(vcpu->requests)))
		return AIRLOCK_RESUME;
	return airlock_el2_serve(vcpu);
}

/* exit_event.c */
int exit_irq(struct airlock_vcpu *vcpu);
int exit_serror(struct airlock_vcpu *vcpu);
int exit_illegal(struct airlock_vcpu *vcpu);
/* exit_insn.c */
int exit_wfx(struct airlock_vcpu *vcpu);
int exit_hvc(struct airlock_vcpu *vcpu);
int exit_smc(struct airlock_vcpu *vcpu);
int exit_sysreg(struct airlock_vcpu *vcpu);
int exit_cp(struct airlock_vcpu *vcpu);
int exit_fp(struct airlock_vcpu *vcpu);
int exit_undefined(struct airlock_vcpu *vcpu);
/* guest_debug.c */
int exit_debug(struct airlock_vcpu *vcpu);
/* exit_memory.c */
int exit_insn_abort(struct airlock_vcpu *vcpu);
int exit_data_abort(struct airlock_vcpu *vcpu);

#endif /* EL2_EXIT_H */
