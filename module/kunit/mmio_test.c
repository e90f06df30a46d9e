// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions on devices from the exit to the commit: what reaches a device in
 * the kernel, what userspace is asked, and what the guest finds afterwards.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "fake_mmio.h"

/* What userspace is to write. */
static u64 written(void)
{
	u64 value = 0;

	memcpy(&value, vcpu->run->mmio.data, vcpu->run->mmio.len);
	return value;
}

static void store_to_the_kernel(struct kunit *test)
{
	insn("\x89\x03", 2);	/* mov %eax,(%ebx) */
	gpr[X86_RAX] = 0x1122334455667788;
	gpr[X86_RBX] = DEVICE + 8;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 8, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
	KUNIT_EXPECT_EQ(test, dev.len, 4);
	KUNIT_EXPECT_EQ(test, dev.value, 0x55667788);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, dev.reads, 0);
}

static void load_from_the_kernel(struct kunit *test)
{
	insn("\x8a\x63\x01", 3);	/* mov 1(%ebx),%ah */
	gpr[X86_RAX] = 0x11223344;
	gpr[X86_RBX] = DEVICE;
	dev.value = 0xee;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 1, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0x1122ee44);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

/* With the write on its way, the instruction is over. */
static void store_to_userspace(struct kunit *test)
{
	insn("\x66\xc7\x03\x34\x12", 5);	/* movw $0x1234,(%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_TO_USER);
	expect_exit(test, USER, 2, true);
	KUNIT_EXPECT_EQ(test, written(), 0x1234);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 5);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

static void load_from_userspace(struct kunit *test)
{
	insn("\x0f\xbe\x03", 3);	/* movsbl (%ebx),%eax */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = ~0ULL;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	expect_exit(test, USER, 1, false);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, finish(0xffffff80), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0xffffff80);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

/* Where plain moves have a way of their own. */
static void the_same_in_64_bit_code(struct kunit *test)
{
	void (*const tests[])(struct kunit *test) = {
		store_to_the_kernel, load_from_the_kernel, store_to_userspace,
		load_from_userspace,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		cpu.code = X86_CODE_64;
		cpu.rip = CODE;
		memset(&dev, 0, sizeof(dev));
		memset(gpr, 0, sizeof(vcpu->arch.regs.gpr));
		tests[i](test);
	}
}

static void plain_moves(struct kunit *test)
{
	cpu.code = X86_CODE_64;
	gpr[X86_RBX] = DEVICE + 0x20;
	insn("\x48\xc7\x43\xe8\xfe\xff\xff\xff", 8);	/* movq $-2,-24(%rbx) */
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 8, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, (u64)-2);
	KUNIT_EXPECT_EQ(test, dev.len, 8);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 8);
	gpr[X86_R8] = ~0ULL;
	insn("\x44\x8b\x03", 3);	/* mov (%rbx),%r8d */
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x20, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_R8], 0xfffffffe);
	KUNIT_EXPECT_EQ(test, dev.reads, 1);
	/* Userspace sees no more than the bytes of the access. */
	gpr[X86_RBX] = USER;
	gpr[X86_RCX] = 0x1122334455667788;
	insn("\x88\x4b\x01", 3);	/* mov %cl,1(%rbx) */
	KUNIT_EXPECT_EQ(test, touch(USER + 1, SLAT_WRITE), AIRLOCK_TO_USER);
	expect_exit(test, USER + 1, 1, true);
	KUNIT_EXPECT_EQ(test, *(u64 *)vcpu->run->mmio.data, 0x88);
	/* The address is not the exit's: not so plain. */
	insn("\x88\x4b\x02", 3);
	KUNIT_EXPECT_EQ(test, touch(USER + 1, SLAT_WRITE), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	expect_exit(test, USER + 2, 1, true);
}

static void read_modify_write(struct kunit *test)
{
	insn("\xf0\x01\x03", 3);	/* lock add %eax,(%ebx) */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = 1;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_TO_USER);
	expect_exit(test, USER, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0xffffffff), AIRLOCK_TO_USER);
	expect_exit(test, USER, 4, true);
	KUNIT_EXPECT_EQ(test, written(), 0);
	KUNIT_EXPECT_EQ(test, cpu.rflags & FLAGS_ARITH, X86_EFLAGS_CF |
			X86_EFLAGS_ZF | X86_EFLAGS_PF | X86_EFLAGS_AF);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

/* A test reads and writes nothing back. */
static void compare_only_reads(struct kunit *test)
{
	insn("\xf7\x03\x80\x00\x00\x00", 6);	/* testl $0x80,(%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, finish(0x7f), AIRLOCK_RESUME);
	KUNIT_EXPECT_TRUE(test, cpu.rflags & X86_EFLAGS_ZF);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 6);
}

static void across_two_pages(struct kunit *test)
{
	insn("\x89\x03", 2);	/* mov %eax,(%ebx) */
	gpr[X86_RAX] = 0x44332211;
	gpr[X86_RBX] = USER + 0xfff;
	/* The first byte is userspace's, and nothing else is known: ask. */
	KUNIT_EXPECT_EQ(test, touch(USER + 0xfff, SLAT_WRITE), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	expect_exit(test, USER + 0xfff, 1, true);
	KUNIT_EXPECT_EQ(test, written(), 0x11);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, finish(0), AIRLOCK_TO_USER);
	expect_exit(test, USER + 0x1000, 3, true);
	KUNIT_EXPECT_EQ(test, written(), 0x443322);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

/* The page before the device is memory. */
static void across_memory_and_device(struct kunit *test)
{
	insn("\x8b\x03", 2);	/* mov (%ebx),%eax */
	gpr[X86_RBX] = RAM_SIZE - 3;
	memcpy(ram + RAM_SIZE - 3, "\x11\x22\x33", 3);
	KUNIT_EXPECT_EQ(test, touch(RAM_SIZE, SLAT_READ), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	expect_exit(test, RAM_SIZE, 1, false);
	KUNIT_EXPECT_EQ(test, finish(0x44), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0x44332211);
}

static void copy_to_a_device(struct kunit *test)
{
	insn("\xf3\xa5", 2);	/* rep movsl */
	memcpy(ram + 0x2000, "abcdefgh", 8);
	gpr[X86_RSI] = 0x2000;
	gpr[X86_RDI] = DEVICE;
	gpr[X86_RCX] = 2;
	KUNIT_EXPECT_EQ(test, touch(DEVICE, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x64636261);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 1);
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 4, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x68676665);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RSI], 0x2008);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], DEVICE + 8);
}

/* The same offset in its page as the device's must not confuse. */
static void copy_from_userspace(struct kunit *test)
{
	insn("\xa5", 1);		/* movsl */
	gpr[X86_RSI] = USER;
	gpr[X86_RDI] = 0x2000;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	expect_exit(test, USER, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0x64636261), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, memcmp(ram + 0x2000, "abcd", 4), 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 1);
}

static void compare_two_devices(struct kunit *test)
{
	insn("\xf3\xa6", 2);	/* repe cmpsb */
	gpr[X86_RSI] = USER;
	gpr[X86_RDI] = USER + 0x1000;
	gpr[X86_RCX] = 5;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	expect_exit(test, USER, 1, false);
	KUNIT_EXPECT_EQ(test, finish(1), AIRLOCK_TO_USER);
	expect_exit(test, USER + 0x1000, 1, false);
	KUNIT_EXPECT_EQ(test, finish(2), AIRLOCK_RESUME);
	/* They differ: the end, with elements left. */
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 4);
	KUNIT_EXPECT_TRUE(test, cpu.rflags & X86_EFLAGS_CF);
}

static void repeat_nothing(struct kunit *test)
{
	insn("\xf3\xab", 2);	/* rep stosl */
	gpr[X86_RDI] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], USER);
}

/* Flash: reads are memory, writes are userspace's. */
static void write_to_rom(struct kunit *test)
{
	insn("\x80\x0b\x80", 3);	/* orb $0x80,(%ebx) */
	gpr[X86_RBX] = ROM + 5;
	rom[5] = 0x11;
	KUNIT_EXPECT_EQ(test, touch(ROM + 5, SLAT_WRITE | X86_MMIO_ROM),
			AIRLOCK_TO_USER);
	expect_exit(test, ROM + 5, 1, true);
	KUNIT_EXPECT_EQ(test, written(), 0x91);
	KUNIT_EXPECT_EQ(test, rom[5], 0x11);
}

static void pages_that_are_out(struct kunit *test)
{
	insn("\x89\x03", 2);	/* mov %eax,(%ebx) */
	gpr[X86_RBX] = DEVICE;
	gpr[X86_RAX] = 7;
	paged_out = true;
	KUNIT_EXPECT_EQ(test, touch(DEVICE, SLAT_WRITE), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, dev.writes, 0);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 7);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(store_to_the_kernel),
	KUNIT_CASE(load_from_the_kernel),
	KUNIT_CASE(store_to_userspace),
	KUNIT_CASE(load_from_userspace),
	KUNIT_CASE(the_same_in_64_bit_code),
	KUNIT_CASE(plain_moves),
	KUNIT_CASE(read_modify_write),
	KUNIT_CASE(compare_only_reads),
	KUNIT_CASE(across_two_pages),
	KUNIT_CASE(across_memory_and_device),
	KUNIT_CASE(copy_to_a_device),
	KUNIT_CASE(copy_from_userspace),
	KUNIT_CASE(compare_two_devices),
	KUNIT_CASE(repeat_nothing),
	KUNIT_CASE(write_to_rom),
	KUNIT_CASE(pages_that_are_out),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "airlock_x86_mmio",
	.init = cpu_init,
	.exit = cpu_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's accesses to devices");
MODULE_LICENSE("GPL");
