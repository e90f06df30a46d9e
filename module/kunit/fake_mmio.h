/* SPDX-License-Identifier: GPL-2.0 */
/* For suites: instructions on devices, and the sources that carry them out. */
#ifndef AIRLOCK_KUNIT_FAKE_MMIO_H
#define AIRLOCK_KUNIT_FAKE_MMIO_H

#include "fake_cpu.h"

#include "gva.c"
#include "gva_fetch.c"
#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_fetch.c"
#include "insn_plain.c"
#include "insn_table.c"
#include "mmio.c"
#include "mmio_access.c"

int airlock_lapic_mmio_read(struct airlock_vcpu *vcpu, gpa_t gpa,
			    unsigned int len, void *data)
{
	return -EOPNOTSUPP;
}

int airlock_lapic_mmio_write(struct airlock_vcpu *vcpu, gpa_t gpa,
			     unsigned int len, const void *data)
{
	return -EOPNOTSUPP;
}

/* Put an instruction where the guest is. */
static void insn(const char *bytes, unsigned int len)
{
	memcpy(ram + cpu.rip, bytes, len);
}

static int touch(gpa_t gpa, unsigned int access)
{
	return x86_mmio_begin(vcpu, gpa, access);
}

/* Userspace answers. */
static int finish(u64 value)
{
	memcpy(vcpu->run->mmio.data, &value, 8);
	return next_run();
}

static void expect_exit(struct kunit *test, gpa_t gpa, unsigned int len,
			bool write)
{
	const struct kvm_run *run = vcpu->run;

	KUNIT_EXPECT_EQ(test, run->exit_reason, (u32)KVM_EXIT_MMIO);
	KUNIT_EXPECT_EQ(test, run->mmio.phys_addr, gpa);
	KUNIT_EXPECT_EQ(test, run->mmio.len, len);
	KUNIT_EXPECT_EQ(test, run->mmio.is_write, (u8)write);
}

#endif /* AIRLOCK_KUNIT_FAKE_MMIO_H */
