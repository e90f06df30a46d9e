// SPDX-License-Identifier: GPL-2.0
/*
 * Without an interrupt controller in the kernel: HLT, KVM_INTERRUPT, the
 * interrupt window, NMIs.
 */
#include "harness.h"
#include "arch_vm.h"

#define VECTOR	0x40

FIXTURE_ONE_VCPU(hlt, 0);

static int interrupt(struct test_vcpu *vcpu, __u32 vector)
{
	struct kvm_interrupt irq = { .irq = vector };

	return ioctl_err(vcpu->fd, KVM_INTERRUPT, &irq);
}

static void guest_hlt(unsigned long arg)
{
	hlt();
	guest_sync(1);
	sti_hlt();
	guest_sync(2);
	guest_done();
}

/* Run again, the guest goes on behind its HLT. */
TEST_F(hlt, exits)
{
	vcpu_enter(self->vcpu, guest_hlt);
	ASSERT_RUN("hlt", self->vcpu);
	EXPECT_EQ(0, self->vcpu->run->if_flag);
	EXPECT_EQ(0, self->vcpu->run->ready_for_interrupt_injection);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("hlt", self->vcpu);
	EXPECT_EQ(1, self->vcpu->run->if_flag);
	EXPECT_EQ(1, self->vcpu->run->ready_for_interrupt_injection);
	ASSERT_RUN("sync 2", self->vcpu);
}

static void guest_take(unsigned long arg)
{
	sti_hlt();
	GUEST_EQ(guest_irqs[VECTOR], 1);
	guest_sync(1);
	sti_hlt();
	GUEST_EQ(guest_irqs[0xff], 1);
	GUEST_EQ(guest_irqs[VECTOR], 1);
	guest_done();
}

TEST_F(hlt, interrupt_is_taken)
{
	vcpu_enter(self->vcpu, guest_take);
	ASSERT_RUN("hlt", self->vcpu);
	ASSERT_EQ(0, interrupt(self->vcpu, VECTOR));
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("hlt", self->vcpu);
	ASSERT_EQ(0, interrupt(self->vcpu, 0xff));
	ASSERT_DONE(self->vcpu);
}

/* A queued vector shows in KVM_GET_SREGS and can be set there. */
TEST_F(hlt, interrupt_bitmap)
{
	struct kvm_sregs sregs;

	vcpu_enter(self->vcpu, guest_take);
	ASSERT_RUN("hlt", self->vcpu);
	ASSERT_EQ(0, interrupt(self->vcpu, VECTOR));
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &sregs);
	EXPECT_EQ(1UL << (VECTOR & 63), sregs.interrupt_bitmap[VECTOR / 64]);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("hlt", self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &sregs);
	EXPECT_EQ(0, sregs.interrupt_bitmap[VECTOR / 64]);
	sregs.interrupt_bitmap[3] = 1UL << 63;
	must_ioctl(self->vcpu->fd, KVM_SET_SREGS, &sregs);
	ASSERT_DONE(self->vcpu);
}

static void guest_window(unsigned long arg)
{
	guest_sync(1);
	sti();
	asm volatile("nop; nop; nop");
	GUEST_EQ(guest_irqs[VECTOR], 1);
	guest_sync(2);
	cli();
	guest_sync(3);
	sti();
	asm volatile("nop; nop; nop");
	guest_done();
}

/* The window opens behind the STI's shadow, not earlier. */
TEST_F(hlt, interrupt_window)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_enter(self->vcpu, guest_window);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(0, run->ready_for_interrupt_injection);
	run->request_interrupt_window = 1;
	ASSERT_RUN("irq window", self->vcpu);
	EXPECT_EQ(1, run->ready_for_interrupt_injection);
	EXPECT_EQ(1, run->if_flag);
	run->request_interrupt_window = 0;
	ASSERT_EQ(0, interrupt(self->vcpu, VECTOR));
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_RUN("sync 3", self->vcpu);
	EXPECT_EQ(0, run->if_flag);
	ASSERT_RUN("done", self->vcpu);
}

/* Already open: KVM_RUN returns at once. */
static void guest_open(unsigned long arg)
{
	sti();
	guest_sync(1);
	guest_sync(2);
	guest_done();
}

TEST_F(hlt, window_already_open)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_enter(self->vcpu, guest_open);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(1, run->ready_for_interrupt_injection);
	run->request_interrupt_window = 1;
	ASSERT_RUN("irq window", self->vcpu);
	run->request_interrupt_window = 0;
	ASSERT_RUN("sync 2", self->vcpu);
}

/* NMIs. */
static volatile int nmis, nmi_depth, nmi_nested;

static void count_nmi(struct guest_regs *regs)
{
	if (nmi_depth++)
		nmi_nested = 1;
	nmis++;
	if (nmis == 1)
		guest_sync(10);
	nmi_depth--;
}

static void guest_nmi(unsigned long arg)
{
	guest_hook[NMI_VECTOR] = count_nmi;
	guest_sync(1);
	asm volatile("nop");
	GUEST_EQ(nmis, arg);
	GUEST_EQ(nmi_nested, 0);
	guest_sync(2);
	guest_done();
}

/* With interrupts disabled, since it is not maskable. */
TEST_F(hlt, nmi)
{
	vcpu_enter(self->vcpu, guest_nmi);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_NMI, 0);
	ASSERT_RUN("sync 10", self->vcpu);
	EXPECT_EQ(1, GUEST_VAR(&self->vm, nmis));
}

/* A second one waits for the IRET of the first. */
TEST_F(hlt, nmi_is_not_nested)
{
	vcpu_enter(self->vcpu, guest_nmi);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_NMI, 0);
	ASSERT_RUN("sync 10", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_NMI, 0);
	/* The guest compares the number with its argument, 0. */
	vcpu_run_str(self->vcpu);
	EXPECT_EQ(2, GUEST_VAR(&self->vm, nmis));
	EXPECT_EQ(0, GUEST_VAR(&self->vm, nmi_nested));
}

/* S15: on every return, whatever stood there before. */
TEST_F(hlt, fields_are_written)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_enter(self->vcpu, guest_hlt);
	run->ready_for_interrupt_injection = 0xff;
	run->if_flag = 0xff;
	run->flags = 0xffff;
	run->apic_base = ~0UL;
	run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	EXPECT_EQ(0, run->ready_for_interrupt_injection);
	EXPECT_EQ(0, run->if_flag);
	EXPECT_EQ(0, run->flags);
	EXPECT_EQ(0xfee00900, run->apic_base);
	run->immediate_exit = 0;
	run->if_flag = 0xff;
	ASSERT_RUN("hlt", self->vcpu);
	EXPECT_EQ(0, run->if_flag);
	ASSERT_RUN("sync 1", self->vcpu);
	run->if_flag = 0;
	ASSERT_RUN("hlt", self->vcpu);
	EXPECT_EQ(1, run->if_flag);
}

AIRLOCK_TEST_MAIN
