// SPDX-License-Identifier: GPL-2.0
/* Real mode, and the state that a vCPU is created in. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE_ONE_VCPU(real, 0);

TEST_F(real, ports_stack_and_interrupts)
{
	__u16 *ivt = (void *)self->vm.ram;

	ivt[2 * 0x21] = GUEST_REAL_CODE + (real_int - real_basic);
	ivt[2 * 0x21 + 1] = 0;
	vcpu_enter_real_code(self->vcpu, real_basic);
	ASSERT_RUN("io out 2 0x80 0x1234", self->vcpu);
	ASSERT_RUN("io out 1 0x81 0x77", self->vcpu);
	ASSERT_RUN("hlt", self->vcpu);
}

/* S17: the architectural state of a reset. */
static void create_fresh(struct test_vm *vm)
{
	vm_create_bare(vm);
	vcpu_create(vm, 0);
}

FIXTURE(reset) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
};

FIXTURE_SETUP(reset)
{
	create_fresh(&self->vm);
	self->vcpu = &self->vm.vcpu[0];
}

FIXTURE_TEARDOWN(reset)
{
	vm_destroy(&self->vm);
}

TEST_F(reset, segments)
{
	struct kvm_sregs s;

	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_SREGS, &s);
	EXPECT_EQ(0xf000, s.cs.selector);
	EXPECT_EQ(0xffff0000, s.cs.base);
	EXPECT_EQ(0xffff, s.cs.limit);
	EXPECT_EQ(0xb, s.cs.type);
	EXPECT_EQ(1, s.cs.present);
	EXPECT_EQ(1, s.cs.s);
	EXPECT_EQ(0, s.cs.l | s.cs.db | s.cs.g | s.cs.dpl);
	EXPECT_EQ(0, s.ds.selector);
	EXPECT_EQ(0, s.ds.base);
	EXPECT_EQ(0xffff, s.ss.limit);
	EXPECT_EQ(3, s.ss.type);
	EXPECT_EQ(1, s.tr.present);
	EXPECT_EQ(0xb, s.tr.type);
	EXPECT_EQ(0xffff, s.tr.limit);
	EXPECT_EQ(1, s.ldt.present);
	EXPECT_EQ(2, s.ldt.type);
	EXPECT_EQ(0, s.gdt.base);
	EXPECT_EQ(0xffff, s.gdt.limit);
	EXPECT_EQ(0, s.idt.base);
	EXPECT_EQ(0xffff, s.idt.limit);
}

TEST_F(reset, registers)
{
	struct kvm_sregs s;
	struct kvm_regs r;

	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_SREGS, &s);
	EXPECT_EQ(0x60000010, s.cr0);
	EXPECT_EQ(0, s.cr2 | s.cr3 | s.cr4 | s.cr8);
	EXPECT_EQ(0, s.efer);
	EXPECT_EQ(0xfee00900, s.apic_base);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_REGS, &r);
	EXPECT_EQ(0xfff0, r.rip);
	EXPECT_EQ(2, r.rflags);
	EXPECT_EQ(0, r.rax | r.rbx | r.rcx | r.rsp | r.rbp | r.rsi | r.rdi);
	/* What the client edits it writes back as it is. */
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_SREGS, &s);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_REGS, &r);
}

TEST_F(reset, vector)
{
	char *rom = test_pages(0x1000, MAP_PRIVATE);

	memcpy(rom + 0xff0, real_reset, real_reset_end - real_reset);
	vm_slot(&self->vm, 0, 0xfffff000, 0x1000, rom, 0);
	ASSERT_RUN("io out 2 0x80 0xf000", self->vcpu);
	ASSERT_RUN("hlt", self->vcpu);
	/* S14: and once more from the start. */
	vm_slot(&self->vm, 0, 0, 0, NULL, 0);
	ASSERT_RUN("internal error 1", self->vcpu);
}

/* S16: what KVM_SET_SREGS refuses, it refuses as a whole. */
TEST_F(real, sregs_refused)
{
	struct kvm_sregs good, bad, after;

	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &good);
#define REFUSED(change) do {						\
	bad = good;							\
	bad.cr2 = 0x1234;						\
	change;								\
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_SREGS, &bad);	\
	must_ioctl(self->vcpu->fd, KVM_GET_SREGS, &after);		\
	EXPECT_EQ(0, memcmp(&good, &after, sizeof(good)));		\
} while (0)
	REFUSED(bad.cr4 &= ~0x20UL);		/* long mode without PAE */
	REFUSED(bad.efer &= ~0x400UL);		/* LME and PG without LMA */
	REFUSED(bad.cr0 &= ~0x80000000UL);	/* LMA without PG */
	REFUSED(bad.efer = 0);			/* CS.L without long mode */
	REFUSED(bad.cr4 |= 1UL << 31);		/* no such bit */
	REFUSED(bad.efer |= 1UL << 40);
	REFUSED(bad.cr0 |= 1UL << 40);
	REFUSED(bad.cr3 |= 1UL << 62);		/* beyond MAXPHYADDR */
#undef REFUSED
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_SREGS, (void *)8);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_GET_SREGS, (void *)8);
}

AIRLOCK_TEST_MAIN
