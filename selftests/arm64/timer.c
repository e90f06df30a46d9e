// SPDX-License-Identifier: GPL-2.0
/* The virtual and the physical timer of a guest. */
#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define CTL_ENABLE	1
#define CTL_IMASK	2
#define CTL_ISTATUS	4

FIXTURE_ONE_VCPU(timer, VM_IRQCHIP);

/* A level stays until the guest takes it away: mask it in the handler. */
static void take_timer(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS)
		return;
	guest_irqs[intid]++;
	if (intid == INTID_VTIMER)
		write_sysreg(cntv_ctl_el0, CTL_ENABLE | CTL_IMASK);
	if (intid == INTID_PTIMER)
		write_sysreg(cntp_ctl_el0, CTL_ENABLE | CTL_IMASK);
	isb();
	gic_end(intid);
}

static void guest_init(void)
{
	guest_irq_hook = take_timer;
	gic_init_dist();
	gic_init_cpu();
	gic_enable(INTID_VTIMER);
	gic_enable(INTID_PTIMER);
}

GUEST_TEST_F(timer, counter)
{
	__u64 a, b, i;

	a = read_sysreg(cntvct_el0);
	for (i = 0; i < 1000; i++) {
		isb();
		b = read_sysreg(cntvct_el0);
		GUEST_ASSERT(b >= a);
		a = b;
	}
	GUEST_ASSERT(read_sysreg(cntfrq_el0) > 0);
	/* The physical one goes on, too. */
	a = read_sysreg(cntpct_el0);
	isb();
	GUEST_ASSERT(read_sysreg(cntpct_el0) >= a);
}

GUEST_TEST_F(timer, virtual_fires)
{
	unsigned int i;

	guest_init();
	irqs_on();
	for (i = 1; i <= 10; i++) {
		__u64 due = read_sysreg(cntvct_el0) + 20000;

		write_sysreg(cntv_cval_el0, due);
		write_sysreg(cntv_ctl_el0, CTL_ENABLE);
		isb();
		GUEST_WAIT(guest_irqs[INTID_VTIMER] == i);
		GUEST_ASSERT(read_sysreg(cntvct_el0) >= due);
	}
	GUEST_EQ(guest_irqs[INTID_VTIMER], 10);
}

GUEST_TEST_F(timer, physical_fires)
{
	unsigned int i;

	guest_init();
	irqs_on();
	for (i = 1; i <= 10; i++) {
		__u64 due = read_sysreg(cntpct_el0) + 20000;

		write_sysreg(cntp_cval_el0, due);
		write_sysreg(cntp_ctl_el0, CTL_ENABLE);
		isb();
		GUEST_WAIT(guest_irqs[INTID_PTIMER] == i);
		GUEST_ASSERT(read_sysreg(cntpct_el0) >= due);
	}
	GUEST_EQ(guest_irqs[INTID_VTIMER], 0);
}

/* Due already, in the past, and by the down-counter. */
GUEST_TEST_F(timer, due_at_once)
{
	guest_init();
	irqs_on();
	write_sysreg(cntv_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	GUEST_WAIT(guest_irqs[INTID_VTIMER] == 1);
	GUEST_EQ(read_sysreg(cntv_ctl_el0), 7);
	write_sysreg(cntv_tval_el0, -5);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	GUEST_WAIT(guest_irqs[INTID_VTIMER] == 2);
	write_sysreg(cntp_tval_el0, 0);
	write_sysreg(cntp_ctl_el0, CTL_ENABLE);
	isb();
	GUEST_WAIT(guest_irqs[INTID_PTIMER] == 1);
	GUEST_EQ(read_sysreg(cntp_ctl_el0), 7);
}

/* Masked or off it says that it is due and does nothing. */
GUEST_TEST_F(timer, masked)
{
	guest_init();
	irqs_on();
	write_sysreg(cntv_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE | CTL_IMASK);
	isb();
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[INTID_VTIMER], 0);
	GUEST_EQ(read_sysreg(cntv_ctl_el0), 7);
	write_sysreg(cntv_ctl_el0, 0);
	isb();
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[INTID_VTIMER], 0);
	GUEST_EQ(read_sysreg(cntv_ctl_el0) & 3, 0);
	/* Not ~0: QEMU 7.2 adds the offset to it and goes round for ever. */
	write_sysreg(cntv_cval_el0, 1UL << 55);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[INTID_VTIMER], 0);
	GUEST_EQ(read_sysreg(cntv_ctl_el0), 1);
}

/* Never taken away, it comes again and again; disabled, it is over. */
static void take_level(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS) {
		guest_spurious++;
		return;
	}
	if (++guest_irqs[intid] == 5)
		write_sysreg(cntv_ctl_el0, 0);
	isb();
	gic_end(intid);
}

GUEST_TEST_F(timer, level)
{
	guest_init();
	guest_irq_hook = take_level;
	irqs_on();
	write_sysreg(cntv_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	GUEST_WAIT(guest_irqs[INTID_VTIMER] >= 5);
	arch_guest_light_exit();
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[INTID_VTIMER], 5);
}

/* The pending bit of the GIC shows the line. */
GUEST_TEST_F(timer, pending)
{
	guest_init();
	gic_disable(INTID_VTIMER);
	write_sysreg(cntv_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	GUEST_WAIT(gic_get_bit(INTID_VTIMER, GICD_ISPENDR));
	write_sysreg(cntv_ctl_el0, CTL_ENABLE | CTL_IMASK);
	isb();
	GUEST_WAIT(!gic_get_bit(INTID_VTIMER, GICD_ISPENDR));
}

/* Asleep in WFI it wakes the vCPU. */
static void sleep_until(__u64 due)
{
	__u32 seen = guest_irqs[INTID_VTIMER];

	write_sysreg(cntv_cval_el0, due);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	while (guest_irqs[INTID_VTIMER] == seen) {
		wfi();
		irqs_on();
		isb();
		irqs_off();
	}
	GUEST_ASSERT(read_sysreg(cntvct_el0) >= due);
}

GUEST_TEST_F(timer, wakes)
{
	unsigned int i;

	guest_init();
	for (i = 0; i < 10; i++)
		sleep_until(read_sysreg(cntvct_el0) + 100000);
	GUEST_EQ(guest_irqs[INTID_VTIMER], 10);
}

GUEST_TEST_F(timer, physical_wakes)
{
	unsigned int i;

	guest_init();
	for (i = 1; i <= 5; i++) {
		write_sysreg(cntp_tval_el0, 100000);
		write_sysreg(cntp_ctl_el0, CTL_ENABLE);
		isb();
		while (guest_irqs[INTID_PTIMER] != i) {
			wfi();
			irqs_on();
			isb();
			irqs_off();
		}
	}
}

/* A masked interrupt ends WFI all the same. */
GUEST_TEST_F(timer, wakes_masked)
{
	guest_init();
	write_sysreg(cntv_tval_el0, 100000);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	wfi();
	GUEST_EQ(guest_irqs[INTID_VTIMER], 0);
}

/* Both at once. */
GUEST_TEST_F(timer, both)
{
	unsigned int i;

	guest_init();
	irqs_on();
	for (i = 1; i <= 5; i++) {
		write_sysreg(cntv_tval_el0, 10000);
		write_sysreg(cntp_tval_el0, 10000);
		write_sysreg(cntv_ctl_el0, CTL_ENABLE);
		write_sysreg(cntp_ctl_el0, CTL_ENABLE);
		isb();
		GUEST_WAIT(guest_irqs[INTID_VTIMER] == i &&
			   guest_irqs[INTID_PTIMER] == i);
	}
}

/* A launcher that goes away in between changes nothing. */
static void guest_across_exits(unsigned long arg)
{
	guest_init();
	write_sysreg(cntv_cval_el0, read_sysreg(cntvct_el0) + 50000);
	write_sysreg(cntv_ctl_el0, CTL_ENABLE);
	isb();
	guest_sync(1);
	irqs_on();
	GUEST_WAIT(guest_irqs[INTID_VTIMER] == 1);
	guest_sync(2);
	guest_done();
}

TEST_F(timer, across_exits)
{
	int i;

	vcpu_enter(self->vcpu, guest_across_exits);
	ASSERT_RUN("sync 1", self->vcpu);
	for (i = 0; i < 5; i++)
		test_relax();
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_DONE(self->vcpu);
}

/* As registers: time set back, and a timer that the launcher arms. */
static void guest_count(unsigned long arg)
{
	guest_sync(read_sysreg(cntvct_el0) >> 20);
	guest_init();
	irqs_on();
	GUEST_WAIT(guest_irqs[INTID_VTIMER]);
	guest_done();
}

TEST_F(timer, registers)
{
	struct test_vcpu *vcpu = self->vcpu;

	vcpu_enter(vcpu, guest_count);
	vcpu_set_reg(vcpu, KVM_REG_ARM_TIMER_CNT, 0);
	ASSERT_GT(1UL << 32, vcpu_reg(vcpu, KVM_REG_ARM_TIMER_CNT));
	vcpu_set_reg(vcpu, KVM_REG_ARM_TIMER_CNT, 1UL << 40);
	EXPECT_LE(1UL << 40, vcpu_reg(vcpu, KVM_REG_ARM_TIMER_CNT));
	EXPECT_EQ(0, strncmp("sync 1048", vcpu_run_full(vcpu), 9)) {
		TH_LOG("%s", vcpu->what);
	}
	vcpu_set_reg(vcpu, KVM_REG_ARM_TIMER_CVAL, 5);
	vcpu_set_reg(vcpu, KVM_REG_ARM_TIMER_CTL, CTL_ENABLE);
	EXPECT_EQ(5, vcpu_reg(vcpu, KVM_REG_ARM_TIMER_CVAL));
	ASSERT_DONE(vcpu);
}

AIRLOCK_TEST_MAIN
