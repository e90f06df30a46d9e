// SPDX-License-Identifier: GPL-2.0
/* A guest that reads and writes memory as it is told. */
#include <string.h>

#include "guest.h"
#include "peek.h"

/* What the guest is to do; its own copy counts. */
static volatile struct {
	__u64 gpa;
	__u64 value;
	__u64 write;
} order;

#define PEEK_READY	1

static void guest_peek(unsigned long arg)
{
	for (;;) {
		volatile __u64 *p = (volatile __u64 *)order.gpa;

		if (order.write)
			*p = order.value;
		else
			order.value = *p;
		guest_sync(PEEK_READY);
	}
}

/* An access that the launcher was asked for is over before state is set. */
static void complete(struct test_vcpu *vcpu)
{
	vcpu->run->immediate_exit = 1;
	vcpu_run(vcpu);
	vcpu->run->immediate_exit = 0;
}

static void guest_order(struct test_vcpu *vcpu, __u64 gpa, bool write)
{
	GUEST_VAR(vcpu->vm, order).gpa = gpa;
	GUEST_VAR(vcpu->vm, order).write = write;
	/* From the start: the last order may have ended in an exit. */
	complete(vcpu);
	vcpu_enter(vcpu, guest_peek);
}

static const char *guest_obey(struct test_vcpu *vcpu)
{
	const char *what = vcpu_run_full(vcpu);

	return strcmp(what, "sync 1") ? what : NULL;
}

void guest_read_next(struct test_vcpu *vcpu, __u64 gpa)
{
	guest_order(vcpu, gpa, false);
}

const char *guest_read(struct test_vcpu *vcpu, __u64 gpa, __u64 *value)
{
	const char *what;

	guest_order(vcpu, gpa, false);
	what = guest_obey(vcpu);
	*value = GUEST_VAR(vcpu->vm, order).value;
	return what;
}

const char *guest_write(struct test_vcpu *vcpu, __u64 gpa, __u64 value)
{
	GUEST_VAR(vcpu->vm, order).value = value;
	guest_order(vcpu, gpa, true);
	return guest_obey(vcpu);
}

__u64 guest_value(struct test_vcpu *vcpu, __u64 gpa)
{
	__u64 value;

	return guest_read(vcpu, gpa, &value) ? GUEST_NO_VALUE : value;
}
