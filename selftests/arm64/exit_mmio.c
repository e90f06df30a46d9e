// SPDX-License-Identifier: GPL-2.0
/*
 * Data aborts where no slot is: MMIO for the launcher. First what the
 * syndrome describes, then what must be decoded from the instruction: KVM
 * gives up on those with ENOSYS.
 */
#include "harness.h"
#include "arch_vm.h"

#define ADDR	((unsigned long)GUEST_MMIO)

FIXTURE_ONE_VCPU(mmio, 0);

static void answer(struct test_vcpu *vcpu, __u64 value)
{
	memcpy(vcpu->run->mmio.data, &value, sizeof(value));
}

static void guest_sizes(unsigned long arg)
{
	mmio_write8(ADDR, 0x1234567812345678);
	mmio_write16(ADDR + 2, 0x1234567812345678);
	mmio_write32(ADDR + 4, 0x1234567812345678);
	mmio_write64(ADDR + 8, 0x1234567812345678);
	GUEST_EQ(mmio_read8(ADDR + 1), 0xf1);
	GUEST_EQ(mmio_read16(ADDR + 2), 0xf2f1);
	GUEST_EQ(mmio_read32(ADDR + 4), 0xf4f3f2f1);
	GUEST_EQ(mmio_read64(ADDR + 8), 0xf8f7f6f5f4f3f2f1);
	guest_done();
}

TEST_F(mmio, sizes)
{
	vcpu_enter(self->vcpu, guest_sizes);
	ASSERT_RUN("mmio write 1 0xd0000000 0x78", self->vcpu);
	ASSERT_RUN("mmio write 2 0xd0000002 0x5678", self->vcpu);
	ASSERT_RUN("mmio write 4 0xd0000004 0x12345678", self->vcpu);
	ASSERT_RUN("mmio write 8 0xd0000008 0x1234567812345678", self->vcpu);
	ASSERT_RUN("mmio read 1 0xd0000001", self->vcpu);
	answer(self->vcpu, 0xf8f7f6f5f4f3f2f1);
	ASSERT_RUN("mmio read 2 0xd0000002", self->vcpu);
	answer(self->vcpu, 0xf8f7f6f5f4f3f2f1);
	ASSERT_RUN("mmio read 4 0xd0000004", self->vcpu);
	answer(self->vcpu, 0xf8f7f6f5f4f3f2f1);
	ASSERT_RUN("mmio read 8 0xd0000008", self->vcpu);
	answer(self->vcpu, 0xf8f7f6f5f4f3f2f1);
	ASSERT_RUN("done", self->vcpu);
}

#define LOAD(insn, reg) ({						\
	__u64 __v = ~0UL;						\
									\
	asm volatile(insn " %" reg "0, [%1]" : "+r"(__v) : "r"(ADDR)	\
		     : "memory");					\
	__v;								\
})

static void guest_signed(unsigned long arg)
{
	GUEST_EQ(LOAD("ldrsb", "x"), 0xfffffffffffffff1);
	GUEST_EQ(LOAD("ldrsb", "w"), 0x00000000fffffff1);
	GUEST_EQ(LOAD("ldrsh", "x"), 0xfffffffffffff2f1);
	GUEST_EQ(LOAD("ldrsh", "w"), 0x00000000fffff2f1);
	GUEST_EQ(LOAD("ldrsw", "x"), 0xfffffffff4f3f2f1);
	guest_done();
}

static void guest_unsigned(unsigned long arg)
{
	GUEST_EQ(LOAD("ldrb", "w"), 0xf1);
	GUEST_EQ(LOAD("ldrh", "w"), 0xf2f1);
	GUEST_EQ(LOAD("ldr", "w"), 0xf4f3f2f1);
	GUEST_EQ(LOAD("ldar", "w"), 0xf4f3f2f1);
	GUEST_EQ(LOAD("ldar", "x"), 0xf8f7f6f5f4f3f2f1);
	guest_done();
}

/* QEMU's own board. */
static bool on_qemu(void)
{
	FILE *file = fopen("/proc/device-tree/compatible", "r");
	char name[64] = "";

	if (!file)
		return false;
	if (!fgets(name, sizeof(name), file))
		name[0] = '\0';
	fclose(file);
	return !strcmp(name, "linux,dummy-virt");
}

static void answer_all(struct __test_metadata *_metadata,
		       struct test_vcpu *vcpu)
{
	const char *what;

	for (;;) {
		what = vcpu_run_full(vcpu);
		if (strncmp(what, "mmio read ", 10))
			break;
		answer(vcpu, 0xf8f7f6f5f4f3f2f1);
	}
	ASSERT_STREQ("done", what);
}

TEST_F(mmio, unsigned_loads)
{
	vcpu_enter(self->vcpu, guest_unsigned);
	answer_all(_metadata, self->vcpu);
}

TEST_F(mmio, signed_loads)
{
	if (on_qemu())
		SKIP(return, "QEMU 7.2 leaves SSE out of the syndrome");
	vcpu_enter(self->vcpu, guest_signed);
	answer_all(_metadata, self->vcpu);
}

/* Register 31 is zero, to store, and nothing, to load. */
static void guest_zero(unsigned long arg)
{
	__u64 sp, before;

	asm volatile("mov %0, sp" : "=r"(before));
	asm volatile("str wzr, [%0]\n\tldr xzr, [%0]"
		     : : "r"(ADDR) : "memory");
	asm volatile("mov %0, sp" : "=r"(sp));
	GUEST_EQ(sp, before);
	guest_done();
}

TEST_F(mmio, zero_register)
{
	vcpu_enter(self->vcpu, guest_zero);
	ASSERT_RUN("mmio write 4 0xd0000000 0", self->vcpu);
	ASSERT_RUN("mmio read 8 0xd0000000", self->vcpu);
	answer(self->vcpu, ~0UL);
	ASSERT_RUN("done", self->vcpu);
}

/* Each register, so that none is another. */
#define STORE(n)	"mov x" #n ", #" #n "\n\tstr w" #n ", [x0]\n\t"

static void guest_every_register(unsigned long arg)
{
	asm volatile("mov x0, %0\n\t"
		     STORE(1) STORE(2) STORE(3) STORE(4) STORE(5) STORE(6)
		     STORE(7) STORE(8) STORE(9) STORE(10) STORE(11) STORE(12)
		     STORE(13) STORE(14) STORE(15) STORE(16) STORE(17)
		     STORE(18) STORE(19) STORE(20) STORE(21) STORE(22)
		     STORE(23) STORE(24) STORE(25) STORE(26) STORE(27)
		     STORE(28) STORE(29) STORE(30)
		     : : "r"(ADDR) : "memory");
	guest_done();
}

TEST_F(mmio, every_register)
{
	char expected[64];
	int i;

	vcpu_enter(self->vcpu, guest_every_register);
	for (i = 1; i <= 30; i++) {
		snprintf(expected, sizeof(expected),
			 "mmio write 4 0xd0000000 %#x", i);
		ASSERT_RUN(expected, self->vcpu);
	}
	ASSERT_RUN("done", self->vcpu);
}

/* The launcher may look in between: state is whole at an exit. */
TEST_F(mmio, state_at_an_exit)
{
	__u64 pc;

	vcpu_enter(self->vcpu, guest_zero);
	ASSERT_RUN("mmio write 4 0xd0000000 0", self->vcpu);
	pc = vcpu_reg(self->vcpu, CORE_REG(regs.pc));
	EXPECT_LE((unsigned long)guest_zero, pc);
	EXPECT_GT((unsigned long)guest_zero + 64, pc);
	ASSERT_RUN("mmio read 8 0xd0000000", self->vcpu);
	EXPECT_EQ(pc + 4, vcpu_reg(self->vcpu, CORE_REG(regs.pc)));
	/* immediate_exit completes the access. */
	answer(self->vcpu, 0x77);
	self->vcpu->run->immediate_exit = 1;
	ASSERT_RUN("intr", self->vcpu);
	self->vcpu->run->immediate_exit = 0;
	EXPECT_EQ(pc + 8, vcpu_reg(self->vcpu, CORE_REG(regs.pc)));
	ASSERT_RUN("done", self->vcpu);
}

/* Cache maintenance by address where nothing is has nothing to do. */
GUEST_TEST_F(mmio, cache_maintenance)
{
	asm volatile("dc cvac, %0\n\tdc civac, %0\n\tdc cvau, %0\n\t"
		     "dsb sy" : : "r"(ADDR) : "memory");
}

static __u64 el0_mmio(__u64 addr)
{
	return mmio_read32(addr);
}

static void guest_from_el0(unsigned long arg)
{
	__u64 *table = (__u64 *)GUEST_TABLE;

	/* GiB 5 is the devices', for EL0. */
	table[5] = GUEST_DEVICES | 0x445 | 3UL << 53;
	dsb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	GUEST_EQ(guest_el0(el0_mmio, 5UL * GUEST_GIB + ADDR - GUEST_DEVICES),
		 0x99);
	guest_done();
}

TEST_F(mmio, from_el0)
{
	vcpu_enter(self->vcpu, guest_from_el0);
	ASSERT_RUN("mmio read 4 0xd0000000", self->vcpu);
	answer(self->vcpu, 0x99);
	ASSERT_RUN("done", self->vcpu);
}

/* What the syndrome does not describe. */

struct undescribed {
	const char *exits[4];
	void (*guest)(unsigned long arg);
};

/* Run through the exits, each read answered with its own value. */
static void expect_decoded(struct __test_metadata *_metadata,
			   struct test_vcpu *vcpu, const struct undescribed *u)
{
	unsigned int i;

	vcpu_enter(vcpu, u->guest);
	if (!test_on_airlock()) {
		ASSERT_STREQ("errno 38", vcpu_run_full(vcpu));
		return;
	}
	for (i = 0; i < 4 && u->exits[i]; i++) {
		ASSERT_RUN(u->exits[i], vcpu);
		answer(vcpu, 0x1111111111111111 * (i + 1));
	}
	ASSERT_RUN("done", vcpu);
}

static void guest_ldp(unsigned long arg)
{
	__u64 a = 0, b = 0;

	asm volatile("ldp %0, %1, [%2]" : "=&r"(a), "=&r"(b) : "r"(ADDR)
		     : "memory");
	GUEST_EQ(a, 0x1111111111111111);
	GUEST_EQ(b, 0x2222222222222222);
	guest_done();
}

static void guest_stp(unsigned long arg)
{
	asm volatile("stp %w0, %w1, [%2, #8]" : : "r"(5UL), "r"(6UL), "r"(ADDR)
		     : "memory");
	guest_done();
}

static void guest_post_index(unsigned long arg)
{
	unsigned long addr = ADDR;
	__u64 value;

	asm volatile("ldr %w0, [%1], #12" : "=&r"(value), "+r"(addr)
		     : : "memory");
	GUEST_EQ(value, 0x11111111);
	GUEST_EQ(addr, ADDR + 12);
	asm volatile("strb %w0, [%1, #-12]!" : "+r"(value), "+r"(addr)
		     : : "memory");
	GUEST_EQ(addr, ADDR);
	guest_done();
}

static void guest_simd_store(unsigned long arg)
{
	asm volatile(".arch_extension simd\n\t"
		     "mov x9, #0x77\n\t"
		     "fmov d0, x9\n\t"
		     "str d0, [%0]"
		     : : "r"(ADDR) : "x9", "memory");
	guest_done();
}

TEST_F(mmio, pair_load)
{
	static const struct undescribed u = {
		{ "mmio read 8 0xd0000000", "mmio read 8 0xd0000008" }, guest_ldp,
	};

	expect_decoded(_metadata, self->vcpu, &u);
}

TEST_F(mmio, pair_store)
{
	static const struct undescribed u = {
		{ "mmio write 4 0xd0000008 0x5", "mmio write 4 0xd000000c 0x6" },
		guest_stp,
	};

	expect_decoded(_metadata, self->vcpu, &u);
}

TEST_F(mmio, writeback)
{
	static const struct undescribed u = {
		{ "mmio read 4 0xd0000000", "mmio write 1 0xd0000000 0x11" },
		guest_post_index,
	};

	expect_decoded(_metadata, self->vcpu, &u);
}

TEST_F(mmio, simd)
{
	static const struct undescribed u = {
		{ "mmio write 8 0xd0000000 0x77" }, guest_simd_store,
	};

	expect_decoded(_metadata, self->vcpu, &u);
}

/* Exclusives on a device have no meaning: refused, and the VM goes on. */
static void guest_exclusive(unsigned long arg)
{
	guest_ex_begin();
	asm volatile(GUEST_EX("ldxr w9, [%0]") : : "r"(ADDR) : "x9", "memory");
	guest_sync(guest_ex_end());
	guest_done();
}

TEST_F(mmio, exclusive)
{
	const char *what;

	vcpu_enter(self->vcpu, guest_exclusive);
	what = vcpu_run_full(self->vcpu);
	/* ENOSYS as KVM, or an abort for the guest; no access either way. */
	EXPECT_TRUE(!strcmp(what, "errno 38") || !strcmp(what, "sync 37") ||
		    !strncmp(what, "internal error", 14)) {
		TH_LOG("%s", what);
	}
}

AIRLOCK_TEST_MAIN
