// SPDX-License-Identifier: GPL-2.0
/*
 * Cache maintenance by set and way, with caches on and off, and the registers
 * that trap around it. The emulator has no caches to go wrong: seen here is that
 * memory and registers are what they should be, and that nothing is undefined.
 */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(set_way, 0);

#define SCTLR_MMU_CACHE	((1UL << 0) | (1UL << 2))
#define HERE		(*(volatile __u64 *)GUEST_FREE_HIGH)

/* Sets 0 and 1 of way 0 of the first level: that is as good as all. */
static void by_set_and_way(void)
{
	asm volatile("dsb sy\n\t"
		     "dc isw, %0\n\tdc csw, %0\n\tdc cisw, %0\n\t"
		     "dc isw, %1\n\tdc csw, %1\n\tdc cisw, %1\n\t"
		     "dsb sy\n\tisb" : : "r"(0UL), "r"(1UL << 6) : "memory");
}

static void caches_off(void)
{
	__u64 sctlr = read_sysreg(sctlr_el1);

	write_sysreg(sctlr_el1, sctlr & ~SCTLR_MMU_CACHE);
	asm volatile("isb\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
}

static void caches_back_on(void)
{
	__u64 sctlr = read_sysreg(sctlr_el1);

	write_sysreg(sctlr_el1, sctlr | SCTLR_MMU_CACHE);
	asm volatile("isb" : : : "memory");
}

/* What each writes the other sees, whatever the guest's caches are set to. */
static void guest_shares(unsigned long arg)
{
	HERE = 1;
	by_set_and_way();
	guest_sync(0);
	GUEST_EQ(HERE, 2);
	caches_off();
	GUEST_EQ(HERE, 2);
	HERE = 3;
	by_set_and_way();
	guest_sync(1);
	GUEST_EQ(HERE, 4);
	HERE = 5;
	by_set_and_way();
	caches_back_on();
	GUEST_EQ(HERE, 5);
	/* And once more: the traps were gone. */
	HERE = 6;
	by_set_and_way();
	caches_off();
	GUEST_EQ(HERE, 6);
	caches_back_on();
	guest_done();
}

TEST_F(set_way, shared_memory)
{
	volatile __u64 *here = (void *)(self->vm.ram + GUEST_FREE_HIGH);

	vcpu_enter(self->vcpu, guest_shares);
	ASSERT_RUN("sync 0", self->vcpu);
	EXPECT_EQ(1, *here);
	*here = 2;
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(3, *here);
	*here = 4;
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(6, *here);
}

#define KEEPS(reg, value) do {						\
	__u64 __before = read_sysreg(reg);				\
									\
	write_sysreg(reg, value);					\
	GUEST_EQ(read_sysreg(reg), value);				\
	write_sysreg(reg, __before);					\
} while (0)

/* Written through the hypervisor while it waits for the caches. */
GUEST_TEST_F(set_way, stage1_registers)
{
	by_set_and_way();
	KEEPS(ttbr1_el1, 0x123456000UL);
	KEEPS(esr_el1, 0x56000000UL);
	KEEPS(far_el1, 0xffff123456789abcUL);
	KEEPS(contextidr_el1, 0x89abcdefUL);
	caches_off();
	KEEPS(ttbr0_el1, 0x7000UL);
	KEEPS(tcr_el1, 0x3500UL);
	KEEPS(mair_el1, 0xff440c0400UL);
	write_sysreg(afsr0_el1, 0);
	write_sysreg(afsr1_el1, 0);
	write_sysreg(amair_el1, 0);
	caches_back_on();
	GUEST_EQ(read_sysreg(sctlr_el1) & SCTLR_MMU_CACHE, SCTLR_MMU_CACHE);
}

/* They are for EL1 alone. */
static __u64 el0_set_way(__u64 arg)
{
	asm volatile(GUEST_EX("dc cisw, %0") : : "r"(arg));
	return arg;
}

GUEST_TEST_F(set_way, from_el0)
{
	guest_ex_begin();
	guest_el0(el0_set_way, 0);
	GUEST_EQ(guest_ex_end(), EC_UNKNOWN);
}

AIRLOCK_TEST_MAIN
