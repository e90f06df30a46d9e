// SPDX-License-Identifier: GPL-2.0
/*
 * How a guest ended: which exit status, and which words.
 */
#include "kselftest.h"

#include "../end.h"
#include "../vm.h"
#include "capture.h"

static struct kvm_run run;
static struct vcpu vcpu = { .index = 3, .fd = -1, .run = &run };
static struct vm vm;

static void check(const char *name, enum vm_end end, enum launcher_code code,
		  const char *words)
{
	enum launcher_code got;

	vm.end = end;
	vm.end_vcpu = &vcpu;
	got = end_report(&vm);
	if (got != code)
		ksft_print_msg("exit status %d, not %d\n", got, code);
	ksft_test_result(got == code && complained(words), "%s\n", name);
}

static void test_plain_ends(void)
{
	check("power-off", VM_POWERED_OFF, LAUNCHER_OK, "powered off");
	check("reboot", VM_REBOOTED, LAUNCHER_REBOOT, "reboot");
	check("crash", VM_CRASHED, LAUNCHER_CRASH, "crashed");
	check("quit", VM_QUIT, LAUNCHER_QUIT, "from outside");
	check("triple fault", VM_TRIPLE_FAULTED, LAUNCHER_TRIPLE_FAULT,
	      "vCPU 3: triple fault");
	host_err("what");
	check("host failure", VM_HOST_FAILED, LAUNCHER_BAD_HOST, "what");
	vcpu.run_errno = EFAULT;
	check("KVM_RUN failed", VM_RUN_FAILED, LAUNCHER_BAD_HOST,
	      "vCPU 3: KVM_RUN: Bad address");
	check("registers of a dead vCPU", VM_TRIPLE_FAULTED,
	      LAUNCHER_TRIPLE_FAULT, "registers cannot be read");
}

static void test_entry_failures(void)
{
	static const struct {
		u64 reason;
		const char *words;
	} reasons[] = {
		{ 0x80000021, "0x80000021, invalid guest state" },
		{ 0x80000022, "MSRs" },
		{ 0x80000029, "machine check" },
		{ 7, "0x7, invalid control fields" },
		{ 8, "host state" },
		{ 0x1234, "not known here" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(reasons); i++) {
		run.fail_entry.hardware_entry_failure_reason =
			reasons[i].reason;
		check("entry failure", VM_ENTRY_FAILED, LAUNCHER_ENTRY_FAILED,
		      reasons[i].words);
	}
}

static void test_internal_errors(void)
{
	memset(&run, 0, sizeof(run));
	run.internal.suberror = KVM_INTERNAL_ERROR_DELIVERY_EV;
	/* More than there is room for: a device may lie, too. */
	run.internal.ndata = 1000;
	check("delivery", VM_INTERNAL_ERROR, LAUNCHER_INTERNAL_ERROR,
	      "internal error 3: an exit arose");
	run.internal.suberror = KVM_INTERNAL_ERROR_EMULATION;
	run.emulation_failure.ndata = 4;
	run.emulation_failure.flags =
		KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES;
	run.emulation_failure.insn_size = 255;
	check("emulation", VM_INTERNAL_ERROR, LAUNCHER_INTERNAL_ERROR,
	      "could not be emulated");
	run.internal.suberror = 77;
	check("unknown kind", VM_INTERNAL_ERROR, LAUNCHER_INTERNAL_ERROR,
	      "internal error 77: an unknown kind");
}

static void test_unknown_exits(void)
{
	memset(&run, 0, sizeof(run));
	run.exit_reason = KVM_EXIT_UNKNOWN;
	run.hw.hardware_exit_reason = 0x37;
	check("unknown hardware exit", VM_UNKNOWN_EXIT, LAUNCHER_UNKNOWN_EXIT,
	      "hardware exit reason 0x37");
	run.exit_reason = KVM_EXIT_HLT;
	check("HLT", VM_UNKNOWN_EXIT, LAUNCHER_UNKNOWN_EXIT,
	      "KVM_EXIT_HLT (5)");
	run.exit_reason = 12345;
	check("unknown exit", VM_UNKNOWN_EXIT, LAUNCHER_UNKNOWN_EXIT,
	      "unknown exit reason 12345");
	run.exit_reason = KVM_EXIT_SYSTEM_EVENT;
	run.system_event.type = 99;
	check("unknown event", VM_UNKNOWN_EXIT, LAUNCHER_UNKNOWN_EXIT,
	      "unknown type 99");
}

int main(void)
{
	ksft_print_header();
	ksft_set_plan(21);
	test_plain_ends();
	test_entry_failures();
	test_internal_errors();
	test_unknown_exits();
	ksft_finished();
}
