// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts from all sides while what they go through changes: IPIs back and
 * forth, irqfds that come and go, routes that lead elsewhere. No interrupt that
 * counts may be lost, and nothing may be used that is gone.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness.h"
#include "apic.h"
#include "arch_vm.h"

#define PING		0x61
#define NOISE		0x41
#define ROUNDS		2000
#define LINE		10

FIXTURE_ONE_VCPU(stress, VM_IRQCHIP);

static volatile __u32 stopped;

/* Two vCPUs, each of which halts until the other has sent it the next one. */
static void guest_ping_pong(unsigned long arg)
{
	unsigned int id = guest_this_cpu()->id;
	__u32 i;

	x2apic_enable();
	/* The second one is awaited: it may not be running yet. */
	if (id)
		guest_irqs[0] = 1;
	GUEST_WAIT(guest_irqs[0]);
	for (i = 0; i < ROUNDS; i++) {
		unsigned int mine = PING + id;

		if (!id)
			x2apic_write(APIC_ICR, 1UL << 32 | (PING + 1));
		cli();
		while (guest_irqs[mine] <= i) {
			sti_hlt();
			cli();
		}
		if (id)
			x2apic_write(APIC_ICR, PING);
	}
	guest_done();
}

TEST_F(stress, no_ipi_is_lost)
{
	struct vcpu_thread t = { .cpu = test_nr_cpus() - 1 };
	struct test_vcpu *other = vcpu_add(&self->vm, 1, guest_ping_pong);

	vcpu_thread_start(&t, other);
	test_pin(0);
	vcpu_enter(self->vcpu, guest_ping_pong);
	ASSERT_DONE(self->vcpu);
	EXPECT_STREQ("done", vcpu_thread_join(&t));
	EXPECT_EQ(ROUNDS, GUEST_VAR(&self->vm, guest_irqs[PING]));
	EXPECT_EQ(ROUNDS, GUEST_VAR(&self->vm, guest_irqs[PING + 1]));
}

/* Takes what comes; the host tells it to stop. */
static void guest_take(unsigned long arg)
{
	pic_init(0x30, 0);
	x2apic_enable();
	ioapic_route(LINE, NOISE, 0);
	guest_irqs[0] = 1;
	cli();
	while (!stopped) {
		sti_hlt();
		cli();
	}
	guest_done();
}

struct noise {
	int fd;
	volatile bool stop;
};

static void *make_noise(void *data)
{
	struct noise *noise = data;

	while (!noise->stop) {
		int fd = READ_ONCE(noise->fd);

		/* It may have been closed, or be another one by now. */
		if (fd >= 0 && eventfd_write(fd, 1))
			test_relax();
	}
	return NULL;
}

static void set_route(struct test_vm *vm, unsigned int i)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry;
	} routes = { .head.nr = i % 3 != 2, .entry.gsi = LINE };

	if (i % 3 == 0) {
		routes.entry.type = KVM_IRQ_ROUTING_MSI;
		routes.entry.u.msi.address_lo = APIC_DEFAULT_BASE;
		routes.entry.u.msi.data = NOISE;
	} else {
		routes.entry.type = KVM_IRQ_ROUTING_IRQCHIP;
		routes.entry.u.irqchip.irqchip = KVM_IRQCHIP_IOAPIC;
		routes.entry.u.irqchip.pin = LINE;
	}
	must_ioctl(vm->fd, KVM_SET_GSI_ROUTING, &routes);
}

/* One life of an irqfd, ended in one way or the other. */
static void live_and_die(struct test_vm *vm, struct noise *noise,
			 unsigned int i)
{
	struct kvm_irqfd args = { .gsi = LINE };

	args.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	args.resamplefd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (i & 1)
		args.flags = KVM_IRQFD_FLAG_RESAMPLE;
	must_ioctl(vm->fd, KVM_IRQFD, &args);
	WRITE_ONCE(noise->fd, args.fd);
	set_route(vm, i);
	test_relax();
	set_route(vm, i + 1);
	WRITE_ONCE(noise->fd, -1);
	if (i & 2) {
		args.flags = KVM_IRQFD_FLAG_DEASSIGN;
		must_ioctl(vm->fd, KVM_IRQFD, &args);
	}
	close(args.fd);
	close(args.resamplefd);
}

TEST_F(stress, irqfds_and_routes_come_and_go)
{
	struct kvm_msi msi = { .address_lo = APIC_DEFAULT_BASE, .data = 0xff };
	struct vcpu_thread t = { .cpu = test_nr_cpus() - 1 };
	struct noise noise = { .fd = -1 };
	pthread_t handle;
	unsigned int i;

	vcpu_enter(self->vcpu, guest_take);
	vcpu_thread_start(&t, self->vcpu);
	WAIT_UNTIL(READ_ONCE(GUEST_VAR(&self->vm, guest_irqs[0])));
	ASSERT_EQ(0, pthread_create(&handle, NULL, make_noise, &noise));
	for (i = 0; i < 200; i++)
		live_and_die(&self->vm, &noise, i);
	noise.stop = true;
	pthread_join(handle, NULL);
	EXPECT_LT(0, GUEST_VAR(&self->vm, guest_irqs[NOISE]));

	GUEST_VAR(&self->vm, stopped) = 1;
	must_ioctl(self->vm.fd, KVM_SIGNAL_MSI, &msi);
	EXPECT_STREQ("done", vcpu_thread_join(&t));
}

/* The VM goes while its eventfds are written to, and outlive it. */
TEST_F(stress, irqfds_outlive_the_vm)
{
	struct noise noise = { .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	struct kvm_irqfd args = { .gsi = LINE, .fd = noise.fd };
	pthread_t handle;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&handle, NULL, make_noise, &noise));
	for (i = 0; i < 20; i++) {
		struct test_vm vm;

		vm_create_bare(&vm);
		must_ioctl(vm.fd, KVM_CREATE_IRQCHIP, 0);
		vcpu_create(&vm, 0);
		must_ioctl(vm.fd, KVM_IRQFD, &args);
		test_relax();
		vm_destroy(&vm);
	}
	noise.stop = true;
	pthread_join(handle, NULL);
	close(noise.fd);
}

AIRLOCK_TEST_MAIN
