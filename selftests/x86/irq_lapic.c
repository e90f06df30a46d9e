// SPDX-License-Identifier: GPL-2.0
/* The LAPIC in the kernel: its timer, its priorities, IPIs, MSIs, HLT. */
#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define VECTOR	0x50

FIXTURE_ONE_VCPU(lapic, VM_IRQCHIP);

static void wait_irq(unsigned int vector, __u32 count)
{
	while (guest_irqs[vector] < count)
		pause_cpu();
}

/* HLT blocks in the kernel and ends with the interrupt. */
static void timer_start(__u32 mode, __u32 ticks)
{
	x2apic_write(APIC_TDCR, 0xb);	/* divide by 1 */
	x2apic_write(APIC_LVT_TIMER, mode | VECTOR);
	x2apic_write(APIC_TMICT, ticks);
}

GUEST_TEST_F(lapic, timer_one_shot)
{
	x2apic_enable();
	timer_start(0, 100000);
	GUEST_ASSERT(x2apic_read(APIC_TMCCT) <= 100000);
	sti();
	wait_irq(VECTOR, 1);
	GUEST_EQ(x2apic_read(APIC_TMCCT), 0);
	GUEST_EQ(guest_irqs[VECTOR], 1);
}

GUEST_TEST_F(lapic, timer_wakes_hlt)
{
	int i;

	x2apic_enable();
	for (i = 1; i <= 5; i++) {
		cli();
		timer_start(0, 1000000);
		sti_hlt();
		GUEST_EQ(guest_irqs[VECTOR], i);
	}
}

GUEST_TEST_F(lapic, timer_periodic)
{
	x2apic_enable();
	timer_start(APIC_TIMER_PERIODIC, 500000);
	sti();
	wait_irq(VECTOR, 5);
	x2apic_write(APIC_TMICT, 0);
	GUEST_EQ(x2apic_read(APIC_TMCCT), 0);
}

GUEST_TEST_F(lapic, timer_masked)
{
	__u64 end;

	x2apic_enable();
	timer_start(APIC_LVT_MASKED, 1000);
	sti();
	end = rdtsc() + 1000000;
	while (rdtsc() < end)
		cpuid(0, 0, (__u32[4]) { });
	GUEST_EQ(guest_irqs[VECTOR], 0);
}

static void guest_deadline(unsigned long arg)
{
	x2apic_enable();
	x2apic_write(APIC_LVT_TIMER, APIC_TIMER_DEADLINE | VECTOR);
	asm volatile("mfence");
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + 1000000);
	GUEST_ASSERT(rdmsr(MSR_TSC_DEADLINE));
	sti_hlt();
	GUEST_EQ(guest_irqs[VECTOR], 1);
	GUEST_EQ(rdmsr(MSR_TSC_DEADLINE), 0);
	/* In the past: at once. */
	wrmsr(MSR_TSC_DEADLINE, 1);
	wait_irq(VECTOR, 2);
	guest_done();
}

TEST_F(lapic, timer_deadline)
{
	struct test_cpuid cpuid;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_TSC_DEADLINE_TIMER);
	test_cpuid_get(&self->vm, &cpuid);
	test_cpuid_leaf(&cpuid, 1, 0)->ecx |= 1 << 24;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_CPUID2, &cpuid);
	vcpu_enter(self->vcpu, guest_deadline);
	ASSERT_DONE(self->vcpu);
}

#define SELF	(APIC_DEST_SELF | APIC_INT_ASSERT)

GUEST_TEST_F(lapic, self_ipi)
{
	x2apic_enable();
	x2apic_write(APIC_ICR, SELF | VECTOR);
	GUEST_EQ(guest_irqs[VECTOR], 0);
	GUEST_EQ(x2apic_read(APIC_IRR + 0x20) & 1 << 16, 1 << 16);
	sti();
	wait_irq(VECTOR, 1);
	x2apic_write(APIC_SELF_IPI, VECTOR);
	wait_irq(VECTOR, 2);
}

GUEST_TEST_F(lapic, xapic_self_ipi)
{
	xapic_enable();
	sti();
	xapic_ipi(0, SELF | VECTOR);
	wait_irq(VECTOR, 1);
	xapic_ipi(0, APIC_INT_ASSERT | VECTOR);
	wait_irq(VECTOR, 2);
	GUEST_EQ(xapic_read(APIC_ID) >> 24, 0);
	GUEST_EQ(xapic_read(APIC_LVR) & 0xf0, 0x10);
}

/* The task priority holds back all classes up to its own. */
GUEST_TEST_F(lapic, task_priority)
{
	x2apic_enable();
	sti();
	write_cr8(5);
	GUEST_EQ(x2apic_read(APIC_TPR), 0x50);
	x2apic_write(APIC_ICR, SELF | 0x50);
	x2apic_write(APIC_ICR, SELF | 0x5f);
	x2apic_write(APIC_ICR, SELF | 0x60);
	wait_irq(0x60, 1);
	GUEST_EQ(guest_irqs[0x50], 0);
	x2apic_write(APIC_TPR, 0x40);
	GUEST_EQ(read_cr8(), 4);
	wait_irq(0x5f, 1);
	wait_irq(0x50, 1);
}

/* The higher vector first, and the lower not before the EOI. */
static volatile __u32 order[4], nr_order;

static void note_order(struct guest_regs *regs)
{
	order[nr_order++] = regs->vector;
	x2apic_write(APIC_EOI, 0);
}

GUEST_TEST_F(lapic, order)
{
	guest_hook[0x41] = note_order;
	guest_hook[0x61] = note_order;
	guest_hook[0x81] = note_order;
	x2apic_enable();
	x2apic_write(APIC_ICR, SELF | 0x41);
	x2apic_write(APIC_ICR, SELF | 0x81);
	x2apic_write(APIC_ICR, SELF | 0x61);
	sti();
	while (nr_order < 3)
		pause_cpu();
	GUEST_EQ(order[0], 0x81);
	GUEST_EQ(order[1], 0x61);
	GUEST_EQ(order[2], 0x41);
}

static volatile int nmis;

static void on_nmi(struct guest_regs *regs)
{
	nmis++;
}

GUEST_TEST_F(lapic, nmi_to_self)
{
	guest_hook[NMI_VECTOR] = on_nmi;
	x2apic_enable();
	x2apic_write(APIC_ICR, APIC_DM_NMI | APIC_INT_ASSERT);
	while (!nmis)
		pause_cpu();
}

static void guest_wait_msi(unsigned long arg)
{
	x2apic_enable();
	guest_sync(1);
	sti();
	wait_irq(VECTOR, 1);
	cli();
	guest_sync(2);
	sti_hlt();
	GUEST_EQ(guest_irqs[VECTOR], 2);
	guest_done();
}

TEST_F(lapic, msi)
{
	struct kvm_msi msi = { .address_lo = 0xfee00000, .data = VECTOR };
	struct vcpu_thread t = { .cpu = -1 };

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_SIGNAL_MSI);
	vcpu_enter(self->vcpu, guest_wait_msi);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(1, ioctl_err(self->vm.fd, KVM_SIGNAL_MSI, &msi));
	ASSERT_RUN("sync 2", self->vcpu);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(t.tid);
	test_relax();
	EXPECT_EQ(1, ioctl_err(self->vm.fd, KVM_SIGNAL_MSI, &msi));
	EXPECT_STREQ("done", vcpu_thread_join(&t));
}

/* A signal ends the sleep of a halted vCPU. */
static void guest_halt(unsigned long arg)
{
	hlt();
	guest_done();
}

TEST_F(lapic, signal_ends_hlt)
{
	struct vcpu_thread t = { .cpu = -1 };
	struct kvm_mp_state state;

	vcpu_enter(self->vcpu, guest_halt);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(t.tid);
	test_relax();
	vcpu_thread_kick(&t);
	EXPECT_STREQ("intr", vcpu_thread_join(&t));
	must_ioctl(self->vcpu->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_HALTED, state.mp_state);
	state.mp_state = KVM_MP_STATE_RUNNABLE;
	must_ioctl(self->vcpu->fd, KVM_SET_MP_STATE, &state);
	ASSERT_DONE(self->vcpu);
}

AIRLOCK_TEST_MAIN
