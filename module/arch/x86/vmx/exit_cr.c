// SPDX-License-Identifier: GPL-2.0
/* Exits of moves to and from control and debug registers. */
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>

#include "arch.h"
#include "cpu.h"
#include "dr.h"
#include "exit.h"
#include "context.h"
#include "irqchip/irqchip.h"
#include "skip.h"
#include "state.h"

/* "Exit Qualification for Control-Register Accesses" */
#define CR_NUMBER(qual)		((qual) & 0xf)
#define CR_ACCESS(qual)		(((qual) >> 4) & 3)
#define CR_GPR(qual)		(((qual) >> 8) & 0xf)
#define CR_LMSW(qual)		(((qual) >> 16) & 0xf)
#define CR_ACCESS_TO		0
#define CR_ACCESS_FROM		1
#define CR_ACCESS_CLTS		2

/* "Exit Qualification for MOV DR" */
#define DR_NUMBER(qual)		((qual) & 7)
#define DR_FROM			BIT(4)
#define DR_GPR(qual)		(((qual) >> 8) & 0xf)

/* Outside 64-bit mode the upper halves are whatever was left there. */
static u64 gpr_read(struct airlock_vcpu *vcpu, unsigned int gpr)
{
	u64 value = gpr == X86_RSP ? vmcs_read(VMCS_GUEST_RSP) :
				     vcpu->arch.regs.gpr[gpr];

	return vmx_in_64bit_mode() ? value : (u32)value;
}

static void gpr_write(struct airlock_vcpu *vcpu, unsigned int gpr, u64 value)
{
	if (gpr == X86_RSP)
		vmcs_write(VMCS_GUEST_RSP, value);
	else
		vcpu->arch.regs.gpr[gpr] = value;
}

/* The PAE tables are not at hand: bring them in, then try the MOV again. */
static int cr_fetch_pdptes(struct airlock_vcpu *vcpu)
{
	u64 pdpte[4];

	if (airlock_guest_read(vcpu->vm, vcpu->arch.vmx.deferred_value, pdpte,
			       sizeof(pdpte)))
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_TRIPLE_FAULT);
	return AIRLOCK_RESUME;
}

/* Returns false if that could not be done here and is deferred. */
static bool cr_load_pdptes(struct airlock_vcpu *vcpu)
{
	gpa_t table;
	u64 pdpte[4];

	if (!airlock_vmx_uses_pdptes(&table))
		return true;
	if (airlock_guest_read_atomic(vcpu->vm, table, pdpte, sizeof(pdpte))) {
		vcpu->arch.vmx.deferred_value = table;
		vcpu->deferred = cr_fetch_pdptes;
		return false;
	}
	airlock_vmx_write_pdptes(pdpte);
	return true;
}

/* SDM 3A "Control Registers", "Initializing IA-32e Mode" */
static bool cr0_valid(u64 old, u64 cr0)
{
	u64 efer = vmcs_read(VMCS_GUEST_EFER);
	u64 cr4 = airlock_vmx_cr4();
	bool cs_l = vmcs_read(VMCS_GUEST_CS_AR) & VMCS_AR_L;

	if (cr0 >> 32)
		return false;
	if ((cr0 & X86_CR0_PG) && !(cr0 & X86_CR0_PE))
		return false;
	if ((cr0 & X86_CR0_NW) && !(cr0 & X86_CR0_CD))
		return false;
	if (!(cr0 & X86_CR0_PG))
		return !(cr4 & X86_CR4_PCIDE) && !((efer & EFER_LMA) && cs_l);
	if ((old & X86_CR0_PG) || !(efer & EFER_LME))
		return true;
	return (cr4 & X86_CR4_PAE) && !cs_l;
}

static int cr0_write(struct airlock_vcpu *vcpu, u64 cr0)
{
	u64 old = airlock_vmx_cr0();

	if (!cr0_valid(old, cr0))
		return exit_general_protection(vcpu);
	airlock_vmx_set_cr0(vcpu, cr0);
	if (!cr_load_pdptes(vcpu)) {
		airlock_vmx_set_cr0(vcpu, old);
		return AIRLOCK_DEFER;
	}
	return vmx_exit_done();
}

static bool cr4_valid(struct airlock_vcpu *vcpu, u64 old, u64 cr4)
{
	bool lma = vmcs_read(VMCS_GUEST_EFER) & EFER_LMA;

	if (cr4 & ~vcpu->arch.cpuid.cr4_allowed)
		return false;
	if (lma && !(cr4 & X86_CR4_PAE))
		return false;
	if ((cr4 & X86_CR4_PCIDE) && !(old & X86_CR4_PCIDE))
		return lma && !(vmcs_read(VMCS_GUEST_CR3) & 0xfff);
	return true;
}

static int cr4_write(struct airlock_vcpu *vcpu, u64 cr4)
{
	u64 old = airlock_vmx_cr4();

	if (!cr4_valid(vcpu, old, cr4))
		return exit_general_protection(vcpu);
	airlock_vmx_set_cr4(vcpu, cr4);
	if (!cr_load_pdptes(vcpu)) {
		airlock_vmx_set_cr4(vcpu, old);
		return AIRLOCK_DEFER;
	}
	if ((old ^ cr4) & X86_CR4_OSXSAVE)
		x86_cpuid_refresh(vcpu);
	return vmx_exit_done();
}

static int cr8_write(struct airlock_vcpu *vcpu, u64 cr8)
{
	if (cr8 > 15)
		return exit_general_protection(vcpu);
	vmx_exit_done();
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_EVENT);
	if (vcpu->arch.lapic) {
		airlock_lapic_set_cr8(vcpu, cr8);
		return AIRLOCK_RESUME;
	}
	/* The launcher's LAPIC wants to know when the priority falls. */
	if (cr8 >= vcpu->arch.cr8) {
		vcpu->arch.cr8 = cr8;
		return AIRLOCK_RESUME;
	}
	vcpu->arch.cr8 = cr8;
	return airlock_exit_reason(vcpu, KVM_EXIT_SET_TPR);
}

static int cr_write(struct airlock_vcpu *vcpu, unsigned int cr, u64 value)
{
	switch (cr) {
	case 0:
		return cr0_write(vcpu, value);
	case 4:
		return cr4_write(vcpu, value);
	case 8:
		return cr8_write(vcpu, value);
	default:	/* CR3 does not exit */
		return exit_undefined(vcpu);
	}
}

static int cr_read(struct airlock_vcpu *vcpu, unsigned int cr, unsigned int gpr)
{
	u64 value = vcpu->arch.cr8;

	if (cr != 8)	/* the others do not exit */
		return exit_undefined(vcpu);
	if (vcpu->arch.lapic)
		value = airlock_lapic_get_cr8(vcpu);
	gpr_write(vcpu, gpr, value);
	return vmx_exit_done();
}

int exit_cr(struct airlock_vcpu *vcpu)
{
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);
	u64 cr0 = airlock_vmx_cr0();

	switch (CR_ACCESS(qual)) {
	case CR_ACCESS_TO:
		return cr_write(vcpu, CR_NUMBER(qual),
				gpr_read(vcpu, CR_GPR(qual)));
	case CR_ACCESS_FROM:
		return cr_read(vcpu, CR_NUMBER(qual), CR_GPR(qual));
	case CR_ACCESS_CLTS:
		return cr0_write(vcpu, cr0 & ~X86_CR0_TS);
	default:	/* LMSW can set PE but not clear it */
		cr0 = (cr0 & ~0xeUL) | CR_LMSW(qual);
		return cr0_write(vcpu, cr0);
	}
}

static void dr7_write(struct airlock_vcpu *vcpu, unsigned long dr7)
{
	dr7 = (dr7 & X86_DR7_WRITABLE) | X86_DR7_FIXED_1;
	vcpu->arch.dr[7] = dr7;
	vmcs_write(VMCS_GUEST_DR7, dr7);
}

static int dr_write(struct airlock_vcpu *vcpu, unsigned int nr, u64 value)
{
	unsigned long *dr = vcpu->arch.dr;

	if (nr >= 6 && value >> 32)
		return exit_general_protection(vcpu);
	if (nr == 7)
		dr7_write(vcpu, value);
	else if (nr == 6)
		dr[6] = (value & X86_DR6_WRITABLE) | X86_DR6_FIXED_1;
	else
		dr[nr] = value;
	airlock_vmx_debug_load(vcpu);
	return vmx_exit_done();
}

/* DR7.GD: the access itself is what the debugger wants to hear of. */
static int dr_detected(struct airlock_vcpu *vcpu)
{
	unsigned long *dr = vcpu->arch.dr;

	dr[6] |= X86_DR6_BD;
	dr7_write(vcpu, dr[7] & ~X86_DR7_GD);
	airlock_x86_inject_exception(vcpu, X86_TRAP_DB, false, 0, 0);
	return AIRLOCK_RESUME;
}

int exit_dr(struct airlock_vcpu *vcpu)
{
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned int nr = DR_NUMBER(qual);

	/* DR4 and DR5 are DR6 and DR7, unless CR4.DE says they do not exist. */
	if (nr == 4 || nr == 5) {
		if (airlock_vmx_cr4() & X86_CR4_DE)
			return exit_undefined(vcpu);
		nr += 2;
	}
	if (unlikely(vcpu->arch.dr[7] & X86_DR7_GD))
		return dr_detected(vcpu);
	if (!(qual & DR_FROM))
		return dr_write(vcpu, nr, gpr_read(vcpu, DR_GPR(qual)));
	gpr_write(vcpu, DR_GPR(qual), vcpu->arch.dr[nr]);
	return vmx_exit_done();
}
