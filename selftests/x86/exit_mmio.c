// SPDX-License-Identifier: GPL-2.0
/* Accesses where no memory is: what the decoder of instructions must know. */
#include "harness.h"
#include "arch_vm.h"

/* A device of 64 bytes of memory, in the launcher. */
FIXTURE(mmio) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	__u8 dev[64];
	unsigned int reads, writes;
};

FIXTURE_SETUP(mmio)
{
	int i;

	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	for (i = 0; i < sizeof(self->dev); i++)
		self->dev[i] = 0x80 + i;
}

FIXTURE_TEARDOWN(mmio)
{
	vm_destroy(&self->vm);
}

static bool serve(FIXTURE_DATA(mmio) * self)
{
	struct kvm_run *run = self->vcpu->run;
	__u64 offset = run->mmio.phys_addr - GUEST_MMIO;

	if (run->exit_reason != KVM_EXIT_MMIO || !run->mmio.len ||
	    run->mmio.len > 8 || offset + run->mmio.len > sizeof(self->dev))
		return false;
	if (run->mmio.is_write) {
		memcpy(self->dev + offset, run->mmio.data, run->mmio.len);
		self->writes++;
	} else {
		memcpy(run->mmio.data, self->dev + offset, run->mmio.len);
		self->reads++;
	}
	return true;
}

static const char *run_device(FIXTURE_DATA(mmio) * self)
{
	int ret;

	do {
		ret = vcpu_run(self->vcpu);
	} while (!ret && serve(self));
	return vcpu_exit_str(self->vcpu, ret);
}

#define MMIO_TEST(name)							\
	static void guest_##name(unsigned long arg);			\
	TEST_F(mmio, name)						\
	{								\
		vcpu_enter(self->vcpu, guest_##name);			\
		ASSERT_STREQ("done", run_device(self));			\
	}								\
	static void guest_##name(unsigned long arg)

#define M(offset, type)	(*(volatile type *)(GUEST_MMIO + (offset)))

/* The bytes of the device at rest, as a number. */
#define REST1(o)	(0x80UL + (o))
#define REST2(o)	(REST1(o) | REST1((o) + 1) << 8)
#define REST4(o)	(REST2(o) | REST2((o) + 2) << 16)
#define REST8(o)	(REST4(o) | REST4((o) + 4) << 32)

MMIO_TEST(mov_load)
{
	GUEST_EQ(M(0, __u8), REST1(0));
	GUEST_EQ(M(2, __u16), REST2(2));
	GUEST_EQ(M(4, __u32), REST4(4));
	GUEST_EQ(M(8, __u64), REST8(8));
	/* Not aligned. */
	GUEST_EQ(M(17, __u32), REST4(17));
	GUEST_EQ(M(19, __u64), REST8(19));
	guest_done();
}

MMIO_TEST(mov_store)
{
	M(0, __u8) = 0x11;
	M(2, __u16) = 0x2233;
	M(4, __u32) = 0x44556677;
	M(8, __u64) = 0x8899aabbccddeeff;
	GUEST_EQ(M(0, __u8), 0x11);
	GUEST_EQ(M(1, __u8), REST1(1));
	GUEST_EQ(M(2, __u16), 0x2233);
	GUEST_EQ(M(4, __u32), 0x44556677);
	GUEST_EQ(M(8, __u64), 0x8899aabbccddeeff);
	guest_done();
}

/* Immediate operands; 64 bits are sign-extended from 32. */
MMIO_TEST(mov_immediate)
{
	void *p = (void *)GUEST_MMIO;

	asm volatile("movb $0x12, (%0)" : : "r"(p) : "memory");
	asm volatile("movw $0x3456, 2(%0)" : : "r"(p) : "memory");
	asm volatile("movl $0x789abcde, 4(%0)" : : "r"(p) : "memory");
	asm volatile("movq $-2, 8(%0)" : : "r"(p) : "memory");
	GUEST_EQ(M(0, __u8), 0x12);
	GUEST_EQ(M(2, __u16), 0x3456);
	GUEST_EQ(M(4, __u32), 0x789abcde);
	GUEST_EQ(M(8, __u64), -2UL);
	guest_done();
}

/* Only part of the register changes, or the upper half is cleared. */
MMIO_TEST(mov_partial_register)
{
	__u64 rax = ~0UL, rbx = ~0UL, rcx = ~0UL;
	void *p = (void *)GUEST_MMIO;

	asm volatile("movb (%3), %%al\n\tmovb 1(%3), %%bh\n\tmovw (%3), %%cx"
		     : "+a"(rax), "+b"(rbx), "+c"(rcx) : "r"(p) : "memory");
	GUEST_EQ(rax, 0xffffffffffffff80);
	GUEST_EQ(rbx, 0xffffffffffff81ff);
	GUEST_EQ(rcx, 0xffffffffffff8180);
	asm volatile("movl (%1), %%eax" : "+a"(rax) : "r"(p) : "memory");
	GUEST_EQ(rax, REST4(0));
	asm volatile("movb %%bh, 32(%1)" : : "b"(0x4321), "r"(p) : "memory");
	GUEST_EQ(M(32, __u8), 0x43);
	/* With a REX prefix 4 to 7 are SPL to DIL, not AH to BH. */
	asm volatile("movb %%sil, 33(%1)" : : "S"(0x8765), "r"(p) : "memory");
	GUEST_EQ(M(33, __u8), 0x65);
	guest_done();
}

MMIO_TEST(addressing)
{
	unsigned long base = GUEST_MMIO, index = 3, value;

	asm volatile("movl 4(%1,%2,4), %k0" : "=r"(value) : "r"(base), "r"(index));
	GUEST_EQ(value, REST4(16));
	asm volatile("movl -4(%1,%2,8), %k0" : "=r"(value)
		     : "r"(base), "r"(index));
	GUEST_EQ(value, REST4(20));
	/* R12 and R13 as base need SIB and displacement. */
	asm volatile("movq %1, %%r12\n\tmovq %1, %%r13\n\t"
		     "movl (%%r12), %%eax\n\taddl (%%r13), %%eax"
		     : "=a"(value) : "r"(base) : "r12", "r13");
	GUEST_EQ((__u32)value, (__u32)(2 * REST4(0)));
	/* Address size 32, and the absolute forms of AL and RAX. */
	asm volatile("movl 4(%k1), %k0" : "=r"(value) : "r"(base));
	GUEST_EQ(value, REST4(4));
	asm volatile("movabs 0xd0000008, %%rax" : "=a"(value));
	GUEST_EQ(value, REST8(8));
	asm volatile("movabs %%al, 0xd0000028" : : "a"(0x77) : "memory");
	GUEST_EQ(M(40, __u8), 0x77);
	/* Segment base. */
	asm volatile("movq %%gs:(%1), %0" : "=r"(value)
		     : "r"(base - (unsigned long)guest_this_cpu()));
	GUEST_EQ(value, REST8(0));
	guest_done();
}

MMIO_TEST(extend)
{
	void *p = (void *)GUEST_MMIO;
	__u64 v;

	asm volatile("movzbl (%1), %k0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0x80);
	asm volatile("movzwq (%1), %0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0x8180);
	asm volatile("movsbq (%1), %0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0xffffffffffffff80);
	asm volatile("movsbl (%1), %k0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0xffffff80);
	asm volatile("movswl (%1), %k0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0xffff8180);
	asm volatile("movslq (%1), %0" : "=r"(v) : "r"(p));
	GUEST_EQ(v, 0xffffffff83828180);
	guest_done();
}

/* Read and modify and write: two exits, one result, and the flags. */
MMIO_TEST(logic_to_memory)
{
	M(0, __u32) = 0xff00ff00;
	asm volatile("andl %0, 0(,%1)"
		     : : "r"(0x0ff00ff0), "r"(GUEST_MMIO) : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000f00);
	asm volatile("orl $0x11, (%0)" : : "r"(GUEST_MMIO) : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000f11);
	asm volatile("xorb $0xff, (%0)" : : "r"(GUEST_MMIO) : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000fee);
	asm volatile("addw $1, (%0)" : : "r"(GUEST_MMIO) : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000fef);
	asm volatile("subq $0xef, (%0)" : : "r"(GUEST_MMIO) : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000f00);
	asm volatile("orq %0, (%1)" : : "r"(0x1UL), "r"(GUEST_MMIO)
		     : "memory", "cc");
	GUEST_EQ(M(0, __u32), 0x0f000f01);
	guest_done();
}

MMIO_TEST(logic_from_memory)
{
	__u32 v = 0x0000ffff;

	asm volatile("andl (%1), %0" : "+r"(v) : "r"(GUEST_MMIO) : "cc");
	GUEST_EQ(v, 0x8180);
	asm volatile("orl (%1), %0" : "+r"(v) : "r"(GUEST_MMIO) : "cc");
	GUEST_EQ(v, 0x83828180);
	asm volatile("xorl (%1), %0" : "+r"(v) : "r"(GUEST_MMIO) : "cc");
	GUEST_EQ(v, 0);
	asm volatile("addl (%1), %0" : "+r"(v) : "r"(GUEST_MMIO) : "cc");
	GUEST_EQ(v, 0x83828180);
	guest_done();
}

MMIO_TEST(compare_and_test)
{
	void *p = (void *)GUEST_MMIO;
	__u8 z, c;

	asm volatile("cmpl $0x83828180, (%2)\n\tsetz %0\n\tsetc %1"
		     : "=r"(z), "=r"(c) : "r"(p) : "cc");
	GUEST_EQ(z, 1);
	GUEST_EQ(c, 0);
	asm volatile("cmpb $0x81, (%2)\n\tsetz %0\n\tsetc %1"
		     : "=r"(z), "=r"(c) : "r"(p) : "cc");
	GUEST_EQ(z, 0);
	GUEST_EQ(c, 1);
	asm volatile("cmpw %w3, (%2)\n\tsetz %0\n\tsetc %1"
		     : "=r"(z), "=r"(c) : "r"(p), "r"(0x8180) : "cc");
	GUEST_EQ(z, 1);
	asm volatile("cmpl (%1), %k2\n\tsetz %0"
		     : "=r"(z) : "r"(p), "r"(0x83828180) : "cc");
	GUEST_EQ(z, 1);
	asm volatile("testb $1, (%1)\n\tsetz %0" : "=r"(z) : "r"(p) : "cc");
	GUEST_EQ(z, 1);
	asm volatile("testl %k2, (%1)\n\tsetz %0"
		     : "=r"(z) : "r"(p), "r"(0x80) : "cc");
	GUEST_EQ(z, 0);
	guest_done();
}

MMIO_TEST(exchange)
{
	__u32 v = 0x12345678;

	asm volatile("xchgl %0, (%1)" : "+r"(v) : "r"(GUEST_MMIO) : "memory");
	GUEST_EQ(v, REST4(0));
	GUEST_EQ(M(0, __u32), 0x12345678);
	guest_done();
}

MMIO_TEST(strings)
{
	void *to = (void *)GUEST_MMIO, *from = (void *)GUEST_FREE;
	unsigned long n = 8;

	asm volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(0x5a) : "memory");
	GUEST_EQ(M(0, __u64), 0x5a5a5a5a5a5a5a5a);
	GUEST_EQ(M(8, __u8), REST1(8));
	GUEST_EQ(to, GUEST_MMIO + 8);

	n = 2;
	asm volatile("rep stosl" : "+D"(to), "+c"(n) : "a"(1) : "memory");
	GUEST_EQ(M(8, __u64), 0x100000001);

	/* From memory to the device, and back. */
	*(__u64 *)GUEST_FREE = 0x0102030405060708;
	n = 2;
	asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	GUEST_EQ(M(16, __u64), 0x0102030405060708);
	to = (void *)GUEST_FREE;
	from = (void *)GUEST_MMIO + 24;
	n = 8;
	asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	GUEST_EQ(*(volatile __u64 *)GUEST_FREE, REST8(24));
	guest_done();
}

static void guest_two(unsigned long arg)
{
	M(0, __u32) = 5;
	M(4, __u64) = 0x1122334455667788;
	(void)M(0, __u16);
	(void)M(2, __u8);
	guest_done();
}

TEST_F(mmio, exit_fields)
{
	vcpu_enter(self->vcpu, guest_two);
	ASSERT_RUN("mmio write 4 0xd0000000 0x5", self->vcpu);
	ASSERT_RUN("mmio write 8 0xd0000004 0x1122334455667788", self->vcpu);
	ASSERT_RUN("mmio read 2 0xd0000000", self->vcpu);
	ASSERT_RUN("mmio read 1 0xd0000002", self->vcpu);
	ASSERT_RUN("done", self->vcpu);
}

static void guest_read(unsigned long arg)
{
	asm volatile("movl (%0), %%eax\n\tnop" : : "r"(GUEST_MMIO) : "rax");
	guest_sync(1);
	guest_done();
}

/* S2: the read is finished by the next KVM_RUN, whatever that returns. */
TEST_F(mmio, completed_before_immediate_exit)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs regs;

	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("mmio read 4 0xd0000000", self->vcpu);
	memcpy(run->mmio.data, "\x78\x56\x34\x12", 4);
	run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_REGS, &regs);
	EXPECT_EQ(0x12345678, regs.rax);
	run->immediate_exit = 0;
	ASSERT_RUN("sync 1", self->vcpu);
}

/* What the launcher writes elsewhere into kvm_run is of no effect. */
TEST_F(mmio, scribble)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs regs;

	vcpu_enter(self->vcpu, guest_read);
	ASSERT_RUN("mmio read 4 0xd0000000", self->vcpu);
	memcpy(run->mmio.data, "\x78\x56\x34\x12\xff\xff\xff\xff", 8);
	run->mmio.len = 0xffffffff;
	run->mmio.is_write = 1;
	run->mmio.phys_addr = ~0UL;
	run->exit_reason = KVM_EXIT_IO;
	ASSERT_RUN("sync 1", self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_REGS, &regs);
}

AIRLOCK_TEST_MAIN
