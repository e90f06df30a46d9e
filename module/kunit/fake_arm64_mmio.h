/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites: accesses to devices on arm64. Guest memory is fake_guest.h's, a
 * device in the kernel and userspace's are beyond it.
 */
#ifndef AIRLOCK_KUNIT_FAKE_ARM64_MMIO_H
#define AIRLOCK_KUNIT_FAKE_ARM64_MMIO_H

#include "fake_arm64.h"
#include "fake_peek.h"

#include "../arch/arm64/gva.c"
#undef SCTLR_EE
#include "../arch/arm64/mmio.c"
#include "../arch/arm64/mmio_data.c"
#include "../arch/arm64/mmio_exec.c"
#include "../arch/arm64/mmio_insn.c"
#include "../arch/arm64/mmio_insn_aa32.c"

/* Where the device in the kernel answers, and userspace's begin. */
#define DEVICE		0x20000000ULL
#define USER		0x40000000ULL

/* The device: reads give its value, writes change it. */
static struct {
	unsigned int reads;
	unsigned int writes;
	gpa_t addr;
	unsigned int len;
	u64 value;
} dev;

static bool is_device(gpa_t addr)
{
	return addr >= DEVICE && addr < DEVICE + PAGE_SIZE;
}

int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data)
{
	if (!is_device(addr))
		return -EOPNOTSUPP;
	dev.reads++;
	dev.addr = addr;
	dev.len = len;
	memcpy(data, &dev.value, len);
	return 0;
}

int airlock_iobus_write(struct airlock_vcpu *vcpu, enum airlock_bus bus,
			gpa_t addr, unsigned int len, const void *data)
{
	if (!is_device(addr))
		return -EOPNOTSUPP;
	dev.writes++;
	dev.addr = addr;
	dev.len = len;
	dev.value = 0;
	memcpy(&dev.value, data, len);
	return 0;
}

/* As user_exit.c. */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_MMIO;
	run->mmio.phys_addr = gpa;
	run->mmio.len = len;
	run->mmio.is_write = write;
	memset(run->mmio.data, 0, sizeof(run->mmio.data));
	if (write)
		memcpy(run->mmio.data, data, len);
	return AIRLOCK_TO_USER;
}

int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data)
{
	vcpu->run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	vcpu->run->internal.suberror = suberror;
	return AIRLOCK_TO_USER;
}

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

/* What run.c does at the next KVM_RUN. */
static int next_run(void)
{
	int (*complete)(struct airlock_vcpu *vcpu) = vcpu->complete;

	vcpu->complete = NULL;
	return complete(vcpu);
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
