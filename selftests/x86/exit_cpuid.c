// SPDX-License-Identifier: GPL-2.0
/* CPUID: the guest sees what KVM_SET_CPUID2 gave, and what depends on CR4. */
#include "harness.h"
#include "arch_vm.h"

FIXTURE(cpuid) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	struct test_cpuid cpuid;
};

FIXTURE_SETUP(cpuid)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	test_cpuid_get(&self->vm, &self->cpuid);
}

FIXTURE_TEARDOWN(cpuid)
{
	vm_destroy(&self->vm);
}

#define LEAF	0x40000000

static __u32 guest_reg[4];	/* guest's copy */

static void guest_ask(unsigned long arg)
{
	__u32 leaf = arg, sub = arg >> 32;

	cpuid(leaf, sub, guest_reg);
	guest_done();
}

static const __u32 *ask(struct test_vcpu *vcpu, __u32 leaf, __u32 sub)
{
	struct kvm_regs regs;

	vcpu_enter(vcpu, guest_ask);
	must_ioctl(vcpu->fd, KVM_GET_REGS, &regs);
	regs.rdi = leaf | (__u64)sub << 32;
	must_ioctl(vcpu->fd, KVM_SET_REGS, &regs);
	if (strcmp(vcpu_finish(vcpu), "done"))
		test_die("CPUID: %s", vcpu->what);
	return GUEST_VAR(vcpu->vm, guest_reg);
}

static void set_leaf(struct test_cpuid *cpuid, __u32 leaf, __u32 index,
		     __u32 flags, __u32 value)
{
	struct kvm_cpuid_entry2 *entry = test_cpuid_leaf(cpuid, leaf, index);

	entry->flags = flags;
	entry->eax = value;
	entry->ebx = value + 1;
	entry->ecx = value + 2;
	entry->edx = value + 3;
}

TEST_F(cpuid, as_given)
{
	const __u32 *reg;

	set_leaf(&self->cpuid, LEAF, 0, 0, 0x1000);
	set_leaf(&self->cpuid, LEAF + 0x10, 0, KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
		 0x2000);
	set_leaf(&self->cpuid, LEAF + 0x10, 7, KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
		 0x3000);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_CPUID2, &self->cpuid);

	reg = ask(self->vcpu, LEAF, 0);
	EXPECT_EQ(0x1000, reg[0]);
	EXPECT_EQ(0x1001, reg[1]);
	EXPECT_EQ(0x1002, reg[2]);
	EXPECT_EQ(0x1003, reg[3]);
	/* The index does not matter where it was not said to. */
	EXPECT_EQ(0x1000, ask(self->vcpu, LEAF, 99)[0]);
	EXPECT_EQ(0x2000, ask(self->vcpu, LEAF + 0x10, 0)[0]);
	EXPECT_EQ(0x3000, ask(self->vcpu, LEAF + 0x10, 7)[0]);
	EXPECT_EQ(0, ask(self->vcpu, LEAF + 0x10, 8)[0]);
}

TEST_F(cpuid, all_leaves)
{
	struct kvm_cpuid_entry2 *entry = self->cpuid.entries;
	const __u32 *reg;
	unsigned int i;

	for (i = 0; i < self->cpuid.head.nent; i++, entry++) {
		/* Leaves that the CPU's state shows in. */
		if (entry->function == 1 || entry->function == 7 ||
		    entry->function == 0xd || entry->function == 0x19)
			continue;
		reg = ask(self->vcpu, entry->function, entry->index);
		EXPECT_EQ(entry->eax, reg[0]);
		EXPECT_EQ(entry->ebx, reg[1]);
		EXPECT_EQ(entry->ecx, reg[2]);
		EXPECT_EQ(entry->edx, reg[3]) {
			TH_LOG("leaf %#x index %u", entry->function,
			       entry->index);
		}
	}
}

/* Leaf 1 ECX bit 27 is CR4.OSXSAVE. */
static void guest_osxsave(unsigned long arg)
{
	__u32 reg[4];

	cpuid(1, 0, reg);
	GUEST_EQ(reg[2] >> 27 & 1, 0);
	write_cr4(read_cr4() | 1UL << 18);
	cpuid(1, 0, reg);
	GUEST_EQ(reg[2] >> 27 & 1, 1);
	write_cr4(read_cr4() & ~(1UL << 18));
	cpuid(1, 0, reg);
	GUEST_EQ(reg[2] >> 27 & 1, 0);
	guest_done();
}

TEST_F(cpuid, osxsave_follows_cr4)
{
	if (!(test_cpuid_leaf(&self->cpuid, 1, 0)->ecx >> 26 & 1))
		SKIP(return, "no XSAVE");
	vcpu_enter(self->vcpu, guest_osxsave);
	ASSERT_DONE(self->vcpu);
}

TEST_F(cpuid, errors)
{
	self->cpuid.head.nent = 257;
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_SET_CPUID2, &self->cpuid);
	self->cpuid.head.nent = ~0U;
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_SET_CPUID2, &self->cpuid);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_CPUID2, (void *)8);
}

/* Once it has run, a vCPU keeps its CPUID; the same again is no change. */
TEST_F(cpuid, fixed_after_run)
{
	ask(self->vcpu, 0, 0);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_CPUID2, &self->cpuid);
	set_leaf(&self->cpuid, LEAF + 0x20, 0, 0, 0x1000);
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_CPUID2, &self->cpuid);
}

TEST_F(cpuid, read_back)
{
	struct test_cpuid again = { .head.nent = 256 };

	EXPECT_IOCTL(self->vcpu->fd, KVM_GET_CPUID2, &again);
	EXPECT_EQ(self->cpuid.head.nent, again.head.nent);
	again.head.nent = 1;
	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_GET_CPUID2, &again);
}

AIRLOCK_TEST_MAIN
