// SPDX-License-Identifier: GPL-2.0
/*
 * Host state that a guest displaces and that VM exit does not bring back, or
 * not whole. Documentation/who-saves-what.rst has a row for each class.
 */
#include <linux/hw_breakpoint.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/user-return-notifier.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fsgsbase.h>
#include <asm/msr.h>
#include <asm/segment.h>

#include "airlock.h"
#include "cpuid.h"
#include "dr.h"
#include "fpu.h"
#include "context.h"
#include "hw.h"
#include "insn.h"
#include "mitigate.h"

/*
 * MSRs that the host needs only when it returns to userspace: the guest's
 * values may stay until then.
 */
enum { USER_STAR, USER_LSTAR, USER_CSTAR, USER_FMASK, USER_TSC_AUX, USER_MSRS };

static const u32 user_msr_numbers[USER_MSRS] = {
	[USER_STAR] = MSR_STAR,
	[USER_LSTAR] = MSR_LSTAR,
	[USER_CSTAR] = MSR_CSTAR,
	[USER_FMASK] = MSR_SYSCALL_MASK,
	[USER_TSC_AUX] = MSR_TSC_AUX,
};

/**
 * struct host_cpu - what a CPU's host state is like.
 * @notifier: runs when the CPU returns to userspace
 * @registered: it will
 * @msr_host: the host's values
 * @msr_now: what the MSRs hold
 * @gdt: the host's GDT register; VM exit leaves a limit of 0xffff
 */
struct host_cpu {
	struct user_return_notifier notifier;
	bool registered;
	u64 msr_host[USER_MSRS];
	u64 msr_now[USER_MSRS];
	struct desc_ptr gdt;
};

static DEFINE_PER_CPU(struct host_cpu, airlock_host_cpu);

static bool user_msr_exists(unsigned int i)
{
	return i != USER_TSC_AUX || boot_cpu_has(X86_FEATURE_RDTSCP) ||
	       boot_cpu_has(X86_FEATURE_RDPID);
}

void airlock_vmx_user_msrs_restore(void)
{
	struct host_cpu *host = this_cpu_ptr(&airlock_host_cpu);
	unsigned int i;

	if (!host->registered)
		return;
	host->registered = false;
	user_return_notifier_unregister(&host->notifier);
	for (i = 0; i < USER_MSRS; i++) {
		if (host->msr_now[i] == host->msr_host[i])
			continue;
		wrmsrl(user_msr_numbers[i], host->msr_host[i]);
		host->msr_now[i] = host->msr_host[i];
	}
}

static void user_msrs_on_return(struct user_return_notifier *notifier)
{
	unsigned long flags;

	/* Turning virtualization off restores them too, by interrupt. */
	local_irq_save(flags);
	airlock_vmx_user_msrs_restore();
	local_irq_restore(flags);
}

void airlock_vmx_host_cpu_init(void)
{
	struct host_cpu *host = this_cpu_ptr(&airlock_host_cpu);
	unsigned int i;

	host->notifier.on_user_return = user_msrs_on_return;
	for (i = 0; i < USER_MSRS; i++) {
		if (user_msr_exists(i))
			rdmsrl(user_msr_numbers[i], host->msr_host[i]);
		host->msr_now[i] = host->msr_host[i];
	}
	native_store_gdt(&host->gdt);
}

static __always_inline void user_msr_load(struct host_cpu *host, unsigned int i,
					  u64 value)
{
	if (likely(host->msr_now[i] == value))
		return;
	wrmsrl(user_msr_numbers[i], value);
	host->msr_now[i] = value;
	if (!host->registered) {
		host->registered = true;
		user_return_notifier_register(&host->notifier);
	}
}

void airlock_vmx_user_msrs_load(struct airlock_vcpu *vcpu)
{
	struct host_cpu *host = this_cpu_ptr(&airlock_host_cpu);
	const struct x86_msrs *msr = &vcpu->arch.msr;

	if (vcpu->arch.vmx.user_msrs) {
		user_msr_load(host, USER_STAR, msr->star);
		user_msr_load(host, USER_LSTAR, msr->lstar);
		user_msr_load(host, USER_CSTAR, msr->cstar);
		user_msr_load(host, USER_FMASK, msr->fmask);
	}
	if (x86_cpuid_has(&vcpu->arch.cpuid, X86_HAS_RDTSCP))
		user_msr_load(host, USER_TSC_AUX, msr->tsc_aux);
}

/* Breakpoints are the only use of DR0 to DR3: without one enabled, leave them. */
void airlock_vmx_debug_load(struct airlock_vcpu *vcpu)
{
	const unsigned long *dr = vcpu->arch.dr;

	if (likely(!(dr[7] & X86_DR7_ENABLES)))
		return;
	/* The host's enables must not meet the guest's addresses. */
	set_debugreg(0, 7);
	set_debugreg(dr[0], 0);
	set_debugreg(dr[1], 1);
	set_debugreg(dr[2], 2);
	set_debugreg(dr[3], 3);
	vcpu->arch.vmx.host.dr_live = true;
}

static void debug_leave(struct vmx_host *host)
{
	if (unlikely(host->dr_live)) {
		host->dr_live = false;
		/* Bits of a guest's breakpoint must not look like the host's. */
		set_debugreg(X86_DR6_FIXED_1, 6);
	}
	/* VM exit has cleared DR7. SDM 3C "Loading Host State" */
	if (unlikely(hw_breakpoint_active()))
		hw_breakpoint_restore();
}

static unsigned long read_fs_base(void)
{
	unsigned long base;

	if (boot_cpu_has(X86_FEATURE_FSGSBASE))
		return rdfsbase();
	rdmsrl(MSR_FS_BASE, base);
	return base;
}

/*
 * Host FS, GS, DS and ES selectors are 0 in the VMCS: VM entry refuses those
 * of a user program. The few programs that have others get them back here.
 */
static void segments_enter(struct airlock_vcpu *vcpu)
{
	struct vmx_host *host = &vcpu->arch.vmx.host;
	unsigned long base = read_fs_base();

	savesegment(fs, host->fs);
	savesegment(gs, host->gs);
	savesegment(ds, host->ds);
	savesegment(es, host->es);
	asm volatile("sldt %0" : "=m" (host->ldt));
	if (base != host->fs_base) {
		host->fs_base = base;
		vmcs_write(VMCS_HOST_FS_BASE, base);
	}
	/* Of the two GS bases it is the one that VM entry does not load. */
	rdmsrl(MSR_KERNEL_GS_BASE, host->kernel_gs_base);
	if (host->kernel_gs_base != vcpu->arch.msr.kernel_gs_base)
		wrmsrl(MSR_KERNEL_GS_BASE, vcpu->arch.msr.kernel_gs_base);
}

static void segments_leave(struct airlock_vcpu *vcpu)
{
	struct vmx_host *host = &vcpu->arch.vmx.host;

	rdmsrl(MSR_KERNEL_GS_BASE, vcpu->arch.msr.kernel_gs_base);
	if (unlikely(host->ldt))
		asm volatile("lldt %0" : : "m" (host->ldt));
	if (unlikely(host->fs)) {
		loadsegment(fs, host->fs);
		wrmsrl(MSR_FS_BASE, host->fs_base);
	}
	if (unlikely(host->gs)) {
		load_gs_index(host->gs);
		wrmsrl(MSR_KERNEL_GS_BASE, host->kernel_gs_base);
	} else if (host->kernel_gs_base != vcpu->arch.msr.kernel_gs_base) {
		wrmsrl(MSR_KERNEL_GS_BASE, host->kernel_gs_base);
	}
	if (unlikely(host->ds | host->es)) {
		loadsegment(ds, host->ds);
		loadsegment(es, host->es);
	}
}

void airlock_vmx_context_enter(struct airlock_vcpu *vcpu)
{
	struct vmx_host *host = &vcpu->arch.vmx.host;

	x86_fpu_enter(&vcpu->arch.fpu);
	while (unlikely(!airlock_vmx_load(vcpu))) {
		x86_fpu_leave(&vcpu->arch.fpu);
		vmx_wait_for_cpu();
		x86_fpu_enter(&vcpu->arch.fpu);
	}
	vcpu->cpu = smp_processor_id();
	/* Ticks from here on are the guest's time. */
	current->flags |= PF_VCPU;
	segments_enter(vcpu);
	airlock_vmx_user_msrs_load(vcpu);
	airlock_vmx_debug_load(vcpu);
	rdmsrl(MSR_IA32_DEBUGCTLMSR, host->debugctl);
	airlock_vmx_flush_l1d();
}

void airlock_vmx_context_leave(struct airlock_vcpu *vcpu)
{
	debug_leave(&vcpu->arch.vmx.host);
	segments_leave(vcpu);
	/* VM exit sets the limits of GDTR and TR without asking. */
	native_load_gdt(this_cpu_ptr(&airlock_host_cpu.gdt));
	invalidate_tss_limit();
	current->flags &= ~PF_VCPU;
	x86_fpu_leave(&vcpu->arch.fpu);
}

void airlock_vmx_host_init(void)
{
	struct desc_ptr idt;
	unsigned long value;

	store_idt(&idt);
	vmcs_write(VMCS_HOST_IDTR_BASE, idt.address);
	vmcs_write(VMCS_HOST_CR0, read_cr0() & ~X86_CR0_TS);
	vmcs_write(VMCS_HOST_CS_SELECTOR, __KERNEL_CS);
	vmcs_write(VMCS_HOST_SS_SELECTOR, __KERNEL_DS);
	vmcs_write(VMCS_HOST_DS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_ES_SELECTOR, 0);
	vmcs_write(VMCS_HOST_FS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_GS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_TR_SELECTOR, GDT_ENTRY_TSS * 8);
	vmcs_write(VMCS_HOST_FS_BASE, 0);	/* as struct vmx_host has it */
	rdmsrl(MSR_IA32_SYSENTER_CS, value);
	vmcs_write(VMCS_HOST_SYSENTER_CS, value);
	rdmsrl(MSR_IA32_SYSENTER_EIP, value);
	vmcs_write(VMCS_HOST_SYSENTER_EIP, value);
	rdmsrl(MSR_EFER, value);
	vmcs_write(VMCS_HOST_EFER, value);
	rdmsrl(MSR_IA32_CR_PAT, value);
	vmcs_write(VMCS_HOST_PAT, value);
}

void airlock_vmx_host_cpu_changed(void)
{
	unsigned long value;

	vmcs_write(VMCS_HOST_TR_BASE,
		   (unsigned long)&get_cpu_entry_area(smp_processor_id())->tss.x86_tss);
	vmcs_write(VMCS_HOST_GDTR_BASE,
		   this_cpu_read(airlock_host_cpu.gdt.address));
	rdmsrl(MSR_GS_BASE, value);
	vmcs_write(VMCS_HOST_GS_BASE, value);
	rdmsrl(MSR_IA32_SYSENTER_ESP, value);
	vmcs_write(VMCS_HOST_SYSENTER_ESP, value);
}
