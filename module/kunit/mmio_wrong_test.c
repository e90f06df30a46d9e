// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions on devices where something is wrong: with the instruction, with
 * the guest's rights, with userspace's idea of where the guest is.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "fake_mmio.h"

/* Userspace resets the vCPU while an access of it is pending. */
static void abandoned_access(struct kunit *test)
{
	insn("\x8b\x03", 2);	/* mov (%ebx),%eax */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = 5;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	cpu.rip = 0xfff0;
	KUNIT_EXPECT_EQ(test, finish(77), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, 0xfff0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 5);
}

static void unknown_instructions(struct kunit *test)
{
	const u8 *data = (const u8 *)vcpu->run->internal.data;

	insn("\xd9\x03", 2);	/* flds (%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	KUNIT_EXPECT_EQ(test, vcpu->run->internal.suberror,
			(u32)KVM_INTERNAL_ERROR_EMULATION);
	KUNIT_EXPECT_EQ(test, vcpu->run->internal.ndata, 3);
	KUNIT_EXPECT_EQ(test, vcpu->run->emulation_failure.flags, 1);
	KUNIT_EXPECT_EQ(test, vcpu->run->emulation_failure.insn_size, 15);
	KUNIT_EXPECT_EQ(test, data[9], 0xd9);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, exception, -1);
	/* A user program cannot bring the guest down. */
	cpu.cpl = 3;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_UD);
}

static void code_that_changed(struct kunit *test)
{
	insn("\x89\xc3", 2);	/* mov %eax,%ebx */
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, exception, -1);
	insn("\xf0\x89\x03", 3);	/* lock mov */
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_UD);
	/* It loads the stack pointer from a device: no. */
	insn("\x8b\x23", 2);	/* mov (%ebx),%esp */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
}

/* The exit was a read: for a write, the guest's own rights count. */
static void a_read_does_not_allow_a_write(struct kunit *test)
{
	static const u64 tables[] = { 0x3000, 0x4000, 0x5000 };
	unsigned int i;
	u64 entry;

	cpu.cr0 |= X86_CR0_PG | X86_CR0_WP;
	cpu.cr4 = X86_CR4_PAE;
	cpu.efer = EFER_LME | EFER_LMA;
	cpu.cr3 = 0x2000;
	cpu.code = X86_CODE_64;
	for (i = 0; i < 3; i++) {
		entry = tables[i] | PTE_P | PTE_RW;
		memcpy(ram + 0x2000 + i * 0x1000, &entry, 8);
	}
	entry = CODE | PTE_P;
	memcpy(ram + 0x5000 + 8, &entry, 8);
	entry = DEVICE | PTE_P;
	memcpy(ram + 0x5000 + 16, &entry, 8);

	insn("\x89\x03", 2);	/* mov %eax,(%rbx) */
	gpr[X86_RBX] = 0x2010;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x10, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 0);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, exception_error,
			(u32)(X86_PFERR_PRESENT | X86_PFERR_WRITE));
	KUNIT_EXPECT_EQ(test, exception_cr2, 0x2010);
	/* The CPU that writes has looked. */
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x10, SLAT_WRITE),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
}

static void segments_end(struct kunit *test)
{
	insn("\xa4", 1);		/* movsb */
	gpr[X86_RSI] = USER - 0x1000;
	gpr[X86_RDI] = 0x2000;
	segments[X86_SEG_DS].base = 0x1000;
	segments[X86_SEG_ES].limit = 0x1fff;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_GP);
	segments[X86_SEG_ES].limit = 0x2000;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	expect_exit(test, USER, 1, false);
	/* Expand-down: above the limit, not below. */
	segments[X86_SEG_ES].ar |= X86_AR_EXPAND_DOWN;
	exception = -1;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_GP);
	segments[X86_SEG_ES].limit = 0x1fff;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
}

static void fs_and_gs_have_bases(struct kunit *test)
{
	cpu.code = X86_CODE_64;
	insn("\x65\x8b\x04\x25\x08\x00\x00\x00", 8);	/* mov %gs:8,%eax */
	segments[X86_SEG_GS].base = DEVICE;
	segments[X86_SEG_DS].base = 0x12345;
	dev.value = 99;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 8, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 99);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
}

/* Drive one instruction to its end. Return: how many steps that took. */
static unsigned int drive(struct kunit *test, struct rnd_state *rnd, int verdict)
{
	unsigned int steps = 0;

	while (verdict != AIRLOCK_RESUME && steps++ < 16) {
		if (verdict == AIRLOCK_DEFER) {
			verdict = vcpu->deferred(vcpu);
			continue;
		}
		KUNIT_ASSERT_EQ(test, verdict, AIRLOCK_TO_USER);
		if (vcpu->run->exit_reason == KVM_EXIT_MMIO)
			KUNIT_EXPECT_LE(test, vcpu->run->mmio.len, 8);
		if (!vcpu->complete)
			break;
		if (!(prandom_u32_state(rnd) % 16))
			cpu.rip++;
		verdict = finish((u64)prandom_u32_state(rnd) << 32 |
				   prandom_u32_state(rnd));
	}
	return steps;
}

/* Any instruction, any registers, any exit: it ends, and soon. */
static void survives_anything(struct kunit *test)
{
	static const u64 near[] = { DEVICE, USER, 0x2000, ROM, DEVICE + 0xffc,
				    USER + 0xffd, RAM_SIZE - 2 };
	unsigned int i, j, longest = 0, user = 0;
	struct rnd_state rnd;
	gpa_t gpa;
	int ret;

	prandom_seed_state(&rnd, 5);
	for (i = 0; i < 200000; i++) {
		cpu.rip = CODE + (i % 64 ? 0 : 0xff8);
		cpu.code = prandom_u32_state(&rnd) % 3;
		cpu.cpl = i & 1 ? 0 : 3;
		cpu.rflags = X86_EFLAGS_FIXED |
			     (prandom_u32_state(&rnd) & 0xcd5);
		prandom_bytes_state(&rnd, ram + cpu.rip, X86_INSN_MAX);
		if (i & 2)
			ram[cpu.rip] = 0xa4 + (ram[cpu.rip] & 11);
		for (j = 0; j < X86_NR_GPR; j++)
			gpr[j] = near[prandom_u32_state(&rnd) %
				      ARRAY_SIZE(near)];
		paged_out = !(i % 8);
		gpa = near[i % ARRAY_SIZE(near)];
		vcpu->complete = NULL;
		ret = touch(gpa, 1 << (i % 2) | (i & 4 ? X86_MMIO_ROM : 0));
		user += ret == AIRLOCK_TO_USER;
		longest = max(longest, drive(test, &rnd, ret));
	}
	KUNIT_EXPECT_GT(test, user, 1000);
	KUNIT_EXPECT_LT(test, longest, 10);
}

static struct kunit_case mmio_wrong_cases[] = {
	KUNIT_CASE(abandoned_access),
	KUNIT_CASE(unknown_instructions),
	KUNIT_CASE(code_that_changed),
	KUNIT_CASE(a_read_does_not_allow_a_write),
	KUNIT_CASE(segments_end),
	KUNIT_CASE(fs_and_gs_have_bases),
	KUNIT_CASE(survives_anything),
	{}
};

static struct kunit_suite mmio_wrong_suite = {
	.name = "airlock_x86_mmio_wrong",
	.init = cpu_init,
	.exit = cpu_exit,
	.test_cases = mmio_wrong_cases,
};

kunit_test_suite(mmio_wrong_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's failing accesses to devices");
MODULE_LICENSE("GPL");
