/* SPDX-License-Identifier: GPL-2.0 */
/* What an x86 VM and vCPU have beyond the neutral ones. */
#ifndef AIRLOCK_ARCH_TYPES_H
#define AIRLOCK_ARCH_TYPES_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "cpuid.h"
#include "fpu.h"
#include "kvmclock.h"
#include "mmio.h"
#include "msr.h"
#include "pio.h"
#include "regs.h"
#include "types.h"
#include "vmx/vmx_types.h"

/* KVM_IRQFD's answer as long as no GSI leads anywhere, as KVM gives it. */
#define AIRLOCK_IRQFD_TOO_EARLY		(-EINVAL)

struct airlock_ioapic;
struct airlock_lapic;
struct airlock_pic;
struct airlock_pit;

/* Requests of this architecture; the first ones are neutral. */
enum airlock_arch_request {
	AIRLOCK_REQ_CLOCK = AIRLOCK_REQ_ARCH,	/* write the kvmclock page */
	AIRLOCK_REQ_INIT_SIPI,			/* the LAPIC got INIT or SIPI */
	AIRLOCK_REQ_NMI,			/* an NMI waits to be injected */
	AIRLOCK_REQ_GUEST_TLB,			/* the guest's own paging changed */
	AIRLOCK_REQ_PDPTES,			/* load them for PAE paging */
	AIRLOCK_REQ_TRIPLE_FAULT,		/* a fault while one was delivered */
};

/**
 * struct airlock_vcpu_arch - x86 part of a vCPU.
 * @regs: general registers, moved by entry.S [v]
 * @vmx: VMCS and what goes with it [v]
 * @cr2: guest CR2, no VMCS field for it [v]
 * @dr: guest DR0 to DR3, DR6, DR7 while they are not in the CPU [v]
 * @cr8: task priority while there is no LAPIC in the kernel [v]
 * @apic_base: IA32_APIC_BASE [v]
 * @msr: model-specific registers that only we keep [v]
 * @cpuid: what CPUID answers [v]
 * @fpu: x87 to AVX-512 state [v]
 * @clock: kvmclock [v]
 * @mmio: the instruction that waits for userspace's device [v]
 * @pio: the port access that does [v]
 * @lapic: NULL without interrupt controller in the kernel [c]
 * @mp_state: KVM_MP_STATE_* [v]
 * @user_vector: queued by KVM_INTERRUPT, or X86_NO_VECTOR [v]
 * @nmi_pending: NMIs not yet injected, at most 2 [a]
 */
struct airlock_vcpu_arch {
	struct x86_regs regs;
	struct vmx_vcpu vmx;
	unsigned long cr2;
	unsigned long dr[8];
	unsigned long cr8;
	u64 apic_base;
	struct x86_msrs msr;
	struct x86_cpuid cpuid;
	struct x86_fpu fpu;
	struct x86_kvmclock clock;
	struct x86_mmio mmio;
	struct x86_pio pio;
	struct airlock_lapic *lapic;
	u32 mp_state;
	int user_vector;
	atomic_t nmi_pending;
};

/**
 * struct airlock_vm_arch - x86 part of a VM.
 * @ioapic: NULL without interrupt controller in the kernel [c]
 * @pic: the same for the 8259 pair
 * @pit: the 8254, or NULL [c]
 * @irqchip: the controllers are complete, their GSIs routed; released last [m]
 * @x2apic_api: KVM_X2APIC_API_* flags that userspace enabled [m]
 * @clock: kvmclock of the VM
 * @bsp_id: id of the vCPU that starts [m]
 */
struct airlock_vm_arch {
	struct airlock_ioapic *ioapic;
	struct airlock_pic *pic;
	struct airlock_pit *pit;
	bool irqchip;
	u64 x2apic_api;
	struct x86_vm_clock clock;
	u32 bsp_id;
};

#endif /* AIRLOCK_ARCH_TYPES_H */
