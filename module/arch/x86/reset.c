// SPDX-License-Identifier: GPL-2.0
/* RESET, INIT and start-up. SDM 3A "Processor State After Reset" */
#include <asm/apicdef.h>
#include <asm/processor-flags.h>

#include "airlock.h"
#include "cpu.h"
#include "dr.h"
#include "irqchip/irqchip.h"
#include "reset.h"
#include "sregs.h"

#define RESET_CR0	(X86_CR0_ET | X86_CR0_NW | X86_CR0_CD)
/* Family 6, no model: what RDX tells firmware about the CPU. */
#define RESET_RDX	0x600
#define RESET_RIP	0xfff0
#define RESET_CS	0xf000
#define RESET_CS_BASE	0xffff0000

static struct kvm_segment real_segment(u16 selector, u64 base, u8 type)
{
	return (struct kvm_segment) {
		.base = base,
		.limit = 0xffff,
		.selector = selector,
		.type = type,
		.present = 1,
		.s = 1,
	};
}

static void reset_segments(struct kvm_sregs *sregs)
{
	const struct kvm_segment data = real_segment(0, 0, 3);

	sregs->cs = real_segment(RESET_CS, RESET_CS_BASE, 0xb);
	sregs->ds = data;
	sregs->es = data;
	sregs->fs = data;
	sregs->gs = data;
	sregs->ss = data;
	sregs->tr = real_segment(0, 0, 0xb);
	sregs->tr.s = 0;
	sregs->ldt = real_segment(0, 0, 2);
	sregs->ldt.s = 0;
	sregs->gdt.limit = 0xffff;
	sregs->idt.limit = 0xffff;
}

static void reset_debug(struct airlock_vcpu *vcpu)
{
	memset(vcpu->arch.dr, 0, sizeof(vcpu->arch.dr));
	vcpu->arch.dr[6] = X86_DR6_FIXED_1;
	airlock_x86_set_dr7(vcpu, X86_DR7_FIXED_1);
}

static void reset_apic(struct airlock_vcpu *vcpu, bool init)
{
	bool bsp = vcpu->id == vcpu->vm->arch.bsp_id;

	if (!init)
		vcpu->arch.apic_base = APIC_DEFAULT_PHYS_BASE |
				       MSR_IA32_APICBASE_ENABLE |
				       (bsp ? MSR_IA32_APICBASE_BSP : 0);
	vcpu->arch.cr8 = 0;
	if (vcpu->arch.lapic)
		airlock_lapic_reset(vcpu, init);
}

void airlock_x86_reset(struct airlock_vcpu *vcpu, bool init)
{
	struct x86_regs *regs = &vcpu->arch.regs;
	struct kvm_sregs sregs = {};

	memset(regs, 0, sizeof(*regs));
	regs->gpr[X86_RDX] = RESET_RDX;
	regs->rip = RESET_RIP;
	regs->rflags = X86_EFLAGS_FIXED;
	reset_segments(&sregs);
	sregs.cr0 = RESET_CR0;
	/* INIT leaves the cache bits of CR0 as they are. */
	if (init)
		sregs.cr0 = X86_CR0_ET | (airlock_x86_cr0(vcpu) &
					  (X86_CR0_NW | X86_CR0_CD));
	airlock_x86_sregs_load(vcpu, &sregs);
	airlock_x86_regs_load(vcpu);
	vcpu->arch.cr2 = 0;
	airlock_x86_events_reset(vcpu);
	reset_debug(vcpu);
	reset_apic(vcpu, init);
	x86_msr_reset(vcpu, init);
	if (!init)
		x86_fpu_reset(&vcpu->arch.fpu);
	x86_cpuid_refresh(vcpu);
}

void airlock_x86_start_at(struct airlock_vcpu *vcpu, u8 vector)
{
	struct kvm_sregs sregs;

	airlock_x86_sregs_save(vcpu, &sregs);
	sregs.cs.selector = vector << 8;
	sregs.cs.base = vector << 12;
	airlock_x86_sregs_load(vcpu, &sregs);
	vcpu->arch.regs.rip = 0;
	airlock_x86_regs_load(vcpu);
}
