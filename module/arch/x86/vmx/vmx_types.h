/* SPDX-License-Identifier: GPL-2.0 */
/* What a vCPU has because the CPU under it is VT-x. */
#ifndef VMX_TYPES_H
#define VMX_TYPES_H

#include <linux/list.h>
#include <linux/types.h>

/* An event to inject with the next VM entry, as the VMCS fields want it. */
struct vmx_event {
	u32 info;	/* 0: none */
	u32 error;
	u32 insn_len;
};

/* Host state that the guest context displaced; see vmx/context.c. */
struct vmx_host {
	unsigned long fs_base;
	unsigned long kernel_gs_base;
	unsigned long debugctl;
	u16 fs, gs, ds, es, ldt;
	bool dr_live;	/* the CPU holds guest debug registers */
};

/**
 * struct vmx_vcpu - VT-x part of a vCPU. All of it belongs to the vCPU's
 * thread (vcpu->mutex), save @node, which is its CPU's.
 * @host_rsp: what VMCS_HOST_RSP holds; entry.S compares
 * @launched: the VMCS has been launched on @cpu since it was last cleared
 * @host_cr3: what VMCS_HOST_CR3 holds
 * @host_cr4: what VMCS_HOST_CR4 holds
 * @entry_failed: the last VM entry did not begin
 * @exit_reason: VMCS_EXIT_REASON of the last exit
 * @event: to be injected
 * @held: an interrupt that an exception went before, to be injected next
 * @vmcs: the VMCS region, a page
 * @vmcs_phys: its address
 * @msr_bitmap: a page; a set bit makes the access exit
 * @cpu: where the VMCS is active, or -1
 * @node: in that CPU's list of active VMCSs
 * @vpid: 0 if there was none to be had
 * @eptp: value of VMCS_EPT_POINTER
 * @proc: cached VMCS_PROC_BASED_CTLS
 * @tpr_threshold: cached VMCS_TPR_THRESHOLD
 * @user_msrs: the guest's SYSCALL MSRs matter (long mode with EFER.SCE)
 * @deferred_value: argument of a deferred handler
 * @deferred_access: another one
 * @host: see there
 */
struct vmx_vcpu {
	unsigned long host_rsp;
	bool launched;
	unsigned long host_cr3;
	unsigned long host_cr4;
	bool entry_failed;
	u32 exit_reason;
	struct vmx_event event;
	struct vmx_event held;

	void *vmcs;
	u64 vmcs_phys;
	void *msr_bitmap;
	int cpu;
	struct list_head node;
	u16 vpid;
	u64 eptp;
	u32 proc;
	int tpr_threshold;
	bool user_msrs;
	u64 deferred_value;
	u32 deferred_access;
	struct vmx_host host;
};

#endif /* VMX_TYPES_H */
