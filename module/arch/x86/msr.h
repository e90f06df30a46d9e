/* SPDX-License-Identifier: GPL-2.0 */
/* Which model-specific registers a guest has, and what they do. */
#ifndef AIRLOCK_X86_MSR_H
#define AIRLOCK_X86_MSR_H

#include <linux/compiler_types.h>
#include <linux/types.h>

struct airlock_vcpu;
struct kvm_msr_list;
struct kvm_msrs;

#define X86_MTRR_NR_FIXED	11
#define X86_MTRR_NR_VAR		8

/**
 * struct x86_msrs - model-specific registers that are not in the CPU, or in
 * the CPU only while the guest runs.
 * @star: IA32_STAR; this and the next five may be in the CPU, so they are the
 *	backend's: ask airlock_x86_msr_read()
 * @lstar: IA32_LSTAR
 * @cstar: IA32_CSTAR
 * @fmask: IA32_FMASK
 * @kernel_gs_base: IA32_KERNEL_GS_BASE
 * @tsc_aux: IA32_TSC_AUX
 * @tsc_offset: guest TSC minus host TSC
 * @tsc_adjust: IA32_TSC_ADJUST
 * @pat: IA32_PAT as the guest reads it
 * @misc_enable: IA32_MISC_ENABLE
 * @mcg_status: IA32_MCG_STATUS
 * @ucode_rev: IA32_BIOS_SIGN_ID
 * @platform_info: MSR_PLATFORM_INFO
 * @mtrr_def: IA32_MTRR_DEF_TYPE; no MTRR has an effect, memory is the VMM's
 * @mtrr_fixed: the eleven fixed-range ones, in ascending order of address
 * @mtrr_var: IA32_MTRR_PHYSBASEn and ...MASKn
 *
 * All of it is the vCPU thread's, or vcpu->mutex's.
 */
struct x86_msrs {
	u64 star;
	u64 lstar;
	u64 cstar;
	u64 fmask;
	u64 kernel_gs_base;
	u64 tsc_aux;
	u64 tsc_offset;
	u64 tsc_adjust;
	u64 pat;
	u64 misc_enable;
	u64 mcg_status;
	u64 ucode_rev;
	u64 platform_info;
	u64 mtrr_def;
	u64 mtrr_fixed[X86_MTRR_NR_FIXED];
	u64 mtrr_var[2 * X86_MTRR_NR_VAR];
};

/* The state after RESET, or after INIT (which leaves most alone). */
void x86_msr_reset(struct airlock_vcpu *vcpu, bool init);

/**
 * x86_msr_read - RDMSR.
 * @vcpu: the vCPU.
 * @msr: ECX.
 * @value: where to.
 * @host: asked by KVM_GET_MSRS; what the guest's CPUID lacks is readable.
 *
 * Context: the vCPU's thread or vcpu->mutex held; does not sleep.
 * Return: 0, or -EINVAL: #GP for the guest.
 */
int x86_msr_read(struct airlock_vcpu *vcpu, u32 msr, u64 *value, bool host);

/* As x86_msr_read(), for WRMSR. No value that could fault reaches the CPU. */
int x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value, bool host);

/**
 * x86_efer_valid - may EFER have this value, given the vCPU's CPUID?
 * @vcpu: the vCPU.
 * @efer: the value, from KVM_SET_SREGS.
 */
bool x86_efer_valid(struct airlock_vcpu *vcpu, u64 efer);

/**
 * x86_apic_base_set - IA32_APIC_BASE by WRMSR, KVM_SET_MSRS or KVM_SET_SREGS.
 * @vcpu: the vCPU.
 * @value: the new value.
 * @host: not by the guest: any change of mode is allowed.
 *
 * Return: 0, or -EINVAL: reserved bits, or a change of mode that SDM 3A
 * "x2APIC State Transitions" forbids.
 */
int x86_apic_base_set(struct airlock_vcpu *vcpu, u64 value, bool host);

/*
 * The ioctls, with their arguments in userspace. KVM_GET_MSRS and KVM_SET_MSRS
 * return how many MSRs they did, and stop at the first they cannot. A list
 * that is too short is -E2BIG, with the needed number written back.
 */
long x86_msr_ioctl_get(struct airlock_vcpu *vcpu, struct kvm_msrs __user *user);
long x86_msr_ioctl_set(struct airlock_vcpu *vcpu, struct kvm_msrs __user *user);
long x86_msr_index_list(struct kvm_msr_list __user *user);
long x86_msr_feature_list(struct kvm_msr_list __user *user);
/* KVM_GET_MSRS of the device: feature MSRs only. */
long x86_msr_get_features(struct kvm_msrs __user *user);

#endif /* AIRLOCK_X86_MSR_H */
