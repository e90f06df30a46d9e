// SPDX-License-Identifier: GPL-2.0
/* Guest side: how a guest says what is wrong, and which traps it expects. */
#include "guest.h"

/* Pairs of addresses: the instruction that may fault, and where to go on. */
struct guest_ex {
	__u64 insn;
	__u64 resume;
};

extern const struct guest_ex __start_guest_ex[], __stop_guest_ex[];

/* So that the section exists in programs that never use GUEST_EX(). */
static const struct guest_ex no_ex
	__attribute__((used, section("guest_ex"))) = { };

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

/* Where an instruction that was written with GUEST_EX() goes on; 0 if none. */
__u64 guest_resume(__u64 insn)
{
	const struct guest_ex *ex;

	for (ex = __start_guest_ex; ex < __stop_guest_ex; ex++)
		if (ex->insn && ex->insn == insn)
			return ex->resume;
	return 0;
}
