// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions on devices from the exit to the commit: what reaches a device in
 * the kernel, what userspace is asked, and what the guest finds afterwards.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/vmalloc.h>

#include "gva.c"
#include "insn_addr.c"
#include "insn_decode.c"
#include "insn_exec.c"
#include "insn_fetch.c"
#include "insn_table.c"
#include "mmio.c"
#include "mmio_access.c"

/* Guest physical addresses: RAM, ROM, a device in the kernel, userspace's. */
#define RAM_SIZE	0x10000ULL
#define ROM		0xf0000ULL
#define ROM_SIZE	0x1000ULL
#define DEVICE		0x20000000ULL
#define USER		0x40000000ULL
#define CODE		0x1000ULL

static u8 *ram;
static u8 rom[ROM_SIZE];
/* Atomic copies fail. */
static bool paged_out;

static u8 *memory(gpa_t gpa, size_t len, bool write)
{
	if (gpa < RAM_SIZE && len <= RAM_SIZE - gpa)
		return ram + gpa;
	if (!write && gpa >= ROM && gpa - ROM < ROM_SIZE &&
	    len <= ROM_SIZE - (gpa - ROM))
		return rom + gpa - ROM;
	return NULL;
}

int airlock_guest_read(struct airlock_vm *vm, gpa_t gpa, void *data, size_t len)
{
	u8 *p = memory(gpa, len, false);

	if (!p)
		return -EFAULT;
	memcpy(data, p, len);
	return 0;
}

int airlock_guest_write(struct airlock_vm *vm, gpa_t gpa, const void *data,
			size_t len)
{
	u8 *p = memory(gpa, len, true);

	if (!p)
		return -EFAULT;
	memcpy(p, data, len);
	return 0;
}

int airlock_guest_read_atomic(struct airlock_vm *vm, gpa_t gpa, void *data,
			      size_t len)
{
	return paged_out ? -EFAULT : airlock_guest_read(vm, gpa, data, len);
}

int airlock_guest_write_atomic(struct airlock_vm *vm, gpa_t gpa,
			       const void *data, size_t len)
{
	return paged_out ? -EFAULT : airlock_guest_write(vm, gpa, data, len);
}

/* The device in the kernel: reads give a value, writes are remembered. */
static struct {
	unsigned int reads;
	unsigned int writes;
	gpa_t addr;
	unsigned int len;
	u64 value;
} dev;

int airlock_iobus_read(struct airlock_vcpu *vcpu, enum airlock_bus bus,
		       gpa_t addr, unsigned int len, void *data)
{
	if (addr < DEVICE || addr >= DEVICE + PAGE_SIZE)
		return -EOPNOTSUPP;
	dev.reads++;
	dev.addr = addr;
	dev.len = len;
	memcpy(data, &dev.value, len);
	return 0;
}

int airlock_iobus_write(struct airlock_vcpu *vcpu, enum airlock_bus bus,
			gpa_t addr, unsigned int len, const void *data)
{
	if (addr < DEVICE || addr >= DEVICE + PAGE_SIZE)
		return -EOPNOTSUPP;
	dev.writes++;
	dev.addr = addr;
	dev.len = len;
	dev.value = 0;
	memcpy(&dev.value, data, len);
	return 0;
}

int airlock_lapic_mmio_read(struct airlock_vcpu *vcpu, gpa_t gpa,
			    unsigned int len, void *data)
{
	return -EOPNOTSUPP;
}

int airlock_lapic_mmio_write(struct airlock_vcpu *vcpu, gpa_t gpa,
			     unsigned int len, const void *data)
{
	return -EOPNOTSUPP;
}

/* The CPU backend: flat 32-bit code without paging, unless a test says. */
static struct x86_insn_ctx cpu;
static struct x86_segment segments[X86_NR_SEGS];
/* The exception that was injected, or -1. */
static int exception;
static u32 exception_error;
static u64 exception_cr2;

void airlock_x86_insn_ctx(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx)
{
	*ctx = cpu;
	ctx->nbytes = 0;
}

void airlock_x86_segment(struct airlock_vcpu *vcpu, enum x86_seg seg,
			 struct x86_segment *out)
{
	*out = segments[seg];
}

u64 airlock_x86_rip(struct airlock_vcpu *vcpu)
{
	return cpu.rip;
}

void airlock_x86_skip(struct airlock_vcpu *vcpu, unsigned int len)
{
	cpu.rip += len;
}

void airlock_x86_set_rflags(struct airlock_vcpu *vcpu, u64 rflags)
{
	cpu.rflags = rflags;
}

void airlock_x86_inject_exception(struct airlock_vcpu *vcpu,
				  unsigned int vector, bool has_error,
				  u32 error, u64 cr2)
{
	exception = vector;
	exception_error = error;
	exception_cr2 = cr2;
}

/* As user_exit.c. */
int airlock_exit_mmio(struct airlock_vcpu *vcpu, gpa_t gpa, bool write,
		      unsigned int len, const void *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_MMIO;
	run->mmio.phys_addr = gpa;
	run->mmio.len = len;
	run->mmio.is_write = write;
	memset(run->mmio.data, 0, sizeof(run->mmio.data));
	if (write)
		memcpy(run->mmio.data, data, len);
	return AIRLOCK_TO_USER;
}

int airlock_exit_internal(struct airlock_vcpu *vcpu, u32 suberror,
			  unsigned int ndata, const u64 *data)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	run->internal.suberror = suberror;
	run->internal.ndata = ndata;
	memcpy(run->internal.data, data, ndata * sizeof(*data));
	return AIRLOCK_TO_USER;
}

static struct airlock_vcpu *vcpu;
static u64 *gpr;

static int mmio_init(struct kunit *test)
{
	unsigned int i;

	ram = vzalloc(RAM_SIZE);
	vcpu = kunit_kzalloc(test, sizeof(*vcpu), GFP_KERNEL);
	if (!ram || !vcpu)
		return -ENOMEM;
	vcpu->run = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	if (!vcpu->run)
		return -ENOMEM;
	gpr = vcpu->arch.regs.gpr;
	memset(&dev, 0, sizeof(dev));
	memset(rom, 0, sizeof(rom));
	paged_out = false;
	exception = -1;
	cpu = (struct x86_insn_ctx){
		.rip = CODE, .rflags = X86_EFLAGS_FIXED, .cr0 = X86_CR0_PE,
		.code = X86_CODE_32, .maxphyaddr = 40,
	};
	for (i = 0; i < X86_NR_SEGS; i++)
		segments[i] = (struct x86_segment){
			.limit = U32_MAX,
			.ar = X86_AR_P | X86_AR_S | X86_AR_DB | 3,
		};
	return 0;
}

static void mmio_exit(struct kunit *test)
{
	vfree(ram);
}

/* Put an instruction where the guest is. */
#define INSN(...)							\
do {									\
	static const u8 bytes[] = { __VA_ARGS__ };			\
	memcpy(ram + cpu.rip, bytes, sizeof(bytes));			\
} while (0)

static int touch(gpa_t gpa, unsigned int access)
{
	return x86_mmio_begin(vcpu, gpa, access);
}

/* What run.c does at the next KVM_RUN. */
static int finish(u64 value)
{
	int (*fn)(struct airlock_vcpu *vcpu) = vcpu->complete;

	vcpu->complete = NULL;
	memcpy(vcpu->run->mmio.data, &value, 8);
	return fn(vcpu);
}

static u64 written(void)
{
	u64 value = 0;

	memcpy(&value, vcpu->run->mmio.data, vcpu->run->mmio.len);
	return value;
}

#define EXPECT_EXIT(test, gpa, size, write)				\
do {									\
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,			\
			(u32)KVM_EXIT_MMIO);				\
	KUNIT_EXPECT_EQ(test, vcpu->run->mmio.phys_addr, (u64)(gpa));	\
	KUNIT_EXPECT_EQ(test, vcpu->run->mmio.len, (u32)(size));		\
	KUNIT_EXPECT_EQ(test, vcpu->run->mmio.is_write, (u8)(write));	\
} while (0)

static void store_to_the_kernel(struct kunit *test)
{
	INSN(0x89, 0x03);	/* mov %eax,(%ebx) */
	gpr[X86_RAX] = 0x1122334455667788;
	gpr[X86_RBX] = DEVICE + 8;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 8, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
	KUNIT_EXPECT_EQ(test, dev.len, 4);
	KUNIT_EXPECT_EQ(test, dev.value, 0x55667788);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, dev.reads, 0);
}

static void load_from_the_kernel(struct kunit *test)
{
	INSN(0x8a, 0x63, 0x01);	/* mov 1(%ebx),%ah */
	gpr[X86_RAX] = 0x11223344;
	gpr[X86_RBX] = DEVICE;
	dev.value = 0xee;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 1, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0x1122ee44);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

/* With the write on its way, the instruction is over. */
static void store_to_userspace(struct kunit *test)
{
	INSN(0x66, 0xc7, 0x03, 0x34, 0x12);	/* movw $0x1234,(%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 2, true);
	KUNIT_EXPECT_EQ(test, written(), 0x1234);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 5);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

static void load_from_userspace(struct kunit *test)
{
	INSN(0x0f, 0xbe, 0x03);	/* movsbl (%ebx),%eax */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = ~0ULL;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 1, false);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, finish(0xffffff80), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0xffffff80);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
}

static void read_modify_write(struct kunit *test)
{
	INSN(0xf0, 0x01, 0x03);	/* lock add %eax,(%ebx) */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = 1;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0xffffffff), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 4, true);
	KUNIT_EXPECT_EQ(test, written(), 0);
	KUNIT_EXPECT_EQ(test, cpu.rflags & FLAGS_ARITH, X86_EFLAGS_CF |
			X86_EFLAGS_ZF | X86_EFLAGS_PF | X86_EFLAGS_AF);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 3);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

/* A test reads and writes nothing back. */
static void compare_only_reads(struct kunit *test)
{
	INSN(0xf7, 0x03, 0x80, 0, 0, 0);	/* testl $0x80,(%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, finish(0x7f), AIRLOCK_RESUME);
	KUNIT_EXPECT_TRUE(test, cpu.rflags & X86_EFLAGS_ZF);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 6);
}

static void across_two_pages(struct kunit *test)
{
	INSN(0x89, 0x03);	/* mov %eax,(%ebx) */
	gpr[X86_RAX] = 0x44332211;
	gpr[X86_RBX] = USER + 0xfff;
	/* The first byte is userspace's, and nothing else is known: ask. */
	KUNIT_EXPECT_EQ(test, touch(USER + 0xfff, SLAT_WRITE), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER + 0xfff, 1, true);
	KUNIT_EXPECT_EQ(test, written(), 0x11);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, finish(0), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER + 0x1000, 3, true);
	KUNIT_EXPECT_EQ(test, written(), 0x443322);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_NULL(test, vcpu->complete);
}

/* The page before the device is memory. */
static void across_memory_and_device(struct kunit *test)
{
	INSN(0x8b, 0x03);	/* mov (%ebx),%eax */
	gpr[X86_RBX] = RAM_SIZE - 3;
	memcpy(ram + RAM_SIZE - 3, "\x11\x22\x33", 3);
	KUNIT_EXPECT_EQ(test, touch(RAM_SIZE, SLAT_READ), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, RAM_SIZE, 1, false);
	KUNIT_EXPECT_EQ(test, finish(0x44), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 0x44332211);
}

static void copy_to_a_device(struct kunit *test)
{
	INSN(0xf3, 0xa5);	/* rep movsl */
	memcpy(ram + 0x2000, "abcdefgh", 8);
	gpr[X86_RSI] = 0x2000;
	gpr[X86_RDI] = DEVICE;
	gpr[X86_RCX] = 2;
	KUNIT_EXPECT_EQ(test, touch(DEVICE, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x64636261);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 1);
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 4, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 0x68676665);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RSI], 0x2008);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], DEVICE + 8);
}

/* The same offset in its page as the device's must not confuse. */
static void copy_from_userspace(struct kunit *test)
{
	INSN(0xa5);		/* movsl */
	gpr[X86_RSI] = USER;
	gpr[X86_RDI] = 0x2000;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 4, false);
	KUNIT_EXPECT_EQ(test, finish(0x64636261), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, memcmp(ram + 0x2000, "abcd", 4), 0);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 1);
}

static void compare_two_devices(struct kunit *test)
{
	INSN(0xf3, 0xa6);	/* repe cmpsb */
	gpr[X86_RSI] = USER;
	gpr[X86_RDI] = USER + 0x1000;
	gpr[X86_RCX] = 5;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 1, false);
	KUNIT_EXPECT_EQ(test, finish(1), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER + 0x1000, 1, false);
	KUNIT_EXPECT_EQ(test, finish(2), AIRLOCK_RESUME);
	/* They differ: the end, with elements left. */
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RCX], 4);
	KUNIT_EXPECT_TRUE(test, cpu.rflags & X86_EFLAGS_CF);
}

static void repeat_nothing(struct kunit *test)
{
	INSN(0xf3, 0xab);	/* rep stosl */
	gpr[X86_RDI] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_WRITE), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
	KUNIT_EXPECT_EQ(test, gpr[X86_RDI], USER);
}

/* Flash: reads are memory, writes are userspace's. */
static void write_to_rom(struct kunit *test)
{
	INSN(0x80, 0x0b, 0x80);	/* orb $0x80,(%ebx) */
	gpr[X86_RBX] = ROM + 5;
	rom[5] = 0x11;
	KUNIT_EXPECT_EQ(test, touch(ROM + 5, SLAT_WRITE | X86_MMIO_ROM),
			AIRLOCK_TO_USER);
	EXPECT_EXIT(test, ROM + 5, 1, true);
	KUNIT_EXPECT_EQ(test, written(), 0x91);
	KUNIT_EXPECT_EQ(test, rom[5], 0x11);
}

static void pages_that_are_out(struct kunit *test)
{
	INSN(0x89, 0x03);	/* mov %eax,(%ebx) */
	gpr[X86_RBX] = DEVICE;
	gpr[X86_RAX] = 7;
	paged_out = true;
	KUNIT_EXPECT_EQ(test, touch(DEVICE, SLAT_WRITE), AIRLOCK_DEFER);
	KUNIT_EXPECT_EQ(test, dev.writes, 0);
	KUNIT_EXPECT_EQ(test, vcpu->deferred(vcpu), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.value, 7);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE + 2);
}

/* Userspace resets the vCPU while an access of it is pending. */
static void abandoned_access(struct kunit *test)
{
	INSN(0x8b, 0x03);	/* mov (%ebx),%eax */
	gpr[X86_RBX] = USER;
	gpr[X86_RAX] = 5;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	cpu.rip = 0xfff0;
	KUNIT_EXPECT_EQ(test, finish(77), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, 0xfff0);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 5);
}

static void unknown_instructions(struct kunit *test)
{
	const u8 *data = (const u8 *)vcpu->run->internal.data;

	INSN(0xd9, 0x03);	/* flds (%ebx) */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
	KUNIT_EXPECT_EQ(test, vcpu->run->internal.suberror,
			(u32)KVM_INTERNAL_ERROR_EMULATION);
	KUNIT_EXPECT_EQ(test, vcpu->run->internal.ndata, 3);
	KUNIT_EXPECT_EQ(test, vcpu->run->emulation_failure.flags, 1);
	KUNIT_EXPECT_EQ(test, vcpu->run->emulation_failure.insn_size, 15);
	KUNIT_EXPECT_EQ(test, data[9], 0xd9);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, exception, -1);
	/* A user program cannot bring the guest down. */
	cpu.cpl = 3;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_UD);
}

static void code_that_changed(struct kunit *test)
{
	INSN(0x89, 0xc3);	/* mov %eax,%ebx */
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, cpu.rip, CODE);
	KUNIT_EXPECT_EQ(test, exception, -1);
	INSN(0xf0, 0x89, 0x03);	/* lock mov */
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_UD);
	/* It loads the stack pointer from a device: no. */
	INSN(0x8b, 0x23);	/* mov (%ebx),%esp */
	gpr[X86_RBX] = USER;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	KUNIT_EXPECT_EQ(test, vcpu->run->exit_reason,
			(u32)KVM_EXIT_INTERNAL_ERROR);
}

/* The exit was a read: for a write, the guest's own rights count. */
static void a_read_does_not_allow_a_write(struct kunit *test)
{
	static const u64 tables[] = { 0x3000, 0x4000, 0x5000 };
	unsigned int i;
	u64 entry;

	cpu.cr0 |= X86_CR0_PG | X86_CR0_WP;
	cpu.cr4 = X86_CR4_PAE;
	cpu.efer = EFER_LME | EFER_LMA;
	cpu.cr3 = 0x2000;
	cpu.code = X86_CODE_64;
	for (i = 0; i < 3; i++) {
		entry = tables[i] | PTE_P | PTE_RW;
		memcpy(ram + 0x2000 + i * 0x1000, &entry, 8);
	}
	entry = CODE | PTE_P;
	memcpy(ram + 0x5000 + 8, &entry, 8);
	entry = DEVICE | PTE_P;
	memcpy(ram + 0x5000 + 16, &entry, 8);

	INSN(0x89, 0x03);	/* mov %eax,(%rbx) */
	gpr[X86_RBX] = 0x2010;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x10, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 0);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_PF);
	KUNIT_EXPECT_EQ(test, exception_error,
			(u32)(X86_PFERR_PRESENT | X86_PFERR_WRITE));
	KUNIT_EXPECT_EQ(test, exception_cr2, 0x2010);
	/* The CPU that writes has looked. */
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 0x10, SLAT_WRITE),
			AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
}

static void segments_end(struct kunit *test)
{
	INSN(0xa4);		/* movsb */
	gpr[X86_RSI] = USER - 0x1000;
	gpr[X86_RDI] = 0x2000;
	segments[X86_SEG_DS].base = 0x1000;
	segments[X86_SEG_ES].limit = 0x1fff;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_GP);
	segments[X86_SEG_ES].limit = 0x2000;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
	EXPECT_EXIT(test, USER, 1, false);
	/* Expand-down: above the limit, not below. */
	segments[X86_SEG_ES].ar |= X86_AR_EXPAND_DOWN;
	exception = -1;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, exception, X86_TRAP_GP);
	segments[X86_SEG_ES].limit = 0x1fff;
	KUNIT_EXPECT_EQ(test, touch(USER, SLAT_READ), AIRLOCK_TO_USER);
}

static void fs_and_gs_have_bases(struct kunit *test)
{
	cpu.code = X86_CODE_64;
	INSN(0x65, 0x8b, 0x04, 0x25, 8, 0, 0, 0);	/* mov %gs:8,%eax */
	segments[X86_SEG_GS].base = DEVICE;
	segments[X86_SEG_DS].base = 0x12345;
	dev.value = 99;
	KUNIT_EXPECT_EQ(test, touch(DEVICE + 8, SLAT_READ), AIRLOCK_RESUME);
	KUNIT_EXPECT_EQ(test, gpr[X86_RAX], 99);
	KUNIT_EXPECT_EQ(test, dev.addr, DEVICE + 8);
}

/* Drive one instruction to its end. Return: how many steps that took. */
static unsigned int drive(struct kunit *test, struct rnd_state *rnd, int verdict)
{
	unsigned int steps = 0;

	while (verdict != AIRLOCK_RESUME && steps++ < 16) {
		if (verdict == AIRLOCK_DEFER) {
			verdict = vcpu->deferred(vcpu);
			continue;
		}
		KUNIT_ASSERT_EQ(test, verdict, AIRLOCK_TO_USER);
		if (vcpu->run->exit_reason == KVM_EXIT_MMIO)
			KUNIT_EXPECT_LE(test, vcpu->run->mmio.len, 8);
		if (!vcpu->complete)
			break;
		if (!(prandom_u32_state(rnd) % 16))
			cpu.rip++;
		verdict = finish((u64)prandom_u32_state(rnd) << 32 |
				   prandom_u32_state(rnd));
	}
	return steps;
}

/* Any instruction, any registers, any exit: it ends, and soon. */
static void survives_anything(struct kunit *test)
{
	static const u64 near[] = { DEVICE, USER, 0x2000, ROM, DEVICE + 0xffc,
				    USER + 0xffd, RAM_SIZE - 2 };
	unsigned int i, j, longest = 0, user = 0;
	struct rnd_state rnd;
	gpa_t gpa;
	int ret;

	prandom_seed_state(&rnd, 5);
	for (i = 0; i < 200000; i++) {
		cpu.rip = CODE + (i % 64 ? 0 : 0xff8);
		cpu.code = prandom_u32_state(&rnd) % 3;
		cpu.cpl = i & 1 ? 0 : 3;
		cpu.rflags = X86_EFLAGS_FIXED |
			     (prandom_u32_state(&rnd) & 0xcd5);
		prandom_bytes_state(&rnd, ram + cpu.rip, X86_INSN_MAX);
		if (i & 2)
			ram[cpu.rip] = 0xa4 + (ram[cpu.rip] & 11);
		for (j = 0; j < X86_NR_GPR; j++)
			gpr[j] = near[prandom_u32_state(&rnd) %
				      ARRAY_SIZE(near)];
		paged_out = !(i % 8);
		gpa = near[i % ARRAY_SIZE(near)];
		vcpu->complete = NULL;
		ret = touch(gpa, 1 << (i % 2) | (i & 4 ? X86_MMIO_ROM : 0));
		user += ret == AIRLOCK_TO_USER;
		longest = max(longest, drive(test, &rnd, ret));
	}
	KUNIT_EXPECT_GT(test, user, 1000);
	KUNIT_EXPECT_LT(test, longest, 10);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(store_to_the_kernel),
	KUNIT_CASE(load_from_the_kernel),
	KUNIT_CASE(store_to_userspace),
	KUNIT_CASE(load_from_userspace),
	KUNIT_CASE(read_modify_write),
	KUNIT_CASE(compare_only_reads),
	KUNIT_CASE(across_two_pages),
	KUNIT_CASE(across_memory_and_device),
	KUNIT_CASE(copy_to_a_device),
	KUNIT_CASE(copy_from_userspace),
	KUNIT_CASE(compare_two_devices),
	KUNIT_CASE(repeat_nothing),
	KUNIT_CASE(write_to_rom),
	KUNIT_CASE(pages_that_are_out),
	KUNIT_CASE(abandoned_access),
	KUNIT_CASE(unknown_instructions),
	KUNIT_CASE(code_that_changed),
	KUNIT_CASE(a_read_does_not_allow_a_write),
	KUNIT_CASE(segments_end),
	KUNIT_CASE(fs_and_gs_have_bases),
	KUNIT_CASE(survives_anything),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "airlock_x86_mmio",
	.init = mmio_init,
	.exit = mmio_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);

MODULE_DESCRIPTION("KUnit tests of airlock's accesses to devices");
MODULE_LICENSE("GPL");
