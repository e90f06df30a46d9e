// SPDX-License-Identifier: GPL-2.0
/* The 8259 pair, the IOAPIC and the PIT in the kernel, and their lines. */
#include <unistd.h>
#include <sys/eventfd.h>

#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define PIC_BASE	0x30
#define VECTOR		0x50

FIXTURE_ONE_VCPU(chips, VM_IRQCHIP | VM_PIT);

static void line(struct test_vm *vm, unsigned int gsi, int level)
{
	struct kvm_irq_level irq = { .irq = gsi, .level = level };

	must_ioctl(vm->fd, KVM_IRQ_LINE, &irq);
}

static void pulse(struct test_vm *vm, unsigned int gsi)
{
	line(vm, gsi, 1);
	line(vm, gsi, 0);
}

static void on_pic(struct guest_regs *regs)
{
	guest_irqs[regs->vector]++;
	if (regs->vector >= PIC_BASE + 8)
		outb(0xa0, 0x20);
	outb(0x20, 0x20);
}

static void pic_hooks(void)
{
	int i;

	for (i = 0; i < 16; i++)
		guest_hook[PIC_BASE + i] = on_pic;
}

/* The LAPIC's LINT0 is ExtINT from reset: nobody has set it up here. */
static void guest_pic(unsigned long arg)
{
	pic_hooks();
	pic_init(PIC_BASE, 1 << 5 | 1 << 2 | 1 << 10);
	guest_sync(1);
	sti();
	asm volatile("nop; nop");
	GUEST_EQ(guest_irqs[PIC_BASE + 5], 1);
	guest_sync(2);
	GUEST_EQ(guest_irqs[PIC_BASE + 10], 1);
	/* Masked. */
	guest_sync(3);
	GUEST_EQ(guest_irqs[PIC_BASE + 4], 0);
	outb(0x21, 0xef);
	asm volatile("nop; nop");
	GUEST_EQ(guest_irqs[PIC_BASE + 4], 1);
	guest_done();
}

TEST_F(chips, pic)
{
	vcpu_enter(self->vcpu, guest_pic);
	ASSERT_RUN("sync 1", self->vcpu);
	pulse(&self->vm, 5);
	ASSERT_RUN("sync 2", self->vcpu);
	pulse(&self->vm, 10);
	ASSERT_RUN("sync 3", self->vcpu);
	line(&self->vm, 4, 1);
	ASSERT_DONE(self->vcpu);
}

/* Registers as software finds them. */
GUEST_TEST_F(chips, pic_registers)
{
	pic_init(PIC_BASE, 0x1234);
	GUEST_EQ(inb(0x21), 0xcb);
	GUEST_EQ(inb(0xa1), 0xed);
	outb(0x20, 0x0a);
	GUEST_EQ(inb(0x20), 0);
	outb(0x4d0, 0xf8);
	outb(0x4d1, 0xde);
	GUEST_EQ(inb(0x4d0), 0xf8);
	GUEST_EQ(inb(0x4d1), 0xde);
	outb(0x4d0, 0);
	outb(0x4d1, 0);
}

static void guest_ioapic(unsigned long arg)
{
	pic_init(PIC_BASE, 0);
	x2apic_enable();
	GUEST_EQ(ioapic_read(1) >> 16 & 0xff, 23);
	ioapic_route(20, VECTOR, 0);
	ioapic_route(21, (VECTOR + 1) | APIC_LVT_MASKED, 0);
	GUEST_EQ(ioapic_read(0x10 + 2 * 20) & 0x1ffff, VECTOR);
	sti();
	guest_sync(1);
	asm volatile("nop; nop");
	GUEST_EQ(guest_irqs[VECTOR], 1);
	guest_sync(2);
	GUEST_EQ(guest_irqs[VECTOR + 1], 0);
	guest_done();
}

TEST_F(chips, ioapic_edge)
{
	vcpu_enter(self->vcpu, guest_ioapic);
	ASSERT_RUN("sync 1", self->vcpu);
	pulse(&self->vm, 20);
	ASSERT_RUN("sync 2", self->vcpu);
	pulse(&self->vm, 21);
	ASSERT_DONE(self->vcpu);
}

/* Level: as long as the line is high it comes again after each EOI. */
static void on_level(struct guest_regs *regs)
{
	GUEST_EQ(ioapic_read(0x10 + 2 * 20) & 1 << 14, 1 << 14);
	if (++guest_irqs[regs->vector] == 3)
		guest_sync(10);		/* the host lowers the line */
	x2apic_write(APIC_EOI, 0);
}

static void guest_level(unsigned long arg)
{
	guest_hook[VECTOR] = on_level;
	x2apic_enable();
	ioapic_route(20, VECTOR | 1 << 15, 0);
	sti();
	guest_sync(1);
	while (guest_irqs[VECTOR] < 3)
		pause_cpu();
	cpuid(0, 0, (__u32[4]) { });
	GUEST_EQ(guest_irqs[VECTOR], 3);
	GUEST_EQ(ioapic_read(0x10 + 2 * 20) & 1 << 14, 0);
	guest_done();
}

TEST_F(chips, ioapic_level)
{
	vcpu_enter(self->vcpu, guest_level);
	ASSERT_RUN("sync 1", self->vcpu);
	line(&self->vm, 20, 1);
	ASSERT_RUN("sync 10", self->vcpu);
	line(&self->vm, 20, 0);
	ASSERT_DONE(self->vcpu);
}

static void guest_irqfd(unsigned long arg)
{
	x2apic_enable();
	ioapic_route(20, VECTOR, 0);
	sti();
	guest_sync(1);
	while (guest_irqs[VECTOR] < 1)
		pause_cpu();
	cli();
	guest_sync(2);
	sti_hlt();
	GUEST_EQ(guest_irqs[VECTOR + 2], 1);
	guest_done();
}

/* An eventfd as a pin of the IOAPIC, then routed anew as an MSI. */
TEST_F(chips, irqfd)
{
	int event = eventfd(0, EFD_CLOEXEC);
	struct kvm_irqfd irqfd = { .fd = event, .gsi = 20 };
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry[1];
	} routes = {
		.head.nr = 1,
		.entry[0] = {
			.gsi = 20, .type = KVM_IRQ_ROUTING_MSI,
			.u.msi.address_lo = 0xfee00000,
			.u.msi.data = VECTOR + 2,
		},
	};

	ASSERT_IOCTL(self->vm.fd, KVM_IRQFD, &irqfd);
	vcpu_enter(self->vcpu, guest_irqfd);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, eventfd_write(event, 1));
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_IOCTL(self->vm.fd, KVM_SET_GSI_ROUTING, &routes);
	ASSERT_EQ(0, eventfd_write(event, 1));
	ASSERT_DONE(self->vcpu);
	close(event);
}

/* The PIT's channel 0 through the 8259, periodic. */
GUEST_TEST_F(chips, pit_periodic)
{
	pic_hooks();
	pic_init(PIC_BASE, 1);
	outb(0x43, 0x34);	/* channel 0, both bytes, rate generator */
	outb(0x40, 11932 & 0xff);
	outb(0x40, 11932 >> 8);
	sti();
	while (guest_irqs[PIC_BASE] < 5)
		hlt();
}

GUEST_TEST_F(chips, pit_counts)
{
	__u16 first, second;
	int i;

	outb(0x43, 0x34);
	outb(0x40, 0xff);
	outb(0x40, 0xff);
	outb(0x43, 0);		/* latch */
	first = inb(0x40);
	first |= inb(0x40) << 8;
	for (i = 0; i < 100; i++)
		cpuid(0, 0, (__u32[4]) { });
	outb(0x43, 0);
	second = inb(0x40);
	second |= inb(0x40) << 8;
	GUEST_ASSERT(second <= first);
}

AIRLOCK_TEST_MAIN
