// SPDX-License-Identifier: GPL-2.0
/* Debug exceptions: the guest's own, and those that the launcher asks for. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(debug, 0);

/* A guest that debugs itself: breakpoint, watchpoint, step. */

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

/* KVM_SET_GUEST_DEBUG. */

static void guest_breaks(unsigned long arg)
{
	guest_sync(1);
	asm volatile("brk #3");
	guest_sync(2);
	guest_done();
}

TEST_F(debug, software_breakpoint)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP,
	};
	__u64 pc;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_SET_GUEST_DEBUG);
	vcpu_enter(self->vcpu, guest_breaks);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	ASSERT_RUN("debug 0x3c", self->vcpu);
	pc = vcpu_reg(self->vcpu, CORE_REG(regs.pc));
	vcpu_set_reg(self->vcpu, CORE_REG(regs.pc), pc + 4);
	ASSERT_RUN("sync 2", self->vcpu);
}

TEST_F(debug, single_step)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP,
	};
	__u64 pc, last = 0;
	int i;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_SET_GUEST_DEBUG);
	vcpu_enter(self->vcpu, guest_breaks);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	for (i = 0; i < 5; i++) {
		ASSERT_RUN("debug 0x32", self->vcpu);
		pc = vcpu_reg(self->vcpu, CORE_REG(regs.pc));
		EXPECT_NE(last, pc);
		last = pc;
	}
	debug.control = 0;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	ASSERT_RUN("sync 1", self->vcpu);
}

TEST_F(debug, bad_control)
{
	struct kvm_guest_debug debug = { .control = 1U << 31 };

	EXPECT_GT(0, ioctl_err(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug));
	EXPECT_GT(0, ioctl_err(self->vcpu->fd, KVM_SET_GUEST_DEBUG, (void *)8));
}

AIRLOCK_TEST_MAIN
