// SPDX-License-Identifier: GPL-2.0
/* Guest side, x86: what happens on an exception or interrupt. */
#include "guest.h"
#include "apic.h"

/* Pairs of addresses: the instruction that may fault, and where to go on. */
struct guest_ex {
	__u64 insn;
	__u64 resume;
};

extern const struct guest_ex __start_guest_ex[], __stop_guest_ex[];

/* So that the section exists in programs that never use GUEST_EX(). */
static const struct guest_ex no_ex
	__attribute__((used, section("guest_ex"))) = { };

guest_trap_hook guest_hook[GUEST_VECTORS];
volatile __u32 guest_irqs[GUEST_VECTORS];
int guest_eoi;

void guest_fail(const char *file, unsigned long line, const char *what,
		unsigned long seen, unsigned long wanted)
{
	struct guest_report *report = &guest_this_cpu()->report;

	report->file = file;
	report->line = line;
	report->what = what;
	report->seen = seen;
	report->wanted = wanted;
	for (;;)
		arch_guest_call(GUEST_CALL_FAIL, 0);
}

static int guest_fixup(struct guest_regs *regs)
{
	const struct guest_ex *ex;

	for (ex = __start_guest_ex; ex < __stop_guest_ex; ex++) {
		if (ex->insn && ex->insn == regs->rip) {
			regs->rip = ex->resume;
			return 1;
		}
	}
	return 0;
}

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
	if (guest_fixup(regs))
		return;
	for (;;)
		arch_guest_call(GUEST_CALL_TRAP, regs->vector);
}
