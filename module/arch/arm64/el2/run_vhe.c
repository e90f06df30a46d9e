// SPDX-License-Identifier: GPL-2.0
/* The switch on a VHE host: the kernel is at EL2 already. */
#define EL2_VHE

#include <linux/irqflags.h>
#include <asm/alternative.h>

#include "run_el2.h"
#include "switch.h"
#include "tlb_op.h"

void airlock_el2_vhe_context_enter(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	struct el2_host *host = &el2->host;

	host->hcr = read_sysreg(hcr_el2);
	host->mdcr = read_sysreg(mdcr_el2);
	host->vbar = read_sysreg(vbar_el2);
	host->cnthctl = read_sysreg(cnthctl_el2);
	host->sys[ARM64_SYS_TPIDR_EL0] = read_sysreg(tpidr_el0);
	host->sys[ARM64_SYS_TPIDRRO_EL0] = read_sysreg(tpidrro_el0);

	el2_vm_load(el2);
	write_sysreg(vcpu->arch.sys[ARM64_SYS_MPIDR_EL1], vmpidr_el2);
	write_sysreg(host->mdcr | el2->mdcr, mdcr_el2);
	/* The other bits are of the host's EL0. */
	write_sysreg((host->cnthctl & ~CNTHCTL_VHE_MASK) | el2->cnthctl,
		     cnthctl_el2);
	el2_sys_load(vcpu->arch.sys);
	vgic_hw_load(&vcpu->arch.vgic);
	el2->loaded = true;
}

void airlock_el2_vhe_context_leave(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	struct el2_host *host = &el2->host;

	el2->loaded = false;
	vgic_hw_save(&vcpu->arch.vgic);
	el2_sys_save(vcpu->arch.sys);
	write_sysreg(host->sys[ARM64_SYS_TPIDR_EL0], tpidr_el0);
	write_sysreg(host->sys[ARM64_SYS_TPIDRRO_EL0], tpidrro_el0);
	write_sysreg(host->mdcr, mdcr_el2);
	el2_vm_leave();
}

void airlock_el2_vhe_vgic(struct airlock_vcpu *vcpu, bool load)
{
	if (load)
		vgic_hw_load(&vcpu->arch.vgic);
	else
		vgic_hw_save(&vcpu->arch.vgic);
}

/* PSTATE bits that the kernel wants and that an exception leaves as they are. */
static __always_inline void vhe_pstate(void)
{
	asm volatile(ALTERNATIVE("nop", SET_PSTATE_PAN(1), ARM64_HAS_PAN)
		     ALTERNATIVE("nop", SET_PSTATE_TCO(0), ARM64_MTE));
#ifdef SET_PSTATE_DIT
	/* 6.2: the kernel runs with it. */
	asm volatile(ALTERNATIVE("nop", SET_PSTATE_DIT(1), ARM64_HAS_DIT));
#endif
}

/* Steps E4 to X3. Context: interrupts off. */
void airlock_el2_vhe_trip(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	u64 daif = read_sysreg(daif);
	u64 host_cptr, host_mdscr;
	u32 left;

	asm volatile("msr daifset, #0xf" : : : "memory");
	host_cptr = read_sysreg(cpacr_el1);	/* CPTR_EL2 */
	host_mdscr = el2_debug_enter(vcpu);
	el2_aa32_enter(vcpu);
	el2_serror_enter(el2);
	vgic_hw_enter(&vcpu->arch.vgic);
	write_sysreg(el2->cptr, cpacr_el1);
	write_sysreg(airlock_el2_guest_vectors, vbar_el2);
	write_sysreg(el2->hcr, hcr_el2);

	left = airlock_el2_enter_guest(&vcpu->arch.regs);

	vhe_pstate();
	el2_read_reason(el2, left);
	vgic_hw_leave(&vcpu->arch.vgic);
	write_sysreg(el2->host.hcr, hcr_el2);
	write_sysreg(el2->host.vbar, vbar_el2);
	write_sysreg(host_cptr, cpacr_el1);
	el2_debug_leave(vcpu, host_mdscr);
	el2_aa32_leave(vcpu);
	isb();
	write_sysreg(daif, daif);
}

/*
 * While HCR_EL2.TGE is set, the EL1 operations mean the host's own
 * translations.
 */
void airlock_el2_vhe_tlb(enum el2_tlb_op op, u64 ipa)
{
	unsigned long flags;
	u64 hcr;

	local_irq_save(flags);
	hcr = read_sysreg(hcr_el2);
	write_sysreg(hcr & ~HCR_TGE, hcr_el2);
	isb();
	el2_tlb_op(op, ipa);
	write_sysreg(hcr, hcr_el2);
	isb();
	local_irq_restore(flags);
}
