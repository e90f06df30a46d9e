/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What x86 code asks of the CPU backend (VMX; SVM later): a seam at link time.
 * The backend implements every airlock_x86_* function below.
 *
 * Context of all: the vCPU's thread in the guest context, or any process
 * context with vcpu->mutex held. None sleeps.
 */
#ifndef AIRLOCK_X86_CPU_H
#define AIRLOCK_X86_CPU_H

#include "types.h"

struct x86_insn_ctx;

/* Segment registers in the order in which instructions encode them. */
enum x86_seg {
	X86_SEG_ES,
	X86_SEG_CS,
	X86_SEG_SS,
	X86_SEG_DS,
	X86_SEG_FS,
	X86_SEG_GS,
	X86_NR_SEGS,
};

/* Bits of x86_segment.ar: a descriptor's, as a VMCS holds them. */
#define X86_AR_TYPE		0x000f
#define X86_AR_EXPAND_DOWN	0x0004	/* in TYPE of data segments */
#define X86_AR_CODE		0x0008
#define X86_AR_S		0x0010
#define X86_AR_P		0x0080
#define X86_AR_L		0x2000
#define X86_AR_DB		0x4000
#define X86_AR_UNUSABLE		0x10000

/**
 * struct x86_segment - the hidden part of a segment register.
 * @base: base address.
 * @limit: highest valid offset (lowest but one if the segment expands down).
 * @ar: X86_AR_*.
 */
struct x86_segment {
	u64 base;
	u32 limit;
	u32 ar;
};

/**
 * airlock_x86_insn_ctx - what is needed to look at the current instruction.
 * @vcpu: the vCPU.
 * @ctx: every field but bytes is filled; nbytes is 0.
 */
void airlock_x86_insn_ctx(struct airlock_vcpu *vcpu, struct x86_insn_ctx *ctx);

/* A segment register, whole. */
void airlock_x86_segment(struct airlock_vcpu *vcpu, enum x86_seg seg,
			 struct x86_segment *out);

/* Control registers as the guest reads them. */
u64 airlock_x86_cr0(struct airlock_vcpu *vcpu);
u64 airlock_x86_cr4(struct airlock_vcpu *vcpu);

u64 airlock_x86_rip(struct airlock_vcpu *vcpu);

/**
 * airlock_x86_skip - the current instruction is done.
 * @vcpu: the vCPU.
 * @len: its length.
 *
 * RIP goes past it (wrapping at 32 bits outside 64-bit mode), blocking by STI
 * and MOV SS ends, RF is cleared, and if TF was set #DB becomes pending.
 */
void airlock_x86_skip(struct airlock_vcpu *vcpu, unsigned int len);

void airlock_x86_set_rflags(struct airlock_vcpu *vcpu, u64 rflags);

/**
 * airlock_x86_inject_exception - the current instruction faults instead.
 * @vcpu: the vCPU.
 * @vector: the exception.
 * @has_error: it pushes an error code.
 * @error: the error code.
 * @cr2: the address, for #PF; ignored for others.
 */
void airlock_x86_inject_exception(struct airlock_vcpu *vcpu,
				  unsigned int vector, bool has_error,
				  u32 error, u64 cr2);

/**
 * airlock_x86_msr_read - an MSR that the backend holds.
 * @vcpu: the vCPU.
 * @msr: IA32_EFER, IA32_PAT, IA32_FS_BASE, IA32_GS_BASE, IA32_SYSENTER_CS,
 *	..._ESP, ..._EIP, IA32_DEBUGCTL, IA32_STAR, IA32_LSTAR, IA32_CSTAR,
 *	IA32_FMASK, IA32_KERNEL_GS_BASE, IA32_TSC_AUX.
 *
 * Return: its value.
 */
u64 airlock_x86_msr_read(struct airlock_vcpu *vcpu, u32 msr);

/**
 * airlock_x86_msr_write - set an MSR that the backend holds.
 * @vcpu: the vCPU.
 * @msr: as airlock_x86_msr_read().
 * @value: valid for the CPU and allowed to the guest. In EFER, LMA is what
 *	LME and CR0.PG make it.
 */
void airlock_x86_msr_write(struct airlock_vcpu *vcpu, u32 msr, u64 value);

/* Nothing waits to be injected, and nothing is blocked: RESET, INIT. */
void airlock_x86_events_reset(struct airlock_vcpu *vcpu);

/* vcpu->arch.cpuid changed: what the guest may execute and set follows. */
void airlock_x86_cpuid_changed(struct airlock_vcpu *vcpu);

/* vcpu->arch.msr.tsc_offset changed. */
void airlock_x86_tsc_offset_changed(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_X86_CPU_H */
