// SPDX-License-Identifier: GPL-2.0
/* The dispatch table and nothing else. SDM 3D "VMX Basic Exit Reasons" */
#include "exit.h"

#define ROW(exit_reason, exit_name, exit_handler)	\
	[exit_reason] = {				\
		.name = exit_name,			\
		.handler = exit_handler,		\
	}

/* The exit may come in the middle of delivering an event. */
#define ROW_DELIVERS(exit_reason, exit_name, exit_handler)	\
	[exit_reason] = {					\
		.name = exit_name,				\
		.handler = exit_handler,			\
		.delivers = true,				\
	}

const struct vmx_exit_row airlock_vmx_exit_table[EXIT_REASONS] = {
	ROW_DELIVERS(EXIT_EXCEPTION_NMI, "exception or NMI", exit_exception_nmi),
	ROW(EXIT_EXTERNAL_INTERRUPT, "external interrupt",
	    exit_external_interrupt),
	ROW(EXIT_TRIPLE_FAULT, "triple fault", exit_triple_fault),
	ROW(EXIT_INTERRUPT_WINDOW, "interrupt window", exit_interrupt_window),
	ROW(EXIT_NMI_WINDOW, "NMI window", exit_nmi_window),
	ROW_DELIVERS(EXIT_TASK_SWITCH, "task switch", exit_task_switch),
	ROW(EXIT_CPUID, "CPUID", exit_cpuid),
	ROW(EXIT_GETSEC, "GETSEC", exit_undefined),
	ROW(EXIT_HLT, "HLT", exit_hlt),
	ROW(EXIT_INVD, "INVD", exit_wbinvd),
	ROW(EXIT_RDPMC, "RDPMC", exit_general_protection),
	ROW(EXIT_VMCALL, "VMCALL", exit_vmcall),
	ROW(EXIT_VMCLEAR, "VMCLEAR", exit_undefined),
	ROW(EXIT_VMLAUNCH, "VMLAUNCH", exit_undefined),
	ROW(EXIT_VMPTRLD, "VMPTRLD", exit_undefined),
	ROW(EXIT_VMPTRST, "VMPTRST", exit_undefined),
	ROW(EXIT_VMREAD, "VMREAD", exit_undefined),
	ROW(EXIT_VMRESUME, "VMRESUME", exit_undefined),
	ROW(EXIT_VMWRITE, "VMWRITE", exit_undefined),
	ROW(EXIT_VMXOFF, "VMXOFF", exit_undefined),
	ROW(EXIT_VMXON, "VMXON", exit_undefined),
	ROW(EXIT_CR, "control register", exit_cr),
	ROW(EXIT_DR, "debug register", exit_dr),
	ROW(EXIT_IO, "I/O instruction", exit_io),
	ROW(EXIT_RDMSR, "RDMSR", exit_rdmsr),
	ROW(EXIT_WRMSR, "WRMSR", exit_wrmsr),
	ROW(EXIT_MWAIT, "MWAIT", exit_undefined),
	ROW(EXIT_MONITOR, "MONITOR", exit_undefined),
	ROW(EXIT_PAUSE, "PAUSE", exit_pause),
	ROW(EXIT_MACHINE_CHECK, "machine check", exit_machine_check),
	ROW(EXIT_TPR_THRESHOLD, "TPR below threshold", exit_tpr_threshold),
	ROW_DELIVERS(EXIT_EPT_VIOLATION, "EPT violation", exit_ept_violation),
	ROW_DELIVERS(EXIT_EPT_MISCONFIG, "EPT misconfiguration",
		     exit_ept_misconfig),
	ROW(EXIT_INVEPT, "INVEPT", exit_undefined),
	ROW(EXIT_INVVPID, "INVVPID", exit_undefined),
	ROW(EXIT_WBINVD, "WBINVD", exit_wbinvd),
	ROW(EXIT_XSETBV, "XSETBV", exit_xsetbv),
	ROW(EXIT_VMFUNC, "VMFUNC", exit_undefined),
	ROW(EXIT_ENCLS, "ENCLS", exit_undefined),
};
