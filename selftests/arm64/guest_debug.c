// SPDX-License-Identifier: GPL-2.0
/* KVM_SET_GUEST_DEBUG: the launcher debugs the guest. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(debug, 0);

#define PSTATE_SS	(1UL << 21)

/* DBGBCR<n>_EL1: all of a word, at EL0 and EL1, on. */
#define BREAK_ON	(0xf << 5 | 3 << 1 | 1)
/* DBGWCR<n>_EL1: eight bytes, stores, at EL0 and EL1, on. */
#define WATCH_ON	(0xff << 5 | 2 << 3 | 3 << 1 | 1)

/* Places in the guest's code. */
extern char at_brk[], at_nops[], at_sysreg[], at_store[], at_end[];

static volatile __u64 watched;
static volatile __u32 brks, hits;

static void on_brk(struct guest_regs *regs)
{
	brks++;
	regs->pc += 4;
}

static void on_own(struct guest_regs *regs)
{
	hits++;
	write_sysreg(dbgbcr0_el1, 0);
	isb();
}

static void guest_init(void)
{
	guest_hook[EC_BRK] = on_brk;
	guest_hook[EC_BREAKPOINT] = on_own;
	guest_sync(1);
}

static void guest_code(unsigned long arg)
{
	guest_init();
	asm volatile(".globl at_brk, at_nops, at_sysreg, at_store, at_end\n"
		     "at_brk: brk #3\n"
		     "at_nops: nop; nop; nop\n"
		     "at_sysreg: mrs x9, id_aa64pfr0_el1; nop\n"
		     "at_store: str xzr, [%0]\n"
		     "at_end: nop"
		     : : "r"(&watched) : "x9", "memory");
	guest_sync(2);
	guest_sync(brks);
	guest_done();
}

static int set_debug(struct test_vcpu *vcpu, __u32 control)
{
	struct kvm_guest_debug debug = { .control = control };

	return ioctl_err(vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
}

static __u64 pc_of(struct test_vcpu *vcpu)
{
	return vcpu_reg(vcpu, CORE_REG(regs.pc));
}

static void set_pc(struct test_vcpu *vcpu, const char *pc)
{
	vcpu_set_reg(vcpu, CORE_REG(regs.pc), (unsigned long)pc);
}

#define BY_BRK		(KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP)
#define BY_STEP		(KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP)
#define BY_POINTS	(KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW)

TEST_F(debug, capabilities)
{
	__u64 dfr0 = vcpu_reg(self->vcpu, SYS_REG(3, 0, 0, 5, 0));
	int dev = self->vm.dev;

	EXPECT_EQ(1, test_cap(dev, KVM_CAP_SET_GUEST_DEBUG));
	EXPECT_EQ((dfr0 >> 12 & 15) + 1,
		  test_cap(dev, KVM_CAP_GUEST_DEBUG_HW_BPS));
	EXPECT_EQ((dfr0 >> 20 & 15) + 1,
		  test_cap(dev, KVM_CAP_GUEST_DEBUG_HW_WPS));
	EXPECT_EQ(BY_BRK | BY_STEP | BY_POINTS,
		  test_cap(dev, KVM_CAP_SET_GUEST_DEBUG2));
}

TEST_F(debug, bad_control)
{
	EXPECT_EQ(-EINVAL, set_debug(self->vcpu, 1U << 31));
	EXPECT_EQ(-EINVAL, set_debug(self->vcpu, BY_STEP | 1U << 18));
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_GUEST_DEBUG, (void *)8);
}

TEST_F(debug, software_breakpoint)
{
	vcpu_enter(self->vcpu, guest_code);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, set_debug(self->vcpu, BY_BRK));
	ASSERT_RUN("debug 0x3c", self->vcpu);
	EXPECT_EQ(3, self->vcpu->run->debug.arch.hsr & 0xffff);
	EXPECT_EQ((unsigned long)at_brk, pc_of(self->vcpu));
	/* It is still there. */
	ASSERT_RUN("debug 0x3c", self->vcpu);
	set_pc(self->vcpu, at_nops);
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_RUN("sync 0", self->vcpu);
}

/* Without ENABLE the rest counts for nothing, and BRK is the guest's own. */
TEST_F(debug, off_again)
{
	vcpu_enter(self->vcpu, guest_code);
	ASSERT_EQ(0, set_debug(self->vcpu, BY_BRK));
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, set_debug(self->vcpu, KVM_GUESTDBG_USE_SW_BP));
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_RUN("sync 1", self->vcpu);
}

#define EXPECT_STEP_TO(vcpu, pc) do {					\
	ASSERT_RUN("debug 0x32", vcpu);					\
	EXPECT_EQ((unsigned long)(pc), pc_of(vcpu));			\
	/* It does not show in the guest's state. */			\
	EXPECT_EQ(0, vcpu_reg(vcpu, CORE_REG(regs.pstate)) & PSTATE_SS); \
} while (0)

/* Run to at_brk; go on at a place. */
#define STOP_AND_GO_ON_AT(vcpu, pc) do {				\
	vcpu_enter(vcpu, guest_code);					\
	ASSERT_EQ(0, set_debug(vcpu, BY_BRK));				\
	ASSERT_RUN("sync 1", vcpu);					\
	ASSERT_RUN("debug 0x3c", vcpu);					\
	set_pc(vcpu, pc);						\
} while (0)

TEST_F(debug, single_step)
{
	STOP_AND_GO_ON_AT(self->vcpu, at_nops);
	ASSERT_EQ(0, set_debug(self->vcpu, BY_STEP));
	EXPECT_STEP_TO(self->vcpu, at_nops + 4);
	EXPECT_STEP_TO(self->vcpu, at_nops + 8);
	/* What was written is read, and does not stop the steps. */
	vcpu_set_reg(self->vcpu, CORE_REG(regs.pstate),
		     vcpu_reg(self->vcpu, CORE_REG(regs.pstate)));
	EXPECT_STEP_TO(self->vcpu, at_nops + 12);
	ASSERT_EQ(0, set_debug(self->vcpu, 0));
	ASSERT_RUN("sync 2", self->vcpu);
}

/* One that is carried out for the guest is a step; KVM does one more. */
TEST_F(debug, step_over_a_trap)
{
	SKIP_UNLESS_AIRLOCK();
	STOP_AND_GO_ON_AT(self->vcpu, at_sysreg);
	ASSERT_EQ(0, set_debug(self->vcpu, BY_STEP));
	EXPECT_STEP_TO(self->vcpu, at_sysreg + 4);
	EXPECT_STEP_TO(self->vcpu, at_sysreg + 8);
}

/* Into an exception of the guest's: the next is the first of its handler. */
TEST_F(debug, step_into_an_exception)
{
	__u64 vbar = SYS_REG(3, 0, 12, 0, 0);

	STOP_AND_GO_ON_AT(self->vcpu, at_store);
	/* X0 holds no address, whatever register the store takes. */
	vcpu_set_reg(self->vcpu, CORE_REG(regs.pc), 0xffffffff00000000);
	ASSERT_EQ(0, set_debug(self->vcpu, BY_STEP));
	EXPECT_STEP_TO(self->vcpu, vcpu_reg(self->vcpu, vbar) + 0x200);
}

TEST_F(debug, hardware_breakpoint)
{
	struct kvm_guest_debug debug = { .control = BY_POINTS };

	STOP_AND_GO_ON_AT(self->vcpu, at_nops);
	debug.arch.dbg_bvr[1] = (unsigned long)at_sysreg;
	debug.arch.dbg_bcr[1] = BREAK_ON;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	ASSERT_RUN("debug 0x30", self->vcpu);
	EXPECT_EQ((unsigned long)at_sysreg, pc_of(self->vcpu));
	ASSERT_EQ(0, set_debug(self->vcpu, 0));
	ASSERT_RUN("sync 2", self->vcpu);
}

TEST_F(debug, hardware_watchpoint)
{
	struct kvm_guest_debug debug = { .control = BY_POINTS };

	STOP_AND_GO_ON_AT(self->vcpu, at_nops);
	debug.arch.dbg_wvr[1] = (unsigned long)&watched;
	debug.arch.dbg_wcr[1] = WATCH_ON;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	GUEST_VAR(&self->vm, watched) = 5;
	ASSERT_RUN("debug 0x34", self->vcpu);
	EXPECT_EQ((unsigned long)at_store, pc_of(self->vcpu));
	EXPECT_EQ((unsigned long)&watched, self->vcpu->run->debug.arch.far);
	/* Before the store was made. */
	EXPECT_EQ(5, GUEST_VAR(&self->vm, watched));
	ASSERT_EQ(0, set_debug(self->vcpu, 0));
	ASSERT_RUN("sync 2", self->vcpu);
	EXPECT_EQ(0, GUEST_VAR(&self->vm, watched));
}

/* The guest has a breakpoint, too, and keeps it. */
static void guest_own(unsigned long arg)
{
	guest_init();
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, 1 << 15 | 1 << 13);	/* MDE KDE */
	write_sysreg(dbgbvr0_el1, (unsigned long)at_store);
	write_sysreg(dbgbcr0_el1, BREAK_ON);
	isb();
	asm volatile("msr daifclr, #8" : : : "memory");
	guest_sync(3);
	/* As it was left, though the launcher's is in the CPU. */
	GUEST_EQ(read_sysreg(dbgbvr0_el1), (unsigned long)at_store);
	GUEST_EQ(read_sysreg(dbgbcr0_el1), BREAK_ON);
	GUEST_EQ(read_sysreg(mdscr_el1), 1 << 15 | 1 << 13);
	guest_code(0);
}

TEST_F(debug, beside_the_guests_own)
{
	struct kvm_guest_debug debug = { .control = BY_POINTS };

	debug.arch.dbg_bvr[0] = (unsigned long)at_nops;
	debug.arch.dbg_bcr[0] = BREAK_ON;
	vcpu_enter(self->vcpu, guest_own);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("sync 3", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("debug 0x3c", self->vcpu);
	set_pc(self->vcpu, at_nops);
	ASSERT_RUN("debug 0x30", self->vcpu);
	EXPECT_EQ(0, GUEST_VAR(&self->vm, hits));
	ASSERT_EQ(0, set_debug(self->vcpu, 0));
	ASSERT_RUN("sync 2", self->vcpu);
	EXPECT_EQ(1, GUEST_VAR(&self->vm, hits));
}

/* KVM_ARM_VCPU_INIT resets the guest, not who looks at it. */
TEST_F(debug, across_reset)
{
	ASSERT_EQ(0, set_debug(self->vcpu, BY_STEP));
	ASSERT_EQ(0, vcpu_init_err(self->vcpu,
				   1 << KVM_ARM_VCPU_PSCI_0_2));
	set_pc(self->vcpu, at_nops);
	EXPECT_STEP_TO(self->vcpu, at_nops + 4);
	EXPECT_STEP_TO(self->vcpu, at_nops + 8);
}

AIRLOCK_TEST_MAIN
