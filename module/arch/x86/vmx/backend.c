// SPDX-License-Identifier: GPL-2.0
/* VT-x as the x86 code sees it. */
#include <linux/cpu.h>
#include <asm/processor-flags.h>

#include "airlock.h"
#include "arch.h"
#include "backend.h"
#include "caps.h"
#include "hw.h"
#include "inject.h"
#include "insn.h"
#include "mitigate.h"

int __init airlock_vmx_init(void)
{
	int ret;

	ret = airlock_vmx_caps_init();
	if (ret)
		return ret;
	ret = airlock_vmx_mitigate_init();
	if (ret)
		return ret;
	ret = airlock_vmx_hw_init();
	if (ret)
		airlock_vmx_mitigate_exit();
	return ret;
}

void airlock_vmx_exit(void)
{
	airlock_vmx_hw_exit();
	airlock_vmx_mitigate_exit();
}

u64 airlock_vmx_hidden_features(void)
{
	u64 hidden = 0;

	if (!(airlock_vmx_caps.proc2 & PROC2_RDTSCP))
		hidden |= BIT_ULL(X86_HAS_RDTSCP) | BIT_ULL(X86_HAS_RDPID);
	if (!(airlock_vmx_caps.proc2 & PROC2_INVPCID))
		hidden |= BIT_ULL(X86_HAS_INVPCID);
	return hidden;
}

int airlock_arch_slat_init(struct airlock_vm *vm)
{
	const struct vmx_caps *caps = &airlock_vmx_caps;
	const struct airlock_slat_geometry geo = {
		.bits = min(PAGE_SHIFT + 9 * caps->ept_levels,
			    boot_cpu_data.x86_phys_bits),
		.levels = caps->ept_levels,
		.max_leaf = caps->ept_max_leaf,
		.ad = caps->ept_ad,
		.nx_huge = boot_cpu_has_bug(X86_BUG_ITLB_MULTIHIT) &&
			   !cpu_mitigations_off(),
	};

	return airlock_slat_init(&vm->mem.slat, &geo);
}

void airlock_vmx_publish(struct airlock_vcpu *vcpu)
{
	vmx_get(vcpu);
	vcpu->arch.regs.rflags = vmcs_read(VMCS_GUEST_RFLAGS);
	vmx_put(vcpu);
}

bool airlock_vmx_accepts_interrupt(struct airlock_vcpu *vcpu)
{
	bool allowed;

	vmx_get(vcpu);
	allowed = !vcpu->arch.vmx.event.info && airlock_vmx_interrupt_allowed();
	vmx_put(vcpu);
	return allowed;
}
