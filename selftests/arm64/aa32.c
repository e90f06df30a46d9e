// SPDX-License-Identifier: GPL-2.0
/*
 * Guests whose EL1 is AArch32, in words of A32 as there is no compiler for
 * them here: coprocessor registers, accesses to devices, exceptions.
 */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "arch_vm.h"

#define CODE		GUEST_FREE
#define PSTATE_SVC	0x1d3		/* Supervisor mode, all masked */
#define MODE_UND	0x1b
#define MODE_ABT	0x17

/* R1 points to the device in all of these. */
#define MOVW(rd, imm)	(0xe3000000 | ((imm) >> 12 & 0xf) << 16 | (rd) << 12 | \
			 ((imm) & 0xfff))
#define MOVT(rd, imm)	(0xe3400000 | ((imm) >> 12 & 0xf) << 16 | (rd) << 12 | \
			 ((imm) & 0xfff))
#define STR(rt)		(0xe5810000 | (rt) << 12)
#define LDR(rt)		(0xe5910000 | (rt) << 12)
#define MRC(cp, op1, rt, crn, crm, op2) \
	(0xee100010 | (op1) << 21 | (crn) << 16 | (rt) << 12 | (cp) << 8 | \
	 (op2) << 5 | (crm))
#define MCR(cp, op1, rt, crn, crm, op2) \
	(MRC(cp, op1, rt, crn, crm, op2) & ~(1U << 20))
#define STAY		0xeafffffe	/* b . */

FIXTURE(aa32)
{
	struct test_vm vm;
	struct test_vcpu *vcpu;
};

FIXTURE_SETUP(aa32)
{
	__u32 setup[] = { MOVW(1, 0), MOVT(1, GUEST_MMIO >> 16) };

	vm_create(&self->vm, 0);
	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_ARM_EL1_32BIT);
	self->vcpu = vcpu_create(&self->vm, 0);
	ASSERT_EQ(0, vcpu_init_err(self->vcpu,
				   1 << KVM_ARM_VCPU_PSCI_0_2 |
				   1 << KVM_ARM_VCPU_EL1_32BIT));
	ASSERT_EQ(PSTATE_SVC, vcpu_reg(self->vcpu, CORE_REG(regs.pstate)));
	memcpy(self->vm.ram + CODE, setup, sizeof(setup));
	vcpu_set_reg(self->vcpu, CORE_REG(regs.pc), CODE);
}

FIXTURE_TEARDOWN(aa32)
{
	if (self->vcpu)
		vm_destroy(&self->vm);
}

/* Code behind the set-up of R1. */
static void put(struct test_vm *vm, const __u32 *words, size_t size)
{
	memcpy(vm->ram + CODE + 8, words, size);
}

/* At a vector: store R14, by a register that no mode has its own of. */
static void put_handler(struct test_vm *vm, unsigned long at)
{
	static const __u32 words[] = { 0xe1a0200e /* mov r2, lr */, STR(2), STAY };

	memcpy(vm->ram + at, words, sizeof(words));
}

#define PUT(vm, ...) do {						\
	const __u32 __words[] = { __VA_ARGS__, STAY };			\
									\
	put(vm, __words, sizeof(__words));				\
} while (0)

static __u32 stored(struct test_vcpu *vcpu)
{
	__u32 value;

	memcpy(&value, vcpu->run->mmio.data, sizeof(value));
	return value;
}

#define ASSERT_STORE(vcpu) do {						\
	ASSERT_EQ(0, vcpu_run(vcpu));					\
	ASSERT_EQ(KVM_EXIT_MMIO, (vcpu)->run->exit_reason);		\
	ASSERT_EQ(1, (vcpu)->run->mmio.is_write);			\
	ASSERT_EQ(4, (vcpu)->run->mmio.len);				\
} while (0)

/* What AArch32 reads is what AArch64's register says. */
TEST_F(aa32, identification)
{
	struct test_vcpu *vcpu = self->vcpu;
	const struct {
		__u32 word;
		__u64 id;
	} cases[] = {
		{ MRC(15, 0, 0, 0, 0, 0), SYS_REG(3, 0, 0, 0, 0) },
		{ MRC(15, 0, 0, 0, 0, 5), SYS_REG(3, 0, 0, 0, 5) },
		{ MRC(15, 0, 0, 0, 1, 0), SYS_REG(3, 0, 0, 1, 0) },
		{ MRC(15, 0, 0, 0, 1, 1), SYS_REG(3, 0, 0, 1, 1) },
		{ MRC(15, 0, 0, 0, 1, 4), SYS_REG(3, 0, 0, 1, 4) },
		{ MRC(15, 0, 0, 0, 2, 0), SYS_REG(3, 0, 0, 2, 0) },
		{ MRC(15, 0, 0, 0, 2, 5), SYS_REG(3, 0, 0, 2, 5) },
		{ MRC(15, 0, 0, 0, 0, 1), SYS_REG(3, 3, 0, 0, 1) },
		{ MRC(15, 0, 0, 0, 0, 6), SYS_REG(3, 0, 0, 0, 6) },
		{ MRC(15, 1, 0, 0, 0, 7), SYS_REG(3, 1, 0, 0, 7) },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		PUT(&self->vm, cases[i].word, STR(0));
		vcpu_set_reg(vcpu, CORE_REG(regs.pc), CODE);
		ASSERT_STORE(vcpu);
		EXPECT_EQ((__u32)vcpu_reg(vcpu, cases[i].id), stored(vcpu)) {
			TH_LOG("register %#llx", cases[i].id);
		}
		ASSERT_EQ(0, vcpu_init_err(vcpu,
					   1 << KVM_ARM_VCPU_PSCI_0_2 |
					   1 << KVM_ARM_VCPU_EL1_32BIT));
	}
}

/* Written through us as long as caches are off: each keeps its own half. */
TEST_F(aa32, stage1_registers)
{
	static const struct {
		__u8 crn, crm, op2;
		__u32 value;
	} regs[] = {
		{ 2, 0, 0, 0x11000 },		/* TTBR0 */
		{ 2, 0, 1, 0x22000 },		/* TTBR1 */
		{ 2, 0, 2, 1 },			/* TTBCR */
		{ 3, 0, 0, 0x55555555 },	/* DACR */
		{ 5, 0, 0, 5 },			/* DFSR */
		{ 5, 0, 1, 7 },			/* IFSR */
		{ 6, 0, 0, 0x66666666 },	/* DFAR */
		{ 6, 0, 2, 0x77777777 },	/* IFAR */
		{ 10, 2, 0, 0x00098aa4 },	/* PRRR */
		{ 10, 2, 1, 0x44e048e0 },	/* NMRR */
		{ 13, 0, 1, 0x1234 },		/* CONTEXTIDR */
	};
	struct test_vcpu *vcpu = self->vcpu;
	const unsigned int nr = sizeof(regs) / sizeof(regs[0]);
	__u32 words[5 * 16], n = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		words[n++] = MOVW(2, regs[i].value & 0xffff);
		words[n++] = MOVT(2, regs[i].value >> 16);
		words[n++] = MCR(15, 0, 2, regs[i].crn, regs[i].crm,
				 regs[i].op2);
	}
	for (i = 0; i < nr; i++) {
		words[n++] = MRC(15, 0, 3, regs[i].crn, regs[i].crm,
				 regs[i].op2);
		words[n++] = STR(3);
	}
	words[n++] = STAY;
	put(&self->vm, words, n * sizeof(words[0]));
	for (i = 0; i < nr; i++) {
		ASSERT_STORE(vcpu);
		EXPECT_EQ(regs[i].value, stored(vcpu)) {
			TH_LOG("c%u, c%u, %u", regs[i].crn, regs[i].crm,
			       regs[i].op2);
		}
	}
	/* 64 bits at a time: MCRR and MRRC of TTBR1. */
	PUT(&self->vm, MOVW(2, 0x3000), MOVW(3, 0x12), 0xec432f12, 0xec565f12,
	    STR(5), STR(6));
	vcpu_set_reg(vcpu, CORE_REG(regs.pc), CODE);
	ASSERT_STORE(vcpu);
	EXPECT_EQ(0x3000, stored(vcpu));
	ASSERT_STORE(vcpu);
	EXPECT_EQ(0x12, stored(vcpu));
}

/* DCISW, DCCSW, DCCISW of the first set and way. */
TEST_F(aa32, set_way)
{
	PUT(&self->vm, MOVW(2, 0), MCR(15, 0, 2, 7, 6, 2),
	    MCR(15, 0, 2, 7, 10, 2), MCR(15, 0, 2, 7, 14, 2), STR(2));
	ASSERT_STORE(self->vcpu);
}

/* DBGOSLAR, DBGBVR0, DBGDIDR: debug registers are there. */
TEST_F(aa32, debug)
{
	struct test_vcpu *vcpu = self->vcpu;

	PUT(&self->vm, MOVW(2, 0x1234), MCR(14, 0, 2, 1, 0, 4),
	    MCR(14, 0, 2, 0, 0, 4), MRC(14, 0, 3, 0, 0, 4), STR(3),
	    MRC(14, 0, 4, 0, 0, 0), STR(4));
	ASSERT_STORE(vcpu);
	EXPECT_EQ(0x1234, stored(vcpu));
	EXPECT_EQ(0x1234, vcpu_reg(vcpu, SYS_REG(2, 0, 0, 0, 4)));
	ASSERT_STORE(vcpu);
	EXPECT_EQ(6, stored(vcpu) >> 16 & 0xf);
}

/* PMCR: an Undefined Instruction, to the guest's vector. */
TEST_F(aa32, undefined)
{
	struct test_vcpu *vcpu = self->vcpu;

	PUT(&self->vm, MRC(15, 0, 0, 9, 12, 0), STR(0));
	put_handler(&self->vm, 4);
	ASSERT_STORE(vcpu);
	EXPECT_EQ(CODE + 12, stored(vcpu));
	EXPECT_EQ(MODE_UND, vcpu_reg(vcpu, CORE_REG(regs.pstate)) & 0x1f);
	EXPECT_EQ(PSTATE_SVC, vcpu_reg(vcpu, CORE_REG(spsr[KVM_SPSR_UND])));
}

/* The launcher has no device there: a Data Abort. */
TEST_F(aa32, external_abort)
{
	struct kvm_vcpu_events events = { .exception.ext_dabt_pending = 1 };
	struct test_vcpu *vcpu = self->vcpu;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_ARM_INJECT_EXT_DABT);
	PUT(&self->vm, LDR(5), STR(5));
	put_handler(&self->vm, 16);
	ASSERT_EQ(0, vcpu_run(vcpu));
	ASSERT_EQ(KVM_EXIT_MMIO, vcpu->run->exit_reason);
	ASSERT_EQ(0, vcpu->run->mmio.is_write);
	ASSERT_EQ(0, ioctl_err(vcpu->fd, KVM_SET_VCPU_EVENTS, &events));
	ASSERT_STORE(vcpu);
	EXPECT_EQ(CODE + 8 + 8, stored(vcpu));
	EXPECT_EQ(MODE_ABT, vcpu_reg(vcpu, CORE_REG(regs.pstate)) & 0x1f);
	/* DFSR, short format: synchronous external abort; DFAR. */
	EXPECT_EQ(8, vcpu_reg(vcpu, SYS_REG(3, 0, 5, 2, 0)) & 0x40f);
	EXPECT_EQ(GUEST_MMIO, vcpu_reg(vcpu, SYS_REG(3, 0, 6, 0, 0)) &
		  0xffffffff);
}

/* Words, bytes, halves; each width into its register. */
TEST_F(aa32, devices)
{
	struct test_vcpu *vcpu = self->vcpu;
	const __u64 answer = 0xf8f7f6f5f4f3f2f1;

	PUT(&self->vm, LDR(2), STR(2), 0xe1d130b2 /* ldrh r3, [r1, #2] */,
	    STR(3), 0xe5d14003 /* ldrb r4, [r1, #3] */, STR(4));
	ASSERT_RUN("mmio read 4 0xd0000000", vcpu);
	memcpy(vcpu->run->mmio.data, &answer, 8);
	ASSERT_RUN("mmio write 4 0xd0000000 0xf4f3f2f1", vcpu);
	ASSERT_RUN("mmio read 2 0xd0000002", vcpu);
	memcpy(vcpu->run->mmio.data, &answer, 8);
	ASSERT_RUN("mmio write 4 0xd0000000 0xf2f1", vcpu);
	ASSERT_RUN("mmio read 1 0xd0000003", vcpu);
	memcpy(vcpu->run->mmio.data, &answer, 8);
	ASSERT_RUN("mmio write 4 0xd0000000 0xf1", vcpu);
}

/* What the CPU does not describe: several registers, a base that moves. */
TEST_F(aa32, undescribed)
{
	struct test_vcpu *vcpu = self->vcpu;
	const __u64 answer[] = { 0x11111111, 0x22222222, 0x33333333 };

	PUT(&self->vm, 0xe891000c /* ldm r1, {r2, r3} */,
	    0xe4914008 /* ldr r4, [r1], #8 */,
	    0xe881001c /* stm r1, {r2, r3, r4} */);
	if (!test_on_airlock()) {
		ASSERT_STREQ("errno 38", vcpu_run_full(vcpu));
		return;
	}
	ASSERT_RUN("mmio read 4 0xd0000000", vcpu);
	memcpy(vcpu->run->mmio.data, &answer[0], 8);
	ASSERT_RUN("mmio read 4 0xd0000004", vcpu);
	memcpy(vcpu->run->mmio.data, &answer[1], 8);
	ASSERT_RUN("mmio read 4 0xd0000000", vcpu);
	memcpy(vcpu->run->mmio.data, &answer[2], 8);
	ASSERT_RUN("mmio write 4 0xd0000008 0x11111111", vcpu);
	ASSERT_RUN("mmio write 4 0xd000000c 0x22222222", vcpu);
	ASSERT_RUN("mmio write 4 0xd0000010 0x33333333", vcpu);
}

/* T32, instructions of two bytes and of four. */
TEST_F(aa32, undescribed_t32)
{
	static const __u16 code[] = {
		0xc90c,			/* ldmia r1!, {r2, r3} */
		0xf841, 0x2b04,		/* str.w r2, [r1], #4 */
		0x600b,			/* str r3, [r1] */
		0xe7fe,			/* b . */
	};
	struct test_vcpu *vcpu = self->vcpu;
	const __u64 answer[] = { 0x44444444, 0x55555555 };

	if (!test_on_airlock())
		SKIP(return, "KVM gives it up");
	memcpy(self->vm.ram + CODE, code, sizeof(code));
	vcpu_set_reg(vcpu, CORE_REG(regs.regs[1]), GUEST_MMIO);
	vcpu_set_reg(vcpu, CORE_REG(regs.pstate), PSTATE_SVC | 1 << 5);
	ASSERT_RUN("mmio read 4 0xd0000000", vcpu);
	memcpy(vcpu->run->mmio.data, &answer[0], 8);
	ASSERT_RUN("mmio read 4 0xd0000004", vcpu);
	memcpy(vcpu->run->mmio.data, &answer[1], 8);
	ASSERT_RUN("mmio write 4 0xd0000008 0x44444444", vcpu);
	ASSERT_RUN("mmio write 4 0xd000000c 0x55555555", vcpu);
}

/* Modes of AArch64 are none of this vCPU's, and the reverse. */
TEST_F(aa32, modes)
{
	static const __u64 good[] = { 0x10, 0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f };
	static const __u64 bad[] = { 0x0, 0x4, 0x5, 0x9, 0x14, 0x16, 0x1a };
	unsigned int i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		EXPECT_EQ(0, vcpu_set_reg_err(self->vcpu,
					      CORE_REG(regs.pstate), &good[i])) {
			TH_LOG("%#llx", good[i]);
		}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_EQ(-EINVAL, vcpu_set_reg_err(self->vcpu,
						    CORE_REG(regs.pstate),
						    &bad[i])) {
			TH_LOG("%#llx", bad[i]);
		}
}

AIRLOCK_TEST_MAIN
