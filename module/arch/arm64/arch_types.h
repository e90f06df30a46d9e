/* SPDX-License-Identifier: GPL-2.0 */
/* What an arm64 VM and vCPU have beyond the neutral ones. */
#ifndef AIRLOCK_ARCH_TYPES_H
#define AIRLOCK_ARCH_TYPES_H

#include <linux/percpu.h>
#include <linux/types.h>

#include "el2/el2_types.h"
#include "fpu.h"
#include "mmio.h"
#include "psci_types.h"
#include "smccc_types.h"
#include "regs.h"
#include "sys_regs.h"
#include "timer.h"
#include "sysreg_types.h"
#include "types.h"
#include "vgic/gic_types.h"

/* KVM_IRQFD's answer before the GIC is initialised: it may still be. */
#define AIRLOCK_IRQFD_TOO_EARLY		(-EAGAIN)

/* Requests of this architecture; the first ones are neutral. */
enum airlock_arch_request {
	AIRLOCK_REQ_POWER = AIRLOCK_REQ_ARCH,	/* PSCI turned it on or off */
	AIRLOCK_REQ_VMID,			/* its VM's VMID has expired */
	AIRLOCK_REQ_CACHES,			/* clean what the guest has */
};

/**
 * struct airlock_vcpu_arch - arm64 part of a vCPU.
 * @regs: general registers, moved by entry.S [v]
 * @sys: EL1 system registers while they are not in the CPU [v]
 * @el2: what goes with the switch [v]
 * @fpu: FP and SIMD registers while they are not in the CPU [v]
 * @psci: on or off [see there]
 * @vgic: its GIC: redistributor and CPU interface [see there]
 * @timer: its timers [see there]
 * @cacheid: cache ID registers [v]
 * @debug: debug registers [v]
 * @guest_debug: userspace debugs the guest [v]
 * @mmio: an access to a device under way [v]
 * @features: KVM_ARM_VCPU_* it was initialised with [v]
 * @initialised: KVM_ARM_VCPU_INIT has been done [v]
 * @has_run: since then, KVM_RUN was called [v]
 * @waiting: stopped by WFI; only an interrupt makes it go on [v]
 */
struct airlock_vcpu_arch {
	struct arm64_regs regs;
	u64 sys[ARM64_SYS_NR];
	struct el2_vcpu el2;
	struct arm64_fpu fpu;
	struct arm64_psci psci;
	struct arm64_vgic_cpu vgic;
	struct arm64_timer_cpu timer;
	struct arm64_cacheid cacheid;
	struct arm64_debug debug;
	struct arm64_guest_debug guest_debug;
	struct arm64_mmio mmio;
	unsigned long features;
	bool initialised;
	bool has_run;
	bool waiting;
};

/**
 * struct airlock_vm_arch - arm64 part of a VM.
 * @ipa_bits: of guest physical addresses [c]
 * @vmid: see el2/vmid.c
 * @last_vcpu: of each CPU: which of the VM's vCPUs was there last
 * @vgic: the GIC, or NULL [c]
 * @timer: what its vCPUs' timers share [see there]
 * @psci_version: what the guest is told; 0 before the first vCPU's init [m]
 * @psci_lock: of every vCPU's @psci
 * @idregs: what the CPU is said to be able to do
 * @smccc: services that a guest can call, by enum arm64_smccc_bitmap [m]
 * @has_run: one of its vCPUs has been run; what it is like stays [m]
 * @nisv_to_user: KVM_CAP_ARM_NISV_TO_USER has been enabled [a]
 */
struct airlock_vm_arch {
	u8 ipa_bits;
	u64 vmid;
	int __percpu *last_vcpu;
	struct arm64_vgic *vgic;
	struct arm64_timer_vm timer;
	u32 psci_version;
	spinlock_t psci_lock;
	struct arm64_idregs idregs;
	u64 smccc[ARM64_SMCCC_BITMAPS];
	bool has_run;
	bool nisv_to_user;
};

#endif /* AIRLOCK_ARCH_TYPES_H */
