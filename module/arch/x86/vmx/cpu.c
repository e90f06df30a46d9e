// SPDX-License-Identifier: GPL-2.0
/* What x86 code asks of the CPU side; see cpu.h. */
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "airlock.h"
#include "cpu.h"
#include "context.h"
#include "hw.h"
#include "insn.h"
#include "mmio_insn.h"
#include "skip.h"
#include "state.h"

/* Segments are numbered as instructions encode them here and there. */
static_assert((int)X86_SEG_ES == VMCS_SEG_ES && (int)X86_SEG_GS == VMCS_SEG_GS);

void airlock_x86_segment(struct airlock_vcpu *vcpu, enum x86_seg seg,
			 struct x86_segment *out)
{
	vmx_get(vcpu);
	out->base = vmcs_read(VMCS_SEG_BASE(seg));
	out->limit = vmcs_read(VMCS_SEG_LIMIT(seg));
	out->ar = vmcs_read(VMCS_SEG_AR(seg));
	vmx_put(vcpu);
}

u64 airlock_x86_cr0(struct airlock_vcpu *vcpu)
{
	u64 cr0;

	vmx_get(vcpu);
	cr0 = airlock_vmx_cr0();
	vmx_put(vcpu);
	return cr0;
}

u64 airlock_x86_cr4(struct airlock_vcpu *vcpu)
{
	u64 cr4;

	vmx_get(vcpu);
	cr4 = airlock_vmx_cr4();
	vmx_put(vcpu);
	return cr4;
}

u64 airlock_x86_rip(struct airlock_vcpu *vcpu)
{
	u64 rip;

	vmx_get(vcpu);
	rip = vmcs_read(VMCS_GUEST_RIP);
	vmx_put(vcpu);
	return rip;
}

void airlock_x86_skip(struct airlock_vcpu *vcpu, unsigned int len)
{
	vmx_get(vcpu);
	vmx_skip(len);
	vmx_put(vcpu);
}

void airlock_x86_set_rflags(struct airlock_vcpu *vcpu, u64 rflags)
{
	vmx_get(vcpu);
	vmcs_write(VMCS_GUEST_RFLAGS, rflags);
	vmx_put(vcpu);
}

void airlock_x86_tsc_offset_changed(struct airlock_vcpu *vcpu)
{
	vmx_get(vcpu);
	vmcs_write(VMCS_TSC_OFFSET, vcpu->arch.msr.tsc_offset);
	vmx_put(vcpu);
}

/* MSRs that are VMCS fields; 0 for the others. */
static enum vmcs_field msr_field(u32 msr)
{
	switch (msr) {
	case MSR_EFER:
		return VMCS_GUEST_EFER;
	case MSR_IA32_CR_PAT:
		return VMCS_GUEST_PAT;
	case MSR_FS_BASE:
		return VMCS_GUEST_FS_BASE;
	case MSR_GS_BASE:
		return VMCS_GUEST_GS_BASE;
	case MSR_IA32_SYSENTER_CS:
		return VMCS_GUEST_SYSENTER_CS;
	case MSR_IA32_SYSENTER_ESP:
		return VMCS_GUEST_SYSENTER_ESP;
	case MSR_IA32_SYSENTER_EIP:
		return VMCS_GUEST_SYSENTER_EIP;
	case MSR_IA32_DEBUGCTLMSR:
		return VMCS_GUEST_DEBUGCTL;
	default:
		return 0;
	}
}

/* MSRs that we hold while the guest is not in context. */
static u64 *msr_slot(struct airlock_vcpu *vcpu, u32 msr)
{
	struct x86_msrs *msrs = &vcpu->arch.msr;

	switch (msr) {
	case MSR_STAR:
		return &msrs->star;
	case MSR_LSTAR:
		return &msrs->lstar;
	case MSR_CSTAR:
		return &msrs->cstar;
	case MSR_SYSCALL_MASK:
		return &msrs->fmask;
	case MSR_TSC_AUX:
		return &msrs->tsc_aux;
	case MSR_KERNEL_GS_BASE:
		return &msrs->kernel_gs_base;
	default:
		return NULL;
	}
}

u64 airlock_x86_msr_read(struct airlock_vcpu *vcpu, u32 msr)
{
	enum vmcs_field field = msr_field(msr);
	u64 *slot = msr_slot(vcpu, msr);
	u64 value = 0;

	if (slot)
		return *slot;
	if (!field)
		return 0;
	vmx_get(vcpu);
	value = vmcs_read(field);
	vmx_put(vcpu);
	return value;
}

void airlock_x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value)
{
	enum vmcs_field field = msr_field(msr);
	u64 *slot = msr_slot(vcpu, msr);

	if (slot)
		*slot = value;
	vmx_get(vcpu);
	if (msr == MSR_EFER)
		airlock_vmx_set_efer(vcpu, value);
	else if (field)
		vmcs_write(field, value);
	if (vcpu->arch.fpu.loaded)
		airlock_vmx_user_msrs_load(vcpu);
	vmx_put(vcpu);
}

static u8 insn_code(u64 efer)
{
	u32 ar = vmcs_read(VMCS_GUEST_CS_AR);

	if ((efer & EFER_LMA) && (ar & VMCS_AR_L))
		return X86_CODE_64;
	return ar & VMCS_AR_DB ? X86_CODE_32 : X86_CODE_16;
}

static u8 insn_cpl(const struct x86_insn_ctx *ctx)
{
	if (!(ctx->cr0 & X86_CR0_PE))
		return 0;
	if (ctx->rflags & X86_EFLAGS_VM)
		return 3;
	return (vmcs_read(VMCS_GUEST_SS_AR) >> VMCS_AR_DPL_SHIFT) & 3;
}

void airlock_x86_insn_ctx(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx)
{
	vmx_get(vcpu);
	ctx->rip = vmcs_read(VMCS_GUEST_RIP);
	ctx->rflags = vmcs_read(VMCS_GUEST_RFLAGS);
	ctx->cr0 = airlock_vmx_cr0();
	ctx->cr3 = vmcs_read(VMCS_GUEST_CR3);
	ctx->cr4 = airlock_vmx_cr4();
	ctx->efer = vmcs_read(VMCS_GUEST_EFER);
	ctx->code = insn_code(ctx->efer);
	ctx->cs_base = ctx->code == X86_CODE_64 ? 0 :
		       vmcs_read(VMCS_GUEST_CS_BASE);
	ctx->cpl = insn_cpl(ctx);
	/* An operand may be on the stack. */
	vcpu->arch.regs.gpr[X86_RSP] = vmcs_read(VMCS_GUEST_RSP);
	vmx_put(vcpu);
	ctx->maxphyaddr = vcpu->arch.cpuid.maxphyaddr;
	ctx->nbytes = 0;
}
