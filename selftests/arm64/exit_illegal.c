// SPDX-License-Identifier: GPL-2.0
/* What a CPU refuses: the guest gets the exception, the host notices nothing. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(illegal, 0);

GUEST_TEST_F(illegal, undefined_instruction)
{
	GUEST_EQ(guest_try("udf #0"), EC_UNKNOWN);
	GUEST_EQ(guest_try(".inst 0xffffffff"), EC_UNKNOWN);
	GUEST_EQ(guest_try("hlt #0"), EC_UNKNOWN);
	GUEST_EQ(guest_try("dcps2"), EC_UNKNOWN);
}

GUEST_TEST_F(illegal, brk)
{
	GUEST_EQ(guest_try("brk #7"), EC_BRK);
	GUEST_EQ(guest_this_cpu()->esr & 0xffff, 7);
}

GUEST_TEST_F(illegal, svc)
{
	GUEST_EQ(guest_try("svc #5"), EC_SVC);
	GUEST_EQ(guest_this_cpu()->esr & 0xffff, 5);
}

/* ERET to an exception level that is not there sets PSTATE.IL. */
static void after_illegal(struct guest_regs *regs)
{
	guest_this_cpu()->vector = EC_ILLEGAL;
	regs->pstate &= ~(1UL << 20);
}

static void eret_to(__u64 spsr)
{
	guest_hook[EC_ILLEGAL] = after_illegal;
	guest_ex_begin();
	asm volatile("msr spsr_el1, %0\n\t"
		     "adr x9, 1f\n\t"
		     "msr elr_el1, x9\n\t"
		     "isb\n\t"
		     "eret\n\t"
		     "1:" : : "r"(spsr) : "x9", "memory");
	GUEST_EQ(guest_ex_end(), EC_ILLEGAL);
}

GUEST_TEST_F(illegal, return_to_el2)
{
	eret_to(0x3c9);		/* EL2h */
	eret_to(0x3cd);		/* EL3h */
	eret_to(0x3c1);		/* no such mode */
}

static void after_pc(struct guest_regs *regs)
{
	guest_this_cpu()->vector = EC_PC_ALIGN;
	guest_this_cpu()->far = regs->far;
	regs->pc = regs->x[30];
}

GUEST_TEST_F(illegal, pc_alignment)
{
	guest_hook[EC_PC_ALIGN] = after_pc;
	guest_ex_begin();
	asm volatile("blr %0" : : "r"(0x100002UL) : "x30", "memory");
	GUEST_EQ(guest_ex_end(), EC_PC_ALIGN);
	GUEST_EQ(guest_this_cpu()->far, 0x100002);
}

/* Stage 1 is the guest's business. */
GUEST_TEST_F(illegal, translation_fault)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("ldr x9, [%0]") : : "r"(1UL << 45)
		     : "x9", "memory");
	GUEST_EQ(guest_ex_end(), EC_DABT);
	GUEST_EQ(guest_this_cpu()->far, 1UL << 45);
	GUEST_EQ(guest_this_cpu()->esr & 0x3c, 0x04);
}

/* Jump through noise: whatever it is, it is the guest's. */
static void guest_noise(unsigned long arg)
{
	__u64 x = 0x9e3779b97f4a7c15 * (arg + 1);
	__u32 *code = (__u32 *)GUEST_FREE;
	unsigned int i;

	for (i = 0; i < 512; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		code[i] = x >> 16;
	}
	isb();
	((void (*)(void))GUEST_FREE)();
	guest_done();
}

TEST_F(illegal, noise)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u64 round;

	for (round = 0; round < 40; round++) {
		int i;

		vcpu_enter(self->vcpu, guest_noise);
		vcpu_set_reg(self->vcpu, CORE_REG(regs.regs[0]), round);
		vcpu_thread_start(&t, self->vcpu);
		for (i = 0; i < 10 && !READ_ONCE(t.result); i++)
			test_relax();
		vcpu_thread_kick(&t);
		ASSERT_NE(NULL, vcpu_thread_join(&t));
	}
}

AIRLOCK_TEST_MAIN
