// SPDX-License-Identifier: GPL-2.0
/* Host side, x86: a vCPU in 64-bit mode at CPL 0, ready to run C. */
#include <stdio.h>
#include <string.h>

#include "arch_vm.h"
#include "guest.h"

extern char guest_stubs[];

/* A 64-bit interrupt gate to the vector's stub. */
static void write_idt(struct test_vm *vm)
{
	struct {
		__u16 offset_low, selector;
		__u8 ist, type;
		__u16 offset_mid;
		__u32 offset_high, zero;
	} *idt = (void *)(vm->ram + GUEST_IDT);
	unsigned int i;

	for (i = 0; i < GUEST_VECTORS; i++) {
		unsigned long stub = (unsigned long)guest_stubs + 16 * i;

		idt[i].offset_low = stub;
		idt[i].offset_mid = stub >> 16;
		idt[i].offset_high = stub >> 32;
		idt[i].selector = GUEST_CS;
		idt[i].type = 0x8e;
	}
}

static void write_gdt(struct test_vm *vm)
{
	__u64 *gdt = (void *)(vm->ram + GUEST_GDT);

	gdt[GUEST_CS / 8] = 0x00af9b000000ffff;
	gdt[GUEST_DS / 8] = 0x00cf93000000ffff;
	gdt[GUEST_TR / 8] = 0x00008b0000000067 | (__u64)GUEST_TSS << 16;
	gdt[GUEST_TR / 8 + 1] = 0;
	gdt[GUEST_CS32 / 8] = 0x00cf9b000000ffff;
	gdt[GUEST_CS16 / 8] = 0x00009b000000ffff;
}

/* 0 to 4 GiB onto itself in pages of 2 MiB. */
static void write_page_tables(struct test_vm *vm)
{
	__u64 *pml4 = (void *)(vm->ram + GUEST_PML4);
	__u64 *pdpt = (void *)(vm->ram + GUEST_PDPT);
	__u64 *pd = (void *)(vm->ram + GUEST_PD);
	__u64 i;

	pml4[0] = GUEST_PDPT | 7;
	for (i = 0; i < 4; i++)
		pdpt[i] = (GUEST_PD + i * 0x1000) | 7;
	for (i = 0; i < 4 * 512; i++)
		pd[i] = i << 21 | 0x87;
}

void arch_vm_init(struct test_vm *vm)
{
	write_gdt(vm);
	write_idt(vm);
	write_page_tables(vm);
}

void arch_vm_devices(struct test_vm *vm, unsigned int flags)
{
	struct kvm_pit_config pit = { };

	if (flags & VM_IRQCHIP)
		must_ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0);
	if (flags & VM_PIT)
		must_ioctl(vm->fd, KVM_CREATE_PIT2, &pit);
}

void arch_vm_ready(struct test_vm *vm)
{
}

void test_cpuid_get(struct test_vm *vm, struct test_cpuid *cpuid)
{
	memset(cpuid, 0, sizeof(*cpuid));
	cpuid->head.nent = sizeof(cpuid->entries) / sizeof(cpuid->entries[0]);
	must_ioctl(vm->dev, KVM_GET_SUPPORTED_CPUID, cpuid);
}

/* The entry of a leaf, a new one if there is none. */
struct kvm_cpuid_entry2 *test_cpuid_leaf(struct test_cpuid *cpuid, __u32 leaf,
					 __u32 index)
{
	struct kvm_cpuid_entry2 *entry = cpuid->entries;
	struct kvm_cpuid_entry2 *end = entry + cpuid->head.nent;

	for (; entry < end; entry++)
		if (entry->function == leaf && entry->index == index)
			return entry;
	cpuid->head.nent++;
	entry->function = leaf;
	entry->index = index;
	return entry;
}

/* What the device can do is what the guest gets. */
void vcpu_set_cpuid(struct test_vcpu *vcpu)
{
	struct test_cpuid cpuid;

	test_cpuid_get(vcpu->vm, &cpuid);
	must_ioctl(vcpu->fd, KVM_SET_CPUID2, &cpuid);
}

struct one_msr {
	struct kvm_msrs head;
	struct kvm_msr_entry entry;
};

__u64 vcpu_msr(struct test_vcpu *vcpu, __u32 index)
{
	struct one_msr msr = { .head.nmsrs = 1, .entry.index = index };

	if (must_ioctl(vcpu->fd, KVM_GET_MSRS, &msr) != 1)
		test_die("MSR %#x cannot be read", index);
	return msr.entry.data;
}

/* 1 if it was set, 0 if not, or a negative errno. */
int vcpu_set_msr_err(struct test_vcpu *vcpu, __u32 index, __u64 value)
{
	struct one_msr msr = {
		.head.nmsrs = 1,
		.entry.index = index,
		.entry.data = value,
	};

	return ioctl_err(vcpu->fd, KVM_SET_MSRS, &msr);
}

void sregs_long_mode(struct kvm_sregs *sregs, unsigned int id)
{
	struct kvm_segment cs = {
		.selector = GUEST_CS, .type = 0xb, .present = 1, .s = 1,
		.l = 1, .g = 1, .limit = 0xffffffff,
	};
	struct kvm_segment ds = {
		.selector = GUEST_DS, .type = 3, .present = 1, .s = 1,
		.db = 1, .g = 1, .limit = 0xffffffff,
	};
	struct kvm_segment tr = {
		.selector = GUEST_TR, .type = 0xb, .present = 1,
		.base = GUEST_TSS, .limit = 0x67,
	};

	sregs->cs = cs;
	sregs->ds = ds;
	sregs->es = ds;
	sregs->fs = ds;
	sregs->gs = ds;
	sregs->ss = ds;
	sregs->tr = tr;
	sregs->gs.base = GUEST_CPU + 0x1000 * id;
	sregs->gdt.base = GUEST_GDT;
	sregs->gdt.limit = 0x37;
	sregs->idt.base = GUEST_IDT;
	sregs->idt.limit = GUEST_VECTORS * 16 - 1;
	sregs->cr0 = 0x80010033;	/* PG WP NE ET MP PE */
	sregs->cr3 = GUEST_PML4;
	sregs->cr4 = 0x620;		/* OSXMMEXCPT OSFXSR PAE */
	sregs->efer = 0xd00;		/* NXE LMA LME */
}

/* Where the vCPU will run next, with its own stack. */
void vcpu_enter(struct test_vcpu *vcpu, void (*guest)(unsigned long arg))
{
	struct kvm_regs regs = {
		.rip = (unsigned long)guest,
		/* As after a call: 8 below a multiple of 16. */
		.rsp = GUEST_STACKS + GUEST_STACK_SIZE * (vcpu->id + 1) - 8,
		.rdi = vcpu->id,
		.rflags = 2,
	};

	must_ioctl(vcpu->fd, KVM_SET_REGS, &regs);
}

void arch_vcpu_init(struct test_vcpu *vcpu, void (*guest)(unsigned long arg))
{
	struct test_vm *vm = vcpu->vm;
	struct kvm_mp_state runnable = { .mp_state = KVM_MP_STATE_RUNNABLE };
	struct guest_cpu *cpu;
	struct kvm_sregs sregs;

	cpu = (void *)(vm->ram + GUEST_CPU + 0x1000 * vcpu->id);
	cpu->self = (void *)(GUEST_CPU + 0x1000UL * vcpu->id);
	cpu->id = vcpu->id;
	cpu->vector = GUEST_NO_TRAP;

	vcpu_set_cpuid(vcpu);
	must_ioctl(vcpu->fd, KVM_GET_SREGS, &sregs);
	sregs_long_mode(&sregs, vcpu->id);
	must_ioctl(vcpu->fd, KVM_SET_SREGS, &sregs);
	vcpu_enter(vcpu, guest);
	/* An AP would wait for an INIT. */
	if (vm->flags & VM_IRQCHIP && vcpu->id)
		must_ioctl(vcpu->fd, KVM_SET_MP_STATE, &runnable);
}

/*
 * 16-bit real mode with flat zero-based segments, at code that is copied to
 * GUEST_REAL_CODE; the stack grows down from there.
 */
void vcpu_enter_real(struct test_vcpu *vcpu, const void *code, size_t size)
{
	struct kvm_segment seg = {
		.limit = 0xffff, .type = 3, .present = 1, .s = 1,
	};
	struct kvm_regs regs = {
		.rip = GUEST_REAL_CODE, .rsp = GUEST_REAL_CODE, .rflags = 2,
	};
	struct kvm_sregs sregs;

	memcpy(vcpu->vm->ram + GUEST_REAL_CODE, code, size);
	must_ioctl(vcpu->fd, KVM_GET_SREGS, &sregs);
	sregs.ds = seg;
	sregs.es = seg;
	sregs.fs = seg;
	sregs.gs = seg;
	sregs.ss = seg;
	seg.type = 0xb;
	sregs.cs = seg;
	sregs.idt.base = 0;
	sregs.idt.limit = 0x3ff;
	sregs.cr0 = 0x10;		/* ET */
	sregs.cr4 = 0;
	sregs.efer = 0;
	must_ioctl(vcpu->fd, KVM_SET_SREGS, &sregs);
	must_ioctl(vcpu->fd, KVM_SET_REGS, &regs);
}

static void *pio_data(struct kvm_run *run)
{
	return (char *)run + run->io.data_offset;
}

static void report_str(struct test_vcpu *vcpu, char *buf, size_t size)
{
	struct guest_cpu *cpu;

	cpu = (void *)(vcpu->vm->ram + GUEST_CPU + 0x1000 * vcpu->id);
	if (vcpu->run->io.port == GUEST_CALL_TRAP)
		snprintf(buf, size,
			 "trap %d error %#llx rip %#llx cr2 %#llx",
			 cpu->vector, cpu->error, cpu->rip, cpu->cr2);
	else
		snprintf(buf, size, "guest %s:%lu: %s (seen %#lx, wanted %#lx)",
			 cpu->report.file, cpu->report.line, cpu->report.what,
			 cpu->report.seen, cpu->report.wanted);
}

static void io_str(struct kvm_run *run, char *buf, size_t size)
{
	__u32 value = 0;

	memcpy(&value, pio_data(run), run->io.size);
	if (run->io.count != 1)
		snprintf(buf, size, "io %s %u %#x x%u",
			 run->io.direction ? "out" : "in", run->io.size,
			 run->io.port, run->io.count);
	else if (run->io.direction)
		snprintf(buf, size, "io out %u %#x %#x", run->io.size,
			 run->io.port, value);
	else
		snprintf(buf, size, "io in %u %#x", run->io.size, run->io.port);
}

bool arch_is_guest_call(struct test_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	return run->exit_reason == KVM_EXIT_IO && run->io.direction &&
	       run->io.size == 4 && run->io.count == 1 &&
	       run->io.port >= GUEST_CALL_PORT;
}

bool arch_exit_str(struct test_vcpu *vcpu, char *buf, size_t size)
{
	struct kvm_run *run = vcpu->run;
	bool call = arch_is_guest_call(vcpu);

	if (run->exit_reason != KVM_EXIT_IO)
		return false;
	if (call && run->io.port == GUEST_CALL_SYNC)
		snprintf(buf, size, "sync %u", *(__u32 *)pio_data(run));
	else if (call && run->io.port == GUEST_CALL_DONE)
		snprintf(buf, size, "done");
	else if (call && (run->io.port == GUEST_CALL_FAIL ||
			  run->io.port == GUEST_CALL_TRAP))
		report_str(vcpu, buf, size);
	else
		io_str(run, buf, size);
	return true;
}
