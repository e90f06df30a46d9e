// SPDX-License-Identifier: GPL-2.0
/* GSI routes, irqfds, ioeventfds, MSIs: what they take and refuse. */
#include <fcntl.h>
#include <sys/eventfd.h>

#include "harness.h"

#define BAD_POINTER	((void *)8)

FIXTURE(eventfd) {
	struct test_vm vm;
	int fd;
	int event;
};

FIXTURE_SETUP(eventfd)
{
	vm_create_bare(&self->vm);
	self->fd = self->vm.fd;
	self->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ASSERT_LE(0, self->event);
}

FIXTURE_TEARDOWN(eventfd)
{
	close(self->event);
	vm_destroy(&self->vm);
}

TEST_F(eventfd, irqfd_before_irqchip)
{
	struct kvm_irqfd args = { .fd = self->event, .gsi = 5 };

	/* EAGAIN is arm64's answer alone. */
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IRQFD, &args);
}

TEST_F(eventfd, irqfd)
{
	struct kvm_irqfd args = { .fd = self->event, .gsi = 5 };

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	EXPECT_ERRNO(EBUSY, self->fd, KVM_IRQFD, &args);
	args.gsi = 6;
	EXPECT_ERRNO(EBUSY, self->fd, KVM_IRQFD, &args);
	/* Deassigning what is not assigned is no error. */
	args.gsi = 7;
	args.flags = KVM_IRQFD_FLAG_DEASSIGN;
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	args.gsi = 5;
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	args.flags = 0;
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
}

TEST_F(eventfd, irqfd_errors)
{
	struct kvm_irqfd args = { .fd = 999, .gsi = 5 };

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	EXPECT_ERRNO(EBADF, self->fd, KVM_IRQFD, &args);
	args.fd = self->vm.dev;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IRQFD, &args);
	args.fd = self->event;
	args.flags = 1U << 31;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IRQFD, &args);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_IRQFD, BAD_POINTER);
}

TEST_F(eventfd, ioeventfd)
{
	struct kvm_ioeventfd args = {
		.fd = self->event, .addr = 0xd0000000, .len = 4,
	};

	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	EXPECT_ERRNO(EEXIST, self->fd, KVM_IOEVENTFD, &args);
	args.datamatch = 1;
	args.flags = KVM_IOEVENTFD_FLAG_DATAMATCH;
	/* All values and one of them collide. */
	EXPECT_ERRNO(EEXIST, self->fd, KVM_IOEVENTFD, &args);
	args.addr += 4;
	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	args.datamatch = 2;
	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	args.flags |= KVM_IOEVENTFD_FLAG_DEASSIGN;
	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	EXPECT_ERRNO(ENOENT, self->fd, KVM_IOEVENTFD, &args);
}

TEST_F(eventfd, ioeventfd_lengths)
{
	struct kvm_ioeventfd args = { .fd = self->event, .addr = 0xd0001000 };
	static const __u32 good[] = { 1, 2, 4, 8 };
	static const __u32 bad[] = { 3, 5, 16, 4096, ~0U };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		args.len = good[i];
		args.addr += 0x1000;
		EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		args.len = bad[i];
		EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	}
	if (test_cap(self->fd, KVM_CAP_IOEVENTFD_ANY_LENGTH)) {
		args.len = 0;
		args.addr += 0x1000;
		EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
		args.flags = KVM_IOEVENTFD_FLAG_DATAMATCH;
		EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	}
}

TEST_F(eventfd, ioeventfd_errors)
{
	struct kvm_ioeventfd args = { .fd = 999, .addr = 0x80, .len = 4 };

	EXPECT_ERRNO(EBADF, self->fd, KVM_IOEVENTFD, &args);
	args.fd = self->vm.dev;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	args.fd = self->event;
	args.flags = 1U << 31;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	args.flags = 0;
	args.addr = ~0UL - 1;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_IOEVENTFD, BAD_POINTER);
}

struct routes {
	struct kvm_irq_routing head;
	struct kvm_irq_routing_entry entry[4097];
};

static int set_routes(int fd, const struct kvm_irq_routing_entry *entry)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry[1];
	} routes = { .head.nr = 1, .entry[0] = *entry };

	return ioctl_err(fd, KVM_SET_GSI_ROUTING, &routes);
}

TEST_F(eventfd, routes)
{
	struct kvm_irq_routing_entry entry = { .gsi = 5 };

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	entry.type = KVM_IRQ_ROUTING_IRQCHIP;
	entry.u.irqchip.irqchip = KVM_IRQCHIP_IOAPIC;
	entry.u.irqchip.pin = 23;
	EXPECT_EQ(0, set_routes(self->fd, &entry));
	entry.u.irqchip.pin = 24;
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));
	entry.u.irqchip.irqchip = KVM_IRQCHIP_PIC_SLAVE;
	entry.u.irqchip.pin = 7;
	EXPECT_EQ(0, set_routes(self->fd, &entry));
	entry.u.irqchip.pin = 8;
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));
	entry.u.irqchip.irqchip = 3;
	entry.u.irqchip.pin = 0;
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));

	entry.type = KVM_IRQ_ROUTING_MSI;
	entry.u.msi.address_lo = 0xfee00000;
	entry.u.msi.address_hi = 0;
	entry.u.msi.data = 0x40;
	EXPECT_EQ(0, set_routes(self->fd, &entry));
	entry.flags = 0x80000000;
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));
	entry.flags = 0;
	entry.type = 77;
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));
	entry.type = KVM_IRQ_ROUTING_MSI;
	entry.gsi = test_cap(self->fd, KVM_CAP_IRQ_ROUTING);
	EXPECT_EQ(-EINVAL, set_routes(self->fd, &entry));
	entry.gsi--;
	EXPECT_EQ(0, set_routes(self->fd, &entry));
}

TEST_F(eventfd, routes_table)
{
	struct routes *routes = calloc(1, sizeof(*routes));

	EXPECT_EQ(4096, test_cap(self->fd, KVM_CAP_IRQ_ROUTING));
	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	EXPECT_IOCTL(self->fd, KVM_SET_GSI_ROUTING, routes);
	routes->head.flags = 1;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, routes);
	routes->head.flags = 0;
	routes->head.nr = 4097;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, routes);
	routes->head.nr = ~0U;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, routes);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_SET_GSI_ROUTING, BAD_POINTER);
	free(routes);
}

TEST_F(eventfd, signal_msi)
{
	struct kvm_msi msi = { .address_lo = 0xfee00000, .data = 0x40 };

	SKIP_UNLESS_CAP(self->fd, KVM_CAP_SIGNAL_MSI);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SIGNAL_MSI, &msi);
	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	msi.flags = 1U << 31;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SIGNAL_MSI, &msi);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_SIGNAL_MSI, BAD_POINTER);
}

/* The eventfd goes first; the VM must notice, not fall. */
TEST_F(eventfd, closed_under_us)
{
	struct kvm_irqfd irqfd = { .fd = self->event, .gsi = 5 };
	struct kvm_ioeventfd io = {
		.fd = self->event, .addr = 0xd0000000, .len = 4,
	};

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	ASSERT_IOCTL(self->fd, KVM_IRQFD, &irqfd);
	ASSERT_IOCTL(self->fd, KVM_IOEVENTFD, &io);
	close(self->event);
	self->event = eventfd(0, EFD_CLOEXEC);
	irqfd.fd = self->event;
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &irqfd);
}

AIRLOCK_TEST_MAIN
