// SPDX-License-Identifier: GPL-2.0
/* Aborts from stage 2: memory on demand, and what cannot be memory. */
#include <sys/mman.h>

#include "harness.h"
#include "arch_vm.h"

#define GPA	0x40000000UL
#define SIZE	0x10000UL

FIXTURE(abort) {
	struct test_vm vm;
	struct test_vcpu *vcpu;
	char *mem;
};

FIXTURE_SETUP(abort)
{
	vm_create(&self->vm, 0);
	self->vcpu = vcpu_add(&self->vm, 0, NULL);
	self->mem = test_pages(SIZE, MAP_PRIVATE);
	vm_slot(&self->vm, 1, GPA, SIZE, self->mem, 0);
}

FIXTURE_TEARDOWN(abort)
{
	vm_destroy(&self->vm);
	munmap(self->mem, SIZE);
}

static void after_fetch(struct guest_regs *regs)
{
	struct guest_cpu *cpu = guest_this_cpu();

	cpu->vector = regs->esr >> 26;
	cpu->esr = regs->esr;
	cpu->far = regs->far;
	regs->pc = regs->x[30];
}

static void jump(unsigned long addr)
{
	guest_ex_begin();
	((void (*)(void))addr)();
}

/* Code that has never been touched by anybody but the host. */
static void guest_fetch(unsigned long arg)
{
	jump(GPA);
	GUEST_EQ(guest_ex_end(), GUEST_NO_TRAP);
	guest_sync(1);
	jump(GPA + 0x2000);
	guest_done();
}

#define RET	0xd65f03c0

TEST_F(abort, fetch_on_demand)
{
	*(__u32 *)self->mem = RET;
	*(__u32 *)(self->mem + 0x2000) = RET;
	vcpu_enter(self->vcpu, guest_fetch);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(0, madvise(self->mem, 0x1000, MADV_DONTNEED));
	ASSERT_RUN("done", self->vcpu);
}

/* New code where old code was: the host writes it, the guest runs it. */
static void guest_call(unsigned long arg)
{
	__u64 (*code)(void) = (void *)GPA;

	for (;;)
		guest_sync(code());
}

TEST_F(abort, fetch_after_remap)
{
	char *other = test_pages(SIZE, MAP_PRIVATE);
	__u32 mov_x0_1 = 0xd2800020, mov_x0_2 = 0xd2800040;

	*(__u32 *)self->mem = mov_x0_1;
	*(__u32 *)(self->mem + 4) = RET;
	*(__u32 *)other = mov_x0_2;
	*(__u32 *)(other + 4) = RET;
	vcpu_enter(self->vcpu, guest_call);
	ASSERT_RUN("sync 1", self->vcpu);
	ASSERT_EQ(self->mem, mremap(other, SIZE, SIZE,
				    MREMAP_MAYMOVE | MREMAP_FIXED, self->mem));
	ASSERT_RUN("sync 2", self->vcpu);
}

/* An instruction cannot come from a launcher. */
static void guest_fetch_nowhere(unsigned long arg)
{
	__u64 *table = (__u64 *)GUEST_TABLE;

	/* Memory, and executable: as far as stage 1 knows. */
	table[6] = 0x80000000UL | 0x701;
	dsb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	guest_hook[EC_IABT] = after_fetch;
	jump(6UL * GUEST_GIB);
	GUEST_EQ(guest_ex_end(), EC_IABT);
	GUEST_EQ(guest_this_cpu()->far, 6UL * GUEST_GIB);
	/* A synchronous external abort, not on a walk. */
	GUEST_EQ(guest_this_cpu()->esr & 0x3f, 0x10);
	guest_done();
}

TEST_F(abort, fetch_from_nowhere)
{
	vcpu_enter(self->vcpu, guest_fetch_nowhere);
	ASSERT_DONE(self->vcpu);
}

/* A stage 1 table where no memory is: the walk cannot go on. */
static void guest_walk_nowhere(unsigned long arg)
{
	__u64 *table = (__u64 *)GUEST_TABLE;

	table[7] = 0x80000000UL | 3;
	dsb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	guest_ex_begin();
	asm volatile(GUEST_EX("ldr x9, [%0]") : : "r"(7UL * GUEST_GIB)
		     : "x9", "memory");
	GUEST_EQ(guest_ex_end(), EC_DABT);
	guest_done();
}

TEST_F(abort, walk_from_nowhere)
{
	vcpu_enter(self->vcpu, guest_walk_nowhere);
	ASSERT_DONE(self->vcpu);
}

/* A table in memory on demand: the walk faults, then goes on. */
static void guest_walk(unsigned long arg)
{
	__u64 *table = (__u64 *)GUEST_TABLE;

	table[7] = GPA | 3;
	dsb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	guest_sync(*(volatile __u32 *)(7UL * GUEST_GIB + 0x8000));
	guest_done();
}

TEST_F(abort, walk_on_demand)
{
	*(__u32 *)(self->vm.ram + GUEST_FREE + 0x8000) = 77;
	*(__u64 *)self->mem = (GUEST_FREE & -0x200000UL) | 0x701;
	vcpu_enter(self->vcpu, guest_walk);
	/* The block begins at 2 MiB below; the offset is from there. */
	*(__u32 *)(self->vm.ram + (GUEST_FREE & -0x200000UL) + 0x8000) = 77;
	ASSERT_RUN("sync 77", self->vcpu);
	ASSERT_RUN("done", self->vcpu);
}

/* Atomic and exclusive accesses to memory on demand, and to read-only. */
static void guest_atomic(unsigned long arg)
{
	volatile __u32 *p = (void *)(GPA + 0x3000);
	__u32 old, fail;

	do {
		asm volatile("ldxr %w0, [%2]\n\tadd %w0, %w0, #1\n\t"
			     "stxr %w1, %w0, [%2]"
			     : "=&r"(old), "=&r"(fail) : "r"(p) : "memory");
	} while (fail);
	GUEST_EQ(*p, 6);
	guest_done();
}

TEST_F(abort, exclusive_on_demand)
{
	*(__u32 *)(self->mem + 0x3000) = 5;
	vcpu_enter(self->vcpu, guest_atomic);
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(6, *(__u32 *)(self->mem + 0x3000));
}

/* DC ZVA writes: to memory on demand; in a read-only slot it cannot. */
static void guest_zva(unsigned long arg)
{
	asm volatile("dc zva, %0" : : "r"(GPA + 0x4000) : "memory");
	GUEST_EQ(*(volatile __u64 *)(GPA + 0x4000), 0);
	guest_done();
}

TEST_F(abort, zero_block)
{
	memset(self->mem + 0x4000, 0xff, 0x1000);
	vcpu_enter(self->vcpu, guest_zva);
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(0, *(__u64 *)(self->mem + 0x4000));
	EXPECT_EQ(0xff, *(__u8 *)(self->mem + 0x4800));
}

/* Beyond the VM's address space, which the default type has at 40 bits. */
static void guest_beyond(unsigned long arg)
{
	__u64 *table = (__u64 *)GUEST_TABLE;

	table[9] = 1UL << 40 | 0x701;
	write_sysreg(tcr_el1, (read_sysreg(tcr_el1) & ~(7UL << 32)) |
			       (read_sysreg(id_aa64mmfr0_el1) & 7) << 32);
	dsb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	guest_ex_begin();
	asm volatile(GUEST_EX("ldr x9, [%0]") : : "r"(9UL * GUEST_GIB)
		     : "x9", "memory");
	GUEST_EQ(guest_ex_end(), EC_DABT);
	guest_done();
}

TEST_F(abort, beyond_the_address_space)
{
	vcpu_enter(self->vcpu, guest_beyond);
	ASSERT_DONE(self->vcpu);
}

/* High up, but inside. */
static void guest_high(unsigned long arg)
{
	GUEST_EQ(*(volatile __u32 *)(300UL << 30), 0x1234);
	*(volatile __u32 *)(300UL << 30) = 0x4321;
	guest_done();
}

TEST_F(abort, high_memory)
{
	vm_slot(&self->vm, 2, 300UL << 30, SIZE, self->mem, 0);
	*(__u32 *)self->mem = 0x1234;
	vcpu_enter(self->vcpu, guest_high);
	ASSERT_DONE(self->vcpu);
	EXPECT_EQ(0x4321, *(__u32 *)self->mem);
}

AIRLOCK_TEST_MAIN
