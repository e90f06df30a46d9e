// SPDX-License-Identifier: GPL-2.0
/* Interrupt controllers in the kernel, x86: order of creation, state, lines. */
#include "harness.h"
#include "arch_vm.h"

#define BAD_POINTER	((void *)8)

FIXTURE(irqchip) {
	struct test_vm vm;
	int fd;
};

FIXTURE_SETUP(irqchip)
{
	vm_create_bare(&self->vm);
	self->fd = self->vm.fd;
}

FIXTURE_TEARDOWN(irqchip)
{
	vm_destroy(&self->vm);
}

TEST_F(irqchip, order)
{
	struct kvm_pit_config pit = { };

	EXPECT_ERRNO(ENOENT, self->fd, KVM_CREATE_PIT2, &pit);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_CREATE_PIT2, BAD_POINTER);
	EXPECT_IOCTL(self->fd, KVM_CREATE_IRQCHIP, 0);
	EXPECT_ERRNO(EEXIST, self->fd, KVM_CREATE_IRQCHIP, 0);
	EXPECT_IOCTL(self->fd, KVM_CREATE_PIT2, &pit);
	EXPECT_ERRNO(EEXIST, self->fd, KVM_CREATE_PIT2, &pit);
}

TEST_F(irqchip, after_vcpu)
{
	vcpu_create(&self->vm, 0);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_CREATE_IRQCHIP, 0);
}

/* kvmtool and QEMU pass no third argument: whatever is there is ignored. */
TEST_F(irqchip, argument_is_ignored)
{
	EXPECT_IOCTL(self->fd, KVM_CREATE_IRQCHIP, 0xdeadUL);
}

TEST_F(irqchip, nothing_without_it)
{
	struct test_vcpu *vcpu = vcpu_create(&self->vm, 0);
	struct kvm_irq_level level = { .irq = 1, .level = 1 };
	struct kvm_irqchip chip = { .chip_id = KVM_IRQCHIP_IOAPIC };
	struct kvm_mp_state state = { .mp_state = KVM_MP_STATE_HALTED };
	struct kvm_pit_state2 pit;
	struct kvm_lapic_state lapic;

	EXPECT_ERRNO(ENXIO, self->fd, KVM_IRQ_LINE, &level);
	EXPECT_ERRNO(ENXIO, self->fd, KVM_IRQ_LINE_STATUS, &level);
	EXPECT_ERRNO(ENXIO, self->fd, KVM_GET_IRQCHIP, &chip);
	EXPECT_ERRNO(ENXIO, self->fd, KVM_SET_IRQCHIP, &chip);
	EXPECT_ERRNO(ENXIO, self->fd, KVM_GET_PIT2, &pit);
	EXPECT_ERRNO(EINVAL, vcpu->fd, KVM_GET_LAPIC, &lapic);
	EXPECT_ERRNO(EINVAL, vcpu->fd, KVM_SET_LAPIC, &lapic);
	/* Without a LAPIC there is only one state to be in. */
	EXPECT_ERRNO(EINVAL, vcpu->fd, KVM_SET_MP_STATE, &state);
	state.mp_state = KVM_MP_STATE_UNINITIALIZED;
	EXPECT_ERRNO(EINVAL, vcpu->fd, KVM_SET_MP_STATE, &state);
	state.mp_state = KVM_MP_STATE_RUNNABLE;
	EXPECT_IOCTL(vcpu->fd, KVM_SET_MP_STATE, &state);
}

/* S18: the first vCPU can run, the others wait for an INIT. */
TEST_F(irqchip, reset_state)
{
	struct test_vcpu *bsp, *ap;
	struct kvm_mp_state state;

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	ap = vcpu_create(&self->vm, 1);
	bsp = vcpu_create(&self->vm, 0);
	ASSERT_IOCTL(bsp->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);
	ASSERT_IOCTL(ap->fd, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_UNINITIALIZED, state.mp_state);
	/* S3: waiting ends at once if asked to. */
	ap->run->immediate_exit = 1;
	EXPECT_RUN("intr", ap);
}

TEST_F(irqchip, interrupt_without_it)
{
	struct test_vcpu *vcpu = vcpu_create(&self->vm, 0);
	struct kvm_interrupt irq = { .irq = 256 };

	EXPECT_ERRNO(EINVAL, vcpu->fd, KVM_INTERRUPT, &irq);
	EXPECT_ERRNO(EFAULT, vcpu->fd, KVM_INTERRUPT, BAD_POINTER);
	irq.irq = 0x30;
	EXPECT_IOCTL(vcpu->fd, KVM_INTERRUPT, &irq);
}

TEST_F(irqchip, interrupt_with_it)
{
	struct kvm_interrupt irq = { .irq = 0x30 };
	struct test_vcpu *vcpu;

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	vcpu = vcpu_create(&self->vm, 0);
	EXPECT_ERRNO(ENXIO, vcpu->fd, KVM_INTERRUPT, &irq);
}

TEST_F(irqchip, lines)
{
	struct kvm_irq_level level = { .irq = 5, .level = 1 };

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	vcpu_create(&self->vm, 0);
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_IRQ_LINE, &level));
	/* No route: nothing happens, and the status says so. */
	level.irq = 4000000000U;
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_IRQ_LINE, &level));
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_IRQ_LINE_STATUS, &level));
	EXPECT_EQ(-1, (__s32)level.status);
	level.irq = 4095;
	EXPECT_EQ(0, ioctl_err(self->fd, KVM_IRQ_LINE_STATUS, &level));
	EXPECT_EQ(-1, (__s32)level.status);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_IRQ_LINE, BAD_POINTER);
}

TEST_F(irqchip, chip_state)
{
	struct kvm_irqchip chip = { };
	__u32 id;

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	for (id = 0; id < 3; id++) {
		memset(&chip, 0xff, sizeof(chip));
		chip.chip_id = id;
		ASSERT_IOCTL(self->fd, KVM_GET_IRQCHIP, &chip);
		EXPECT_EQ(id, chip.chip_id);
		EXPECT_IOCTL(self->fd, KVM_SET_IRQCHIP, &chip);
	}
	/* The IOAPIC, last: 24 pins, all masked. */
	for (id = 0; id < 24; id++)
		EXPECT_LT(0, chip.chip.ioapic.redirtbl[id].bits & 0x10000);
	EXPECT_EQ(0xfec00000, chip.chip.ioapic.base_address);
	chip.chip_id = 3;
	EXPECT_ERRNO(EINVAL, self->fd, KVM_GET_IRQCHIP, &chip);
	EXPECT_ERRNO(EINVAL, self->fd, KVM_SET_IRQCHIP, &chip);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_GET_IRQCHIP, BAD_POINTER);
}

/* The LAPIC after reset; KH relies on LINT0 of the first vCPU. */
TEST_F(irqchip, lapic_reset)
{
	struct kvm_lapic_state lapic;
	struct test_vcpu *vcpu;
	__u32 *reg = (__u32 *)lapic.regs;

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	vcpu = vcpu_create(&self->vm, 0);
	ASSERT_IOCTL(vcpu->fd, KVM_GET_LAPIC, &lapic);
	EXPECT_EQ(0, reg[0x20 / 4]);
	EXPECT_EQ(0xff, reg[0xf0 / 4]);
	EXPECT_EQ(0xffffffff, reg[0xe0 / 4]);
	EXPECT_EQ(0x700, reg[0x350 / 4]);
	EXPECT_EQ(0x10000, reg[0x360 / 4]);
	EXPECT_EQ(0x10000, reg[0x320 / 4]);
	EXPECT_IOCTL(vcpu->fd, KVM_SET_LAPIC, &lapic);
}

TEST_F(irqchip, pit_state)
{
	struct kvm_pit_state2 pit, again;
	struct kvm_pit_config config = { };

	must_ioctl(self->fd, KVM_CREATE_IRQCHIP, 0);
	must_ioctl(self->fd, KVM_CREATE_PIT2, &config);
	memset(&pit, 0xff, sizeof(pit));
	ASSERT_IOCTL(self->fd, KVM_GET_PIT2, &pit);
	EXPECT_EQ(0, pit.flags & ~KVM_PIT_FLAGS_HPET_LEGACY);
	pit.channels[2].mode = 3;
	pit.channels[2].count = 0x1234;
	EXPECT_IOCTL(self->fd, KVM_SET_PIT2, &pit);
	ASSERT_IOCTL(self->fd, KVM_GET_PIT2, &again);
	EXPECT_EQ(0x1234, again.channels[2].count);
	EXPECT_EQ(3, again.channels[2].mode);
	EXPECT_ERRNO(EFAULT, self->fd, KVM_SET_PIT2, BAD_POINTER);
}

AIRLOCK_TEST_MAIN
