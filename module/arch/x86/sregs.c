// SPDX-License-Identifier: GPL-2.0
/* KVM_GET_REGS to KVM_SET_SREGS: what userspace may set, checked. */
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "airlock.h"
#include "cpu.h"
#include "irq.h"
#include "irqchip/irqchip.h"
#include "sregs.h"

void x86_regs_get(struct airlock_vcpu *vcpu, struct kvm_regs *out)
{
	const u64 *gpr = vcpu->arch.regs.gpr;

	airlock_x86_regs_save(vcpu);
	*out = (struct kvm_regs) {
		.rax = gpr[X86_RAX], .rbx = gpr[X86_RBX],
		.rcx = gpr[X86_RCX], .rdx = gpr[X86_RDX],
		.rsi = gpr[X86_RSI], .rdi = gpr[X86_RDI],
		.rsp = gpr[X86_RSP], .rbp = gpr[X86_RBP],
		.r8 = gpr[X86_R8], .r9 = gpr[X86_R9],
		.r10 = gpr[X86_R10], .r11 = gpr[X86_R11],
		.r12 = gpr[X86_R12], .r13 = gpr[X86_R13],
		.r14 = gpr[X86_R14], .r15 = gpr[X86_R15],
		.rip = vcpu->arch.regs.rip,
		.rflags = vcpu->arch.regs.rflags,
	};
}

void x86_regs_set(struct airlock_vcpu *vcpu, const struct kvm_regs *in)
{
	vcpu->arch.regs = (struct x86_regs) {
		.gpr = {
			[X86_RAX] = in->rax, [X86_RBX] = in->rbx,
			[X86_RCX] = in->rcx, [X86_RDX] = in->rdx,
			[X86_RSI] = in->rsi, [X86_RDI] = in->rdi,
			[X86_RSP] = in->rsp, [X86_RBP] = in->rbp,
			[X86_R8] = in->r8, [X86_R9] = in->r9,
			[X86_R10] = in->r10, [X86_R11] = in->r11,
			[X86_R12] = in->r12, [X86_R13] = in->r13,
			[X86_R14] = in->r14, [X86_R15] = in->r15,
		},
		.rip = in->rip,
		.rflags = in->rflags | X86_EFLAGS_FIXED,
	};
	airlock_x86_regs_load(vcpu);
}

void x86_sregs_get(struct airlock_vcpu *vcpu, struct kvm_sregs *out)
{
	int vector = vcpu->arch.user_vector;

	memset(out, 0, sizeof(*out));
	airlock_x86_sregs_save(vcpu, out);
	out->apic_base = vcpu->arch.apic_base;
	out->cr8 = vcpu->arch.lapic ? airlock_lapic_get_cr8(vcpu) :
				      vcpu->arch.cr8;
	if (!vcpu->arch.lapic && vector != X86_NO_VECTOR)
		__set_bit(vector, (unsigned long *)out->interrupt_bitmap);
}

/* SDM 3A "Control Registers", "IA-32e Mode Operation" */
static bool sregs_cr_valid(struct airlock_vcpu *vcpu,
			   const struct kvm_sregs *in)
{
	const struct x86_cpuid *cpuid = &vcpu->arch.cpuid;

	if (in->cr0 >> 32 || in->cr4 & ~cpuid->cr4_allowed || in->cr8 > 15)
		return false;
	if ((in->cr0 & X86_CR0_NW) && !(in->cr0 & X86_CR0_CD))
		return false;
	if ((in->cr0 & X86_CR0_PG) && !(in->cr0 & X86_CR0_PE))
		return false;
	if (in->cr3 & x86_cpuid_reserved_gpa(cpuid) && in->efer & EFER_LMA)
		return false;
	return x86_efer_valid(vcpu, in->efer);
}

static bool sregs_mode_valid(const struct kvm_sregs *in)
{
	bool paging = in->cr0 & X86_CR0_PG;

	if ((in->efer & EFER_LME) && paging)
		return (in->cr4 & X86_CR4_PAE) && (in->efer & EFER_LMA) &&
		       !(in->cs.l && in->cs.db);
	return !(in->efer & EFER_LMA) && !in->cs.l &&
	       !(in->cr4 & X86_CR4_PCIDE);
}

/* At most one vector, and only where the interrupt controller is userspace's. */
static int sregs_vector(const struct kvm_sregs *in)
{
	unsigned int bit;

	bit = find_first_bit((const unsigned long *)in->interrupt_bitmap,
			     KVM_NR_INTERRUPTS);
	return bit < KVM_NR_INTERRUPTS ? bit : X86_NO_VECTOR;
}

int x86_sregs_set(struct airlock_vcpu *vcpu, const struct kvm_sregs *in)
{
	int ret;

	if (!sregs_cr_valid(vcpu, in) || !sregs_mode_valid(in))
		return -EINVAL;
	ret = x86_apic_base_set(vcpu, in->apic_base, true);
	if (ret)
		return ret;
	airlock_x86_sregs_load(vcpu, in);
	x86_cpuid_refresh(vcpu);
	if (vcpu->arch.lapic) {
		airlock_lapic_set_cr8(vcpu, in->cr8);
	} else {
		vcpu->arch.cr8 = in->cr8;
		vcpu->arch.user_vector = sregs_vector(in);
	}
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	return 0;
}
