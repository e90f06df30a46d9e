/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switch between host and guest as far as it takes EL2: one source, that
 * run_vhe.c compiles to run in the host's kernel, and run_nvhe.c to run at EL2
 * above it. What is here touches nothing but the vCPU and the CPU.
 */
#ifndef EL2_SWITCH_H
#define EL2_SWITCH_H

#include <asm/barrier.h>
#include <asm/esr.h>
#include <asm/sysreg.h>

#include "airlock.h"
#include "controls.h"
#include "debug_switch.h"
#include "entry.h"
#include "exit_reason.h"
#include "sys_switch.h"
#include "vgic/hw.h"

/* The part of the VM: it can stay while the host runs. */
static __always_inline void el2_vm_load(struct el2_vcpu *el2)
{
	write_sysreg(el2->vtcr, vtcr_el2);
	write_sysreg(el2->vttbr, vttbr_el2);
	write_sysreg(el2->cntvoff, cntvoff_el2);
}

/* The host's virtual counter is the physical one. */
static __always_inline void el2_vm_leave(void)
{
	write_sysreg(0, cntvoff_el2);
}

/*
 * Debug state, which both sides have under one name. Seldom different.
 * Breakpoints and watchpoints count only while MDSCR_EL1 enables them, so the
 * guest's are loaded no more often than that.
 */
static __always_inline u64 el2_debug_enter(struct airlock_vcpu *vcpu)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;
	u64 host = read_sysreg(mdscr_el1);

	if (unlikely(host != el2->mdscr)) {
		if (el2->mdscr & EL2_MDSCR_POINTS) {
			el2_points_save(el2->host.point, el2);
			el2_points_load(el2->mdscr & EL2_MDSCR_USERS ?
					vcpu->arch.guest_debug.point :
					vcpu->arch.debug.point, el2);
		}
		write_sysreg(el2->mdscr & MDSCR_GUEST, mdscr_el1);
	}
	return host;
}

static __always_inline void el2_debug_leave(struct airlock_vcpu *vcpu,
					    u64 host)
{
	struct el2_vcpu *el2 = &vcpu->arch.el2;

	if (unlikely(host != el2->mdscr)) {
		write_sysreg(host, mdscr_el1);
		if (el2->mdscr & EL2_MDSCR_POINTS)
			el2_points_load(el2->host.point, el2);
	}
}

/*
 * A permission fault does not say where it was but for the virtual address:
 * translate that as the guest would. Its tables may have changed meanwhile;
 * then it is not known, and the guest tries again.
 */
static __always_inline u64 el2_ipa_by_translation(u64 far)
{
	u64 guest_par = read_sysreg(par_el1);
	u64 par;

	asm volatile("at s1e1r, %0" : : "r" (far));
	isb();
	par = read_sysreg(par_el1);
	write_sysreg(guest_par, par_el1);
	if (par & SYS_PAR_EL1_F)
		return EL2_NO_IPA;
	return par & GENMASK_ULL(47, 12);
}

/* Step X3 for aborts: HPFAR_EL2 has bits 47:12 of the address from bit 4 on. */
static __always_inline void el2_read_abort(struct el2_vcpu *el2, u64 esr)
{
	u64 far = read_sysreg(far_el2);

	el2->far = far;
	if ((esr & ESR_ELx_FSC_TYPE) == ESR_ELx_FSC_PERM &&
	    !(esr & ESR_ELx_S1PTW))
		el2->ipa = el2_ipa_by_translation(far);
	else
		el2->ipa = (read_sysreg(hpfar_el2) & GENMASK_ULL(39, 4)) << 8;
}

/* What else an AArch32 guest has; the host has no use for it. */
static __always_inline void el2_aa32_enter(struct airlock_vcpu *vcpu)
{
	const u64 *sys = vcpu->arch.sys;

	if (likely(!vcpu->arch.el2.aa32))
		return;
	write_sysreg(sys[ARM64_SYS_DACR32_EL2], dacr32_el2);
	write_sysreg(sys[ARM64_SYS_IFSR32_EL2], ifsr32_el2);
	write_sysreg(sys[ARM64_SYS_FPEXC32_EL2], fpexc32_el2);
	write_sysreg(sys[ARM64_SYS_SPSR_ABT], spsr_abt);
	write_sysreg(sys[ARM64_SYS_SPSR_UND], spsr_und);
	write_sysreg(sys[ARM64_SYS_SPSR_IRQ], spsr_irq);
	write_sysreg(sys[ARM64_SYS_SPSR_FIQ], spsr_fiq);
}

static __always_inline void el2_aa32_leave(struct airlock_vcpu *vcpu)
{
	u64 *sys = vcpu->arch.sys;

	if (likely(!vcpu->arch.el2.aa32))
		return;
	sys[ARM64_SYS_DACR32_EL2] = read_sysreg(dacr32_el2);
	sys[ARM64_SYS_IFSR32_EL2] = read_sysreg(ifsr32_el2);
	sys[ARM64_SYS_FPEXC32_EL2] = read_sysreg(fpexc32_el2);
	sys[ARM64_SYS_SPSR_ABT] = read_sysreg(spsr_abt);
	sys[ARM64_SYS_SPSR_UND] = read_sysreg(spsr_und);
	sys[ARM64_SYS_SPSR_IRQ] = read_sysreg(spsr_irq);
	sys[ARM64_SYS_SPSR_FIQ] = read_sysreg(spsr_fiq);
}

/* A virtual SError that waits says this, where RAS gives it a syndrome. */
static __always_inline void el2_serror_enter(const struct el2_vcpu *el2)
{
	if (unlikely(el2->hcr & HCR_VSE) && el2->ras)
		write_sysreg_s(el2->vsesr, SYS_VSESR_EL2);
}

/* The CPU takes the pending bit away when the guest takes the SError. */
static __always_inline void el2_serror_leave(struct el2_vcpu *el2)
{
	el2->hcr = (el2->hcr & ~HCR_VSE) | (read_sysreg(hcr_el2) & HCR_VSE);
}

/* Why the guest was left, before anything can overwrite it. */
static __always_inline void el2_read_reason(struct el2_vcpu *el2, u32 left)
{
	u64 esr;

	if (unlikely(el2->hcr & HCR_VSE))
		el2_serror_leave(el2);
	if (unlikely(left != EL2_LEFT_SYNC)) {
		/* One of its own that came with the exit: to be had again. */
		if (left & BIT(EL2_LEFT_SERROR_BIT)) {
			left &= ~BIT(EL2_LEFT_SERROR_BIT);
			el2->hcr |= HCR_VSE;
			el2->vsesr = 0;
		}
		if (left != EL2_LEFT_SYNC) {
			el2->reason = EL2_EXIT_ASYNC + left;
			el2->esr = read_sysreg(esr_el2);
			return;
		}
	}
	esr = read_sysreg(esr_el2);
	el2->esr = esr;
	el2->reason = ESR_ELx_EC(esr);
	/*
	 * Aborts, watchpoints, and what lies between, for which it does no harm:
	 * one comparison is enough.
	 */
	if (el2->reason >= ESR_ELx_EC_IABT_LOW &&
	    el2->reason <= ESR_ELx_EC_WATCHPT_LOW)
		el2_read_abort(el2, esr);
}

#endif /* EL2_SWITCH_H */
