// SPDX-License-Identifier: GPL-2.0
/*
 * Is VT-x there, enabled and enough? Control words from the capability MSRs.
 * SDM 3D Appendix A "VMX Capability Reporting Facility".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "caps.h"
#include "controls.h"
#include "slat.h"

struct vmx_caps airlock_vmx_caps __ro_after_init;

/* IA32_VMX_BASIC */
#define BASIC_MEMORY_TYPE(msr)	(((msr) >> 50) & 0xf)
#define BASIC_TRUE_CTLS		BIT_ULL(55)
#define MEMORY_TYPE_WB		6

/* IA32_VMX_EPT_VPID_CAP */
#define EPT_CAP_WALK_4		BIT_ULL(6)
#define EPT_CAP_WB		BIT_ULL(14)
#define EPT_CAP_2M		BIT_ULL(16)
#define EPT_CAP_1G		BIT_ULL(17)
#define EPT_CAP_INVEPT		BIT_ULL(20)
#define EPT_CAP_AD		BIT_ULL(21)
#define EPT_CAP_INVEPT_SINGLE	BIT_ULL(25)
#define EPT_CAP_INVVPID		BIT_ULL(32)
#define EPT_CAP_INVVPID_SINGLE	BIT_ULL(41)

/* One control word: what must be had, and what is taken if it can be had. */
struct control_word {
	const char *name;
	u32 msr, true_msr;
	u32 required, optional;
	u32 *result;
};

static const struct control_word control_words[] = {
	{
		.name = "pin-based",
		.msr = MSR_IA32_VMX_PINBASED_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_PINBASED_CTLS,
		.required = PIN_EXTERNAL_INTERRUPT | PIN_NMI | PIN_VIRTUAL_NMIS,
		.result = &airlock_vmx_caps.pin,
	}, {
		.name = "primary processor-based",
		.msr = MSR_IA32_VMX_PROCBASED_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_PROCBASED_CTLS,
		.required = PROC_TSC_OFFSETTING | PROC_HLT | PROC_MWAIT |
			    PROC_MONITOR | PROC_RDPMC | PROC_MOV_DR |
			    PROC_UNCONDITIONAL_IO | PROC_MSR_BITMAPS |
			    PROC_CR8_LOAD | PROC_CR8_STORE | PROC_SECONDARY,
		.optional = PROC_TPR_SHADOW,
		.result = &airlock_vmx_caps.proc,
	}, {
		.name = "secondary processor-based",
		.msr = MSR_IA32_VMX_PROCBASED_CTLS2,
		.true_msr = MSR_IA32_VMX_PROCBASED_CTLS2,
		.required = PROC2_EPT | PROC2_UNRESTRICTED | PROC2_WBINVD,
		.optional = PROC2_VPID | PROC2_RDTSCP | PROC2_INVPCID |
			    PROC2_PAUSE_LOOP,
		.result = &airlock_vmx_caps.proc2,
	}, {
		.name = "VM-exit",
		.msr = MSR_IA32_VMX_EXIT_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_EXIT_CTLS,
		.required = EXIT_SAVE_DEBUG | EXIT_HOST_64 | EXIT_SAVE_EFER |
			    EXIT_LOAD_EFER | EXIT_SAVE_PAT | EXIT_LOAD_PAT,
		.result = &airlock_vmx_caps.exit,
	}, {
		.name = "VM-entry",
		.msr = MSR_IA32_VMX_ENTRY_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_ENTRY_CTLS,
		.required = ENTRY_LOAD_DEBUG | ENTRY_LOAD_EFER | ENTRY_LOAD_PAT,
		.result = &airlock_vmx_caps.entry,
	},
};

/* Low half of the MSR: bits that must be 1; high half: bits that may be. */
static int caps_choose(const struct control_word *word, bool have_true)
{
	u32 must, may;

	rdmsr(have_true ? word->true_msr : word->msr, must, may);
	if (word->required & ~may) {
		pr_err("this CPU's VT-x lacks %s controls %#x: it cannot run airlock\n",
		       word->name, word->required & ~may);
		return -EOPNOTSUPP;
	}
	*word->result = must | word->required | (word->optional & may);
	return 0;
}

static int caps_check_enabled(void)
{
	u64 control;

	if (!(cpuid_ecx(1) & BIT(5))) {
		pr_err("this CPU has no VT-x: airlock needs an Intel CPU with VT-x and EPT\n");
		return -ENODEV;
	}
	if (!rdmsrl_safe(MSR_IA32_FEAT_CTL, &control) &&
	    (control & FEAT_CTL_LOCKED) &&
	    !(control & FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX)) {
		pr_err("VT-x is disabled in IA32_FEATURE_CONTROL: enable it in the firmware's setup\n");
		return -EACCES;
	}
	/* After the MSR: for what that says Linux clears the flag, too. */
	if (!boot_cpu_has(X86_FEATURE_VMX)) {
		pr_err("VT-x is disabled on the kernel's command line: boot without clearcpuid=vmx\n");
		return -EACCES;
	}
	return 0;
}

/* What the first generations lack, by name; other controls by their bits. */
static int caps_check_generation(void)
{
	u64 ctls, ctls2 = 0;
	u32 may;

	rdmsrl(MSR_IA32_VMX_PROCBASED_CTLS, ctls);
	if (upper_32_bits(ctls) & PROC_SECONDARY)
		rdmsrl(MSR_IA32_VMX_PROCBASED_CTLS2, ctls2);
	may = upper_32_bits(ctls2);
	if ((may & PROC2_EPT) && (may & PROC2_UNRESTRICTED))
		return 0;
	pr_err("this CPU's VT-x has no %s: airlock needs a CPU that has (Intel's since Westmere)\n",
	       may & PROC2_EPT ? "unrestricted guest" : "EPT");
	return -EOPNOTSUPP;
}

static int caps_check_ept(void)
{
	const u64 need = EPT_CAP_WALK_4 | EPT_CAP_WB | EPT_CAP_INVEPT |
			 EPT_CAP_INVEPT_SINGLE;
	struct vmx_caps *caps = &airlock_vmx_caps;
	u64 ept;

	rdmsrl(MSR_IA32_VMX_EPT_VPID_CAP, ept);
	if (need & ~ept) {
		pr_err("this CPU's EPT lacks capabilities %#llx: it cannot run airlock\n",
		       need & ~ept);
		return -EOPNOTSUPP;
	}
	caps->ept_levels = 4;
	caps->ept_max_leaf = ept & EPT_CAP_1G ? SLAT_LEVEL_1G :
			     ept & EPT_CAP_2M ? SLAT_LEVEL_2M : SLAT_LEVEL_4K;
	caps->ept_ad = ept & EPT_CAP_AD;
	caps->vpid = (caps->proc2 & PROC2_VPID) && (ept & EPT_CAP_INVVPID) &&
		     (ept & EPT_CAP_INVVPID_SINGLE);
	if (!caps->vpid)
		caps->proc2 &= ~PROC2_VPID;
	return 0;
}

/* A host NMI is handed on by INT 2, which under FRED is not the NMI's way. */
static bool caps_have_fred(void)
{
#ifdef X86_FEATURE_FRED
	return boot_cpu_has(X86_FEATURE_FRED) && (__read_cr4() & BIT_ULL(32));
#else
	return false;
#endif
}

static int caps_check_basic(u64 basic)
{
	if (BASIC_MEMORY_TYPE(basic) == MEMORY_TYPE_WB)
		return 0;
	pr_err("this CPU wants a VMCS that is not write-back memory: it cannot run airlock\n");
	return -EOPNOTSUPP;
}

/**
 * airlock_vmx_caps_init - read the capability MSRs of this CPU.
 *
 * Context: module load. CPUs that differ are refused by airlock_arch_hw_enable().
 * Return: 0; -ENODEV without VT-x; -EACCES where it is disabled;
 * -EOPNOTSUPP without EPT, unrestricted guest or a required control.
 */
int __init airlock_vmx_caps_init(void)
{
	struct vmx_caps *caps = &airlock_vmx_caps;
	unsigned int i;
	u64 basic;
	int ret;

	ret = caps_check_enabled();
	if (ret)
		return ret;
	if (caps_have_fred()) {
		pr_err("this kernel uses FRED, which airlock does not know yet: boot with fred=off\n");
		return -EOPNOTSUPP;
	}
	ret = caps_check_generation();
	if (ret)
		return ret;
	rdmsrl(MSR_IA32_VMX_BASIC, basic);
	ret = caps_check_basic(basic);
	if (ret)
		return ret;
	caps->revision = VMX_BASIC_REVISION(basic);
	for (i = 0; i < ARRAY_SIZE(control_words); i++) {
		ret = caps_choose(&control_words[i], basic & BASIC_TRUE_CTLS);
		if (ret)
			return ret;
	}
	/* With unrestricted guest PE and PG may be 0 whatever the MSR says. */
	rdmsrl(MSR_IA32_VMX_CR0_FIXED0, caps->cr0_fixed0);
	caps->cr0_fixed0 &= ~(X86_CR0_PE | X86_CR0_PG);
	rdmsrl(MSR_IA32_VMX_CR4_FIXED0, caps->cr4_fixed0);
	return caps_check_ept();
}
