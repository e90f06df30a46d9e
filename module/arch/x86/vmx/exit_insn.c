// SPDX-License-Identifier: GPL-2.0
/* Exits of instructions: each is carried out, or faults as on a CPU. */
#include <asm/special_insns.h>
#include <asm/trapnr.h>

#include "arch.h"
#include "cpu.h"
#include "exit.h"
#include "hypercall.h"
#include "pio.h"
#include "skip.h"

int exit_undefined(struct airlock_vcpu *vcpu)
{
	airlock_x86_inject_exception(vcpu, X86_TRAP_UD, false, 0, 0);
	return AIRLOCK_RESUME;
}

int exit_general_protection(struct airlock_vcpu *vcpu)
{
	airlock_x86_inject_exception(vcpu, X86_TRAP_GP, true, 0, 0);
	return AIRLOCK_RESUME;
}

int exit_cpuid(struct airlock_vcpu *vcpu)
{
	u64 *gpr = vcpu->arch.regs.gpr;
	struct x86_cpuid_regs out;

	x86_cpuid_lookup(&vcpu->arch.cpuid, gpr[X86_RAX], gpr[X86_RCX], &out);
	gpr[X86_RAX] = out.eax;
	gpr[X86_RBX] = out.ebx;
	gpr[X86_RCX] = out.ecx;
	gpr[X86_RDX] = out.edx;
	return vmx_exit_done();
}

/*
 * With a LAPIC in the kernel a halted guest is woken here; without, only the
 * launcher can know when to go on.
 */
int exit_hlt(struct airlock_vcpu *vcpu)
{
	vmx_exit_done();
	if (!vcpu->arch.lapic)
		return airlock_exit_reason(vcpu, KVM_EXIT_HLT);
	vcpu->arch.regs.rflags = vmcs_read(VMCS_GUEST_RFLAGS);
	vcpu->arch.mp_state = KVM_MP_STATE_HALTED;
	vcpu->deferred = airlock_vcpu_block;
	return AIRLOCK_DEFER;
}

int exit_vmcall(struct airlock_vcpu *vcpu)
{
	u32 ar = vmcs_read(VMCS_GUEST_SS_AR);

	x86_hypercall(vcpu, (ar >> VMCS_AR_DPL_SHIFT) & 3);
	return vmx_exit_done();
}

/*
 * Guest memory is coherent with the host's caches, and devices are software:
 * nothing has to be written back.
 */
int exit_wbinvd(struct airlock_vcpu *vcpu)
{
	return vmx_exit_done();
}

/* The guest waits in a loop: for a vCPU that could have this CPU instead. */
int exit_pause(struct airlock_vcpu *vcpu)
{
	vmx_exit_done();
	vcpu->deferred = airlock_vcpu_spin;
	return AIRLOCK_DEFER;
}

int exit_xsetbv(struct airlock_vcpu *vcpu)
{
	const u64 *gpr = vcpu->arch.regs.gpr;
	u64 value = (gpr[X86_RDX] << 32) | (u32)gpr[X86_RAX];

	if ((u32)gpr[X86_RCX] || x86_fpu_set_xcr0(vcpu, value))
		return exit_general_protection(vcpu);
	return vmx_exit_done();
}

int exit_rdmsr(struct airlock_vcpu *vcpu)
{
	u64 *gpr = vcpu->arch.regs.gpr;
	u64 value;

	if (x86_msr_read(vcpu, gpr[X86_RCX], &value, false))
		return exit_general_protection(vcpu);
	gpr[X86_RAX] = (u32)value;
	gpr[X86_RDX] = value >> 32;
	return vmx_exit_done();
}

int exit_wrmsr(struct airlock_vcpu *vcpu)
{
	const u64 *gpr = vcpu->arch.regs.gpr;
	u64 value = (gpr[X86_RDX] << 32) | (u32)gpr[X86_RAX];

	if (x86_msr_write(vcpu, gpr[X86_RCX], value, false))
		return exit_general_protection(vcpu);
	return vmx_exit_done();
}

/* "Exit Qualification for I/O Instructions" */
#define IO_SIZE(qual)	(((qual) & 7) + 1)
#define IO_IN		BIT(3)
#define IO_STRING	BIT(4)
#define IO_REP		BIT(5)
#define IO_PORT(qual)	((u16)((qual) >> 16))

int exit_io(struct airlock_vcpu *vcpu)
{
	unsigned long qual = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned int flags = 0;

	flags |= qual & IO_IN ? X86_PIO_IN : 0;
	flags |= qual & IO_STRING ? X86_PIO_STRING : 0;
	flags |= qual & IO_REP ? X86_PIO_REP : 0;
	return x86_pio(vcpu, IO_PORT(qual), IO_SIZE(qual), flags,
		       vmcs_read(VMCS_EXIT_INSN_LEN));
}
