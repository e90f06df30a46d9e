// SPDX-License-Identifier: GPL-2.0
/* Guest side, arm64: what happens on an exception or interrupt. */
#include <stdbool.h>

#include "guest.h"
#include "gic.h"

extern const char guest_el0_return[];

guest_trap_hook guest_hook[EC_NR];
guest_trap_hook guest_irq_hook;
guest_trap_hook guest_serror_hook;
volatile __u32 guest_irqs[GUEST_NR_INTID];
volatile __u32 guest_spurious;

enum vector_kind {
	VECTOR_SYNC,
	VECTOR_IRQ,
	VECTOR_FIQ,
	VECTOR_SERROR,
};

static bool from_el0(const struct guest_regs *regs)
{
	return regs->vector >= 8;
}

/* Acknowledge whatever is there, count it, end it. */
static void guest_interrupt(struct guest_regs *regs)
{
	__u32 intid;

	if (guest_irq_hook) {
		guest_irq_hook(regs);
		return;
	}
	intid = gic_acknowledge();
	if (intid >= INTID_SPURIOUS) {
		guest_spurious++;
		return;
	}
	guest_irqs[intid]++;
	gic_end(intid);
}

/* The end of guest_el0(). */
static void el0_over(struct guest_regs *regs)
{
	regs->pc = (unsigned long)guest_el0_return;
	regs->pstate = PSTATE_EL1H;
}

static void note(struct guest_cpu *cpu, struct guest_regs *regs, int vector)
{
	cpu->vector = vector;
	cpu->esr = regs->esr;
	cpu->pc = regs->pc;
	cpu->far = regs->far;
	cpu->pstate = regs->pstate;
}

static void guest_exception(struct guest_regs *regs)
{
	unsigned int ec = regs->esr >> 26 & (EC_NR - 1);
	__u64 base = from_el0(regs) ? GUEST_EL0 : 0;
	struct guest_cpu *cpu = guest_this_cpu();
	__u64 resume;

	if (guest_hook[ec]) {
		guest_hook[ec](regs);
		return;
	}
	if (from_el0(regs) && ec == EC_SVC) {
		el0_over(regs);
		return;
	}
	note(cpu, regs, ec);
	/* After a call the address is the next instruction's. */
	resume = guest_resume(regs->pc - base - (ec == EC_SVC ? 4 : 0));
	if (resume) {
		regs->pc = resume + base;
		return;
	}
	for (;;)
		arch_guest_call(GUEST_CALL_TRAP, ec);
}

void guest_trap(struct guest_regs *regs)
{
	switch (regs->vector % 4) {
	case VECTOR_IRQ:
		guest_interrupt(regs);
		return;
	case VECTOR_SYNC:
		guest_exception(regs);
		return;
	case VECTOR_SERROR:
		if (guest_serror_hook) {
			guest_serror_hook(regs);
			return;
		}
	}
	note(guest_this_cpu(), regs, EC_NR + regs->vector);
	for (;;)
		arch_guest_call(GUEST_CALL_TRAP, regs->vector);
}
