// SPDX-License-Identifier: GPL-2.0
/* Control registers and EFER of the guest, and what hangs on them. */
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

#include "airlock.h"
#include "caps.h"
#include "context.h"
#include "insn.h"
#include "state.h"

/*
 * Bits that the guest changes without an exit: they mean nothing to us. CD and
 * NW have no effect under EPT; PE, PG and NE have conditions.
 */
#define CR0_GUEST_OWNED	(X86_CR0_TS | X86_CR0_EM | X86_CR0_MP | \
			 X86_CR0_AM | X86_CR0_WP)
/* VM entry does not load these: the CPU's stay. */
#define CR0_NOT_LOADED	(X86_CR0_CD | X86_CR0_NW)

#define CR4_GUEST_OWNED	(X86_CR4_PVI | X86_CR4_DE | X86_CR4_PGE | \
			 X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT | X86_CR4_TSD | \
			 X86_CR4_FSGSBASE)

/* Changes of these make cached translations of the guest's paging stale. */
#define CR0_FLUSHING	(X86_CR0_PG | X86_CR0_WP)
#define CR4_FLUSHING	(X86_CR4_PAE | X86_CR4_PSE | X86_CR4_PGE | \
			 X86_CR4_PCIDE | X86_CR4_SMEP | X86_CR4_SMAP)

u64 airlock_vmx_cr0(void)
{
	return (vmcs_read(VMCS_GUEST_CR0) & CR0_GUEST_OWNED) |
	       (vmcs_read(VMCS_CR0_SHADOW) & ~CR0_GUEST_OWNED);
}

u64 airlock_vmx_cr4(void)
{
	unsigned long mask = vmcs_read(VMCS_CR4_MASK);

	return (vmcs_read(VMCS_GUEST_CR4) & ~mask) |
	       (vmcs_read(VMCS_CR4_SHADOW) & mask);
}

/* EFER.LMA is LME and PG; the entry controls must say the same. */
static void cr_update_lma(struct airlock_vcpu *vcpu, u64 cr0, u64 efer)
{
	if ((efer & EFER_LME) && (cr0 & X86_CR0_PG)) {
		efer |= EFER_LMA;
		vmcs_set_bits(VMCS_ENTRY_CTLS, ENTRY_IA32E_GUEST);
	} else {
		efer &= ~EFER_LMA;
		vmcs_clear_bits(VMCS_ENTRY_CTLS, ENTRY_IA32E_GUEST);
	}
	vmcs_write(VMCS_GUEST_EFER, efer);
	/* SYSCALL faults without SCE: until then the host's MSRs may stay. */
	vcpu->arch.vmx.user_msrs = efer & EFER_SCE;
}

void airlock_vmx_set_cr0(struct airlock_vcpu *vcpu, u64 cr0)
{
	u64 old = airlock_vmx_cr0();

	cr0 |= X86_CR0_ET;
	vmcs_write(VMCS_CR0_MASK, ~CR0_GUEST_OWNED);
	vmcs_write(VMCS_CR0_SHADOW, cr0);
	vmcs_write(VMCS_GUEST_CR0, (cr0 & ~CR0_NOT_LOADED) |
				   airlock_vmx_caps.cr0_fixed0);
	cr_update_lma(vcpu, cr0, vmcs_read(VMCS_GUEST_EFER));
	if ((old ^ cr0) & CR0_FLUSHING)
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_GUEST_TLB);
}

void airlock_vmx_set_cr4(struct airlock_vcpu *vcpu, u64 cr4)
{
	u64 old = airlock_vmx_cr4();

	/* What the guest's CPUID lacks must exit, and fault. */
	vmcs_write(VMCS_CR4_MASK,
		   ~(CR4_GUEST_OWNED & vcpu->arch.cpuid.cr4_allowed));
	vmcs_write(VMCS_CR4_SHADOW, cr4);
	/* Without CR4.MCE the host's next machine check would shut the CPU down. */
	vmcs_write(VMCS_GUEST_CR4, (cr4 & ~X86_CR4_MCE) |
				   (__read_cr4() & X86_CR4_MCE) |
				   airlock_vmx_caps.cr4_fixed0);
	if ((old ^ cr4) & CR4_FLUSHING)
		airlock_vcpu_request(vcpu, AIRLOCK_REQ_GUEST_TLB);
}

void airlock_vmx_set_efer(struct airlock_vcpu *vcpu, u64 efer)
{
	cr_update_lma(vcpu, airlock_vmx_cr0(), efer);
}

bool airlock_vmx_uses_pdptes(gpa_t *table)
{
	*table = vmcs_read(VMCS_GUEST_CR3) & GENMASK_ULL(31, 5);
	return (airlock_vmx_cr0() & X86_CR0_PG) &&
	       (airlock_vmx_cr4() & X86_CR4_PAE) &&
	       !(vmcs_read(VMCS_GUEST_EFER) & EFER_LMA);
}

void airlock_vmx_write_pdptes(const u64 *pdpte)
{
	vmcs_write(VMCS_GUEST_PDPTE0, pdpte[0]);
	vmcs_write(VMCS_GUEST_PDPTE1, pdpte[1]);
	vmcs_write(VMCS_GUEST_PDPTE2, pdpte[2]);
	vmcs_write(VMCS_GUEST_PDPTE3, pdpte[3]);
}
