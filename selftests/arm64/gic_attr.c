// SPDX-License-Identifier: GPL-2.0
/* The GIC as a device of the KVM ABI: creation, attributes, state. */
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "arch_vm.h"
#include "gic.h"

#define ADDR		KVM_DEV_ARM_VGIC_GRP_ADDR
#define CTRL_GRP	KVM_DEV_ARM_VGIC_GRP_CTRL
#define NR_IRQS		KVM_DEV_ARM_VGIC_GRP_NR_IRQS
#define DIST_REGS	KVM_DEV_ARM_VGIC_GRP_DIST_REGS
#define REDIST_REGS	KVM_DEV_ARM_VGIC_GRP_REDIST_REGS
#define CPU_SYSREGS	KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS
#define LEVEL_INFO	KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO
#define DIST		KVM_VGIC_V3_ADDR_TYPE_DIST
#define REDIST		KVM_VGIC_V3_ADDR_TYPE_REDIST
#define INIT		KVM_DEV_ARM_VGIC_CTRL_INIT
#define BAD_POINTER	((void *)8)

FIXTURE(attr) {
	struct test_vm vm;
};

FIXTURE_SETUP(attr)
{
	vm_create(&self->vm, 0);
}

FIXTURE_TEARDOWN(attr)
{
	vm_destroy(&self->vm);
}

static int set(struct test_vm *vm, __u32 group, __u64 attr, __u64 value)
{
	return gic_attr_err(vm, KVM_SET_DEVICE_ATTR, group, attr, &value);
}

static int init(struct test_vm *vm)
{
	return gic_attr_err(vm, KVM_SET_DEVICE_ATTR, CTRL_GRP, INIT, NULL);
}

static int has(struct test_vm *vm, __u32 group, __u64 attr)
{
	return gic_attr_err(vm, KVM_HAS_DEVICE_ATTR, group, attr, NULL);
}

TEST_F(attr, create)
{
	struct kvm_create_device test = {
		.type = KVM_DEV_TYPE_ARM_VGIC_V3, .flags = KVM_CREATE_DEVICE_TEST,
	};

	EXPECT_IOCTL(self->vm.fd, KVM_CREATE_DEVICE, &test);
	test.type = KVM_DEV_TYPE_ARM_VGIC_V2;
	EXPECT_ERRNO(ENODEV, self->vm.fd, KVM_CREATE_DEVICE, &test);
	ASSERT_EQ(0, gic_create_err(&self->vm));
	/* One is enough. */
	EXPECT_EQ(-EEXIST, gic_create_err(&self->vm));
}

TEST_F(attr, create_after_run)
{
	struct test_vcpu *vcpu = vcpu_add(&self->vm, 0, NULL);

	vcpu->run->immediate_exit = 1;
	EXPECT_STREQ("intr", vcpu_run_str(vcpu));
	if (gic_create_err(&self->vm) == 0)
		SKIP(return, "a run that immediate_exit ended is none");
}

TEST_F(attr, groups)
{
	ASSERT_EQ(0, gic_create_err(&self->vm));
	EXPECT_EQ(0, has(&self->vm, ADDR, DIST));
	EXPECT_EQ(0, has(&self->vm, ADDR, REDIST));
	EXPECT_EQ(0, has(&self->vm, NR_IRQS, 0));
	EXPECT_EQ(0, has(&self->vm, CTRL_GRP, INIT));
	EXPECT_EQ(-ENXIO, has(&self->vm, ADDR, 99));
	EXPECT_EQ(-ENXIO, has(&self->vm, CTRL_GRP, 99));
	EXPECT_EQ(-ENXIO, has(&self->vm, 99, 0));
	EXPECT_EQ(-ENXIO, set(&self->vm, 99, 0, 0));
	EXPECT_EQ(-ENXIO, gic_attr_err(&self->vm, KVM_GET_DEVICE_ATTR, 99, 0,
				       self));
	EXPECT_ERRNO(EFAULT, self->vm.gic, KVM_SET_DEVICE_ATTR, BAD_POINTER);
	EXPECT_ERRNO(EFAULT, self->vm.gic, KVM_HAS_DEVICE_ATTR, BAD_POINTER);
	EXPECT_EQ(-EFAULT, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, ADDR,
					DIST, BAD_POINTER));
	/* A device's file knows nothing else. */
	EXPECT_ERRNO(ENOTTY, self->vm.gic, KVM_RUN, 0);
	EXPECT_ERRNO(ENOTTY, self->vm.gic, _IO(KVMIO, 0xff), 0);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED,
				   self->vm.gic, 0));
}

TEST_F(attr, addresses)
{
	__u64 value;

	ASSERT_EQ(0, gic_create_err(&self->vm));
	EXPECT_EQ(-EINVAL, set(&self->vm, ADDR, DIST, GUEST_GICD + 0x1000));
	EXPECT_EQ(-E2BIG, set(&self->vm, ADDR, DIST, 1UL << 52));
	EXPECT_EQ(0, set(&self->vm, ADDR, DIST, GUEST_GICD));
	EXPECT_EQ(-EEXIST, set(&self->vm, ADDR, DIST, GUEST_GICD));
	EXPECT_EQ(-EINVAL, set(&self->vm, ADDR, REDIST, GUEST_GICR + 0x1000));
	EXPECT_EQ(0, set(&self->vm, ADDR, REDIST, GUEST_GICR));
	ASSERT_EQ(0, gic_attr_err(&self->vm, KVM_GET_DEVICE_ATTR, ADDR, DIST,
				  &value));
	EXPECT_EQ(GUEST_GICD, value);
	ASSERT_EQ(0, gic_attr_err(&self->vm, KVM_GET_DEVICE_ATTR, ADDR, REDIST,
				  &value));
	EXPECT_EQ(GUEST_GICR, value);
}

TEST_F(attr, number_of_interrupts)
{
	__u32 value = 128;

	ASSERT_EQ(0, gic_create_err(&self->vm));
	value = 31;
	EXPECT_EQ(-EINVAL, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, NR_IRQS,
					0, &value));
	value = 65;
	EXPECT_EQ(-EINVAL, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, NR_IRQS,
					0, &value));
	value = 1056;
	EXPECT_EQ(-EINVAL, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, NR_IRQS,
					0, &value));
	value = 128;
	EXPECT_EQ(0, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, NR_IRQS, 0,
				  &value));
	value = 192;
	EXPECT_EQ(-EBUSY, gic_attr_err(&self->vm, KVM_SET_DEVICE_ATTR, NR_IRQS,
				       0, &value));
	value = 0;
	EXPECT_EQ(0, gic_attr_err(&self->vm, KVM_GET_DEVICE_ATTR, NR_IRQS, 0,
				  &value));
	EXPECT_EQ(128, value);
}

TEST_F(attr, init)
{
	ASSERT_EQ(0, gic_create_err(&self->vm));
	vcpu_add(&self->vm, 0, NULL);
	EXPECT_EQ(0, init(&self->vm));
	EXPECT_EQ(0, init(&self->vm));
	/* Too late for another vCPU. */
	EXPECT_ERRNO(EBUSY, self->vm.fd, KVM_CREATE_VCPU, 1UL);
}

/* Not initialised, or nowhere: no run. */
TEST_F(attr, run_before_init)
{
	struct test_vcpu *vcpu;

	ASSERT_EQ(0, gic_create_err(&self->vm));
	vcpu = vcpu_add(&self->vm, 0, NULL);
	EXPECT_NE(0, vcpu_run(vcpu));
}

TEST_F(attr, run_without_addresses)
{
	struct test_vcpu *vcpu;

	ASSERT_EQ(0, gic_create_err(&self->vm));
	vcpu = vcpu_add(&self->vm, 0, NULL);
	ASSERT_EQ(0, init(&self->vm));
	EXPECT_NE(0, vcpu_run(vcpu));
}

/* KVM_IRQ_LINE's arguments. */
TEST_F(attr, irq_line)
{
	struct test_vm *vm = &self->vm;

	EXPECT_EQ(-ENXIO, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_SPI, 0, 40, 1));
	vm->flags = VM_IRQCHIP;
	arch_vm_devices(vm, VM_IRQCHIP);
	vcpu_add(vm, 0, NULL);
	ASSERT_EQ(0, init(vm));
	EXPECT_EQ(0, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_SPI, 0, 40, 1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_SPI, 0, 31, 1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_SPI, 0, 0xffff,
					   1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_PPI, 0, 32, 1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_PPI, 0, 3, 1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, KVM_ARM_IRQ_TYPE_PPI, 9, 20, 1));
	EXPECT_EQ(-EINVAL, vm_irq_line_err(vm, 7, 0, 40, 1));
}

/* State for a snapshot: what the guest set up, and what it finds again. */
static void guest_setup(unsigned long arg)
{
	gic_init_dist();
	gic_init_cpu();
	gic_set_priority(40, 0x50);
	gic_set_edge(40, true);
	gic_enable(40);
	gic_set_priority(20, 0x60);
	gic_enable(20);
	write_icc(ICC_PMR, 0xe0);
	write_icc(ICC_BPR1, 3);
	gic_set_bit(40, GICD_ISPENDR);
	guest_sync(1);
	GUEST_EQ(gic_priority(41), 0x70);
	GUEST_EQ(gic_get_bit(41, GICD_ISENABLER), 1);
	GUEST_EQ(gic_priority(21), 0x38);
	GUEST_EQ(read_icc(ICC_PMR), 0x88);
	guest_done();
}

#define ICC(op1, crn, crm, op2) \
	(3UL << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

TEST_F(attr, state)
{
	struct test_vm *vm = &self->vm;
	struct test_vcpu *vcpu;

	vm->flags = VM_IRQCHIP;
	arch_vm_devices(vm, VM_IRQCHIP);
	vcpu = vcpu_add(vm, 0, guest_setup);
	ASSERT_RUN("sync 1", vcpu);
	EXPECT_EQ(0x50, (__u8)gic_attr(vm, DIST_REGS, GICD_IPRIORITYR + 40));
	EXPECT_EQ(1 << 8, (__u32)gic_attr(vm, DIST_REGS, GICD_ISENABLER + 4));
	EXPECT_EQ(1 << 8, (__u32)gic_attr(vm, DIST_REGS, GICD_ISPENDR + 4));
	EXPECT_EQ(0x60, (__u8)gic_attr(vm, REDIST_REGS, GICR_SGI +
				       GICD_IPRIORITYR + 20));
	EXPECT_NE(0, gic_attr(vm, REDIST_REGS, GICR_SGI + GICD_ISENABLER) &
		  1 << 20);
	EXPECT_EQ(0xe0, gic_attr(vm, CPU_SYSREGS, ICC(0, 4, 6, 0)));
	EXPECT_EQ(3, gic_attr(vm, CPU_SYSREGS, ICC(0, 12, 12, 3)));
	EXPECT_EQ(1, gic_attr(vm, CPU_SYSREGS, ICC(0, 12, 12, 7)));

	gic_set_attr(vm, DIST_REGS, GICD_IPRIORITYR + 40, 0x7050);
	gic_set_attr(vm, DIST_REGS, GICD_ISENABLER + 4, 3 << 8);
	gic_set_attr(vm, REDIST_REGS, GICR_SGI + GICD_IPRIORITYR + 20, 0x3860);
	gic_set_attr(vm, CPU_SYSREGS, ICC(0, 4, 6, 0), 0x88);
	ASSERT_DONE(vcpu);
}

TEST_F(attr, state_errors)
{
	struct test_vm *vm = &self->vm;
	__u64 value = 0;

	vm->flags = VM_IRQCHIP;
	arch_vm_devices(vm, VM_IRQCHIP);
	vcpu_add(vm, 0, guest_setup);
	/* Before the initialisation. */
	EXPECT_EQ(-EBUSY, set(vm, DIST_REGS, GICD_CTLR, 0));
	ASSERT_EQ(0, init(vm));
	EXPECT_GT(0, gic_attr_err(vm, KVM_GET_DEVICE_ATTR, CPU_SYSREGS,
				  ICC(7, 15, 15, 7), &value));
	/* A vCPU that is not there. */
	EXPECT_EQ(-EINVAL, gic_attr_err(vm, KVM_GET_DEVICE_ATTR, CPU_SYSREGS,
					7UL << 32 | ICC(0, 4, 6, 0), &value));
	EXPECT_EQ(-EFAULT, gic_attr_err(vm, KVM_GET_DEVICE_ATTR, DIST_REGS,
					GICD_CTLR, BAD_POINTER));
}

/* Levels of lines, 32 at a time. */
TEST_F(attr, level_info)
{
	struct test_vm *vm = &self->vm;
	__u64 at = (__u64)VGIC_LEVEL_INFO_LINE_LEVEL <<
		KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT | 32;

	vm->flags = VM_IRQCHIP;
	arch_vm_devices(vm, VM_IRQCHIP);
	vcpu_add(vm, 0, NULL);
	ASSERT_EQ(0, init(vm));
	/* Only a level-triggered one has a level. */
	gic_set_attr(vm, DIST_REGS, GICD_ICFGR + 8, 0);
	gic_set_attr(vm, DIST_REGS, GICD_ICFGR + 12, 0);
	EXPECT_EQ(0, (__u32)gic_attr(vm, LEVEL_INFO, at));
	vm_spi(vm, 40, 1);
	vm_spi(vm, 63, 1);
	EXPECT_EQ(1U << 8 | 1U << 31, (__u32)gic_attr(vm, LEVEL_INFO, at));
	gic_set_attr(vm, LEVEL_INFO, at, 1);
	EXPECT_EQ(1, (__u32)gic_attr(vm, LEVEL_INFO, at));
}

/* The file outlives the VM's, and the other way round. */
TEST_F(attr, lifetime)
{
	struct test_vm *vm = &self->vm;
	int gic;

	vm->flags = VM_IRQCHIP;
	arch_vm_devices(vm, VM_IRQCHIP);
	gic = vm->gic;
	close(vm->fd);
	vm->fd = -1;
	EXPECT_EQ(GUEST_GICD, gic_attr(vm, ADDR, DIST));
	close(gic);
	vm->gic = -1;
}

/* Another VM's device is another's: nothing of it shows here. */
TEST_F(attr, two_vms)
{
	static struct test_vm other;

	vm_create(&other, VM_IRQCHIP);
	self->vm.flags = VM_IRQCHIP;
	arch_vm_devices(&self->vm, VM_IRQCHIP);
	vcpu_add(&other, 0, NULL);
	vcpu_add(&self->vm, 0, NULL);
	ASSERT_EQ(0, init(&other));
	ASSERT_EQ(0, init(&self->vm));
	gic_set_attr(&other, DIST_REGS, GICD_ISENABLER + 4, 0xff);
	EXPECT_EQ(0, (__u32)gic_attr(&self->vm, DIST_REGS, GICD_ISENABLER + 4));
	vm_destroy(&other);
}

AIRLOCK_TEST_MAIN
