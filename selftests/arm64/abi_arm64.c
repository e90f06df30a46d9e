// SPDX-License-Identifier: GPL-2.0
/* A VM's file on arm64: address sizes, capabilities, and bad input. */
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"

#define BAD_POINTER	((void *)8)

FIXTURE(arm64) {
	struct test_vm vm;
	int fd;
};

FIXTURE_SETUP(arm64)
{
	vm_create_bare(&self->vm);
	self->fd = self->vm.fd;
}

FIXTURE_TEARDOWN(arm64)
{
	vm_destroy(&self->vm);
}

/* What clients cannot do without: section 2 of their needs. */
TEST_F(arm64, capabilities)
{
	static const int needed[] = {
		KVM_CAP_IRQCHIP, KVM_CAP_ONE_REG, KVM_CAP_ARM_PSCI,
		KVM_CAP_ARM_PSCI_0_2, KVM_CAP_DEVICE_CTRL, KVM_CAP_MP_STATE,
		KVM_CAP_IOEVENTFD, KVM_CAP_IRQFD, KVM_CAP_IOEVENTFD_ANY_LENGTH,
		KVM_CAP_READONLY_MEM, KVM_CAP_USER_MEMORY2,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		EXPECT_EQ(1, test_cap(self->fd, needed[i])) {
			TH_LOG("capability %d", needed[i]);
		}
	EXPECT_LE(40, test_cap(self->fd, KVM_CAP_ARM_VM_IPA_SIZE));
}

/* Never faked. */
TEST_F(arm64, what_is_not_there)
{
	static const int absent[] = {
		KVM_CAP_ARM_PMU_V3, KVM_CAP_ARM_SVE, KVM_CAP_ARM_MTE,
		KVM_CAP_STEAL_TIME, KVM_CAP_MSI_DEVID,
	};
	unsigned int i;

	SKIP_UNLESS_AIRLOCK();
	for (i = 0; i < ARRAY_SIZE(absent); i++)
		EXPECT_EQ(0, test_cap(self->fd, absent[i])) {
			TH_LOG("capability %d", absent[i]);
		}
}

TEST_F(arm64, address_sizes)
{
	int max = test_cap(self->vm.dev, KVM_CAP_ARM_VM_IPA_SIZE), bits, fd;

	for (bits = 32; bits <= max; bits++) {
		fd = ioctl_err(self->vm.dev, KVM_CREATE_VM, (unsigned long)bits);
		EXPECT_LE(0, fd) {
			TH_LOG("%d bits", bits);
		}
		close(fd);
	}
	EXPECT_ERRNO(EINVAL, self->vm.dev, KVM_CREATE_VM, 31UL);
	EXPECT_ERRNO(EINVAL, self->vm.dev, KVM_CREATE_VM, 1UL);
	EXPECT_ERRNO(EINVAL, self->vm.dev, KVM_CREATE_VM, max + 1UL);
	EXPECT_ERRNO(EINVAL, self->vm.dev, KVM_CREATE_VM, 0x128UL);
	EXPECT_ERRNO(EINVAL, self->vm.dev, KVM_CREATE_VM, 1UL << 63);
}

/* A slot must lie inside. */
TEST_F(arm64, slot_beyond_the_end)
{
	void *mem = test_pages(0x10000, MAP_PRIVATE);

	EXPECT_EQ(0, vm_slot_err(&self->vm, 0, (1UL << 40) - 0x10000, 0x10000,
				 mem, 0));
	/* KVM: EFAULT; airlock: EINVAL, as for every bad range. */
	EXPECT_GT(0, vm_slot_err(&self->vm, 1, 1UL << 40, 0x10000, mem, 0));
	EXPECT_GT(0, vm_slot_err(&self->vm, 1, 1UL << 50, 0x10000, mem, 0));
	munmap(mem, 0x10000);
}

/* Guests in small and in large address spaces. */
static void guest_top(unsigned long arg)
{
	guest_sync(1);
	guest_done();
}

TEST_F(arm64, every_size_runs)
{
	int max = test_cap(self->vm.dev, KVM_CAP_ARM_VM_IPA_SIZE), bits;
	static struct test_vm vm;
	void *mem = test_pages(GUEST_RAM_SIZE, MAP_PRIVATE);

	/* The library's VM has the default size: it lends its memory. */
	vm_create(&vm, 0);
	memcpy(mem, vm.ram, GUEST_RAM_SIZE);
	for (bits = 32; bits <= max; bits += 4) {
		struct test_vm sized = vm;

		sized.nr_vcpus = 0;
		sized.ready = false;
		sized.fd = must_ioctl(vm.dev, KVM_CREATE_VM, (unsigned long)bits);
		sized.ram = mem;
		vm_slot(&sized, 0, 0, GUEST_RAM_SIZE, mem, 0);
		EXPECT_STREQ("done",
			     vcpu_finish(vcpu_add(&sized, 0, guest_top))) {
			TH_LOG("%d bits", bits);
		}
		vcpu_destroy(&sized.vcpu[0]);
		close(sized.fd);
	}
	vm_destroy(&vm);
	munmap(mem, GUEST_RAM_SIZE);
}

/* Of other architectures: EINVAL, as for all that is not known. */
TEST_F(arm64, other_architectures)
{
	EXPECT_ERRNO(EINVAL, self->fd, _IO(KVMIO, 0x47), 0xfffbd000UL);
	EXPECT_ERRNO(EINVAL, self->fd, _IO(KVMIO, 0x64), 0);
	EXPECT_ERRNO(EINVAL, self->fd, _IOW(KVMIO, 0x77, struct kvm_irq_level),
		     self);
}

static void gic_make_ready(struct test_vm *vm)
{
	vcpu_create(vm, 0);
	if (vcpu_init_err(&vm->vcpu[0], 1 << KVM_ARM_VCPU_PSCI_0_2))
		test_die("KVM_ARM_VCPU_INIT: %m");
	vm->flags = VM_IRQCHIP;
	arch_vm_ready(vm);
}

static void vm_with_gic(struct test_vm *vm)
{
	arch_vm_devices(vm, VM_IRQCHIP);
	gic_make_ready(vm);
}

TEST_F(arm64, irqfd_before_the_gic)
{
	struct kvm_irqfd args = { .gsi = 8 };

	args.fd = eventfd(0, EFD_CLOEXEC);
	EXPECT_ERRNO(EAGAIN, self->fd, KVM_IRQFD, &args);
	arch_vm_devices(&self->vm, VM_IRQCHIP);
	EXPECT_ERRNO(EAGAIN, self->fd, KVM_IRQFD, &args);
	gic_make_ready(&self->vm);
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	EXPECT_ERRNO(EBUSY, self->fd, KVM_IRQFD, &args);
	args.flags = KVM_IRQFD_FLAG_DEASSIGN;
	EXPECT_IOCTL(self->fd, KVM_IRQFD, &args);
	args.flags = 0x80;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IRQFD, &args);
	args.flags = 0;
	args.fd = self->fd;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IRQFD, &args);
	args.fd = -1;
	EXPECT_ERRNO(EBADF, self->fd, KVM_IRQFD, &args);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_IRQFD, BAD_POINTER);
}

TEST_F(arm64, ioeventfd)
{
	struct kvm_ioeventfd args = { .addr = GUEST_MMIO, .len = 4 };

	args.fd = eventfd(0, EFD_CLOEXEC);
	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	EXPECT_ERRNO(EEXIST, self->fd, KVM_IOEVENTFD, &args);
	args.len = 3;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	args.len = 4;
	args.addr = ~0UL;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	args.addr = GUEST_MMIO;
	args.flags = 0x80;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_IOEVENTFD, &args);
	args.flags = KVM_IOEVENTFD_FLAG_DEASSIGN;
	EXPECT_IOCTL(self->fd, KVM_IOEVENTFD, &args);
	EXPECT_ERRNO(ENOENT, self->fd, KVM_IOEVENTFD, &args);
}

TEST_F(arm64, gsi_routing)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry;
	} table = {
		.head.nr = 1,
		.entry = {
			.gsi = 5, .type = KVM_IRQ_ROUTING_IRQCHIP,
			.u.irqchip = { .irqchip = 0, .pin = 5 },
		},
	};

	SKIP_UNLESS_CAP(self->fd, KVM_CAP_IRQ_ROUTING);
	vm_with_gic(&self->vm);
	EXPECT_IOCTL(self->fd, KVM_SET_GSI_ROUTING, &table);
	table.head.flags = 1;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, &table);
	table.head.flags = 0;
	table.entry.u.irqchip.pin = 5000;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, &table);
	table.entry.u.irqchip.pin = 5;
	table.entry.u.irqchip.irqchip = 9;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, &table);
	table.entry.u.irqchip.irqchip = 0;
	table.entry.gsi = 5000;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, &table);
	table.head.nr = 0;
	EXPECT_IOCTL(self->fd, KVM_SET_GSI_ROUTING, &table);
	table.head.nr = 5000;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_GSI_ROUTING, &table);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_SET_GSI_ROUTING, BAD_POINTER);
}

TEST_F(arm64, irq_line_without_a_gic)
{
	EXPECT_EQ(-ENXIO, vm_irq_line_err(&self->vm, KVM_ARM_IRQ_TYPE_SPI, 0,
					  40, 1));
	EXPECT_EQ(-ENXIO, vm_irq_line_err(&self->vm, KVM_ARM_IRQ_TYPE_PPI, 0,
					  20, 1));
}

AIRLOCK_TEST_MAIN
