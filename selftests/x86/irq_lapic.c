// SPDX-License-Identifier: GPL-2.0
/* The local APIC as the guest has it: its timer, its priorities, its IPIs. */
#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define VECTOR		0x61
#define DIVIDE_BY_1	0xb

FIXTURE_ONE_VCPU(lapic, VM_IRQCHIP);

/* Sleep until a vector has come that often. */
static void wait_for(unsigned int vector, __u32 times)
{
	cli();
	while (guest_irqs[vector] < times) {
		sti_hlt();
		cli();
	}
}

/* Let in what is pending. */
static void open_window(void)
{
	sti();
	asm volatile("nop");
	cli();
}

GUEST_TEST_F(lapic, a_one_shot_count)
{
	xapic_enable();
	xapic_write(APIC_LVT_TIMER, VECTOR);
	xapic_write(APIC_TDCR, DIVIDE_BY_1);
	xapic_write(APIC_TMICT, 1000000);
	GUEST_ASSERT(xapic_read(APIC_TMCCT) > 0);
	GUEST_ASSERT(xapic_read(APIC_TMCCT) <= 1000000);
	wait_for(VECTOR, 1);
	GUEST_EQ(xapic_read(APIC_TMCCT), 0);
	/* Stopped before its end, it does not come. */
	xapic_write(APIC_TMICT, 100000000);
	xapic_write(APIC_TMICT, 0);
	open_window();
	GUEST_EQ(guest_irqs[VECTOR], 1);
}

GUEST_TEST_F(lapic, a_periodic_count)
{
	x2apic_enable();
	x2apic_write(APIC_TDCR, DIVIDE_BY_1);
	x2apic_write(APIC_LVT_TIMER, APIC_TIMER_PERIODIC | VECTOR);
	x2apic_write(APIC_TMICT, 1000000);
	wait_for(VECTOR, 5);
	GUEST_ASSERT(x2apic_read(APIC_TMCCT) <= 1000000);
	x2apic_write(APIC_LVT_TIMER, APIC_LVT_MASKED | VECTOR);
}

static void guest_deadline(unsigned long arg)
{
	x2apic_enable();
	x2apic_write(APIC_LVT_TIMER, APIC_TIMER_DEADLINE | VECTOR);
	/* One that has passed, and one to come. */
	wrmsr(MSR_TSC_DEADLINE, 1);
	wait_for(VECTOR, 1);
	GUEST_EQ(rdmsr(MSR_TSC_DEADLINE), 0);
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + 200000);
	wait_for(VECTOR, 2);
	/* One so far away that its time cannot be told. */
	wrmsr(MSR_TSC_DEADLINE, ~0UL);
	GUEST_EQ(rdmsr(MSR_TSC_DEADLINE), ~0UL);
	wrmsr(MSR_TSC_DEADLINE, 0);
	open_window();
	GUEST_EQ(guest_irqs[VECTOR], 2);
	guest_done();
}

/* KVM_GET_SUPPORTED_CPUID leaves the bit out; a capability stands for it. */
TEST_F(lapic, a_deadline)
{
	struct test_cpuid cpuid;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_TSC_DEADLINE_TIMER);
	test_cpuid_get(&self->vm, &cpuid);
	test_cpuid_leaf(&cpuid, 1, 0)->ecx |= 1 << 24;
	must_ioctl(self->vcpu->fd, KVM_SET_CPUID2, &cpuid);
	vcpu_enter(self->vcpu, guest_deadline);
	ASSERT_DONE(self->vcpu);
}

GUEST_TEST_F(lapic, priorities)
{
	x2apic_enable();
	x2apic_write(APIC_TPR, 0x60);
	x2apic_write(APIC_SELF_IPI, VECTOR);
	open_window();
	GUEST_EQ(guest_irqs[VECTOR], 0);
	GUEST_EQ(x2apic_read(APIC_IRR + 0x30), 1 << (VECTOR & 31));
	x2apic_write(APIC_SELF_IPI, 0x71);
	open_window();
	GUEST_EQ(guest_irqs[0x71], 1);
	GUEST_EQ(guest_irqs[VECTOR], 0);
	/* CR8 is the same register. */
	GUEST_EQ(read_cr8(), 6);
	write_cr8(5);
	GUEST_EQ(x2apic_read(APIC_TPR), 0x50);
	open_window();
	GUEST_EQ(guest_irqs[VECTOR], 1);
}

static void nested(struct guest_regs *regs)
{
	guest_irqs[regs->vector]++;
	GUEST_EQ(x2apic_read(APIC_PPR), 0x60);
	/* The same class waits, a higher one does not. */
	x2apic_write(APIC_SELF_IPI, 0x62);
	x2apic_write(APIC_SELF_IPI, 0x91);
	open_window();
	GUEST_EQ(guest_irqs[0x91], 1);
	GUEST_EQ(guest_irqs[0x62], 0);
	x2apic_write(APIC_EOI, 0);
}

GUEST_TEST_F(lapic, a_higher_class_interrupts)
{
	guest_hook[VECTOR] = nested;
	x2apic_enable();
	x2apic_write(APIC_SELF_IPI, VECTOR);
	open_window();
	GUEST_EQ(guest_irqs[VECTOR], 1);
	open_window();
	GUEST_EQ(guest_irqs[0x62], 1);
}

GUEST_TEST_F(lapic, x2apic_refuses)
{
	x2apic_enable();
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_TPR), 0x100), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_ID), 0), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_ICR), 1UL << 20), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_ICR_HIGH), 0), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_TMICT), 1UL << 32), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(0), 0), GP_VECTOR);
	GUEST_EQ(wrmsr_safe(MSR_APIC_BASE, APIC_DEFAULT_BASE |
			    APIC_BASE_ENABLE | APIC_BASE_BSP), GP_VECTOR);
}

static void guest_bad_eoi(unsigned long arg)
{
	x2apic_enable();
	GUEST_EQ(wrmsr_safe(MSR_X2APIC(APIC_EOI), 1), GP_VECTOR);
	guest_done();
}

/* KVM lets it pass; SDM 3A "x2APIC Register Address Space" does not. */
TEST_F(lapic, x2apic_refuses_a_bad_eoi)
{
	SKIP_UNLESS_AIRLOCK();
	vcpu_enter(self->vcpu, guest_bad_eoi);
	ASSERT_DONE(self->vcpu);
}

static void guest_other(unsigned long arg)
{
	xapic_enable();
	guest_irqs[0]++;
	wait_for(VECTOR, 1);
	guest_done();
}

static void guest_sender(unsigned long arg)
{
	xapic_enable();
	GUEST_WAIT(guest_irqs[0]);
	xapic_ipi(1, APIC_INT_ASSERT | VECTOR);
	GUEST_WAIT(guest_irqs[VECTOR]);
	guest_done();
}

TEST_F(lapic, an_ipi_wakes_another)
{
	struct vcpu_thread t = { .cpu = -1 };
	struct test_vcpu *other = vcpu_add(&self->vm, 1, guest_other);

	vcpu_thread_start(&t, other);
	vcpu_enter(self->vcpu, guest_sender);
	ASSERT_DONE(self->vcpu);
	EXPECT_STREQ("done", vcpu_thread_join(&t));
}

static void guest_starter(unsigned long arg)
{
	xapic_enable();
	xapic_ipi(1, APIC_DM_INIT | APIC_INT_ASSERT);
	xapic_ipi(1, APIC_DM_SIPI | APIC_INT_ASSERT | GUEST_REAL_CODE >> 12);
	guest_done();
}

/* mov $0x5a, %al; out %al, $0x80 */
static const unsigned char startup_code[] = { 0xb0, 0x5a, 0xe6, 0x80 };

TEST_F(lapic, init_and_sipi_start_another)
{
	struct kvm_mp_state state = { };
	struct vcpu_thread t = { .cpu = -1 };
	struct test_vcpu *other = vcpu_create(&self->vm, 1);
	struct kvm_sregs sregs;
	const char *result;

	memcpy(self->vm.ram + GUEST_REAL_CODE, startup_code,
	       sizeof(startup_code));
	vcpu_thread_start(&t, other);
	vcpu_enter(self->vcpu, guest_starter);
	ASSERT_DONE(self->vcpu);
	/* The launcher hears of the start, and runs it again. */
	result = vcpu_thread_join(&t);
	EXPECT_STREQ("errno 11", result);
	must_ioctl(other->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);
	must_ioctl(other->fd, KVM_GET_SREGS, &sregs);
	EXPECT_EQ(GUEST_REAL_CODE >> 4, sregs.cs.selector);
	EXPECT_RUN("io out 1 0x80 0x5a", other);
}

static void guest_nmi(unsigned long arg)
{
	guest_irqs[0] = 1;
	GUEST_WAIT(guest_this_cpu()->vector == NMI_VECTOR);
	guest_done();
}

static void on_nmi(struct guest_regs *regs)
{
	guest_this_cpu()->vector = NMI_VECTOR;
}

static void guest_nmi_sender(unsigned long arg)
{
	guest_hook[NMI_VECTOR] = on_nmi;
	xapic_enable();
	GUEST_WAIT(guest_irqs[0]);
	xapic_ipi(1, APIC_DM_NMI | APIC_INT_ASSERT);
	guest_done();
}

TEST_F(lapic, an_nmi_to_another)
{
	struct vcpu_thread t = { .cpu = -1 };
	struct test_vcpu *other = vcpu_add(&self->vm, 1, guest_nmi);

	vcpu_thread_start(&t, other);
	vcpu_enter(self->vcpu, guest_nmi_sender);
	ASSERT_DONE(self->vcpu);
	EXPECT_STREQ("done", vcpu_thread_join(&t));
}

AIRLOCK_TEST_MAIN
