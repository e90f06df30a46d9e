// SPDX-License-Identifier: GPL-2.0
/* Port I/O that goes to the launcher: sizes, forms, strings. */
#include "harness.h"
#include "arch_vm.h"

#define PORT	0x84
#define BYTES	600

FIXTURE_ONE_VCPU(io, 0);

static void *io_data(struct kvm_run *run)
{
	return (char *)run + run->io.data_offset;
}

static void guest_out(unsigned long arg)
{
	asm volatile("outb %%al, $0x84" : : "a"(0x11223344));
	asm volatile("outw %%ax, $0x84" : : "a"(0x11223344));
	asm volatile("outl %%eax, $0x84" : : "a"(0x11223344));
	outb(0x1234, 0x55);
	outw(0xfffe, 0x6677);
	outl(0x400, 0x8899aabb);
	guest_done();
}

TEST_F(io, out)
{
	vcpu_enter(self->vcpu, guest_out);
	ASSERT_RUN("io out 1 0x84 0x44", self->vcpu);
	EXPECT_EQ(0x1000, self->vcpu->run->io.data_offset);
	EXPECT_EQ(1, self->vcpu->run->io.count);
	ASSERT_RUN("io out 2 0x84 0x3344", self->vcpu);
	ASSERT_RUN("io out 4 0x84 0x11223344", self->vcpu);
	ASSERT_RUN("io out 1 0x1234 0x55", self->vcpu);
	ASSERT_RUN("io out 2 0xfffe 0x6677", self->vcpu);
	ASSERT_RUN("io out 4 0x400 0x8899aabb", self->vcpu);
	ASSERT_RUN("done", self->vcpu);
}

/* 8 and 16 bits leave the rest of RAX alone, 32 bits clear the upper half. */
static void guest_in(unsigned long arg)
{
	__u64 rax = 0x1122334455667788;

	asm volatile("inb $0x84, %%al" : "+a"(rax));
	GUEST_EQ(rax, 0x11223344556677a1);
	asm volatile("inw %%dx, %%ax" : "+a"(rax) : "d"(PORT));
	GUEST_EQ(rax, 0x112233445566b2a2);
	asm volatile("inl %%dx, %%eax" : "+a"(rax) : "d"(PORT));
	GUEST_EQ(rax, 0xd4c3b2a3);
	guest_done();
}

TEST_F(io, in)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_enter(self->vcpu, guest_in);
	ASSERT_RUN("io in 1 0x84", self->vcpu);
	*(__u32 *)io_data(run) = 0xd4c3b2a1;
	ASSERT_RUN("io in 2 0x84", self->vcpu);
	*(__u32 *)io_data(run) = 0xd4c3b2a2;
	ASSERT_RUN("io in 4 0x84", self->vcpu);
	*(__u32 *)io_data(run) = 0xd4c3b2a3;
	ASSERT_RUN("done", self->vcpu);
}

/* S2: the value is taken first, and then immediate_exit is looked at. */
TEST_F(io, completed_before_immediate_exit)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs before, after;

	vcpu_enter(self->vcpu, guest_in);
	ASSERT_RUN("io in 1 0x84", self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_REGS, &before);
	*(__u32 *)io_data(run) = 0xd4c3b2a1;
	run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	must_ioctl(self->vcpu->fd, KVM_GET_REGS, &after);
	EXPECT_EQ(before.rip + 2, after.rip);
	EXPECT_EQ(0x11223344556677a1, after.rax);
	run->immediate_exit = 0;
	ASSERT_RUN("io in 2 0x84", self->vcpu);
}

/* An OUT is over when it is reported: nothing comes twice. */
TEST_F(io, out_before_immediate_exit)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_enter(self->vcpu, guest_out);
	ASSERT_RUN("io out 1 0x84 0x44", self->vcpu);
	run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	run->immediate_exit = 0;
	ASSERT_RUN("io out 2 0x84 0x3344", self->vcpu);
}

/* Strings. The guest's buffer straddles pages. */
static __u8 buffer[3 * 4096];
#define START	(buffer + 4096 - 100)

static void guest_outs(unsigned long size)
{
	unsigned long count = BYTES / size;
	const void *from = START;
	int i;

	for (i = 0; i < BYTES; i++)
		START[i] = i * 7;
	switch (size) {
	case 1:
		asm volatile("rep outsb" : "+S"(from), "+c"(count)
			     : "d"(PORT) : "memory");
		break;
	case 2:
		asm volatile("rep outsw" : "+S"(from), "+c"(count)
			     : "d"(PORT) : "memory");
		break;
	default:
		asm volatile("rep outsl" : "+S"(from), "+c"(count)
			     : "d"(PORT) : "memory");
	}
	GUEST_EQ(count, 0);
	GUEST_EQ(from, START + BYTES);
	guest_done();
}

static void guest_ins(unsigned long size)
{
	unsigned long count = BYTES / size;
	void *to = START;
	int i;

	switch (size) {
	case 1:
		asm volatile("rep insb" : "+D"(to), "+c"(count)
			     : "d"(PORT) : "memory");
		break;
	case 2:
		asm volatile("rep insw" : "+D"(to), "+c"(count)
			     : "d"(PORT) : "memory");
		break;
	default:
		asm volatile("rep insl" : "+D"(to), "+c"(count)
			     : "d"(PORT) : "memory");
	}
	GUEST_EQ(count, 0);
	GUEST_EQ(to, START + BYTES);
	for (i = 0; i < BYTES; i++)
		GUEST_EQ(START[i], (__u8)(i * 7));
	guest_done();
}

FIXTURE(string) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
};

FIXTURE_VARIANT(string) {
	unsigned int size;
};

FIXTURE_VARIANT_ADD(string, byte) { .size = 1 };
FIXTURE_VARIANT_ADD(string, word) { .size = 2 };
FIXTURE_VARIANT_ADD(string, dword) { .size = 4 };

FIXTURE_SETUP(string)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
}

FIXTURE_TEARDOWN(string)
{
	vm_destroy(&self->vm);
}

static void enter_with(struct test_vcpu *vcpu, void (*guest)(unsigned long),
		       unsigned long arg)
{
	struct kvm_regs regs;

	vcpu_enter(vcpu, guest);
	must_ioctl(vcpu->fd, KVM_GET_REGS, &regs);
	regs.rdi = arg;
	must_ioctl(vcpu->fd, KVM_SET_REGS, &regs);
}

/* One exit of a string; how many bytes, 0 if it was something else. */
static unsigned int string_exit(struct test_vcpu *vcpu, unsigned int size,
				unsigned int direction)
{
	struct kvm_run *run = vcpu->run;

	if (vcpu_run(vcpu) || run->exit_reason != KVM_EXIT_IO ||
	    run->io.port != PORT || run->io.size != size ||
	    run->io.direction != direction || !run->io.count ||
	    run->io.count * size > 4096)
		return 0;
	return run->io.count * size;
}

TEST_F(string, out)
{
	__u8 *data = io_data(self->vcpu->run);
	unsigned int seen = 0, n, i;

	enter_with(self->vcpu, guest_outs, variant->size);
	while (seen < BYTES) {
		n = string_exit(self->vcpu, variant->size, KVM_EXIT_IO_OUT);
		ASSERT_LT(0, n);
		data = io_data(self->vcpu->run);
		for (i = 0; i < n; i++, seen++)
			ASSERT_EQ((__u8)(seen * 7), data[i]);
	}
	EXPECT_EQ(BYTES, seen);
	ASSERT_RUN("done", self->vcpu);
}

TEST_F(string, in)
{
	unsigned int given = 0, exits = 0, n, i;
	__u8 *data;

	enter_with(self->vcpu, guest_ins, variant->size);
	while (given < BYTES) {
		n = string_exit(self->vcpu, variant->size, KVM_EXIT_IO_IN);
		ASSERT_LT(0, n);
		data = io_data(self->vcpu->run);
		for (i = 0; i < n; i++, given++)
			data[i] = given * 7;
		exits++;
	}
	EXPECT_EQ(BYTES, given);
	/* S7: in batches, or KVM's userspace_io_test never ends. */
	EXPECT_LT(exits, BYTES / variant->size);
	ASSERT_RUN("done", self->vcpu);
}

static void guest_backwards(unsigned long arg)
{
	const __u8 *from = START + 3;
	unsigned long count = 4;

	START[0] = 1;
	START[1] = 2;
	START[2] = 3;
	START[3] = 4;
	asm volatile("std\n\trep outsb\n\tcld" : "+S"(from), "+c"(count)
		     : "d"(PORT) : "memory");
	GUEST_EQ(from, START - 1);
	/* Nothing to do: no exit. */
	asm volatile("rep outsb" : "+S"(from), "+c"(count)
		     : "d"(PORT) : "memory");
	guest_done();
}

TEST_F(io, string_backwards)
{
	__u32 i;

	vcpu_enter(self->vcpu, guest_backwards);
	for (i = 4; i; i--) {
		ASSERT_EQ(1, string_exit(self->vcpu, 1, KVM_EXIT_IO_OUT));
		EXPECT_EQ(i, *(__u8 *)io_data(self->vcpu->run));
	}
	ASSERT_RUN("done", self->vcpu);
}

AIRLOCK_TEST_MAIN
