// SPDX-License-Identifier: GPL-2.0
/* Segments and the other special registers: VMCS fields to and from structs. */
#include <linux/kvm.h>

#include "airlock.h"
#include "hw.h"
#include "insn.h"
#include "sregs.h"
#include "state.h"

static u32 segment_ar(const struct kvm_segment *segment)
{
	u32 ar = 0;

	if (segment->unusable || !segment->present)
		return VMCS_AR_UNUSABLE;
	ar |= segment->type & VMCS_AR_TYPE;
	ar |= segment->s ? VMCS_AR_S : 0;
	ar |= (segment->dpl & 3) << VMCS_AR_DPL_SHIFT;
	ar |= VMCS_AR_P;
	ar |= segment->avl ? VMCS_AR_AVL : 0;
	ar |= segment->l ? VMCS_AR_L : 0;
	ar |= segment->db ? VMCS_AR_DB : 0;
	ar |= segment->g ? VMCS_AR_G : 0;
	return ar;
}

static void segment_load(enum vmcs_segment seg,
			 const struct kvm_segment *segment)
{
	vmcs_write(VMCS_SEG_SELECTOR(seg), segment->selector);
	vmcs_write(VMCS_SEG_BASE(seg), segment->base);
	vmcs_write(VMCS_SEG_LIMIT(seg), segment->limit);
	vmcs_write(VMCS_SEG_AR(seg), segment_ar(segment));
}

static void segment_save(enum vmcs_segment seg, struct kvm_segment *segment)
{
	u32 ar = vmcs_read(VMCS_SEG_AR(seg));

	*segment = (struct kvm_segment) {
		.base = vmcs_read(VMCS_SEG_BASE(seg)),
		.limit = vmcs_read(VMCS_SEG_LIMIT(seg)),
		.selector = vmcs_read(VMCS_SEG_SELECTOR(seg)),
		.type = ar & VMCS_AR_TYPE,
		.s = !!(ar & VMCS_AR_S),
		.dpl = (ar >> VMCS_AR_DPL_SHIFT) & 3,
		.present = !(ar & VMCS_AR_UNUSABLE),
		.avl = !!(ar & VMCS_AR_AVL),
		.l = !!(ar & VMCS_AR_L),
		.db = !!(ar & VMCS_AR_DB),
		.g = !!(ar & VMCS_AR_G),
		.unusable = !!(ar & VMCS_AR_UNUSABLE),
	};
}

void airlock_x86_sregs_load(struct airlock_vcpu *vcpu,
			    const struct kvm_sregs *sregs)
{
	vcpu->arch.cr2 = sregs->cr2;
	vmx_get(vcpu);
	segment_load(VMCS_SEG_ES, &sregs->es);
	segment_load(VMCS_SEG_CS, &sregs->cs);
	segment_load(VMCS_SEG_SS, &sregs->ss);
	segment_load(VMCS_SEG_DS, &sregs->ds);
	segment_load(VMCS_SEG_FS, &sregs->fs);
	segment_load(VMCS_SEG_GS, &sregs->gs);
	segment_load(VMCS_SEG_LDTR, &sregs->ldt);
	segment_load(VMCS_SEG_TR, &sregs->tr);
	vmcs_write(VMCS_GUEST_GDTR_BASE, sregs->gdt.base);
	vmcs_write(VMCS_GUEST_GDTR_LIMIT, sregs->gdt.limit);
	vmcs_write(VMCS_GUEST_IDTR_BASE, sregs->idt.base);
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, sregs->idt.limit);
	vmcs_write(VMCS_GUEST_CR3, sregs->cr3);
	vmcs_write(VMCS_GUEST_EFER, sregs->efer);
	airlock_vmx_set_cr4(vcpu, sregs->cr4);
	airlock_vmx_set_cr0(vcpu, sregs->cr0);
	vmx_put(vcpu);
	/* Loaded before the next entry, where memory may be read. */
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_PDPTES);
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_GUEST_TLB);
}

void airlock_x86_sregs_save(struct airlock_vcpu *vcpu, struct kvm_sregs *sregs)
{
	sregs->cr2 = vcpu->arch.cr2;
	vmx_get(vcpu);
	segment_save(VMCS_SEG_ES, &sregs->es);
	segment_save(VMCS_SEG_CS, &sregs->cs);
	segment_save(VMCS_SEG_SS, &sregs->ss);
	segment_save(VMCS_SEG_DS, &sregs->ds);
	segment_save(VMCS_SEG_FS, &sregs->fs);
	segment_save(VMCS_SEG_GS, &sregs->gs);
	segment_save(VMCS_SEG_LDTR, &sregs->ldt);
	segment_save(VMCS_SEG_TR, &sregs->tr);
	sregs->gdt.base = vmcs_read(VMCS_GUEST_GDTR_BASE);
	sregs->gdt.limit = vmcs_read(VMCS_GUEST_GDTR_LIMIT);
	sregs->idt.base = vmcs_read(VMCS_GUEST_IDTR_BASE);
	sregs->idt.limit = vmcs_read(VMCS_GUEST_IDTR_LIMIT);
	sregs->cr3 = vmcs_read(VMCS_GUEST_CR3);
	sregs->cr0 = airlock_vmx_cr0();
	sregs->cr4 = airlock_vmx_cr4();
	sregs->efer = vmcs_read(VMCS_GUEST_EFER);
	vmx_put(vcpu);
}

void airlock_x86_regs_load(struct airlock_vcpu *vcpu)
{
	const struct x86_regs *regs = &vcpu->arch.regs;
	struct vmx_event *event = &vcpu->arch.vmx.event;

	/* Nor do the exceptions of an old instruction follow to a new place. */
	if ((event->info & VMX_EVENT_TYPE) == VMX_EVENT_TYPE_EXCEPTION)
		event->info = 0;
	vmx_get(vcpu);
	vmcs_write(VMCS_GUEST_RSP, regs->gpr[X86_RSP]);
	vmcs_write(VMCS_GUEST_RIP, regs->rip);
	vmcs_write(VMCS_GUEST_RFLAGS, regs->rflags);
	/* A new place to run is not in the shadow of an old instruction. */
	vmcs_clear_bits(VMCS_GUEST_INTERRUPTIBILITY,
			INTR_BLOCKED_BY_STI | INTR_BLOCKED_BY_MOV_SS);
	vmcs_write(VMCS_GUEST_PENDING_DEBUG, 0);
	vmx_put(vcpu);
}

void airlock_x86_regs_save(struct airlock_vcpu *vcpu)
{
	struct x86_regs *regs = &vcpu->arch.regs;

	vmx_get(vcpu);
	regs->gpr[X86_RSP] = vmcs_read(VMCS_GUEST_RSP);
	regs->rip = vmcs_read(VMCS_GUEST_RIP);
	regs->rflags = vmcs_read(VMCS_GUEST_RFLAGS);
	vmx_put(vcpu);
}

void airlock_x86_set_dr7(struct airlock_vcpu *vcpu, unsigned long dr7)
{
	vcpu->arch.dr[7] = dr7;
	vmx_get(vcpu);
	vmcs_write(VMCS_GUEST_DR7, dr7);
	vmx_put(vcpu);
}
