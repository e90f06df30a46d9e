// SPDX-License-Identifier: GPL-2.0
/*
 * The switch on an nVHE host: code that runs at EL2, called by HVC from the
 * kernel at EL1 (nvhe_entry.S). Of the kernel it has its own code, the vCPU, and its
 * stack; nothing else is mapped.
 */
#include <linux/compiler.h>
#include <asm/ptrace.h>

#include "nvhe.h"
#include "switch.h"
#include "tlb_op.h"

#define __el2_text __section(".el2.text")

/*
 * What traps of the guest's CPU interface would trap of the host's, which is at
 * EL1 as well. Without a GIC that is all of it.
 */
static __always_inline bool nvhe_vgic_traps(const struct arm64_vgic_cpu *cpu)
{
	return unlikely(cpu->hcr & ICH_HCR_TRAPS);
}

static __always_inline void nvhe_vgic_load(const struct arm64_vgic_cpu *cpu)
{
	vgic_hw_load(cpu);
	if (nvhe_vgic_traps(cpu))
		write_sysreg_s(0, VGIC_HCR);
}

static __always_inline void nvhe_context_enter(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	struct el2_host *host = &el2->host;

	host->hcr = read_sysreg(hcr_el2);
	host->cptr = read_sysreg(cptr_el2);
	host->mdcr = read_sysreg(mdcr_el2);
	host->guest_mdcr = host->mdcr | el2->mdcr;
	host->vbar = read_sysreg(vbar_el2);
	host->vmpidr = read_sysreg(vmpidr_el2);
	host->cnthctl = read_sysreg(cnthctl_el2);
	el2_sys_save_host(host->sys);
	el2_vm_load(el2);
	nvhe_vgic_load(&vcpu->arch.vgic);
	write_sysreg(vcpu, tpidr_el2);
}

static __always_inline void nvhe_context_leave(struct airlock_vcpu *vcpu)
{
	write_sysreg(0, tpidr_el2);
	vgic_hw_save(&vcpu->arch.vgic);
	el2_vm_leave();
}

/* Steps E4 to X3. Context: EL2, every exception masked. */
__el2_text void airlock_el2_nvhe_trip(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	struct el2_host *host = &el2->host;
	u64 host_mdscr;
	u32 left;

	/* These change in the guest context: the stack, and who has FP. */
	host->sys[ARM64_SYS_SP_EL1] = read_sysreg_s(SYS_SP_EL1);
	host->sys[ARM64_SYS_CPACR_EL1] = read_sysreg_s(SYS_CPACR_EL1);
	el2_sys_load(vcpu->arch.sys);
	host_mdscr = el2_debug_enter(vcpu);
	el2_aa32_enter(vcpu);
	el2_serror_enter(el2);
	write_sysreg(vcpu->arch.sys[ARM64_SYS_MPIDR_EL1], vmpidr_el2);
	write_sysreg(host->guest_mdcr, mdcr_el2);
	if (nvhe_vgic_traps(&vcpu->arch.vgic))
		write_sysreg_s(vcpu->arch.vgic.hcr, VGIC_HCR);
	vgic_hw_enter(&vcpu->arch.vgic);
	write_sysreg(el2->cnthctl, cnthctl_el2);
	write_sysreg(el2->cptr, cptr_el2);
	write_sysreg(airlock_el2_guest_vectors, vbar_el2);
	write_sysreg(el2->hcr, hcr_el2);

	left = airlock_el2_enter_guest(&vcpu->arch.regs);

	el2_read_reason(el2, left);
	vgic_hw_leave(&vcpu->arch.vgic);
	if (nvhe_vgic_traps(&vcpu->arch.vgic))
		write_sysreg_s(0, VGIC_HCR);
	write_sysreg(host->hcr, hcr_el2);
	write_sysreg(host->vbar, vbar_el2);
	write_sysreg(host->cptr, cptr_el2);
	write_sysreg(host->cnthctl, cnthctl_el2);
	write_sysreg(host->mdcr, mdcr_el2);
	write_sysreg(host->vmpidr, vmpidr_el2);
	el2_debug_leave(vcpu, host_mdscr);
	el2_aa32_leave(vcpu);
	el2_sys_save(vcpu->arch.sys);
	el2_sys_load_host(host->sys);
	/* The ERET to the host makes all of it take effect. */
}

/* The calls that are not the trip. Return: for X0. */
__el2_text u64 airlock_el2_nvhe_call(u64 function, void *arg1, u64 arg2)
{
	switch (function) {
	case EL2_HVC_CONTEXT_ENTER:
		nvhe_context_enter(arg1);
		return 0;
	case EL2_HVC_CONTEXT_LEAVE:
		nvhe_context_leave(arg1);
		return 0;
	case EL2_HVC_VGIC_LOAD:
		nvhe_vgic_load(&((struct airlock_vcpu *)arg1)->arch.vgic);
		return 0;
	case EL2_HVC_VGIC_SAVE:
		vgic_hw_save(&((struct airlock_vcpu *)arg1)->arch.vgic);
		return 0;
	case EL2_HVC_VTR:
		return read_sysreg_s(VGIC_VTR);
	case EL2_HVC_TLB:
		el2_tlb_op((u64)arg1, arg2);
		return 0;
	default:
		return EL2_HVC_STUB_ERR;
	}
}

/*
 * A fault of our own. In a trip the guest's registers are in the CPU: the host
 * gets its own back, and goes on where it can complain.
 */
__el2_text void airlock_el2_nvhe_panic(void)
{
	struct airlock_vcpu *vcpu = (void *)read_sysreg(tpidr_el2);
	struct el2_host *host;

	if (vcpu) {
		host = &vcpu->arch.el2.host;
		write_sysreg(host->hcr, hcr_el2);
		write_sysreg(host->vbar, vbar_el2);
		write_sysreg(host->cptr, cptr_el2);
		write_sysreg(host->mdcr, mdcr_el2);
		write_sysreg(host->vmpidr, vmpidr_el2);
		/* Its timer, and its GIC: to complain takes both. */
		write_sysreg(host->cnthctl, cnthctl_el2);
		write_sysreg_s(0, VGIC_HCR);
		el2_sys_load_host(host->sys);
	}
	write_sysreg(PSR_MODE_EL1h | PSR_D_BIT | PSR_A_BIT | PSR_I_BIT |
		     PSR_F_BIT, spsr_el2);
}
