// SPDX-License-Identifier: GPL-2.0
/*
 * VMX operation per CPU: VMXON and VMXOFF, and the VMCSs that are active
 * there. SDM 3C "Software Use of Virtual-Machine Control Structures".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/msr.h>
#include <asm/perf_event.h>
#include <asm/tlbflush.h>

#include "airlock.h"
#include "arch.h"
#include "caps.h"
#include "context.h"
#include "hw.h"
#include "insn.h"
#include "kvmclock.h"
#include "mitigate.h"

/**
 * struct vmx_cpu - what a CPU knows of VMX. Touched on that CPU only,
 * interrupts off or by interrupt.
 * @vmxon: the VMXON region
 * @current_vmcs: physical address of the current VMCS, or INVALID_VMCS
 * @active: vCPUs whose VMCS may be cached by this CPU
 * @on: we did VMXON here
 */
struct vmx_cpu {
	void *vmxon;
	u64 current_vmcs;
	struct list_head active;
	bool on;
};

#define INVALID_VMCS	(~0ULL)

static DEFINE_PER_CPU(struct vmx_cpu, airlock_vmx_cpu);

/* A VMXON region or a VMCS: a page that starts with the revision. */
static void *vmcs_page_alloc(gfp_t gfp)
{
	u32 *page = (u32 *)get_zeroed_page(gfp);

	if (page)
		*page = airlock_vmx_caps.revision;
	return page;
}

/*
 * What surrounds VMXON and VMXOFF. Some CPUs turn processor trace off with VMX
 * and fault if it is turned on again: the tracer of perf has to know.
 */
static void vmx_mode(bool on)
{
	if (on) {
		intel_pt_handle_vmx(1);
		cr4_set_bits(X86_CR4_VMXE);
	} else {
		cr4_clear_bits(X86_CR4_VMXE);
		intel_pt_handle_vmx(0);
	}
}

int airlock_arch_hw_enable(void)
{
	struct vmx_cpu *hw = this_cpu_ptr(&airlock_vmx_cpu);
	u64 basic;

	if (__read_cr4() & X86_CR4_VMXE) {
		pr_err_ratelimited("CPU %d: VT-x is in use by another hypervisor: rmmod kvm_intel, or end its VMs\n",
				   smp_processor_id());
		return -EBUSY;
	}
	rdmsrl(MSR_IA32_VMX_BASIC, basic);
	if (VMX_BASIC_REVISION(basic) != airlock_vmx_caps.revision) {
		pr_err_ratelimited("CPU %d: its VT-x differs from the other CPUs'\n",
				   smp_processor_id());
		return -EOPNOTSUPP;
	}
	vmx_mode(true);
	if (!vmx_vmxon(__pa(hw->vmxon))) {
		vmx_mode(false);
		pr_err_ratelimited("CPU %d: VMXON failed: firmware has VT-x disabled there, or another hypervisor holds it\n",
				   smp_processor_id());
		return -EBUSY;
	}
	/* Nothing that an earlier user of VMX left in the TLB is ours. */
	vmx_invept(INVEPT_GLOBAL, 0);
	hw->current_vmcs = INVALID_VMCS;
	airlock_vmx_host_cpu_init();
	hw->on = true;
	return 0;
}

/* Write the CPU's cached copy of a VMCS back to memory. On that CPU, IRQs off. */
static void vmcs_deactivate(struct airlock_vcpu *vcpu)
{
	struct vmx_cpu *hw = this_cpu_ptr(&airlock_vmx_cpu);
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;

	if (!vmx_vmclear(vmx->vmcs_phys))
		WARN_ONCE(1, "VMCLEAR failed");
	if (hw->current_vmcs == vmx->vmcs_phys)
		hw->current_vmcs = INVALID_VMCS;
	list_del(&vmx->node);
	vmx->launched = false;
	/* Whoever sees -1 may make it active elsewhere. */
	smp_store_release(&vmx->cpu, -1);
}

void airlock_arch_hw_disable(void)
{
	struct vmx_cpu *hw = this_cpu_ptr(&airlock_vmx_cpu);
	struct airlock_vcpu *vcpu, *next;
	unsigned long flags;

	if (!hw->on)
		return;
	local_irq_save(flags);
	list_for_each_entry_safe(vcpu, next, &hw->active, arch.vmx.node)
		vmcs_deactivate(vcpu);
	airlock_vmx_user_msrs_restore();
	vmx_vmxoff();
	hw->on = false;
	local_irq_restore(flags);
	vmx_mode(false);
}

static void vmcs_deactivate_ipi(void *arg)
{
	struct airlock_vcpu *vcpu = arg;

	/* The CPU may have gone offline, and cleared it, before we came. */
	if (vcpu->arch.vmx.cpu == smp_processor_id())
		vmcs_deactivate(vcpu);
}

/* Take the VMCS from wherever it is active. */
static void vmcs_release(struct airlock_vcpu *vcpu)
{
	int cpu = READ_ONCE(vcpu->arch.vmx.cpu);

	if (cpu >= 0)
		smp_call_function_single(cpu, vmcs_deactivate_ipi, vcpu, true);
	/* Pairs with the release: the list node is out before we reuse it. */
	smp_load_acquire(&vcpu->arch.vmx.cpu);
}

static void vmcs_activate(struct airlock_vcpu *vcpu)
{
	struct vmx_cpu *hw = this_cpu_ptr(&airlock_vmx_cpu);

	vmcs_release(vcpu);
	local_irq_disable();
	vcpu->arch.vmx.cpu = smp_processor_id();
	list_add(&vcpu->arch.vmx.node, &hw->active);
	local_irq_enable();
	/* This CPU may have stale translations from when it was here before. */
	airlock_vcpu_request(vcpu, AIRLOCK_REQ_TLB_FLUSH);
	x86_kvmclock_load(vcpu);
}

bool airlock_vmx_load(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	bool moved = vmx->cpu != smp_processor_id();

	if (likely(!moved &&
		   this_cpu_read(airlock_vmx_cpu.current_vmcs) ==
		   vmx->vmcs_phys))
		return true;
	if (unlikely(!this_cpu_read(airlock_vmx_cpu.on)))
		return false;
	if (moved)
		vmcs_activate(vcpu);
	if (!vmx_vmptrld(vmx->vmcs_phys))
		WARN_ONCE(1, "VMPTRLD failed");
	this_cpu_write(airlock_vmx_cpu.current_vmcs, vmx->vmcs_phys);
	vmx_switch_predictors();
	if (moved)
		airlock_vmx_host_cpu_changed();
	return true;
}

/**
 * airlock_vmx_vmcs_alloc - give a vCPU a VMCS, clear and inactive.
 * @vcpu: the vCPU.
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int airlock_vmx_vmcs_alloc(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;

	vmx->cpu = -1;
	vmx->vmcs = vmcs_page_alloc(GFP_KERNEL_ACCOUNT);
	if (!vmx->vmcs)
		return -ENOMEM;
	vmx->vmcs_phys = __pa(vmx->vmcs);
	/* Initialises what the CPU keeps in the region besides the revision. */
	preempt_disable();
	while (unlikely(!this_cpu_read(airlock_vmx_cpu.on))) {
		preempt_enable();
		vmx_wait_for_cpu();
		preempt_disable();
	}
	if (!vmx_vmclear(vmx->vmcs_phys))
		WARN_ONCE(1, "VMCLEAR failed");
	preempt_enable();
	return 0;
}

/**
 * airlock_vmx_vmcs_free - the reverse.
 * @vcpu: the vCPU, whose VMCS may be active on some CPU.
 *
 * Context: process, may sleep.
 */
void airlock_vmx_vmcs_free(struct airlock_vcpu *vcpu)
{
	preempt_disable();
	vmcs_release(vcpu);
	preempt_enable();
	free_page((unsigned long)vcpu->arch.vmx.vmcs);
}

void airlock_vmwrite_failed(unsigned long field, unsigned long value)
{
	WARN_ONCE(1, "VMWRITE of %#lx to VMCS field %#lx failed, error %lu\n",
		  value, field, vmcs_read(VMCS_INSN_ERROR));
}

/**
 * airlock_vmx_hw_exit - free what airlock_vmx_hw_init() allocated.
 */
void airlock_vmx_hw_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		free_page((unsigned long)per_cpu(airlock_vmx_cpu, cpu).vmxon);
}

/**
 * airlock_vmx_hw_init - a VMXON region for every CPU that may come.
 *
 * Context: module load.
 * Return: 0 or -ENOMEM.
 */
int __init airlock_vmx_hw_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct vmx_cpu *hw = per_cpu_ptr(&airlock_vmx_cpu, cpu);

		INIT_LIST_HEAD(&hw->active);
		hw->vmxon = vmcs_page_alloc(GFP_KERNEL);
		if (!hw->vmxon) {
			airlock_vmx_hw_exit();
			return -ENOMEM;
		}
	}
	return 0;
}
