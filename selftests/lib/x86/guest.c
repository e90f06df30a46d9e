// SPDX-License-Identifier: GPL-2.0
/* Guest side, x86: what happens on an exception or interrupt. */
#include "guest.h"
#include "apic.h"

guest_trap_hook guest_hook[GUEST_VECTORS];
volatile __u32 guest_irqs[GUEST_VECTORS];
int guest_eoi;

static void guest_interrupt(struct guest_regs *regs)
{
	guest_irqs[regs->vector]++;
	switch (guest_eoi) {
	case GUEST_EOI_XAPIC:
		xapic_write(APIC_EOI, 0);
		break;
	case GUEST_EOI_X2APIC:
		x2apic_write(APIC_EOI, 0);
		break;
	}
}

void guest_trap(struct guest_regs *regs)
{
	struct guest_cpu *cpu;
	__u64 resume;

	if (guest_hook[regs->vector]) {
		guest_hook[regs->vector](regs);
		return;
	}
	if (regs->vector >= 32) {
		guest_interrupt(regs);
		return;
	}

	cpu = guest_this_cpu();
	cpu->vector = regs->vector;
	cpu->error = regs->error;
	cpu->rip = regs->rip;
	cpu->cr2 = read_cr2();
	resume = guest_resume(regs->rip);
	if (resume) {
		regs->rip = resume;
		return;
	}
	for (;;)
		arch_guest_call(GUEST_CALL_TRAP, regs->vector);
}
