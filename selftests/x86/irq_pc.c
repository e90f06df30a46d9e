// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of a PC's devices as the guest gets them: through the 8259 pair,
 * the I/O APIC, from an irqfd, from the PIT.
 */
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define VECTOR		0x51
#define PIC_BASE	0x30
#define LINE		10
#define LEVEL		0x8000

FIXTURE_ONE_VCPU(pc, VM_IRQCHIP | VM_PIT);

static int irq_line(struct test_vm *vm, __u32 gsi, __u32 level)
{
	struct kvm_irq_level irq = { .irq = gsi, .level = level };

	must_ioctl(vm->fd, KVM_IRQ_LINE_STATUS, &irq);
	return irq.status;
}

static void pulse(struct test_vm *vm, __u32 gsi)
{
	irq_line(vm, gsi, 1);
	irq_line(vm, gsi, 0);
}

/* Sleep until a vector has come that often. */
static void wait_for(unsigned int vector, __u32 times)
{
	cli();
	while (guest_irqs[vector] < times) {
		sti_hlt();
		cli();
	}
}

static void pic_eoi(struct guest_regs *regs)
{
	guest_irqs[regs->vector]++;
	if (regs->vector >= PIC_BASE + 8)
		outb(0xa0, 0x20);
	outb(0x20, 0x20);
}

static void pic_setup(__u16 unmasked)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		guest_hook[PIC_BASE + i] = pic_eoi;
	pic_init(PIC_BASE, unmasked);
}

/* Nobody has touched the LAPIC: its LINT0 lets the 8259 through. */
static void guest_pic(unsigned long arg)
{
	pic_setup(1 << 2 | 1 << 4 | 1 << LINE);
	guest_sync(1);
	wait_for(PIC_BASE + 4, 1);
	guest_sync(2);
	wait_for(PIC_BASE + LINE, 1);
	GUEST_EQ(guest_irqs[PIC_BASE + 4], 1);
	guest_sync(3);
	sti();
	asm volatile("nop");
	cli();
	GUEST_EQ(guest_irqs[PIC_BASE + 5], 0);
	guest_done();
}

TEST_F(pc, through_the_8259_pair)
{
	vcpu_enter(self->vcpu, guest_pic);
	ASSERT_RUN("sync 1", self->vcpu);
	pulse(&self->vm, 4);
	ASSERT_RUN("sync 2", self->vcpu);
	pulse(&self->vm, LINE);
	ASSERT_RUN("sync 3", self->vcpu);
	/* Masked. */
	pulse(&self->vm, 5);
	ASSERT_DONE(self->vcpu);
}

static void guest_pit(unsigned long arg)
{
	__u64 start = rdtsc();

	pic_setup(1 << 0);
	outb(0x43, 0x34);
	outb(0x40, 1193 & 0xff);
	outb(0x40, 1193 >> 8);
	wait_for(PIC_BASE, 10);
	WRITE_ONCE(guest_irqs[0], (rdtsc() - start) / 1000);
	guest_sync(1);
	/* Single: one interrupt and no more. */
	outb(0x43, 0x30);
	outb(0x40, 1193 & 0xff);
	outb(0x40, 1193 >> 8);
	guest_irqs[PIC_BASE] = 0;
	wait_for(PIC_BASE, 1);
	start = rdtsc();
	sti();
	while (rdtsc() - start < arg * 5)
		pause_cpu();
	GUEST_EQ(guest_irqs[PIC_BASE], 1);
	guest_done();
}

TEST_F(pc, the_pit_ticks)
{
	int khz = must_ioctl(self->vcpu->fd, KVM_GET_TSC_KHZ, 0);
	struct kvm_regs regs;
	__u64 passed;

	vcpu_enter(self->vcpu, guest_pit);
	must_ioctl(self->vcpu->fd, KVM_GET_REGS, &regs);
	regs.rdi = khz;
	must_ioctl(self->vcpu->fd, KVM_SET_REGS, &regs);
	ASSERT_RUN("sync 1", self->vcpu);
	/* None is early, and on a host that is busy none is lost. */
	passed = GUEST_VAR(&self->vm, guest_irqs[0]) * 1000UL / khz;
	EXPECT_LE(9, passed);
	EXPECT_GE(100, passed);
	ASSERT_DONE(self->vcpu);
}

/* The LAPIC and the I/O APIC, nothing from the 8259 pair. */
static void apic_setup(void)
{
	pic_init(PIC_BASE, 0);
	x2apic_enable();
}

static void guest_edge(unsigned long arg)
{
	apic_setup();
	ioapic_route(LINE, VECTOR, 0);
	guest_sync(1);
	wait_for(VECTOR, 1);
	guest_sync(2);
	wait_for(VECTOR, 2);
	GUEST_EQ(ioapic_read(0x10 + 2 * LINE), VECTOR);
	guest_done();
}

TEST_F(pc, an_edge_through_the_ioapic)
{
	vcpu_enter(self->vcpu, guest_edge);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_EQ(1, irq_line(&self->vm, LINE, 1));
	ASSERT_RUN("sync 2", self->vcpu);
	/* Up still, and so no edge. */
	EXPECT_EQ(0, irq_line(&self->vm, LINE, 1));
	irq_line(&self->vm, LINE, 0);
	irq_line(&self->vm, LINE, 1);
	ASSERT_DONE(self->vcpu);
}

/* The host may act between the interrupt and its end. */
static void level_handler(struct guest_regs *regs)
{
	guest_irqs[regs->vector]++;
	guest_sync(guest_irqs[regs->vector]);
	x2apic_write(APIC_EOI, 0);
}

static void guest_level(unsigned long arg)
{
	guest_hook[VECTOR] = level_handler;
	apic_setup();
	ioapic_route(LINE, VECTOR | LEVEL, 0);
	guest_sync(0);
	wait_for(VECTOR, 2);
	sti();
	asm volatile("nop");
	cli();
	GUEST_EQ(guest_irqs[VECTOR], 2);
	GUEST_EQ(ioapic_read(0x10 + 2 * LINE), VECTOR | LEVEL);
	guest_done();
}

TEST_F(pc, a_level_comes_until_it_is_taken_back)
{
	vcpu_enter(self->vcpu, guest_level);
	ASSERT_RUN("sync 0", self->vcpu);
	irq_line(&self->vm, LINE, 1);
	ASSERT_RUN("sync 1", self->vcpu);
	/* Not taken back before its end: it comes again. */
	ASSERT_RUN("sync 2", self->vcpu);
	irq_line(&self->vm, LINE, 0);
	ASSERT_DONE(self->vcpu);
}

static void guest_irqfd(unsigned long arg)
{
	apic_setup();
	ioapic_route(LINE, VECTOR, 0);
	guest_sync(1);
	wait_for(VECTOR, 1);
	guest_sync(2);
	wait_for(VECTOR + 1, 1);
	GUEST_EQ(guest_irqs[VECTOR], 1);
	guest_done();
}

/* First to a pin, then, by another route, to a message. */
TEST_F(pc, an_irqfd_follows_the_routes)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry;
	} routes = {
		.head.nr = 1,
		.entry = {
			.gsi = LINE,
			.type = KVM_IRQ_ROUTING_MSI,
			.u.msi.address_lo = APIC_DEFAULT_BASE,
			.u.msi.data = VECTOR + 1,
		},
	};
	struct kvm_irqfd args = { .gsi = LINE };

	args.fd = eventfd(0, EFD_CLOEXEC);
	ASSERT_IOCTL(self->vm.fd, KVM_IRQFD, &args);
	vcpu_enter(self->vcpu, guest_irqfd);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, eventfd_write(args.fd, 1));
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_IOCTL(self->vm.fd, KVM_SET_GSI_ROUTING, &routes);
	ASSERT_EQ(0, eventfd_write(args.fd, 1));
	ASSERT_DONE(self->vcpu);
	close(args.fd);
}

static void guest_resample(unsigned long arg)
{
	apic_setup();
	ioapic_route(LINE, VECTOR | LEVEL, 0);
	guest_sync(1);
	wait_for(VECTOR, 1);
	guest_sync(2);
	wait_for(VECTOR, 2);
	guest_done();
}

TEST_F(pc, an_irqfd_is_resampled)
{
	struct kvm_irqfd args = {
		.gsi = LINE,
		.flags = KVM_IRQFD_FLAG_RESAMPLE,
	};
	eventfd_t count;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_IRQFD_RESAMPLE);
	args.fd = eventfd(0, EFD_CLOEXEC);
	args.resamplefd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ASSERT_IOCTL(self->vm.fd, KVM_IRQFD, &args);
	vcpu_enter(self->vcpu, guest_resample);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, eventfd_write(args.fd, 1));
	EXPECT_EQ(-1, eventfd_read(args.resamplefd, &count));
	ASSERT_RUN("sync 2", self->vcpu);
	/* Ended once, and taken back: there is no second interrupt by itself. */
	EXPECT_EQ(0, eventfd_read(args.resamplefd, &count));
	EXPECT_EQ(1, count);
	ASSERT_EQ(0, eventfd_write(args.fd, 1));
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(0, eventfd_read(args.resamplefd, &count));
	close(args.fd);
	close(args.resamplefd);
}

AIRLOCK_TEST_MAIN
