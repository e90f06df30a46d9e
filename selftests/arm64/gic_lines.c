// SPDX-License-Identifier: GPL-2.0
/* Interrupt lines through the GIC in the kernel, and the waits for them. */
#include <unistd.h>
#include <sys/eventfd.h>

#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define PPI	20
#define SPI	40

FIXTURE_ONE_VCPU(lines, VM_IRQCHIP);

static void guest_init(void)
{
	gic_init_dist();
	gic_init_cpu();
}

/* Shared interrupts from the launcher. */
static void guest_spi(unsigned long edge)
{
	guest_init();
	gic_set_edge(SPI, edge);
	gic_route(SPI, 0);
	gic_enable(SPI);
	irqs_on();
	guest_sync(100);
	for (;;)
		guest_sync(guest_irqs[SPI]);
}

static void enter_spi(struct test_vcpu *vcpu, bool edge)
{
	vcpu_enter(vcpu, guest_spi);
	vcpu_set_reg(vcpu, CORE_REG(regs.regs[0]), edge);
}

TEST_F(lines, spi_edge)
{
	enter_spi(self->vcpu, true);
	ASSERT_RUN("sync 100", self->vcpu);
	ASSERT_RUN("sync 0", self->vcpu);
	vm_spi(&self->vm, SPI, 1);
	ASSERT_RUN("sync 1", self->vcpu);
	/* Still up: an edge is over. */
	ASSERT_RUN("sync 1", self->vcpu);
	vm_spi(&self->vm, SPI, 0);
	ASSERT_RUN("sync 1", self->vcpu);
	/* Two edges that nobody has taken are one interrupt. */
	vm_spi(&self->vm, SPI, 1);
	vm_spi(&self->vm, SPI, 0);
	vm_spi(&self->vm, SPI, 1);
	ASSERT_RUN("sync 2", self->vcpu);
	ASSERT_RUN("sync 2", self->vcpu);
}

/* A level comes again until the launcher takes it away. */
static void take_level(struct guest_regs *regs)
{
	__u32 intid = gic_acknowledge();

	if (intid >= INTID_SPURIOUS) {
		guest_spurious++;
		return;
	}
	if (++guest_irqs[intid] == 4)
		guest_sync(101);
	gic_end(intid);
}

static void guest_level(unsigned long intid)
{
	guest_init();
	guest_irq_hook = take_level;
	if (intid >= INTID_SPI) {
		gic_set_edge(intid, false);
		gic_route(intid, 0);
	}
	gic_enable(intid);
	guest_sync(100);
	irqs_on();
	GUEST_WAIT(guest_irqs[intid] >= 4);
	arch_guest_light_exit();
	irqs_off();
	GUEST_EQ(guest_irqs[intid], 4);
	GUEST_EQ(gic_get_bit(intid, GICD_ISPENDR), 0);
	guest_done();
}

TEST_F(lines, spi_level)
{
	vcpu_enter(self->vcpu, guest_level);
	vcpu_set_reg(self->vcpu, CORE_REG(regs.regs[0]), SPI);
	ASSERT_RUN("sync 100", self->vcpu);
	vm_spi(&self->vm, SPI, 1);
	ASSERT_RUN("sync 101", self->vcpu);
	vm_spi(&self->vm, SPI, 0);
	ASSERT_DONE(self->vcpu);
}

/* A vCPU's own are levels. */
TEST_F(lines, ppi)
{
	struct test_vm *vm = &self->vm;

	vcpu_enter(self->vcpu, guest_level);
	vcpu_set_reg(self->vcpu, CORE_REG(regs.regs[0]), PPI);
	ASSERT_RUN("sync 100", self->vcpu);
	ASSERT_EQ(0, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_PPI, 0, PPI, 1));
	ASSERT_RUN("sync 101", self->vcpu);
	ASSERT_EQ(0, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_PPI, 0, PPI, 0));
	ASSERT_DONE(self->vcpu);
}

/* Taken away before anybody saw it. */
TEST_F(lines, spi_level_withdrawn)
{
	enter_spi(self->vcpu, false);
	ASSERT_RUN("sync 100", self->vcpu);
	vm_spi(&self->vm, SPI, 1);
	vm_spi(&self->vm, SPI, 0);
	ASSERT_RUN("sync 0", self->vcpu);
	ASSERT_RUN("sync 0", self->vcpu);
}

/* By an eventfd: one edge each; a level stays until it is lowered by hand. */
static int irqfd_of(struct test_vm *vm, __u32 intid)
{
	struct kvm_irqfd args = { .gsi = intid - INTID_SPI };
	int fd = eventfd(0, 0);

	if (fd < 0)
		test_die("eventfd: %m");
	args.fd = fd;
	must_ioctl(vm->fd, KVM_IRQFD, &args);
	return fd;
}

TEST_F(lines, irqfd_edge)
{
	int fd;

	enter_spi(self->vcpu, true);
	ASSERT_RUN("sync 100", self->vcpu);
	fd = irqfd_of(&self->vm, SPI);
	ASSERT_EQ(0, eventfd_write(fd, 1));
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, eventfd_write(fd, 1));
	ASSERT_RUN("sync 2", self->vcpu);
	close(fd);
}

TEST_F(lines, irqfd_level)
{
	int fd;

	vcpu_enter(self->vcpu, guest_level);
	vcpu_set_reg(self->vcpu, CORE_REG(regs.regs[0]), SPI);
	ASSERT_RUN("sync 100", self->vcpu);
	fd = irqfd_of(&self->vm, SPI);
	ASSERT_EQ(0, eventfd_write(fd, 1));
	ASSERT_RUN("sync 101", self->vcpu);
	vm_spi(&self->vm, SPI, 0);
	ASSERT_DONE(self->vcpu);
	close(fd);
}

/* WFI is over when an interrupt is there, taken or not. */
static void guest_wfi_irq(unsigned long arg)
{
	guest_init();
	gic_enable(1);
	gic_send_sgi(1, 1);
	wfi();
	GUEST_EQ(guest_irqs[1], 0);
	irqs_on();
	GUEST_WAIT(guest_irqs[1] == 1);
	guest_done();
}

TEST_F(lines, wfi_with_pending)
{
	vcpu_enter(self->vcpu, guest_wfi_irq);
	ASSERT_DONE(self->vcpu);
}

static volatile __u32 waiting;

static void guest_sleep(unsigned long arg)
{
	__u32 seen = 0;

	guest_init();
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	while (seen < 20) {
		waiting = seen + 1;
		irqs_off();
		if (guest_irqs[SPI] == seen)
			wfi();
		irqs_on();
		isb();
		if (guest_irqs[SPI] != seen)
			seen = guest_irqs[SPI];
	}
	guest_done();
}

TEST_F(lines, wfi_woken)
{
	struct vcpu_thread t = { .cpu = -1 };
	__u32 i;

	vcpu_enter(self->vcpu, guest_sleep);
	vcpu_thread_start(&t, self->vcpu);
	for (i = 1; i <= 20; i++) {
		WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, waiting)) == i);
		if (i % 2)
			test_relax();
		vm_spi(&self->vm, SPI, 1);
		vm_spi(&self->vm, SPI, 0);
	}
	EXPECT_STREQ("done", vcpu_thread_join(&t));
}

/* A disabled group or CPU interface lets nothing through. */
GUEST_TEST_F(lines, groups)
{
	guest_init();
	irqs_on();
	gic_enable(1);
	write_icc(ICC_IGRPEN1, 0);
	isb();
	gic_send_sgi(1, 1);
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[1], 0);
	write_icc(ICC_IGRPEN1, 1);
	GUEST_WAIT(guest_irqs[1] == 1);
	mmio_write32(GUEST_GICD + GICD_CTLR, GICD_CTLR_ARE);
	gic_send_sgi(1, 1);
	arch_guest_light_exit();
	GUEST_EQ(guest_irqs[1], 1);
	mmio_write32(GUEST_GICD + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1);
	/* KVM needs to be told once more; elsewhere it has come by now. */
	gic_send_sgi(1, 1);
	GUEST_WAIT(guest_irqs[1] >= 2);
}

GUEST_TEST_F(lines, nothing_pending)
{
	guest_init();
	GUEST_ASSERT(gic_acknowledge() >= INTID_SPURIOUS);
	/* The end of what never began. */
	gic_end(5);
	gic_end(1023);
	write_icc(ICC_DIR, 5);
	GUEST_EQ(read_icc(ICC_RPR), 0xff);
}

AIRLOCK_TEST_MAIN
