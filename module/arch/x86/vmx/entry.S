/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The inner door: general registers in, VM entry, VM exit, general registers
 * out. No policy lives here.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

#include "entry.h"
#include "regs.h"

#define GPR(i)	X86_REGS_OFF(i)

/* MDS and its kin: VERW empties the buffers. Changes ZF and nothing else. */
.macro MITIGATE_ENTRY
#ifdef X86_FEATURE_CLEAR_CPU_BUF
	ALTERNATIVE "", "verw airlock_verw_selector(%rip)", \
		X86_FEATURE_CLEAR_CPU_BUF
#endif
.endm

/*
 * Before the first RET or indirect branch: the guest may have filled the return
 * predictor and the branch history, and where the kernel runs with IBRS the bit
 * counts only if it is written again. Changes RAX, RCX and RDX.
 */
.macro MITIGATE_EXIT
	FILL_RETURN_BUFFER %rcx, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_VMEXIT, \
			   X86_FEATURE_RSB_VMEXIT_LITE
#ifdef X86_FEATURE_KERNEL_IBRS
	ALTERNATIVE "jmp .Lno_ibrs_\@", "", X86_FEATURE_KERNEL_IBRS
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	rdmsr
	wrmsr
	lfence
.Lno_ibrs_\@:
#endif
#ifdef X86_FEATURE_CLEAR_BHB_LOOP_ON_VMEXIT
	CLEAR_BRANCH_HISTORY_VMEXIT
#endif
.endm

/*
 * int airlock_vmx_enter_guest(struct x86_regs *regs, unsigned long *host_rsp,
 *			       bool launched)
 *
 * Return: 0 after a VM exit, 1 if the VM entry failed before it began.
 */
SYM_FUNC_START(airlock_vmx_enter_guest)
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi

	/*
	 * The stack is as deep as the last time, unless the caller moved: the
	 * field is rarely written. Nothing may be pushed after this.
	 */
	UNWIND_HINT_SAVE
	cmp	%rsp, (%rsi)
	jne	.Lhost_rsp
.Lhost_rsp_set:
	bt	$0, %edx

	/* [E5] General registers: the guest's, all but RSP, RDI last. */
	mov	GPR(X86_RAX)(%rdi), %rax
	mov	GPR(X86_RCX)(%rdi), %rcx
	mov	GPR(X86_RDX)(%rdi), %rdx
	mov	GPR(X86_RBX)(%rdi), %rbx
	mov	GPR(X86_RBP)(%rdi), %rbp
	mov	GPR(X86_RSI)(%rdi), %rsi
	mov	GPR(X86_R8)(%rdi), %r8
	mov	GPR(X86_R9)(%rdi), %r9
	mov	GPR(X86_R10)(%rdi), %r10
	mov	GPR(X86_R11)(%rdi), %r11
	mov	GPR(X86_R12)(%rdi), %r12
	mov	GPR(X86_R13)(%rdi), %r13
	mov	GPR(X86_R14)(%rdi), %r14
	mov	GPR(X86_R15)(%rdi), %r15
	mov	GPR(X86_RDI)(%rdi), %rdi

	/* [E6] VM entry. The carry is still that of the bit test. */
	MITIGATE_ENTRY
	jnc	.Llaunch
	vmresume
	jmp	.Lfailed
.Llaunch:
	vmlaunch
	jmp	.Lfailed

	/* [X1] Landing of every VM exit: RSP is ours, the rest the guest's. */
SYM_INNER_LABEL_ALIGN(airlock_vmx_landing, SYM_L_GLOBAL)
	UNWIND_HINT_RESTORE
	ENDBR
	/* [X2] General registers: the guest's into struct x86_regs. */
	push	%rax
	mov	8(%rsp), %rax
	pop	GPR(X86_RAX)(%rax)
	mov	%rcx, GPR(X86_RCX)(%rax)
	mov	%rdx, GPR(X86_RDX)(%rax)
	mov	%rbx, GPR(X86_RBX)(%rax)
	mov	%rbp, GPR(X86_RBP)(%rax)
	mov	%rsi, GPR(X86_RSI)(%rax)
	mov	%rdi, GPR(X86_RDI)(%rax)
	mov	%r8, GPR(X86_R8)(%rax)
	mov	%r9, GPR(X86_R9)(%rax)
	mov	%r10, GPR(X86_R10)(%rax)
	mov	%r11, GPR(X86_R11)(%rax)
	mov	%r12, GPR(X86_R12)(%rax)
	mov	%r13, GPR(X86_R13)(%rax)
	mov	%r14, GPR(X86_R14)(%rax)
	mov	%r15, GPR(X86_R15)(%rax)

	MITIGATE_EXIT
	/* No guest value stays for the host to speculate with. */
	xor	%eax, %eax
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
.Lout:
	pop	%rdi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	RET

.Lfailed:
	mov	$1, %eax
	jmp	.Lout

.Lhost_rsp:
	mov	%rsp, (%rsi)
	mov	$VMCS_HOST_RSP_ENCODING, %ecx
	vmwrite	%rsp, %rcx
	jmp	.Lhost_rsp_set
SYM_FUNC_END(airlock_vmx_enter_guest)
