/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites: a CPU backend made of variables, a device in the kernel, and the
 * exits to userspace. To be included once, before the source under test.
 */
#ifndef AIRLOCK_KUNIT_FAKE_CPU_H
#define AIRLOCK_KUNIT_FAKE_CPU_H

#include <kunit/test.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#include "fake_peek.h"

/* Where the device in the kernel answers, and userspace's begin. */
#define DEVICE		0x20000000ULL
#define DEVICE_PORT	0x20ULL
#define USER		0x40000000ULL
#define USER_PORT	0x80

/* Where the guest's code is. */
#define CODE		0x1000ULL

/* Flat 32-bit code without paging, unless a test says otherwise. */
static struct x86_insn_ctx cpu;
static struct x86_segment segments[X86_NR_SEGS];

/* The exception that was injected, or -1. */
static int exception;
static u32 exception_error;
static u64 exception_cr2;

/* The device: reads give its value, writes change it. */
static struct {
	unsigned int reads;
	unsigned int writes;
	gpa_t addr;
	unsigned int len;
	u64 value;
} dev;

static struct airlock_vcpu *vcpu;
static u64 *gpr;

static int cpu_init(struct kunit *test)
{
	unsigned int i;

	vcpu = kunit_kzalloc(test, sizeof(*vcpu), GFP_KERNEL);
	if (!vcpu || guest_init())
		return -ENOMEM;
	vcpu->run = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	vcpu->pio_data = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	if (!vcpu->run || !vcpu->pio_data)
		return -ENOMEM;
	gpr = vcpu->arch.regs.gpr;
	exception = -1;
	memset(&dev, 0, sizeof(dev));
	cpu = (struct x86_insn_ctx){
		.rip = CODE, .rflags = X86_EFLAGS_FIXED, .cr0 = X86_CR0_PE,
		.code = X86_CODE_32, .maxphyaddr = 40,
	};
	for (i = 0; i < X86_NR_SEGS; i++)
		segments[i] = (struct x86_segment){
			.limit = U32_MAX,
			.ar = X86_AR_P | X86_AR_S | X86_AR_DB | 3,
		};
	return 0;
}

static void cpu_exit(struct kunit *test)
{
	guest_exit();
}

/* What run.c does at the next KVM_RUN. */
static int next_run(void)
{
	int (*complete)(struct airlock_vcpu *vcpu) = vcpu->complete;

	vcpu->complete = NULL;
	return complete(vcpu);
}

void airlock_x86_insn_ctx(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx)
{
	*ctx = cpu;
	ctx->nbytes = 0;
}

void airlock_x86_segment(struct airlock_vcpu *vcpu, enum x86_seg seg,
			 struct x86_segment *out)
{
	*out = segments[seg];
}

u64 airlock_x86_rip(struct airlock_vcpu *vcpu)
{
	return cpu.rip;
}

void airlock_x86_skip(struct airlock_vcpu *vcpu, unsigned int len)
{
	cpu.rip += len;
}

void airlock_x86_set_rflags(struct airlock_vcpu *vcpu, u64 rflags)
{
	cpu.rflags = rflags;
}

void airlock_x86_inject_exception(struct airlock_vcpu *vcpu,
				  unsigned int vector, bool has_error,
				  u32 error, u64 cr2)
{
	exception = vector;
	exception_error = error;
	exception_cr2 = cr2;
}

static bool is_device(enum airlock_bus bus, gpa_t addr)
{
	if (bus == AIRLOCK_BUS_PIO)
		return addr == DEVICE_PORT;
	return addr >= DEVICE && addr < DEVICE + PAGE_SIZE;
}

int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data)
{
	if (!is_device(bus, addr))
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
	if (!is_device(bus, addr))
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
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	run->internal.suberror = suberror;
	run->internal.ndata = ndata;
	memcpy(run->internal.data, data, ndata * sizeof(*data));
	return AIRLOCK_TO_USER;
}

#endif /* AIRLOCK_KUNIT_FAKE_CPU_H */
