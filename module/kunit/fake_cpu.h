/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For suites: a CPU backend made of variables. To be included once, before the
 * source under test.
 */
#ifndef AIRLOCK_KUNIT_FAKE_CPU_H
#define AIRLOCK_KUNIT_FAKE_CPU_H

#include <kunit/test.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#include "fake_peek.h"

/* Where the guest's code is. */
#define CODE		0x1000ULL

/* Flat 32-bit code without paging, unless a test says otherwise. */
static struct x86_insn_ctx cpu;
static struct x86_segment segments[X86_NR_SEGS];

/* The exception that was injected, or -1. */
static int exception;
static u32 exception_error;
static u64 exception_cr2;

static struct airlock_vcpu *vcpu;

#include "fake_device.h"

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

#endif /* AIRLOCK_KUNIT_FAKE_CPU_H */
