/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites: accesses to devices on arm64. Guest memory is fake_guest.h's, a
 * device in the kernel and userspace's are beyond it.
 */
#ifndef AIRLOCK_KUNIT_FAKE_ARM64_MMIO_H
#define AIRLOCK_KUNIT_FAKE_ARM64_MMIO_H

#include "fake_arm64.h"
#include "fake_peek.h"
#include "fake_device.h"

#include "../arch/arm64/gva.c"
#undef SCTLR_EE
#include "../arch/arm64/mmio.c"
#include "../arch/arm64/mmio_data.c"
#include "../arch/arm64/mmio_exec.c"
#include "../arch/arm64/mmio_insn.c"
#include "../arch/arm64/mmio_insn_aa32.c"

int airlock_exit_reason(struct airlock_vcpu *vcpu, u32 reason)
{
	vcpu->run->exit_reason = reason;
	return AIRLOCK_TO_USER;
}

void arm64_vreg_read(struct airlock_vcpu *vcpu, unsigned int n, u64 v[2])
{
	memcpy(v, vcpu->arch.v[n], 16);
}

void arm64_vreg_write(struct airlock_vcpu *vcpu, unsigned int n, const u64 v[2])
{
	memcpy(vcpu->arch.v[n], v, 16);
}

static int mmio_init(struct kunit *test)
{
	memset(&dev, 0, sizeof(dev));
	return guest_init() ? -ENOMEM : arm64_init(test);
}

static void mmio_exit(struct kunit *test)
{
	guest_exit();
}

/* Put an instruction where the guest is. */
static __maybe_unused void insn(u32 word)
{
	memcpy(ram + vcpu->arch.regs.pc, &word, 4);
}

/* Userspace answers. */
static __maybe_unused int finish(u64 value)
{
	memcpy(vcpu->run->mmio.data, &value, 8);
	return next_run();
}

/* What userspace is to write. */
static __maybe_unused u64 written(void)
{
	u64 value = 0;

	memcpy(&value, vcpu->run->mmio.data, vcpu->run->mmio.len);
	return value;
}

static __maybe_unused void expect_exit(struct kunit *test, gpa_t gpa,
				       unsigned int len, bool write)
{
	const struct kvm_run *run = vcpu->run;

	KUNIT_EXPECT_EQ(test, run->exit_reason, (u32)KVM_EXIT_MMIO);
	KUNIT_EXPECT_EQ(test, run->mmio.phys_addr, gpa);
	KUNIT_EXPECT_EQ(test, run->mmio.len, len);
	KUNIT_EXPECT_EQ(test, run->mmio.is_write, (u8)write);
}

#endif /* AIRLOCK_KUNIT_FAKE_ARM64_MMIO_H */
