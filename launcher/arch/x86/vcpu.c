// SPDX-License-Identifier: GPL-2.0
/*
 * The first state of a vCPU: CPUID and MSRs of every one, registers of the
 * first. The others wait in the device for their INIT and SIPI.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include "../../arch.h"
#include "../../vm.h"
#include "cpuid.h"
#include "layout.h"

#define CR0_PE			BIT(0)
#define CR0_ET			BIT(4)
#define CR0_PG			BIT(31)
#define CR4_PAE			BIT(5)
#define EFER_LME		BIT(8)
#define EFER_LMA		BIT(10)
#define RFLAGS_ALWAYS		BIT(1)

#define MSR_MISC_ENABLE		0x1a0
#define MISC_ENABLE_FAST_STRINGS	BIT(0)
#define MSR_MTRR_DEF_TYPE	0x2ff
#define MTRR_WRITE_BACK		6
#define MTRR_ENABLE		BIT(11)

#define LAPIC_LVT0		0x350
#define LAPIC_LVT1		0x360
#define LVT_EXTINT		(7 << 8)
#define LVT_NMI			(4 << 8)

static enum launcher_code set_cpuid(struct vcpu *vcpu)
{
	struct vm *vm = vcpu->vm;
	struct cpuid_table table = { .head.nent = CPUID_MAX_ENTRIES };
	int tsc_khz = ioctl(vcpu->fd, KVM_GET_TSC_KHZ, 0);
	struct cpuid_identity identity = {
		.apic_id = vcpu->index,
		.cpus = vm->options->cpus,
		.tsc_khz = tsc_khz > 0 ? tsc_khz : 0,
		.tsc_deadline = vm_check_cap(vm, KVM_CAP_TSC_DEADLINE_TIMER),
	};

	if (ioctl(vm->dev_fd, KVM_GET_SUPPORTED_CPUID, &table) < 0)
		return host_err("KVM_GET_SUPPORTED_CPUID: %s", strerror(errno));
	cpuid_personalise(&table, &identity);
	if (ioctl(vcpu->fd, KVM_SET_CPUID2, &table) < 0)
		return host_err("KVM_SET_CPUID2 of vCPU %u: %s", vcpu->index,
				strerror(errno));
	return LAUNCHER_OK;
}

struct msr_list {
	struct kvm_msrs head;
	struct kvm_msr_entry entry;
};

static int set_msr(struct vcpu *vcpu, u32 index, u64 value)
{
	struct msr_list list = {
		.head.nmsrs = 1,
		.entry = { .index = index, .data = value },
	};

	return ioctl(vcpu->fd, KVM_SET_MSRS, &list);
}

/*
 * As firmware leaves them: fast string operations on, all memory write-back.
 * Not every device has MTRRs; a guest without them uses PAT alone.
 */
static enum launcher_code set_msrs(struct vcpu *vcpu)
{
	int set = set_msr(vcpu, MSR_MISC_ENABLE, MISC_ENABLE_FAST_STRINGS);

	if (set != 1)
		return host_err("KVM_SET_MSRS of vCPU %u: IA32_MISC_ENABLE: %s",
				vcpu->index,
				set < 0 ? strerror(errno) : "not accepted");
	set_msr(vcpu, MSR_MTRR_DEF_TYPE, MTRR_ENABLE | MTRR_WRITE_BACK);
	return LAUNCHER_OK;
}

/*
 * Wired as on a PC: the 8259 to LINT0, NMI to LINT1. KVM leaves LINT0 so by
 * itself, but only as a quirk that can be turned off.
 */
static enum launcher_code set_lapic(struct vcpu *vcpu)
{
	struct kvm_lapic_state lapic;

	if (ioctl(vcpu->fd, KVM_GET_LAPIC, &lapic) < 0)
		return host_err("KVM_GET_LAPIC of vCPU %u: %s", vcpu->index,
				strerror(errno));
	store_le(lapic.regs + LAPIC_LVT0, 4, LVT_EXTINT);
	store_le(lapic.regs + LAPIC_LVT1, 4, LVT_NMI);
	if (ioctl(vcpu->fd, KVM_SET_LAPIC, &lapic) < 0)
		return host_err("KVM_SET_LAPIC of vCPU %u: %s", vcpu->index,
				strerror(errno));
	return LAUNCHER_OK;
}

static struct kvm_segment flat_segment(u16 selector, bool code, bool long_mode)
{
	return (struct kvm_segment){
		.limit = 0xffffffff,
		.selector = selector,
		/* Code: execute, read, accessed; data: read, write, accessed. */
		.type = code ? 0xb : 0x3,
		.present = 1,
		.s = 1,
		.g = 1,
		.l = code && long_mode,
		.db = !(code && long_mode),
	};
}

static void set_segments(struct kvm_sregs *sregs, bool long_mode)
{
	struct kvm_segment data = flat_segment(BOOT_DS, false, long_mode);

	sregs->cs = flat_segment(BOOT_CS, true, long_mode);
	sregs->ds = data;
	sregs->es = data;
	sregs->fs = data;
	sregs->gs = data;
	sregs->ss = data;
	sregs->gdt.base = LAYOUT_GDT;
	sregs->gdt.limit = BOOT_DS + 7;
}

static enum launcher_code set_sregs(struct vcpu *vcpu)
{
	bool long_mode = vcpu->vm->boot.long_mode;
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs) < 0)
		return host_err("KVM_GET_SREGS of vCPU %u: %s", vcpu->index,
				strerror(errno));
	set_segments(&sregs, long_mode);
	sregs.cr0 = CR0_PE | CR0_ET;
	sregs.cr4 = 0;
	if (long_mode) {
		sregs.cr0 |= CR0_PG;
		sregs.cr3 = LAYOUT_PAGE_TABLES;
		sregs.cr4 = CR4_PAE;
		sregs.efer = EFER_LME | EFER_LMA;
	}
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs) < 0)
		return host_err("KVM_SET_SREGS of vCPU %u: %s", vcpu->index,
				strerror(errno));
	return LAUNCHER_OK;
}

/* RSI is the 64-bit boot protocol's, RBX is PVH's. */
static enum launcher_code set_regs(struct vcpu *vcpu)
{
	const struct boot_state *boot = &vcpu->vm->boot;
	struct kvm_regs regs = {
		.rip = boot->entry,
		.rsp = LAYOUT_CONVENTIONAL_END,
		.rflags = RFLAGS_ALWAYS,
	};

	if (boot->long_mode)
		regs.rsi = boot->info;
	else
		regs.rbx = boot->info;
	if (ioctl(vcpu->fd, KVM_SET_REGS, &regs) < 0)
		return host_err("KVM_SET_REGS of vCPU %u: %s", vcpu->index,
				strerror(errno));
	return LAUNCHER_OK;
}

enum launcher_code arch_vcpu_init(struct vcpu *vcpu)
{
	enum launcher_code code = set_cpuid(vcpu);

	if (!code)
		code = set_msrs(vcpu);
	if (code || vcpu->index)
		return code;
	code = set_lapic(vcpu);
	if (!code)
		code = set_sregs(vcpu);
	if (!code)
		code = set_regs(vcpu);
	return code;
}
