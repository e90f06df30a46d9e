// SPDX-License-Identifier: GPL-2.0
/* Debug registers: the guest's own, with all their traps. */
#include "harness.h"
#include "arch_vm.h"

#define CR4_DE		(1UL << 3)
#define DR6_REST	0xffff0ff0UL
#define DR7_REST	0x400UL
#define DR7_GD		(1UL << 13)
#define RFLAGS_TF	(1UL << 8)

FIXTURE_ONE_VCPU(dr, 0);

#define DR(nr)								\
static __u64 read_dr##nr(void)						\
{									\
	__u64 value;							\
									\
	asm volatile("movq %%dr" #nr ", %0" : "=r"(value));		\
	return value;							\
}									\
static void write_dr##nr(__u64 value)					\
{									\
	asm volatile("movq %0, %%dr" #nr : : "r"(value) : "memory");	\
}

DR(0)
DR(1)
DR(2)
DR(3)
DR(6)
DR(7)

static int write_dr7_safe(__u64 value)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("movq %0, %%dr7") : : "r"(value) : "memory");
	return guest_ex_end();
}

static int write_dr6_safe(__u64 value)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("movq %0, %%dr6") : : "r"(value) : "memory");
	return guest_ex_end();
}

GUEST_TEST_F(dr, kept)
{
	write_dr0(0x1111);
	write_dr1(0x2222);
	write_dr2(0xffff888033330000);
	write_dr3(0x4444);
	cpuid(0, 0, (__u32[4]) { });
	GUEST_EQ(read_dr0(), 0x1111);
	GUEST_EQ(read_dr1(), 0x2222);
	guest_sync(1);
	GUEST_EQ(read_dr2(), 0xffff888033330000);
	GUEST_EQ(read_dr3(), 0x4444);
}

TEST_F(dr, seen_by_host)
{
	struct kvm_debugregs regs;

	SKIP_UNLESS_CAP(self->vm.dev, KVM_CAP_DEBUGREGS);
	vcpu_enter(self->vcpu, guest_enter_kept);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_IOCTL(self->vcpu->fd, KVM_GET_DEBUGREGS, &regs);
	EXPECT_EQ(0x1111, regs.db[0]);
	EXPECT_EQ(0x2222, regs.db[1]);
	EXPECT_EQ(0x4444, regs.db[3]);
	EXPECT_EQ(DR7_REST, regs.dr7);
	EXPECT_EQ(DR6_REST, regs.dr6);
	ASSERT_IOCTL(self->vcpu->fd, KVM_SET_DEBUGREGS, &regs);
	ASSERT_DONE(self->vcpu);
	regs.dr7 = 1UL << 32;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_DEBUGREGS, &regs);
	regs.dr7 = DR7_REST;
	regs.dr6 = 1UL << 32;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_DEBUGREGS, &regs);
	regs.dr6 = DR6_REST;
	regs.flags = 1;
	EXPECT_ERRNO(EINVAL, self->vcpu->fd, KVM_SET_DEBUGREGS, &regs);
}

GUEST_TEST_F(dr, reserved_bits)
{
	GUEST_EQ(read_dr6(), DR6_REST);
	GUEST_EQ(read_dr7(), DR7_REST);
	GUEST_EQ(write_dr7_safe(1UL << 32), GP_VECTOR);
	GUEST_EQ(write_dr6_safe(1UL << 40), GP_VECTOR);
	write_dr6(0);
	/* Bits without a meaning read as ones. */
	GUEST_EQ(read_dr6(), DR6_REST);
	write_dr6(DR6_REST);
}

GUEST_TEST_F(dr, aliases)
{
	__u64 value;

	asm volatile("movq %%dr5, %0" : "=r"(value));
	GUEST_EQ(value, DR7_REST);
	asm volatile("movq %%dr4, %0" : "=r"(value));
	GUEST_EQ(value, DR6_REST);
	write_cr4(read_cr4() | CR4_DE);
	GUEST_EQ(guest_try("movq %%dr5, %%rax"), UD_VECTOR);
	GUEST_EQ(guest_try("movq %%rax, %%dr4"), UD_VECTOR);
}

/* What the hook of #DB saw. */
static volatile __u64 db_count, db_rip, db_dr6;

static void on_db(struct guest_regs *regs)
{
	db_count++;
	db_rip = regs->rip;
	db_dr6 = read_dr6();
	write_dr6(DR6_REST);
	regs->rflags &= ~RFLAGS_TF;
}

static volatile __u32 watched;

GUEST_TEST_F(dr, data_breakpoint)
{
	guest_hook[DB_VECTOR] = on_db;
	write_dr1((__u64)&watched);
	write_dr7(DR7_REST | 1 << 2 | 1 << 20 | 3 << 22); /* write, 4 bytes */
	GUEST_EQ(watched, 0);
	GUEST_EQ(db_count, 0);
	watched = 1;
	GUEST_EQ(db_count, 1);
	GUEST_EQ(db_dr6 & 0xf, 2);
	/* Still there after an exit. */
	cpuid(0, 0, (__u32[4]) { });
	guest_sync(1);
	watched = 2;
	GUEST_EQ(db_count, 2);
	write_dr7(DR7_REST);
	watched = 3;
	GUEST_EQ(db_count, 2);
}

extern char break_here[];

static void on_break(struct guest_regs *regs)
{
	on_db(regs);
	write_dr7(DR7_REST);
}

GUEST_TEST_F(dr, code_breakpoint)
{
	guest_hook[DB_VECTOR] = on_break;
	write_dr0((__u64)break_here);
	write_dr7(DR7_REST | 1);
	asm volatile("break_here: nop" : : : "memory");
	GUEST_EQ(db_count, 1);
	GUEST_EQ(db_rip, break_here);
	GUEST_EQ(db_dr6 & 0xf, 1);
}

static void on_gd(struct guest_regs *regs)
{
	__u64 dr6 = read_dr6();

	/* The CPU clears GD for us. */
	db_count++;
	db_dr6 = dr6;
	write_dr7(DR7_REST);
	write_dr6(DR6_REST);
}

GUEST_TEST_F(dr, general_detect)
{
	guest_hook[DB_VECTOR] = on_gd;
	write_dr7(DR7_REST | DR7_GD);
	GUEST_EQ(read_dr0(), 0);
	GUEST_EQ(db_count, 1);
	GUEST_EQ(db_dr6 & 1 << 13, 1 << 13);
}

extern char step_cpuid_end[], step_out_end[];

/* A step over an instruction that exits is one step, not two. */
GUEST_TEST_F(dr, single_step_over_exits)
{
	guest_hook[DB_VECTOR] = on_db;
	asm volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\t"
		     "cpuid\n"
		     "step_cpuid_end: nop\n\tnop"
		     : : "a"(0), "c"(0) : "rbx", "rdx", "memory", "cc");
	GUEST_EQ(db_count, 1);
	GUEST_EQ(db_rip, step_cpuid_end);
	GUEST_EQ(db_dr6 & 1 << 14, 1 << 14);
	asm volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\t"
		     "outl %%eax, %%dx\n"
		     "step_out_end: nop\n\tnop"
		     : : "a"(5), "d"(GUEST_CALL_SYNC) : "memory", "cc");
	GUEST_EQ(db_count, 2);
	GUEST_EQ(db_rip, step_out_end);
}

static void on_bp(struct guest_regs *regs)
{
	db_count++;
	db_rip = regs->rip;
}

extern char int3_end[];

GUEST_TEST_F(dr, int3)
{
	guest_hook[BP_VECTOR] = on_bp;
	asm volatile("int3\nint3_end: nop" : : : "memory");
	GUEST_EQ(db_count, 1);
	GUEST_EQ(db_rip, int3_end);
}

AIRLOCK_TEST_MAIN
