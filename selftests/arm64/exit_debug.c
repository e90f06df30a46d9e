// SPDX-License-Identifier: GPL-2.0
/* Debug exceptions of a guest that debugs itself; guest_debug.c has the rest. */
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(debug, 0);

extern char debug_here[];

static volatile __u32 hits;
static volatile __u64 hit_pc, hit_far, watched;

static void on_breakpoint(struct guest_regs *regs)
{
	hits++;
	hit_pc = regs->pc;
	write_sysreg(dbgbcr0_el1, 0);
	isb();
}

GUEST_TEST_F(debug, own_breakpoint)
{
	guest_hook[EC_BREAKPOINT] = on_breakpoint;
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, 1 << 15 | 1 << 13);	/* MDE KDE */
	write_sysreg(dbgbvr0_el1, (unsigned long)debug_here);
	/* All of a word, at EL1, on. */
	write_sysreg(dbgbcr0_el1, 0xf << 5 | 1 << 1 | 1);
	isb();
	asm volatile("msr daifclr, #8" : : : "memory");
	asm volatile("nop\n\t"
		     ".globl debug_here\n"
		     "debug_here: nop" : : : "memory");
	asm volatile("msr daifset, #8" : : : "memory");
	GUEST_EQ(hits, 1);
	GUEST_EQ(hit_pc, (unsigned long)debug_here);
}

static void on_watchpoint(struct guest_regs *regs)
{
	hits++;
	hit_far = regs->far;
	write_sysreg(dbgwcr0_el1, 0);
	isb();
}

GUEST_TEST_F(debug, own_watchpoint)
{
	guest_hook[EC_WATCHPOINT] = on_watchpoint;
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, 1 << 15 | 1 << 13);
	write_sysreg(dbgwvr0_el1, (unsigned long)&watched);
	/* Eight bytes, stores, at EL1, on. */
	write_sysreg(dbgwcr0_el1, 0xff << 5 | 2 << 3 | 1 << 1 | 1);
	isb();
	asm volatile("msr daifclr, #8" : : : "memory");
	watched = 5;
	asm volatile("msr daifset, #8" : : : "memory");
	GUEST_EQ(hits, 1);
	GUEST_EQ(watched, 5);
	GUEST_EQ(hit_far, (unsigned long)&watched);
}

/* Nothing of it is another guest's, nor the launcher's. */
static void guest_armed(unsigned long arg)
{
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, 1 << 15 | 1 << 13);
	write_sysreg(dbgwvr0_el1, (unsigned long)&watched);
	/* At EL0 and EL1, secure or not, loads and stores. */
	write_sysreg(dbgwcr0_el1, 0xff << 5 | 3 << 3 | 3 << 1 | 1);
	isb();
	guest_sync(1);
	guest_done();
}

TEST_F(debug, not_the_launchers)
{
	vcpu_enter(self->vcpu, guest_armed);
	ASSERT_RUN("sync 1", self->vcpu);
	watched = 7;
	EXPECT_EQ(7, watched);
	ASSERT_RUN("done", self->vcpu);
}

/*
 * The launcher's own thread has a watchpoint, of EL0 alone, and so has the
 * guest: MDSCR_EL1 is the same for both, and only the watchpoints differ.
 */
static __u64 el0_store(__u64 value)
{
	watched = value;
	return 0;
}

static void guest_watched_at_el0(unsigned long arg)
{
	guest_hook[EC_WATCHPOINT_LOW] = on_watchpoint;
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, 1 << 15);
	write_sysreg(dbgwvr0_el1, GUEST_EL0 + (unsigned long)&watched);
	/* Eight bytes, stores, at EL0, on. */
	write_sysreg(dbgwcr0_el1, 0xff << 5 | 2 << 3 | 2 << 1 | 1);
	isb();
	guest_sync(1);
	guest_el0(el0_store, 9);
	GUEST_EQ(hits, 1);
	GUEST_EQ(hit_far, GUEST_EL0 + (unsigned long)&watched);
	guest_done();
}

TEST_F(debug, beside_the_launchers)
{
	__u64 writes;
	int fd;

	fd = host_breakpoint_open(&watched);
	if (fd < 0)
		SKIP(return, "no hardware breakpoints of the host: %m");
	vcpu_enter(self->vcpu, guest_watched_at_el0);
	ASSERT_RUN("sync 1", self->vcpu);
	watched = 7;
	ASSERT_DONE(self->vcpu);
	watched = 8;
	ASSERT_EQ((ssize_t)sizeof(writes), read(fd, &writes, sizeof(writes)));
	EXPECT_EQ(2, writes);
	close(fd);
}

AIRLOCK_TEST_MAIN
