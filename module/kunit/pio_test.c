// SPDX-License-Identifier: GPL-2.0
/* IN, OUT, INS and OUTS: devices in the kernel, userspace, guest memory. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "fake_cpu.h"

#include "gva.c"
#include "gva_fetch.c"
#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_fetch.c"
#include "insn_plain.c"
#include "insn_table.c"
#include "pio.c"
#include "pio_string.c"

/* A string instruction, and what the run loop makes of it. */
static int string(u16 port, unsigned int size, unsigned int flags)
{
	unsigned int n = 0;

	if (flags & X86_PIO_REP)
		ram[cpu.rip + n++] = 0xf3;
	if (size == 2)
		ram[cpu.rip + n++] = 0x66;
	ram[cpu.rip + n++] = (flags & X86_PIO_IN ? 0x6c : 0x6e) + (size > 1);
	if (x86_pio(vcpu, port, size, flags | X86_PIO_STRING, n) !=
	    AIRLOCK_DEFER)
		return -EIO;
	return vcpu->deferred(vcpu);
}

#define INS	X86_PIO_IN
#define REP	X86_PIO_REP

static void expect_exit(struct kunit *test, bool in, unsigned int size,
			unsigned int count)
{
	const struct kvm_run *run = vcpu->run;

	KUNIT_EXPECT_EQ(test, run->exit_reason, (u32)KVM_EXIT_IO);
	KUNIT_EXPECT_EQ(test, run->io.direction,
			(u8)(in ? KVM_EXIT_IO_IN : KVM_EXIT_IO_OUT));
	KUNIT_EXPECT_EQ(test, run->io.size, (u8)size);
	KUNIT_EXPECT_EQ(test, run->io.port, (u16)0x80);
	KUNIT_EXPECT_EQ(test, run->io.count, count);
	KUNIT_EXPECT_EQ(test, run->io.data_offset, (u64)PAGE_SIZE);
}

static void out(struct kunit *test)
{
	gpr[X86_RAX] = 0x1122334455667788;
	KUNIT_EXPECT_EQ(test, x86_pio(vcpu, 0x80, 2, 0, 1), AIRLOCK_TO_USER);
	expect_exit(test, false, 2, 1);
	KUNIT_EXPECT_EQ(test, *(u16 *)vcpu->pio_data, 0x7788);
	/* Nothing is left to do. */
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 1);
	KUNIT_EXPECT_NULL(test, vcpu->complete);

	KUNIT_EXPECT_EQ(test, x86_pio(vcpu, DEVICE_PORT, 4, 0, 2),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x55667788);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

static void in(struct kunit *test)
{
	gpr[X86_RAX] = ~0ULL;
	KUNIT_EXPECT_EQ(test, x86_pio(vcpu, 0x80, 1, INS, 1), AIRLOCK_TO_USER);
	expect_exit(test, true, 1, 1);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	*(u32 *)vcpu->pio_data = 0x12345678;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0xffffffffffffff78);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 1);
	/* Doublewords clear the upper half, as any do. */
	dev.value = 5;
	KUNIT_EXPECT_EQ(test, x86_pio(vcpu, DEVICE_PORT, 4, INS, 1),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 5);
}

static void abandoned_in(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, x86_pio(vcpu, 0x80, 1, INS, 1), AIRLOCK_TO_USER);
	cpu.rip = 0xfff0;
	*(u32 *)vcpu->pio_data = 7;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, 0xfff0);
}

static void outs_goes_one_by_one(struct kunit *test)
{
	gpr[X86_RSI] = 0x2000;
	gpr[X86_RCX] = 2;
	memcpy(ram + 0x2000, "abcd", 4);
	KUNIT_EXPECT_EQ(test, string(0x80, 2, REP), AIRLOCK_TO_USER);
	expect_exit(test, false, 2, 1);
	KUNIT_EXPECT_EQ(test, memcmp(vcpu->pio_data, "ab", 2), 0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RSI], 0x2002);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 1);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, string(0x80, 2, REP), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, memcmp(vcpu->pio_data, "cd", 2), 0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

static void ins_comes_by_the_page(struct kunit *test)
{
	unsigned int i;

	gpr[X86_RDI] = 0x2800;
	gpr[X86_RCX] = 0x1000;
	memset(vcpu->pio_data, 0xaa, PAGE_SIZE);
	/* To the end of the page; all of a page; the rest. */
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_TO_USER);
	expect_exit(test, true, 1, 0x800);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], 0x3000);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0x800);
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_TO_USER);
	expect_exit(test, true, 1, 0x800);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0);
	for (i = 0x2800; i < 0x3800; i++)
		KUNIT_ASSERT_EQ(test, ram[i], 0xaa);
	KUNIT_EXPECT_EQ(test, ram[0x27ff], 0);
	KUNIT_EXPECT_EQ(test, ram[0x3800], 0);
}

static void ins_across_pages(struct kunit *test)
{
	gpr[X86_RDI] = 0x2ffe;
	gpr[X86_RCX] = 3;
	*(u32 *)vcpu->pio_data = 0x44332211;
	KUNIT_EXPECT_EQ(test, string(0x80, 4, INS | REP), AIRLOCK_TO_USER);
	expect_exit(test, true, 4, 1);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, memcmp(ram + 0x2ffe, "\x11\x22\x33\x44", 4), 0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 2);
}

static void ins_backwards(struct kunit *test)
{
	cpu.rflags |= X86_EFLAGS_DF;
	gpr[X86_RDI] = 0x2004;
	gpr[X86_RCX] = 2;
	memcpy(vcpu->pio_data, "ab", 2);
	KUNIT_EXPECT_EQ(test, string(0x80, 2, INS | REP), AIRLOCK_TO_USER);
	expect_exit(test, true, 2, 1);
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], 0x2002);
	KUNIT_EXPECT_EQ(test, memcmp(ram + 0x2004, "ab", 2), 0);
}

/* KVM's userspace_io_test: the launcher rewrites RCX under a pending INS. */
static void ins_with_another_count(struct kunit *test)
{
	gpr[X86_RDI] = 0x2000;
	gpr[X86_RCX] = 2;
	memset(vcpu->pio_data, 0xaa, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_TO_USER);
	gpr[X86_RCX] = 1;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], 0x2001);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, ram[0x2001], 0);

	cpu.rip = CODE;
	gpr[X86_RDI] = 0x2000;
	gpr[X86_RCX] = 3;
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_TO_USER);
	gpr[X86_RCX] = 8192;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 8189);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	/* And away altogether. */
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_TO_USER);
	gpr[X86_RCX] = 0;
	KUNIT_EXPECT_EQ(test, next_run(), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], 0x2003);
}

static void strings_of_kernel_devices(struct kunit *test)
{
	dev.value = 0x5a;
	gpr[X86_RDI] = 0x2000;
	gpr[X86_RCX] = 100;
	KUNIT_EXPECT_EQ(test, string(DEVICE_PORT, 1, INS | REP),
			AIRLOCK_RESUME);
	/* The guest gets a chance to take interrupts now and then. */
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 100 - BATCH);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, string(DEVICE_PORT, 1, INS | REP),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, ram[0x2000], 0x5a);
	KUNIT_EXPECT_EQ(test, ram[0x2000 + 99], 0x5a);
	KUNIT_EXPECT_EQ(test, ram[0x2000 + 100], 0);
	/* Without REP, once. */
	ram[0x2000 + 77] = 77;
	gpr[X86_RSI] = 0x2000 + 77;
	gpr[X86_RCX] = 100;
	KUNIT_EXPECT_EQ(test, string(DEVICE_PORT, 1, 0), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 77);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 100);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

static void repeat_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, string(0x80, 1, INS | REP), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

/* What a port gives is gone: first see whether there is a place for it. */
static void faults_come_before_the_port(struct kunit *test)
{
	gpr[X86_RDI] = 0x2000;
	segments[X86_SEG_ES].limit = 0x1fff;
	KUNIT_EXPECT_EQ(test, string(DEVICE_PORT, 1, INS), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_GP);
	KUNIT_EXPECT_EQ(test, dev.reads, 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
}

static void code_that_changed(struct kunit *test)
{
	ram[CODE] = 0x90;
	x86_pio(vcpu, 0x80, 1, INS | X86_PIO_STRING, 1);
	/* An unknown one ends in userspace, a known one runs again. */
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	ram[CODE] = 0x6e;
	x86_pio(vcpu, 0x80, 1, INS | X86_PIO_STRING, 1);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
}

static void survives_anything(struct kunit *test)
{
	static const u8 sizes[] = { 1, 2, 4 };
	unsigned int i, j, flags;
	struct rnd_state rnd;
	int ret;

	prandom_seed_state(&rnd, 9);
	for (i = 0; i < 100000; i++) {
		cpu.rip = CODE;
		cpu.code = prandom_u32_state(&rnd) % 3;
		cpu.cpl = prandom_u32_state(&rnd) & 3;
		cpu.rflags = X86_EFLAGS_FIXED |
			     (prandom_u32_state(&rnd) & X86_EFLAGS_DF);
		prandom_bytes_state(&rnd, gpr, sizeof(u64) * X86_NR_GPR);
		for (j = 0; j < X86_NR_GPR; j++)
			if (prandom_u32_state(&rnd) & 3)
				gpr[j] &= 0xffff;
		prandom_bytes_state(&rnd, ram + CODE, X86_INSN_MAX);
		flags = prandom_u32_state(&rnd) & (INS | REP);
		vcpu->complete = NULL;
		ret = string(i & 1 ? DEVICE_PORT : 0x80, sizes[i % 3], flags);
		if (ret == AIRLOCK_TO_USER && vcpu->complete) {
			KUNIT_ASSERT_LE(test, vcpu->run->io.count *
					vcpu->run->io.size, PAGE_SIZE);
			gpr[X86_RCX] = prandom_u32_state(&rnd);
			ret = next_run();
		}
		KUNIT_ASSERT_TRUE(test, ret == AIRLOCK_RESUME ||
				  ret == AIRLOCK_TO_USER);
	}
}

static struct kunit_case pio_cases[] = {
	KUNIT_CASE(out),
	KUNIT_CASE(in),
	KUNIT_CASE(abandoned_in),
	KUNIT_CASE(outs_goes_one_by_one),
	KUNIT_CASE(ins_comes_by_the_page),
	KUNIT_CASE(ins_across_pages),
	KUNIT_CASE(ins_backwards),
	KUNIT_CASE(ins_with_another_count),
	KUNIT_CASE(strings_of_kernel_devices),
	KUNIT_CASE(repeat_nothing),
	KUNIT_CASE(faults_come_before_the_port),
	KUNIT_CASE(code_that_changed),
	KUNIT_CASE(survives_anything),
	{}
};

static struct kunit_suite pio_suite = {
	.name = "airlock_x86_pio",
	.init = cpu_init,
	.exit = cpu_exit,
	.test_cases = pio_cases,
};

kunit_test_suite(pio_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's port accesses");
MODULE_LICENSE("GPL");
