// SPDX-License-Identifier: GPL-2.0
/* KVM_GET_ONE_REG, KVM_SET_ONE_REG, KVM_GET_REG_LIST, KVM_ARM_VCPU_INIT. */
#include <stdlib.h>

#include "harness.h"
#include "arch_vm.h"

#define BAD_POINTER	((void *)8)
#define X(n)		CORE_REG(regs.regs[n])

FIXTURE_ONE_VCPU(reg, 0);

/* S19: what a reset leaves. */
TEST_F(reg, reset_state)
{
	int i;

	ASSERT_EQ(0, vcpu_init_err(self->vcpu, 1 << KVM_ARM_VCPU_PSCI_0_2));
	for (i = 0; i < 31; i++)
		EXPECT_EQ(0, vcpu_reg(self->vcpu, X(i)));
	EXPECT_EQ(0, vcpu_reg(self->vcpu, CORE_REG(regs.sp)));
	EXPECT_EQ(0, vcpu_reg(self->vcpu, CORE_REG(regs.pc)));
	EXPECT_EQ(PSTATE_EL1H, vcpu_reg(self->vcpu, CORE_REG(regs.pstate)));
	/* SCTLR_EL1 with the MMU and the caches off. */
	EXPECT_EQ(0, vcpu_reg(self->vcpu, SYS_REG(3, 0, 1, 0, 0)) & 0x1005);
}

/* Again, after a run: everything is as at first. */
static void guest_change(unsigned long arg)
{
	guest_sync(1);
	guest_done();
}

TEST_F(reg, reset_again)
{
	vcpu_enter(self->vcpu, guest_change);
	ASSERT_RUN("sync 1", self->vcpu);
	EXPECT_NE(0, vcpu_reg(self->vcpu, SYS_REG(3, 0, 1, 0, 0)) & 1);
	ASSERT_EQ(0, vcpu_init_err(self->vcpu, 1 << KVM_ARM_VCPU_PSCI_0_2));
	EXPECT_EQ(0, vcpu_reg(self->vcpu, CORE_REG(regs.pc)));
	EXPECT_EQ(0, vcpu_reg(self->vcpu, SYS_REG(3, 0, 1, 0, 0)) & 1);
	vcpu_enter(self->vcpu, guest_change);
	ASSERT_DONE(self->vcpu);
}

TEST_F(reg, init_errors)
{
	struct kvm_vcpu_init init;

	must_ioctl(self->vm.fd, KVM_ARM_PREFERRED_TARGET, &init);
	EXPECT_ERRNO(EFAULT, self->vm.fd, KVM_ARM_PREFERRED_TARGET, BAD_POINTER);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_ARM_VCPU_INIT, BAD_POINTER);
	init.features[0] = 1U << 31;
	EXPECT_GT(0, ioctl_err(self->vcpu->fd, KVM_ARM_VCPU_INIT, &init));
	init.features[0] = 0;
	init.features[3] = 1;
	EXPECT_GT(0, ioctl_err(self->vcpu->fd, KVM_ARM_VCPU_INIT, &init));
	init.features[3] = 0;
	init.target = 0x12345;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_ARM_VCPU_INIT, &init);
	/* Initialised once, other features are refused. */
	EXPECT_EQ(-EINVAL, vcpu_init_err(self->vcpu, 0));
}

/* Before it: no registers, no run. */
TEST_F(reg, before_init)
{
	struct test_vcpu *vcpu = vcpu_create(&self->vm, 1);
	struct kvm_reg_list list = { .n = 0 };
	__u64 value = 0;

	EXPECT_STREQ("errno 8", vcpu_run_str(vcpu));
	EXPECT_EQ(-ENOEXEC, vcpu_reg_err(vcpu, X(0), &value));
	EXPECT_EQ(-ENOEXEC, vcpu_set_reg_err(vcpu, X(0), &value));
	EXPECT_ERRNO(ENOEXEC, vcpu->fd, KVM_GET_REG_LIST, &list);
}

TEST_F(reg, core)
{
	struct test_vcpu *vcpu = self->vcpu;
	int i;

	for (i = 0; i < 31; i++)
		vcpu_set_reg(vcpu, X(i), 0x1111111111111111 * (i & 15) + i);
	for (i = 0; i < 31; i++)
		EXPECT_EQ(0x1111111111111111 * (i & 15) + i,
			  vcpu_reg(vcpu, X(i)));
	vcpu_set_reg(vcpu, CORE_REG(regs.sp), 0x1234);
	vcpu_set_reg(vcpu, CORE_REG(sp_el1), 0x2345);
	vcpu_set_reg(vcpu, CORE_REG(elr_el1), 0x3456);
	vcpu_set_reg(vcpu, CORE_REG(regs.pc), 0xffff000000004567);
	vcpu_set_reg(vcpu, CORE_REG(spsr[KVM_SPSR_EL1]), 0x3c4);
	EXPECT_EQ(0x1234, vcpu_reg(vcpu, CORE_REG(regs.sp)));
	EXPECT_EQ(0x2345, vcpu_reg(vcpu, CORE_REG(sp_el1)));
	EXPECT_EQ(0x3456, vcpu_reg(vcpu, CORE_REG(elr_el1)));
	EXPECT_EQ(0xffff000000004567, vcpu_reg(vcpu, CORE_REG(regs.pc)));
	EXPECT_EQ(0x3c4, vcpu_reg(vcpu, CORE_REG(spsr[KVM_SPSR_EL1])));
}

/* What the guest sees of them, and what they show of it. */
static void guest_regs_seen(unsigned long arg)
{
	GUEST_EQ(arg, 0x123456789abcdef0);
	write_sysreg(sp_el0, 0x7777);
	write_sysreg(elr_el1, 0x8888);
	write_sysreg(spsr_el1, 0x3c4);
	write_sysreg(tpidr_el0, 0x9999);
	write_sysreg(contextidr_el1, 0xaaaa);
	guest_sync(1);
	GUEST_EQ(read_sysreg(sp_el0), 0x17777);
	GUEST_EQ(read_sysreg(elr_el1), 0x18888);
	GUEST_EQ(read_sysreg(tpidr_el0), 0x19999);
	GUEST_EQ(read_sysreg(contextidr_el1), 0x1aaaa);
	guest_done();
}

#define TPIDR_EL0	SYS_REG(3, 3, 13, 0, 2)
#define CONTEXTIDR	SYS_REG(3, 0, 13, 0, 1)

TEST_F(reg, guest_sees_them)
{
	struct test_vcpu *vcpu = self->vcpu;

	vcpu_enter(vcpu, guest_regs_seen);
	vcpu_set_reg(vcpu, X(0), 0x123456789abcdef0);
	ASSERT_RUN("sync 1", vcpu);
	EXPECT_EQ(0x7777, vcpu_reg(vcpu, CORE_REG(regs.sp)));
	EXPECT_EQ(0x8888, vcpu_reg(vcpu, CORE_REG(elr_el1)));
	EXPECT_EQ(0x3c4, vcpu_reg(vcpu, CORE_REG(spsr[KVM_SPSR_EL1])));
	EXPECT_EQ(0x9999, vcpu_reg(vcpu, TPIDR_EL0));
	EXPECT_EQ(0xaaaa, vcpu_reg(vcpu, CONTEXTIDR));
	vcpu_set_reg(vcpu, CORE_REG(regs.sp), 0x17777);
	vcpu_set_reg(vcpu, CORE_REG(elr_el1), 0x18888);
	vcpu_set_reg(vcpu, TPIDR_EL0, 0x19999);
	vcpu_set_reg(vcpu, CONTEXTIDR, 0x1aaaa);
	ASSERT_RUN("done", vcpu);
}

/* EL0t, EL1t and EL1h; nothing else in AArch64. */
TEST_F(reg, pstate)
{
	static const __u64 good[] = { 0x3c0, 0x3c4, 0x3c5, 0xf00003c5, 0 };
	static const __u64 bad[] = {
		0x3c1, 0x3c8, 0x3c9, 0x3cc, 0x3cd, 0x3c7, 0x3cf,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		EXPECT_EQ(0, vcpu_set_reg_err(self->vcpu,
					      CORE_REG(regs.pstate), &good[i]));
		EXPECT_EQ(good[i], vcpu_reg(self->vcpu, CORE_REG(regs.pstate)));
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(-EINVAL, vcpu_set_reg_err(self->vcpu,
						    CORE_REG(regs.pstate),
						    &bad[i])) {
			TH_LOG("%#llx", bad[i]);
		}
	EXPECT_EQ(0, vcpu_reg(self->vcpu, CORE_REG(regs.pstate)));
}

TEST_F(reg, errors)
{
	struct kvm_one_reg reg = { .id = X(0), .addr = 8 };
	__u64 value[4] = { 0 };
	int fd = self->vcpu->fd;

	EXPECT_ERRNO(EFAULT, fd, KVM_GET_ONE_REG, &reg);
	EXPECT_ERRNO(EFAULT, fd, KVM_SET_ONE_REG, &reg);
	EXPECT_ERRNO(EFAULT, fd, KVM_GET_ONE_REG, BAD_POINTER);
	EXPECT_ERRNO(EFAULT, fd, KVM_SET_ONE_REG, BAD_POINTER);
	/* Another architecture's, a wrong size, an odd offset, too far. */
	EXPECT_GT(0, vcpu_reg_err(self->vcpu, KVM_REG_X86 | 1, value));
	EXPECT_GT(0, vcpu_reg_err(self->vcpu, 0, value));
	EXPECT_GT(0, vcpu_reg_err(self->vcpu, ~0UL, value));
	EXPECT_GT(0, vcpu_reg_err(self->vcpu,
				  CORE_REG_SIZED(regs.pc, KVM_REG_SIZE_U32),
				  value));
	EXPECT_GT(0, vcpu_reg_err(self->vcpu, X(0) + 1, value));
	EXPECT_GT(0, vcpu_reg_err(self->vcpu, X(0) + 0xffff, value));
	EXPECT_GT(0, vcpu_set_reg_err(self->vcpu, X(0) + 1, value));
	EXPECT_GT(0, vcpu_set_reg_err(self->vcpu, X(0) + 0xfff0, value));
	/* No such system register. */
	EXPECT_EQ(-ENOENT, vcpu_reg_err(self->vcpu, SYS_REG(3, 7, 15, 15, 7),
					value));
	EXPECT_EQ(-ENOENT, vcpu_set_reg_err(self->vcpu,
					    SYS_REG(3, 7, 15, 15, 7), value));
	/* Of EL2: not the guest's. */
	EXPECT_EQ(-ENOENT, vcpu_reg_err(self->vcpu, SYS_REG(3, 4, 1, 1, 0),
					value));
}

TEST_F(reg, list)
{
	struct kvm_reg_list *list = vcpu_reg_list(self->vcpu);
	struct kvm_reg_list small = { .n = 0 };
	__u8 value[256];
	unsigned int i, j;

	EXPECT_ERRNO(E2BIG, self->vcpu->fd, KVM_GET_REG_LIST, &small);
	EXPECT_EQ(list->n, small.n);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_GET_REG_LIST, BAD_POINTER);
	EXPECT_LT(60, list->n);
	for (i = 0; i < list->n; i++) {
		EXPECT_EQ(KVM_REG_ARM64, list->reg[i] & KVM_REG_ARCH_MASK);
		for (j = 0; j < i; j++)
			ASSERT_NE(list->reg[i], list->reg[j]);
	}
	/* All can be read, and set to what was read: QEMU does just that. */
	for (i = 0; i < list->n; i++) {
		EXPECT_EQ(0, vcpu_reg_err(self->vcpu, list->reg[i], value)) {
			TH_LOG("reading %#llx", list->reg[i]);
		}
		EXPECT_EQ(0, vcpu_set_reg_err(self->vcpu, list->reg[i], value)) {
			TH_LOG("setting %#llx", list->reg[i]);
		}
	}
	vcpu_enter(self->vcpu, guest_change);
	ASSERT_DONE(self->vcpu);
	free(list);
}

static bool in_list(const struct kvm_reg_list *list, __u64 id)
{
	unsigned int i;

	for (i = 0; i < list->n; i++)
		if (list->reg[i] == id)
			return true;
	return false;
}

TEST_F(reg, list_has_what_clients_ask_for)
{
	static const __u64 ids[] = {
		CORE_REG(regs.regs[0]), CORE_REG(regs.regs[30]),
		CORE_REG(regs.sp), CORE_REG(regs.pc), CORE_REG(regs.pstate),
		CORE_REG(sp_el1), CORE_REG(elr_el1), CORE_REG(spsr[0]),
		CORE_REG_SIZED(fp_regs.vregs[31], KVM_REG_SIZE_U128),
		CORE_REG_SIZED(fp_regs.fpsr, KVM_REG_SIZE_U32),
		CORE_REG_SIZED(fp_regs.fpcr, KVM_REG_SIZE_U32),
		REG_MPIDR, SYS_REG(3, 0, 1, 0, 0), SYS_REG(3, 0, 2, 0, 0),
		SYS_REG(3, 0, 2, 0, 1), SYS_REG(3, 0, 2, 0, 2),
		SYS_REG(3, 0, 12, 0, 0), SYS_REG(3, 0, 10, 2, 0),
		TPIDR_EL0, CONTEXTIDR, KVM_REG_ARM_TIMER_CNT,
		KVM_REG_ARM_TIMER_CTL, KVM_REG_ARM_TIMER_CVAL,
		SYS_REG(3, 0, 0, 4, 0), SYS_REG(3, 0, 0, 7, 0),
		SYS_REG(3, 0, 0, 0, 0), KVM_REG_ARM_PSCI_VERSION,
	};
	struct kvm_reg_list *list = vcpu_reg_list(self->vcpu);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++)
		EXPECT_TRUE(in_list(list, ids[i])) {
			TH_LOG("register %#llx", ids[i]);
		}
	free(list);
}

/* The vCPU's id is its affinity, 16 of them in a group. */
TEST_F(reg, mpidr)
{
	struct test_vcpu *vcpu;

	EXPECT_EQ(1UL << 31, vcpu_reg(self->vcpu, REG_MPIDR));
	vcpu = vcpu_add(&self->vm, 5, guest_change);
	EXPECT_EQ(1UL << 31 | 5, vcpu_reg(vcpu, REG_MPIDR));
	vcpu = vcpu_create(&self->vm, 18);
	ASSERT_EQ(0, vcpu_init_err(vcpu, 1 << KVM_ARM_VCPU_PSCI_0_2));
	EXPECT_EQ(1UL << 31 | 1 << 8 | 2, vcpu_reg(vcpu, REG_MPIDR));
}

/* ID registers: the same value is taken, a larger one is not. */
TEST_F(reg, id_registers)
{
	__u64 id = SYS_REG(3, 0, 0, 4, 0);
	__u64 pfr0 = vcpu_reg(self->vcpu, id), more = pfr0 | 1UL << 32;

	EXPECT_EQ(0, vcpu_set_reg_err(self->vcpu, id, &pfr0));
	/* SVE. */
	EXPECT_EQ(-EINVAL, vcpu_set_reg_err(self->vcpu, id, &more));
	EXPECT_EQ(pfr0, vcpu_reg(self->vcpu, id));
	id = SYS_REG(3, 0, 0, 0, 0);
	more = vcpu_reg(self->vcpu, id) + 1;
	EXPECT_EQ(-EINVAL, vcpu_set_reg_err(self->vcpu, id, &more));
}

/* Caches by index: as many as CLIDR_EL1 has. */
TEST_F(reg, cache_sizes)
{
	__u64 id = KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_DEMUX |
		KVM_REG_ARM_DEMUX_ID_CCSIDR;
	__u32 value = 0, changed;

	EXPECT_EQ(0, vcpu_reg_err(self->vcpu, id, &value));
	EXPECT_NE(0, value);
	changed = value ^ 1 << 20;
	/* KVM lets a launcher describe other caches; the same ones always. */
	EXPECT_EQ(0, vcpu_set_reg_err(self->vcpu, id, &value));
	vcpu_set_reg_err(self->vcpu, id, &changed);
	EXPECT_EQ(-ENOENT, vcpu_reg_err(self->vcpu, id | 0xff, &value));
}

TEST_F(reg, events)
{
	struct kvm_vcpu_events events = { };

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_VCPU_EVENTS);
	EXPECT_IOCTL(self->vcpu->fd, KVM_GET_VCPU_EVENTS, &events);
	EXPECT_EQ(0, events.exception.serror_pending);
	EXPECT_IOCTL(self->vcpu->fd, KVM_SET_VCPU_EVENTS, &events);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_GET_VCPU_EVENTS, BAD_POINTER);
	EXPECT_ERRNO(EFAULT, self->vcpu->fd, KVM_SET_VCPU_EVENTS, BAD_POINTER);
}

static volatile __u32 serrors;

static void take_serror(struct guest_regs *regs)
{
	serrors++;
}

static void guest_serror(unsigned long arg)
{
	guest_serror_hook = take_serror;
	guest_sync(1);
	GUEST_EQ(serrors, 0);
	asm volatile("msr daifclr, #4" : : : "memory");
	isb();
	GUEST_EQ(serrors, 1);
	guest_done();
}

TEST_F(reg, serror)
{
	struct kvm_vcpu_events events = { };

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_VCPU_EVENTS);
	vcpu_enter(self->vcpu, guest_serror);
	ASSERT_RUN("sync 1", self->vcpu);
	events.exception.serror_pending = 1;
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_VCPU_EVENTS, &events);
	memset(&events, 0, sizeof(events));
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_VCPU_EVENTS, &events);
	EXPECT_EQ(1, events.exception.serror_pending);
	ASSERT_RUN("done", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_VCPU_EVENTS, &events);
	EXPECT_EQ(0, events.exception.serror_pending);
}

AIRLOCK_TEST_MAIN
