// SPDX-License-Identifier: GPL-2.0
/* x86 ioctls of a vCPU; vcpu->mutex is held. */
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/tsc.h>

#include "airlock.h"
#include "arch.h"
#include "dr.h"
#include "fpu.h"
#include "irq.h"
#include "irqchip/irqchip.h"
#include "kvmclock.h"
#include "sregs.h"

/*
 * One struct in or out. The largest are pages long, so the copy is on the heap;
 * zeroed, since the handler may leave padding alone.
 */
static long vcpu_get(struct airlock_vcpu *vcpu, void __user *user, size_t size,
		     int (*get)(struct airlock_vcpu *vcpu, void *out))
{
	void *copy = kzalloc(size, GFP_KERNEL_ACCOUNT);
	long ret;

	if (!copy)
		return -ENOMEM;
	ret = get(vcpu, copy);
	if (!ret && copy_to_user(user, copy, size))
		ret = -EFAULT;
	kfree(copy);
	return ret;
}

static long vcpu_set(struct airlock_vcpu *vcpu, const void __user *user,
		     size_t size,
		     int (*set)(struct airlock_vcpu *vcpu, const void *in))
{
	void *copy = memdup_user(user, size);
	long ret;

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	ret = set(vcpu, copy);
	kfree(copy);
	return ret;
}

static int get_regs(struct airlock_vcpu *vcpu, void *out)
{
	x86_regs_get(vcpu, out);
	return 0;
}

static int set_regs(struct airlock_vcpu *vcpu, const void *in)
{
	x86_regs_set(vcpu, in);
	return 0;
}

static int get_sregs(struct airlock_vcpu *vcpu, void *out)
{
	x86_sregs_get(vcpu, out);
	return 0;
}

static int set_sregs(struct airlock_vcpu *vcpu, const void *in)
{
	return x86_sregs_set(vcpu, in);
}

static int get_fpu(struct airlock_vcpu *vcpu, void *out)
{
	x86_fpu_get(vcpu, out);
	return 0;
}

static int set_fpu(struct airlock_vcpu *vcpu, const void *in)
{
	return x86_fpu_set(vcpu, in);
}

static int get_xsave(struct airlock_vcpu *vcpu, void *out)
{
	x86_xsave_get(vcpu, out);
	return 0;
}

static int set_xsave(struct airlock_vcpu *vcpu, const void *in)
{
	return x86_xsave_set(vcpu, in);
}

static int get_xcrs(struct airlock_vcpu *vcpu, void *out)
{
	x86_xcrs_get(vcpu, out);
	return 0;
}

static int set_xcrs(struct airlock_vcpu *vcpu, const void *in)
{
	return x86_xcrs_set(vcpu, in);
}

static int get_lapic(struct airlock_vcpu *vcpu, void *out)
{
	return vcpu->arch.lapic ? airlock_lapic_get(vcpu, out) : -EINVAL;
}

static int set_lapic(struct airlock_vcpu *vcpu, const void *in)
{
	return vcpu->arch.lapic ? airlock_lapic_set(vcpu, in) : -EINVAL;
}

static int get_debugregs(struct airlock_vcpu *vcpu, void *out)
{
	struct kvm_debugregs *regs = out;
	const unsigned long *dr = vcpu->arch.dr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs->db); i++)
		regs->db[i] = dr[i];
	regs->dr6 = dr[6];
	regs->dr7 = dr[7];
	return 0;
}

static int set_debugregs(struct airlock_vcpu *vcpu, const void *in)
{
	const struct kvm_debugregs *regs = in;
	unsigned int i;

	if (regs->flags || regs->dr6 >> 32 || regs->dr7 >> 32)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(regs->db); i++)
		vcpu->arch.dr[i] = regs->db[i];
	vcpu->arch.dr[6] = regs->dr6 | X86_DR6_FIXED_1;
	airlock_x86_set_dr7(vcpu, (regs->dr7 & X86_DR7_WRITABLE) |
				  X86_DR7_FIXED_1);
	return 0;
}

static int get_mp_state(struct airlock_vcpu *vcpu, void *out)
{
	struct kvm_mp_state *state = out;

	state->mp_state = vcpu->arch.mp_state;
	return 0;
}

/* States that only INIT and SIPI lead to need a LAPIC in the kernel. */
static int set_mp_state(struct airlock_vcpu *vcpu, const void *in)
{
	const struct kvm_mp_state *state = in;

	switch (state->mp_state) {
	case KVM_MP_STATE_RUNNABLE:
		break;
	case KVM_MP_STATE_UNINITIALIZED:
	case KVM_MP_STATE_INIT_RECEIVED:
	case KVM_MP_STATE_HALTED:
		if (!vcpu->arch.lapic)
			return -EINVAL;
		break;
	default:
		return -EINVAL;
	}
	vcpu->arch.mp_state = state->mp_state;
	return 0;
}

static long vcpu_interrupt(struct airlock_vcpu *vcpu, void __user *user)
{
	struct kvm_interrupt irq;

	if (copy_from_user(&irq, user, sizeof(irq)))
		return -EFAULT;
	return airlock_x86_interrupt(vcpu, irq.irq);
}

static long vcpu_nmi(struct airlock_vcpu *vcpu)
{
	airlock_x86_nmi(vcpu);
	return 0;
}

/* Without TSC scaling the guest's frequency is the host's. */
static long vcpu_set_tsc_khz(unsigned long khz)
{
	return !khz || khz == tsc_khz ? 0 : -EINVAL;
}

static long vcpu_state_get(struct airlock_vcpu *vcpu, unsigned int nr,
			   void __user *user)
{
	switch (nr) {
	case KVM_GET_REGS:
		return vcpu_get(vcpu, user, sizeof(struct kvm_regs), get_regs);
	case KVM_GET_SREGS:
		return vcpu_get(vcpu, user, sizeof(struct kvm_sregs),
				get_sregs);
	case KVM_GET_FPU:
		return vcpu_get(vcpu, user, sizeof(struct kvm_fpu), get_fpu);
	case KVM_GET_XSAVE:
		return vcpu_get(vcpu, user, sizeof(struct kvm_xsave),
				get_xsave);
	case KVM_GET_XCRS:
		return vcpu_get(vcpu, user, sizeof(struct kvm_xcrs), get_xcrs);
	case KVM_GET_LAPIC:
		return vcpu_get(vcpu, user, sizeof(struct kvm_lapic_state),
				get_lapic);
	case KVM_GET_DEBUGREGS:
		return vcpu_get(vcpu, user, sizeof(struct kvm_debugregs),
				get_debugregs);
	case KVM_GET_MP_STATE:
		return vcpu_get(vcpu, user, sizeof(struct kvm_mp_state),
				get_mp_state);
	default:
		return -EINVAL;
	}
}

static long vcpu_state_set(struct airlock_vcpu *vcpu, unsigned int nr,
			   void __user *user)
{
	switch (nr) {
	case KVM_SET_REGS:
		return vcpu_set(vcpu, user, sizeof(struct kvm_regs), set_regs);
	case KVM_SET_SREGS:
		return vcpu_set(vcpu, user, sizeof(struct kvm_sregs),
				set_sregs);
	case KVM_SET_FPU:
		return vcpu_set(vcpu, user, sizeof(struct kvm_fpu), set_fpu);
	case KVM_SET_XSAVE:
		return vcpu_set(vcpu, user, sizeof(struct kvm_xsave),
				set_xsave);
	case KVM_SET_XCRS:
		return vcpu_set(vcpu, user, sizeof(struct kvm_xcrs), set_xcrs);
	case KVM_SET_LAPIC:
		return vcpu_set(vcpu, user, sizeof(struct kvm_lapic_state),
				set_lapic);
	case KVM_SET_DEBUGREGS:
		return vcpu_set(vcpu, user, sizeof(struct kvm_debugregs),
				set_debugregs);
	case KVM_SET_MP_STATE:
		return vcpu_set(vcpu, user, sizeof(struct kvm_mp_state),
				set_mp_state);
	default:
		return vcpu_state_get(vcpu, nr, user);
	}
}

long airlock_arch_vcpu_ioctl(struct airlock_vcpu *vcpu, unsigned int nr,
			     unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (nr) {
	case KVM_SET_CPUID2:
		return x86_cpuid_ioctl_set(vcpu, user);
	case KVM_GET_CPUID2:
		return x86_cpuid_ioctl_get(vcpu, user);
	case KVM_GET_MSRS:
		return x86_msr_ioctl_get(vcpu, user);
	case KVM_SET_MSRS:
		return x86_msr_ioctl_set(vcpu, user);
	case KVM_INTERRUPT:
		return vcpu_interrupt(vcpu, user);
	case KVM_NMI:
		return vcpu_nmi(vcpu);
	case KVM_GET_TSC_KHZ:
		return airlock_x86_guest_tsc_khz(vcpu);
	case KVM_SET_TSC_KHZ:
		return vcpu_set_tsc_khz(arg);
	case KVM_KVMCLOCK_CTRL:
		return x86_kvmclock_ctrl(vcpu);
	default:
		return vcpu_state_set(vcpu, nr, user);
	}
}
