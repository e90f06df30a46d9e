// SPDX-License-Identifier: GPL-2.0
/*
 * What became of a KVM_RUN as a string that tests compare with and that reads
 * well when they fail:
 *
 *	"intr"				-EINTR
 *	"errno 14"			another errno
 *	"sync 3" "done"			the guest called
 *	"guest FILE:LINE: WHAT ..."	an assertion of the guest failed
 *	"mmio write 4 0xd0000000 0x5"	"mmio read 4 0xd0000000"
 *	"io out 1 0x80 0x5"		"io in 2 0x81", "io in 1 0x80 x7"
 *	"hlt" "shutdown" "irq window" "set tpr"
 *	"fail entry 0x80000021"		"internal error 1"
 */
#include <stdio.h>
#include <string.h>

#include "vm.h"

static __u64 little_endian(const __u8 *data, unsigned int len)
{
	__u64 value = 0;

	while (len--)
		value = value << 8 | data[len];
	return value;
}

static void mmio_str(struct kvm_run *run, char *buf, size_t size)
{
	if (run->mmio.is_write)
		snprintf(buf, size, "mmio write %u %#llx %#llx", run->mmio.len,
			 run->mmio.phys_addr,
			 little_endian(run->mmio.data, run->mmio.len));
	else
		snprintf(buf, size, "mmio read %u %#llx", run->mmio.len,
			 run->mmio.phys_addr);
}

/* The last run returned ret: what happened? */
const char *vcpu_exit_str(struct test_vcpu *vcpu, int ret)
{
	struct kvm_run *run = vcpu->run;
	size_t size = sizeof(vcpu->what);
	char *buf = vcpu->what;

	if (ret == -EINTR)
		return "intr";
	if (ret) {
		snprintf(buf, size, "errno %d", -ret);
		return buf;
	}
	if (arch_exit_str(vcpu, buf, size))
		return buf;

	switch (run->exit_reason) {
	case KVM_EXIT_MMIO:
		mmio_str(run, buf, size);
		break;
	case KVM_EXIT_HLT:
		return "hlt";
	case KVM_EXIT_SHUTDOWN:
		return "shutdown";
	case KVM_EXIT_IRQ_WINDOW_OPEN:
		return "irq window";
	case KVM_EXIT_SET_TPR:
		return "set tpr";
	case KVM_EXIT_INTR:
		return "exit 10 without EINTR";
	case KVM_EXIT_FAIL_ENTRY:
		snprintf(buf, size, "fail entry %#llx",
			 run->fail_entry.hardware_entry_failure_reason);
		break;
	case KVM_EXIT_INTERNAL_ERROR:
		snprintf(buf, size, "internal error %u", run->internal.suberror);
		break;
	default:
		snprintf(buf, size, "exit %u", run->exit_reason);
	}
	return buf;
}

const char *vcpu_run_str(struct test_vcpu *vcpu)
{
	return vcpu_exit_str(vcpu, vcpu_run(vcpu));
}

/*
 * Run once, for something that is expected. EINTR is allowed (a profiler's
 * signal, or what the kernel makes look like one): try again, a few times.
 */
const char *vcpu_run_for(struct test_vcpu *vcpu, const char *expected)
{
	const char *what;
	int tries = 10;

	do {
		what = vcpu_run_str(vcpu);
	} while (strcmp(what, expected) && !strcmp(what, "intr") && --tries);
	return what;
}

/* Run until something else than a signal happens. */
const char *vcpu_run_full(struct test_vcpu *vcpu)
{
	const char *what;

	do {
		what = vcpu_run_str(vcpu);
	} while (!strcmp(what, "intr"));
	return what;
}

/* Run on over the guest's reports until it is done or something is wrong. */
const char *vcpu_finish(struct test_vcpu *vcpu)
{
	const char *what;

	do {
		what = vcpu_run_full(vcpu);
	} while (!strncmp(what, "sync ", 5) || !strcmp(what, "set tpr"));
	return what;
}
