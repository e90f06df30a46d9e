// SPDX-License-Identifier: GPL-2.0
/* The VMCS of a vCPU: controls, and the fields that never change. */
#include <linux/bitmap.h>
#include <linux/slab.h>
#include <asm/msr-index.h>
#include <asm/trapnr.h>

#include "airlock.h"
#include "backend.h"
#include "caps.h"
#include "cpu.h"
#include "entry.h"
#include "exit.h"
#include "context.h"
#include "hw.h"
#include "insn.h"
#include "irqchip/irqchip.h"
#include "state.h"
#include "vpid.h"

/*
 * #DB and #AC: a guest that makes their delivery raise them again would keep
 * the CPU for ever. #MC is the host's.
 */
#define EXCEPTIONS	(BIT(X86_TRAP_DB) | BIT(X86_TRAP_AC) | BIT(X86_TRAP_MC))

/*
 * PAUSEs at most so many ticks apart are one loop, and a loop that has lasted
 * so many is one that waits for a vCPU without a CPU. "Pause-loop exiting"
 */
#define PLE_GAP		128
#define PLE_WINDOW	4096

/* MSRs that hold nothing but the guest's own and are switched around it. */
static const u32 direct_msrs[] = {
	MSR_FS_BASE, MSR_GS_BASE, MSR_KERNEL_GS_BASE,
	MSR_IA32_SYSENTER_CS, MSR_IA32_SYSENTER_ESP, MSR_IA32_SYSENTER_EIP,
};

/* "MSR-Bitmap Address": reads at 0, writes at 2048; high MSRs 1024 further. */
static void msr_bitmap_allow(void *bitmap, u32 msr)
{
	unsigned int bit = msr & 0x1fff;

	if (msr & 0xc0000000)
		bit += 1024 * BITS_PER_BYTE;
	__clear_bit(bit, bitmap);
	__clear_bit(bit + 2048 * BITS_PER_BYTE, bitmap);
}

static int msr_bitmap_alloc(struct vmx_vcpu *vmx)
{
	unsigned int i;

	vmx->msr_bitmap = (void *)__get_free_page(GFP_KERNEL_ACCOUNT);
	if (!vmx->msr_bitmap)
		return -ENOMEM;
	memset(vmx->msr_bitmap, 0xff, PAGE_SIZE);
	for (i = 0; i < ARRAY_SIZE(direct_msrs); i++)
		msr_bitmap_allow(vmx->msr_bitmap, direct_msrs[i]);
	return 0;
}

static u64 eptp_make(const struct airlock_slat *slat)
{
	return __pa(slat->root) | EPTP_WB | EPTP_WALK(slat->geo.levels) |
	       (slat->geo.ad ? EPTP_AD : 0);
}

/* Instructions that the guest's CPUID lacks are undefined for it. */
static u32 state_proc2(struct airlock_vcpu *vcpu)
{
	const struct x86_cpuid *cpuid = &vcpu->arch.cpuid;
	u32 proc2 = airlock_vmx_caps.proc2;

	if (!vcpu->arch.vmx.vpid)
		proc2 &= ~PROC2_VPID;
	if (!x86_cpuid_has(cpuid, X86_HAS_RDTSCP) &&
	    !x86_cpuid_has(cpuid, X86_HAS_RDPID))
		proc2 &= ~PROC2_RDTSCP;
	if (!x86_cpuid_has(cpuid, X86_HAS_INVPCID))
		proc2 &= ~PROC2_INVPCID;
	return proc2;
}

void airlock_x86_cpuid_changed(struct airlock_vcpu *vcpu)
{
	vmx_get(vcpu);
	vmcs_write(VMCS_PROC_BASED_CTLS2, state_proc2(vcpu));
	/* The mask of CR4 depends on what CPUID allows. */
	airlock_vmx_set_cr4(vcpu, airlock_vmx_cr4());
	vmx_put(vcpu);
}

static void state_init_controls(struct airlock_vcpu *vcpu)
{
	const struct vmx_caps *caps = &airlock_vmx_caps;
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	u32 proc2 = state_proc2(vcpu);

	vmx->proc = caps->proc;
	if (vcpu->arch.lapic && (caps->proc & PROC_TPR_SHADOW)) {
		/* The guest's CR8 is bits 7:4 of TPR in the register page. */
		vmx->proc &= ~(PROC_CR8_LOAD | PROC_CR8_STORE);
		vmcs_write(VMCS_VIRTUAL_APIC_PAGE,
			   __pa(airlock_lapic_page(vcpu)));
		vmcs_write(VMCS_TPR_THRESHOLD, 0);
	} else {
		vmx->proc &= ~PROC_TPR_SHADOW;
	}
	vmcs_write(VMCS_PIN_BASED_CTLS, caps->pin);
	vmcs_write(VMCS_PROC_BASED_CTLS, vmx->proc);
	vmcs_write(VMCS_PROC_BASED_CTLS2, proc2);
	vmcs_write(VMCS_EXIT_CTLS, caps->exit);
	vmcs_write(VMCS_ENTRY_CTLS, caps->entry);
	vmcs_write(VMCS_EXCEPTION_BITMAP, EXCEPTIONS);
	vmcs_write(VMCS_MSR_BITMAP, __pa(vmx->msr_bitmap));
	vmcs_write(VMCS_EPT_POINTER, vmx->eptp);
	if (vmx->vpid)
		vmcs_write(VMCS_VPID, vmx->vpid);
	if (proc2 & PROC2_PAUSE_LOOP) {
		vmcs_write(VMCS_PLE_GAP, PLE_GAP);
		vmcs_write(VMCS_PLE_WINDOW, PLE_WINDOW);
	}
}

static void state_init_constants(void)
{
	vmcs_write(VMCS_HOST_RIP, (unsigned long)airlock_vmx_landing);
	vmcs_write(VMCS_LINK_POINTER, ~0ULL);
	vmcs_write(VMCS_PF_ERROR_CODE_MASK, 0);
	vmcs_write(VMCS_PF_ERROR_CODE_MATCH, 0);
	vmcs_write(VMCS_CR3_TARGET_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_STORE_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_ENTRY_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_ENTRY_INTR_INFO, 0);
	vmcs_write(VMCS_GUEST_ACTIVITY, ACTIVITY_ACTIVE);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	vmcs_write(VMCS_GUEST_PENDING_DEBUG, 0);
	vmcs_write(VMCS_GUEST_DEBUGCTL, 0);
	vmcs_write(VMCS_GUEST_SYSENTER_CS, 0);
	vmcs_write(VMCS_GUEST_SYSENTER_ESP, 0);
	vmcs_write(VMCS_GUEST_SYSENTER_EIP, 0);
}

/**
 * airlock_vmx_vcpu_init - the VMCS of a new vCPU.
 * @vcpu: the vCPU; its LAPIC, if it has one, exists.
 *
 * Guest registers are left to airlock_x86_reset().
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int airlock_vmx_vcpu_init(struct airlock_vcpu *vcpu)
{
	struct vmx_vcpu *vmx = &vcpu->arch.vmx;
	int ret;

	ret = airlock_vmx_vmcs_alloc(vcpu);
	if (ret)
		return ret;
	ret = msr_bitmap_alloc(vmx);
	if (ret) {
		airlock_vmx_vmcs_free(vcpu);
		return ret;
	}
	vmx->vpid = airlock_vmx_vpid_alloc();
	vmx->eptp = eptp_make(&vcpu->vm->mem.slat);
	vmx_get(vcpu);
	state_init_controls(vcpu);
	state_init_constants();
	airlock_vmx_host_init();
	vmx_put(vcpu);
	return 0;
}

/**
 * airlock_vmx_vcpu_destroy - the reverse.
 * @vcpu: the vCPU.
 *
 * Context: process, may sleep.
 */
void airlock_vmx_vcpu_destroy(struct airlock_vcpu *vcpu)
{
	airlock_vmx_vmcs_free(vcpu);
	airlock_vmx_vpid_free(vcpu->arch.vmx.vpid);
	free_page((unsigned long)vcpu->arch.vmx.msr_bitmap);
}
