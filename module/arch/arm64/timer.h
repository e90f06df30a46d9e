/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's generic timers. Arm ARM "The Generic Timer in AArch64 state" */
#ifndef AIRLOCK_ARM64_TIMER_H
#define AIRLOCK_ARM64_TIMER_H

#include <linux/bits.h>
#include <linux/hrtimer.h>
#include <linux/types.h>

#include "types.h"

struct kvm_device_attr;

/* CNT<x>_CTL_EL0 */
#define TIMER_CTL_ENABLE	BIT(0)
#define TIMER_CTL_IMASK		BIT(1)
#define TIMER_CTL_ISTATUS	BIT(2)

enum arm64_timer_id {
	ARM64_VTIMER,
	ARM64_PTIMER,
	ARM64_NR_TIMERS,
};

/**
 * struct arm64_timer - one of a vCPU's timers.
 * @ctl: CNT<x>_CTL_EL0 without ISTATUS, while it is not in the CPU [v]
 * @cval: CNT<x>_CVAL_EL0, likewise [v]
 * @in_hw: it is a timer of the CPU that counts, and its interrupt is forwarded;
 *	else the guest's accesses trap, and @hrtimer counts [c]
 */
struct arm64_timer {
	u64 ctl;
	u64 cval;
	bool in_hw;
};

/**
 * struct arm64_timer_cpu - the timers of a vCPU.
 * @timer: by enum arm64_timer_id.
 * @wake: ends a WFI.
 * @soft: stands for the physical timer where that is trapped.
 * @loaded: those that are in hardware are live in the CPU [v]
 */
struct arm64_timer_cpu {
	struct arm64_timer timer[ARM64_NR_TIMERS];
	struct hrtimer wake;
	struct hrtimer soft;
	bool loaded;
};

/**
 * struct arm64_timer_vm - what the timers of a VM share.
 * @offset: guest's counter = host's counter - offset, by timer [a]
 * @ppi: interrupt of each timer [vm->lock until a vCPU has been run]
 */
struct arm64_timer_vm {
	u64 offset[ARM64_NR_TIMERS];
	u8 ppi[ARM64_NR_TIMERS];
};

/* Does it drive its interrupt once it is due? */
static inline bool arm64_timer_is_armed(u64 ctl)
{
	return (ctl & (TIMER_CTL_ENABLE | TIMER_CTL_IMASK)) ==
	       TIMER_CTL_ENABLE;
}

static inline bool arm64_timer_is_up(u64 ctl, u64 cval, u64 count)
{
	return arm64_timer_is_armed(ctl) && count >= cval;
}

/* CNT<x>_TVAL_EL0: what is left, 32 bits, signed. */
static inline u64 arm64_timer_get_tval(u64 cval, u64 count)
{
	return (u32)(cval - count);
}

static inline u64 arm64_timer_set_tval(u64 tval, u64 count)
{
	return count + (s64)(s32)tval;
}

/* How long until a counter of @hz gets from @count to @cval; 0 if it is there. */
u64 arm64_timer_ns_left(u64 cval, u64 count, u32 hz);

void arm64_timer_vm_init(struct airlock_vm *vm);
void arm64_timer_vcpu_init(struct airlock_vcpu *vcpu);
void arm64_timer_vcpu_destroy(struct airlock_vcpu *vcpu);
void arm64_timer_vcpu_reset(struct airlock_vcpu *vcpu);

int arm64_timer_connect(struct airlock_vm *vm);

/**
 * arm64_timer_offset - what CNTVOFF_EL2 has to be.
 * @vm: the VM.
 */
u64 arm64_timer_offset(struct airlock_vm *vm);

/**
 * arm64_timer_traps - must the guest's accesses to the physical timer trap?
 * @vcpu: the vCPU.
 *
 * The counters never need to: the physical one is the host's.
 */
bool arm64_timer_traps(struct airlock_vcpu *vcpu);

/**
 * arm64_timer_enter - into the guest context, CNTVOFF_EL2 being loaded.
 * @vcpu: the vCPU of this thread.
 *
 * Context: preemption off, IRQs on.
 */
void arm64_timer_enter(struct airlock_vcpu *vcpu);

/* Out of it, CNTVOFF_EL2 being loaded still; likewise. */
void arm64_timer_leave(struct airlock_vcpu *vcpu);

/**
 * arm64_timer_exit_irq - step X4 of a trip that a host interrupt has ended.
 * @vcpu: the vCPU of this thread.
 *
 * If it was one of the guest's timers, the host need not take it.
 *
 * Context: IRQs off, guest context, before X5.
 */
void arm64_timer_exit_irq(struct airlock_vcpu *vcpu);

/**
 * arm64_timer_block - the vCPU is going to sleep: its timers wake it.
 * @vcpu: the vCPU of this thread.
 *
 * Context: process, not in the guest context.
 */
void arm64_timer_block(struct airlock_vcpu *vcpu);
void arm64_timer_unblock(struct airlock_vcpu *vcpu);

/* Registers, by what they are to a timer. */
enum arm64_timer_reg {
	ARM64_TIMER_CNT,
	ARM64_TIMER_TVAL,
	ARM64_TIMER_CTL,
	ARM64_TIMER_CVAL,
};

/*
 * A trapped access of the guest to the physical timer or its counter.
 * Context: the vCPU's thread, outside of steps E2 to X5.
 */
u64 arm64_timer_trap_read(struct airlock_vcpu *vcpu, enum arm64_timer_reg reg);
void arm64_timer_trap_write(struct airlock_vcpu *vcpu,
			    enum arm64_timer_reg reg, u64 value);

/*
 * KVM_GET_ONE_REG and KVM_SET_ONE_REG: CNT, CTL or CVAL of either timer. CNT
 * sets the offset of the whole VM,
 * for the virtual timer; for the physical one it is ignored. Context: vcpu->mutex held.
 */
u64 arm64_timer_user_get(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			 enum arm64_timer_reg reg);
void arm64_timer_user_set(struct airlock_vcpu *vcpu, enum arm64_timer_id id,
			  enum arm64_timer_reg reg, u64 value);

/**
 * arm64_timer_device_attr - KVM_{SET,GET,HAS}_DEVICE_ATTR of a vCPU, group
 * KVM_ARM_VCPU_TIMER_CTRL.
 * @vcpu: the vCPU.
 * @nr: the ioctl.
 * @attr: its argument, copied in.
 *
 * Return: 0; -ENXIO: no such attribute; -EINVAL: no PPI, or no GIC; -EBUSY: a
 * vCPU has been run; -EFAULT.
 */
int arm64_timer_device_attr(struct airlock_vcpu *vcpu, unsigned int nr,
			    const struct kvm_device_attr *attr);

/*
 * For vgic/: have the host's GIC hold these PPIs of the guest's timers active
 * on this CPU, and look whether those that wait are still up.
 * Context: IRQs off, guest context.
 */
void arm64_timer_host_active(struct airlock_vcpu *vcpu, u32 want);
void arm64_timer_resample(struct airlock_vcpu *vcpu);

#endif /* AIRLOCK_ARM64_TIMER_H */
